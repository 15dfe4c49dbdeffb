"""The check of a department's sheet: a mark below the highest needs findings that explain it."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select

from competition.domain.deductions import unexplained
from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.models import Finding
from competition.models.prepared import Prepared
from competition.services.judging.rubric import Rubric

STANDING = Prepared(
    select(Finding.criterion_key, Finding.points).where(
        Finding.assignment_id == bindparam("assignment"), Finding.withdrawn_at.is_(None)
    )
)


def require_explained(
    connection: Connection, assignment_id: int, rubric: Rubric, marks: Mapping[str, int | State]
) -> None:
    """Let marks pass that the findings on the sheet explain. One statement.

    Args:
        marks: of every leaf of the rubric.
    Raises:
        Refusal: ``sheet.faults`` (errors: by criterion, ``finding.unexplained``).
    """
    points: dict[str, list[str]] = defaultdict(list)
    for row in STANDING.all(connection, {"assignment": assignment_id}):
        points[row.criterion_key].append(row.points)
    errors = unexplained(rubric.leaves, marks, points)
    if errors:
        raise Refusal("sheet.faults", count=len(errors), errors=errors)

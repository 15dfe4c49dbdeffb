"""What others handed in of a unit in a period, for those who settle it.

A unit's report on itself is there for the departments and verifiers to check, once it is handed
in; what departments say is there for the verifiers. Nobody else sees a mark before the lock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select

from competition.domain.marks import State, format_mark
from competition.models import Assignment, Judge, ScoreSheetVersion, database
from competition.services.judging.rubric import Rubric

READ_BY: Mapping[str, tuple[str, ...]] = {
    "department": ("self",),
    "verifier": ("self", "department"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A sheet of somebody else.

    Attributes:
        kind, name: of whoever handed it in.
        marks: as texts, by criterion.
    """

    assignment_id: int
    kind: str
    name: str
    marks: Mapping[str, str]
    comment: str


def reports_for(assignment: Assignment, kind: str, rubric: Rubric) -> list[Report]:
    """The handed-in sheets of the same unit and period that this kind may read. One statement.

    Args:
        kind: of the reader; others than departments and verifiers read nothing, at no statement.
        rubric: what the reader marks.
    """
    readable = READ_BY.get(kind, ())
    if not readable:
        return []
    rows = database.session.execute(
        select(
            Assignment.id,
            Judge.kind,
            Judge.name,
            ScoreSheetVersion.marks,
            ScoreSheetVersion.comment,
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(
            ScoreSheetVersion,
            and_(ScoreSheetVersion.assignment_id == Assignment.id, ScoreSheetVersion.is_current),
        )
        .where(
            Assignment.stage_id == assignment.stage_id,
            Assignment.entry_id == assignment.entry_id,
            Assignment.state == "assigned",
            Judge.kind.in_(readable),
        )
        .order_by(Judge.kind.desc(), Judge.id)
    )
    scales = {leaf.key: leaf.range.scale for leaf in rubric.leaves}
    return [
        Report(
            row.id,
            row.kind,
            row.name,
            {
                key: format_mark(mark, scales[key])
                for key, state, mark in row.marks
                if state == State.SCORED.value and key in scales
            },
            row.comment,
        )
        for row in rows
    ]

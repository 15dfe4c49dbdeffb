"""The rubric of a stage as the domain sees it, read from its projected rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from competition.domain.marks import MarkRange
from competition.domain.rounding import exact_text
from competition.domain.sheet import (
    Criterion,
    CriterionKind,
    Level,
    due_criteria,
    highest_total,
    leaf_factors,
    leaves,
    total_scale,
)
from competition.models import Criterion as CriterionRow

ROWS = (
    select(CriterionRow.__table__)
    .where(CriterionRow.stage_id == bindparam("stage"))
    .order_by(CriterionRow.position, CriterionRow.id)
)
MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a sheet of one stage is checked against.

    Attributes:
        criteria: the tree.
        leaves: what is marked, in the order of the sheet.
        scale: decimals of the sheet total.
        highest: the total of a perfect sheet, an integer at that scale.
        factors: by leaf key, what one unit of its mark adds to the total.
    """

    criteria: tuple[Criterion, ...]
    leaves: tuple[Criterion, ...]
    scale: int
    highest: int
    factors: Mapping[str, int]

    def due(self, group: str) -> "Rubric":
        """What of it stands on the sheets of a group of judges."""
        if all(leaf.is_due(group) for leaf in self.leaves):
            return self
        return make_rubric(due_criteria(self.criteria, group))


_kept: dict[int, tuple[tuple[str, datetime], Rubric]] = {}


def read_rubric(session: Session | Connection, stage_id: int) -> Rubric:
    """The rubric of a stage; one statement. A stage without criteria has no leaves."""
    rows = session.execute(ROWS, {"stage": stage_id}).all()
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    return make_rubric(_tree(below, None))


def kept_rubric(
    connection: Connection, stage_id: int, digest: str | None, frozen_at: datetime | None
) -> Rubric:
    """The rubric of a stage, kept in this process while its rules have this digest and freeze.

    On PostgreSQL a hold that waited gives the stage as it is now beside the digest as it was. A
    frozen rubric that changes freezes anew, and one that is not frozen is read each time, so no
    sheet is checked against rules that went while it waited.
    """
    if digest is None or frozen_at is None:
        return read_rubric(connection, stage_id)
    state = digest, frozen_at
    kept = _kept.get(stage_id)
    if kept is not None and kept[0] == state:
        return kept[1]
    rubric = read_rubric(connection, stage_id)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[stage_id] = state, rubric
    return rubric


def plain_mark(value: int, scale: int) -> str:
    """A mark as text without zeros at its end: 300 at scale 1 is "30"."""
    return exact_text(value, 10**scale)


def make_rubric(criteria: Sequence[Criterion]) -> Rubric:
    """A rubric from a tree of criteria."""
    return Rubric(
        criteria=tuple(criteria),
        leaves=leaves(criteria),
        scale=total_scale(criteria),
        highest=highest_total(criteria),
        factors=leaf_factors(criteria),
    )


def _tree(below: Mapping[int | None, list[Any]], parent: int | None) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            key=row.key,
            name=row.name,
            range=MarkRange(row.scale, row.minimum, row.maximum, row.step),
            weight=Fraction(row.weight),
            kind=CriterionKind(row.kind),
            hint=row.hint,
            levels=tuple(_level(level) for level in row.levels),
            children=_tree(below, row.id) if row.id in below else (),
            marked_by=tuple(row.marked_by),
        )
        for row in below.get(parent, ())
    )


def _level(level: Mapping[str, Any]) -> Level:
    """A stored level: its marks are integers at the criterion's scale."""
    return Level(level["name"], level["low"], level["high"], level["text"])

"""The units of a labour competition, since when and until when they take part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from competition.models import (
    Account,
    Assignment,
    Competition,
    Entry,
    Person,
    Stage,
    StageEntry,
    Track,
    database,
)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit, lot or crew.

    Attributes:
        above: what it belongs to, or empty; reporter: who reports for it, or empty.
        periods: in how many scored periods it has taken part.
    """

    entry_id: int
    kind: str
    number: str
    title: str
    unit: str
    track: str
    above: str
    reporter: str
    joined_on: date | None
    left_on: date | None
    left_reason: str
    periods: int


def units_of(competition: Competition, *, page: int, size: int) -> tuple[list[UnitLine], int]:
    """One page of those that passed form review, by number, and how many there are."""
    above = aliased(Entry)
    scored = select(Assignment.stage_id).where(Assignment.stage_id == Stage.id).exists()
    taken = (
        select(func.count())
        .select_from(StageEntry)
        .join(Stage, Stage.id == StageEntry.stage_id)
        .where(StageEntry.entry_id == Entry.id, Stage.period_from.is_not(None), scored)
        .correlate(Entry)
        .scalar_subquery()
    )
    passed = (Entry.competition_id == competition.id, Entry.state == "passed")
    total = database.session.scalar(select(func.count()).select_from(Entry).where(*passed)) or 0
    rows: Sequence[Any] = database.session.execute(
        select(
            Entry.id,
            Entry.kind,
            func.coalesce(Entry.number, ""),
            Entry.title,
            Entry.unit_name,
            func.coalesce(Track.name, ""),
            func.coalesce(above.title, ""),
            func.coalesce(Person.name, ""),
            Entry.joined_on,
            Entry.left_on,
            Entry.left_reason,
            taken,
        )
        .outerjoin(Track, Track.id == Entry.track_id)
        .outerjoin(above, above.id == Entry.parent_id)
        .outerjoin(Account, Account.id == Entry.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(*passed)
        .order_by(Track.position, Entry.number, Entry.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return [UnitLine(*row) for row in rows], total

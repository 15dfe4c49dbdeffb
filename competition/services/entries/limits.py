"""The limits of a competition held against an entry, counted over the entries that stand."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from competition.domain.entry_form import FieldFault
from competition.domain.entry_limits import Counts, Limits, limit_faults
from competition.models import (
    Award,
    Competition,
    Entry,
    EntryLimit,
    EntryMember,
    ResultVersion,
)
from competition.services.entries.person_index import PersonIndex

STANDING = ("recommending", "submitted", "returned", "passed")


def read_limits(session: Session, competition_id: int) -> Limits:
    """The limits of a competition."""
    rows = session.execute(
        select(EntryLimit.kind, EntryLimit.value).where(EntryLimit.competition_id == competition_id)
    )
    return Limits(**{row.kind: row.value for row in rows})


def broken_limits(session: Session, entry: Entry) -> tuple[FieldFault, ...]:
    """Every limit that this entry would break if it were submitted now."""
    limits, of_unit = _limits_and_unit(session, entry)
    years = limits.bar_winners_years
    counts = Counts(
        members=len(entry.members),
        entries_by_person=_entries_by_person(session, entry),
        entries_of_unit=of_unit,
        earlier_wins=_earlier_wins(session, entry, years) if years else (),
    )
    return limit_faults(limits, counts)


def _entries_by_person(session: Session, entry: Entry) -> dict[str, int]:
    """For each member the entries that the person is on, this one included.

    Two members are one person when their ID numbers agree; where one has none, when name and unit
    agree.
    """
    index = PersonIndex()
    for other in _namesakes(session, entry):
        unit = other.unit_name or other.entry_unit
        index.add(other.entry_id, other.name, unit, other.id_number_digest)
    counted: dict[str, int] = {}
    for member in entry.members:
        unit = member.unit_name or entry.unit_name
        on = index.entries_of(member.name, unit, member.id_number_digest)
        counted[member.name] = max(counted.get(member.name, 0), len(on) + 1)
    return counted


def _namesakes(session: Session, entry: Entry) -> Sequence[Any]:
    """Members of other standing entries who share a name or an ID number with one of this."""
    return session.execute(
        select(
            EntryMember.entry_id,
            EntryMember.name,
            EntryMember.unit_name,
            EntryMember.id_number_digest,
            Entry.unit_name.label("entry_unit"),
        )
        .join(Entry, Entry.id == EntryMember.entry_id)
        .where(
            Entry.competition_id == entry.competition_id,
            Entry.id != entry.id,
            Entry.state.in_(STANDING),
            or_(
                EntryMember.name.in_([member.name for member in entry.members]),
                EntryMember.id_number_digest.in_(
                    [m.id_number_digest for m in entry.members if m.id_number_digest]
                ),
            ),
        )
    ).all()


def _limits_and_unit(session: Session, entry: Entry) -> tuple[Limits, int]:
    """The limits, and how many entries the unit has with this one; one statement."""
    others = (
        select(func.count())
        .where(
            Entry.competition_id == entry.competition_id,
            Entry.id != entry.id,
            Entry.state.in_(STANDING),
            Entry.unit_name == entry.unit_name,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(EntryLimit.kind, EntryLimit.value, others.label("others")).where(
            EntryLimit.competition_id == entry.competition_id
        )
    ).all()
    limits = Limits(**{row.kind: row.value for row in rows})
    return limits, 1 + (rows[0].others if rows else 0)


def _earlier_wins(session: Session, entry: Entry, years: int) -> list[str]:
    """Editions of the same host in which this outcome won: same title, and unit or a member too."""
    event = session.get_one(Competition, entry.competition_id)
    wins = earlier_wins(session, event, years, title=entry.title)
    return wins.of(entry.title, entry.unit_name, {member.name for member in entry.members})


class EarlierWins:
    """Outcomes that won in earlier editions, by title."""

    def __init__(self, rows: Sequence[Any], names: Sequence[tuple[int, str]]) -> None:
        self._by_title: dict[str, list[Any]] = {}
        for row in rows:
            self._by_title.setdefault(row.title, []).append(row)
        self._names: dict[int, set[str]] = {}
        for entry_id, name in names:
            self._names.setdefault(entry_id, set()).add(name)

    def of(self, title: str, unit: str, names: Collection[str]) -> list[str]:
        """The editions in which this title won with this unit or one of these members."""
        return [
            row.edition or row.name
            for row in self._by_title.get(title, ())
            if row.unit_name == unit or not self._names.get(row.id, set()).isdisjoint(names)
        ]


def earlier_wins(
    session: Session, event: Competition, years: int, *, title: str | None = None
) -> EarlierWins:
    """What won in the same host's editions of so many years before. Two statements.

    Args:
        title: only outcomes of this title; None for all.
    """
    won = [
        ResultVersion.state == "final",
        Competition.organisation_id == event.organisation_id,
        Competition.is_rehearsal == event.is_rehearsal,
        Competition.year >= event.year - years,
        Competition.year < event.year,
    ]
    if title is not None:
        won.append(Entry.title == title)
    rows = session.execute(
        select(Competition.name, Competition.edition, Entry.id, Entry.title, Entry.unit_name)
        .join(Entry, Entry.competition_id == Competition.id)
        .join(Award, Award.entry_id == Entry.id)
        .join(ResultVersion, ResultVersion.id == Award.result_id)
        .where(*won)
    ).all()
    if not rows:
        return EarlierWins([], [])
    ids = [row.id for row in rows]
    names = session.execute(
        select(EntryMember.entry_id, EntryMember.name).where(EntryMember.entry_id.in_(ids))
    )
    return EarlierWins(rows, [(row.entry_id, row.name) for row in names])

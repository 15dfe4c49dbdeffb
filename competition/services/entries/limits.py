"""The limits of a competition held against an entry, counted over the entries that stand."""

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

STANDING = ("submitted", "returned", "passed")


def read_limits(session: Session, competition_id: int) -> Limits:
    """The limits of a competition."""
    rows = session.execute(
        select(EntryLimit.kind, EntryLimit.value).where(EntryLimit.competition_id == competition_id)
    )
    return Limits(**{row.kind: row.value for row in rows})


def broken_limits(session: Session, entry: Entry) -> tuple[FieldFault, ...]:
    """Every limit that this entry would break if it were submitted now."""
    limits = read_limits(session, entry.competition_id)
    years = limits.bar_winners_years
    counts = Counts(
        members=len(entry.members),
        entries_by_person=_entries_by_person(session, entry),
        entries_of_unit=_entries_of_unit(session, entry),
        earlier_wins=_earlier_wins(session, entry, years) if years else (),
    )
    return limit_faults(limits, counts)


def _entries_by_person(session: Session, entry: Entry) -> dict[str, int]:
    """For each member the entries that the person is on, this one included.

    Two members are one person when their ID numbers agree; where one has none, when name and unit
    agree.
    """
    others = session.execute(
        select(
            EntryMember.entry_id,
            EntryMember.name,
            EntryMember.unit_name,
            EntryMember.id_number_digest,
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
    counted: dict[str, int] = {}
    for member in entry.members:
        unit = member.unit_name or entry.unit_name
        on = {
            other.entry_id
            for other in others
            if (
                other.id_number_digest == member.id_number_digest
                if other.id_number_digest and member.id_number_digest
                else other.name == member.name and (other.unit_name or unit) == unit
            )
        }
        counted[member.name] = max(counted.get(member.name, 0), len(on) + 1)
    return counted


def _entries_of_unit(session: Session, entry: Entry) -> int:
    others = session.scalar(
        select(func.count()).where(
            Entry.competition_id == entry.competition_id,
            Entry.id != entry.id,
            Entry.state.in_(STANDING),
            Entry.unit_name == entry.unit_name,
        )
    )
    return (others or 0) + 1


def _earlier_wins(session: Session, entry: Entry, years: int) -> list[str]:
    """Editions of the same host in which this outcome won: same title, and unit or a member too."""
    event = session.get_one(Competition, entry.competition_id)
    rows = session.execute(
        select(Competition.name, Competition.edition, Entry.id, Entry.unit_name)
        .join(Entry, Entry.competition_id == Competition.id)
        .join(Award, Award.entry_id == Entry.id)
        .join(ResultVersion, ResultVersion.id == Award.result_id)
        .where(
            ResultVersion.state == "final",
            Competition.organisation_id == event.organisation_id,
            Competition.is_rehearsal == event.is_rehearsal,
            Competition.year >= event.year - years,
            Competition.year < event.year,
            Entry.title == entry.title,
        )
    ).all()
    if not rows:
        return []
    names = {member.name for member in entry.members}
    shared = set(
        session.scalars(
            select(EntryMember.entry_id).where(
                EntryMember.entry_id.in_([row.id for row in rows]), EntryMember.name.in_(names)
            )
        )
    )
    return [
        row.edition or row.name
        for row in rows
        if row.unit_name == entry.unit_name or row.id in shared
    ]

"""The limits of a competition held against a whole file of entries at once."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.documents.entry_table import TITLE, member_key
from competition.domain.entry_form import FieldFault
from competition.domain.entry_limits import MEMBERS, UNIT, Counts, limit_faults
from competition.models import Competition, Entry, EntryMember
from competition.services.entries.limits import STANDING, EarlierWins, earlier_wins, read_limits
from competition.services.entries.person_index import PersonIndex
from competition.services.exchange.entry_sheet import NewEntry
from competition.services.import_plan import RowCheck

Rows = list[tuple[RowCheck, NewEntry]]


def check_limits(session: Session, competition: Competition, new: Rows, sound: Rows) -> None:
    """Note every limit that a row breaks, counted over the file and the entries that stand.

    People are counted over the sound rows alone: a number that was refused tells nobody apart.
    Six statements, whatever the number of rows.
    """
    limits = read_limits(session, competition.id)
    index = _people(session, competition, sound) if limits.entries_per_person else None
    units = _units(session, competition, new)
    years = limits.bar_winners_years
    wins = earlier_wins(session, competition, years) if years else EarlierWins([], [])
    counted = {entry.row for _, entry in sound}
    for check, entry in new:
        people = index if entry.row in counted else None
        for fault in limit_faults(limits, _counts(entry, people, units, wins)):
            check.refuse(_column(entry, fault), fault.code, fault.values)


def _counts(
    entry: NewEntry, index: PersonIndex | None, units: Counter[str], wins: EarlierWins
) -> Counts:
    by_person: dict[str, int] = {}
    if index is not None:
        for member in entry.members:
            on = index.entries_of(member.name, member.unit or entry.unit, member.digest)
            by_person[member.name] = max(by_person.get(member.name, 0), len(on))
    return Counts(
        members=len(entry.members),
        entries_by_person=by_person,
        entries_of_unit=units[entry.unit],
        earlier_wins=wins.of(entry.title, entry.unit, {each.name for each in entry.members}),
    )


def _people(session: Session, competition: Competition, sound: Rows) -> PersonIndex:
    """Everybody on an entry that stands, and everybody in the file."""
    index = PersonIndex()
    standing = session.execute(
        select(
            EntryMember.entry_id,
            EntryMember.name,
            EntryMember.unit_name,
            EntryMember.id_number_digest,
            Entry.unit_name.label("entry_unit"),
        )
        .join(Entry, Entry.id == EntryMember.entry_id)
        .where(Entry.competition_id == competition.id, Entry.state.in_(STANDING))
    )
    for row in standing:
        index.add(row.entry_id, row.name, row.unit_name or row.entry_unit, row.id_number_digest)
    for _, entry in sound:
        mark = ("row", entry.row)
        for member in entry.members:
            index.add(mark, member.name, member.unit or entry.unit, member.digest)
    return index


def _units(session: Session, competition: Competition, new: Rows) -> Counter[str]:
    counted = Counter(entry.unit for _, entry in new)
    standing = session.execute(
        select(Entry.unit_name, func.count())
        .where(Entry.competition_id == competition.id, Entry.state.in_(STANDING))
        .group_by(Entry.unit_name)
    )
    for unit, count in standing:
        counted[unit] += count
    return counted


def _column(entry: NewEntry, fault: FieldFault) -> str:
    """The cell at which a broken limit is shown."""
    if fault.field == UNIT:
        return "unit"
    if fault.field != MEMBERS:
        return TITLE
    named = fault.values.get("name")
    places = [each.place for each in entry.members if each.name == named]
    return member_key(places[0] if places else 1, "name")

"""A file of entries checked against its form, itself and the database. Changes nothing."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.entry_table import DRAFT_NUMBER, TITLE
from competition.documents.tables.values import CellFault
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, database
from competition.services.exchange.entry_checks import check_entry
from competition.services.exchange.entry_climbing import check_way
from competition.services.exchange.entry_limits import check_limits
from competition.services.exchange.entry_rows import entry_rows
from competition.services.exchange.entry_sheet import NewEntry, Sheet, read_sheet
from competition.services.import_plan import ImportPlan, RowCheck, in_order, paused_collector
from competition.services.people.imports import known_by_login

STATES = ("draft", "submitted")
MOST_FAULTS = 2_000
Pairs = list[tuple[RowCheck, NewEntry]]


@dataclass(frozen=True, slots=True)
class EntryPlan(ImportPlan[NewEntry]):
    """What an import of entries would do.

    Args:
        form_id: of the form version with which the entries will be filled in.
        accounts: ids of the accounts that the file names and that exist, by login.
        invited: how many accounts will be made, each with an invitation.
        climbing: how many begin to be recommended upward.
    """

    form_id: int = 0
    accounts: dict[str, int] = field(default_factory=dict)
    invited: int = 0
    climbing: int = 0

    @property
    def members(self) -> int:
        """How many members the new entries have."""
        return sum(len(entry.members) for entry in self.new)


def plan_entries(competition: Competition, content: bytes, *, state: str) -> EntryPlan:
    """Check a file of entries.

    A row with the number of a known entry must say what is stored; then it changes nothing. All
    other rows are new, and may not repeat title and unit of another row or of a known entry.
    After many faults the rest of the file is left unchecked, which is a fault of its own.

    Args:
        state: what the new entries will be, ``draft`` or ``submitted``.
    Raises:
        Refusal: ``exchange.state``, ``exchange.closed``, ``entry.not_taken``; ``table.*`` when
            the file as a whole cannot be read.
    """
    if state not in STATES:
        raise Refusal("exchange.state")
    if competition.state == "closed":
        raise Refusal("exchange.closed")
    with paused_collector:
        return _plan(database.session, competition, content, state)


def _plan(session: Session, competition: Competition, content: bytes, state: str) -> EntryPlan:
    sheet = read_sheet(session, competition, content)
    there = _entries_there(session, competition)
    known = _known_rows(session, competition, sheet, there)
    rows, stopped = _new_rows(sheet, complete=state == "submitted")
    sound = [(check, entry) for check, entry in rows if not check.faults]
    _find_twice(rows, there)
    accounts = _check_owners(competition, rows)
    climbing = 0
    if state == "submitted":
        check_limits(session, competition, rows, sound)
        climbing = check_way(session, competition, rows)
    faults = [fault for fault in sheet.records.faults if fault.row not in known]
    for check in sheet.checks:
        faults += check.faults
    if stopped:
        faults.append(CellFault(stopped, "", "exchange.stopped", {"row": stopped}))
    entries = [entry for _, entry in sound]
    logins = {entry.owner.login for entry in entries if entry.owner}
    return EntryPlan(
        new=entries,
        known=len(known),
        faults=in_order(faults),
        form_id=sheet.versions.current_id,
        accounts=accounts,
        invited=len(logins - set(accounts)),
        climbing=climbing,
    )


def _new_rows(sheet: Sheet, *, complete: bool) -> tuple[Pairs, int]:
    """The rows without a number, and the row before which checking stopped.

    A row with a fault is held against the others too, so that all that is wrong is told at once.
    """
    new: Pairs = []
    found = len(sheet.records.faults) + sum(len(check.faults) for check in sheet.checks)
    for check in sheet.checks:
        if check.text("number"):
            continue
        if found > MOST_FAULTS:
            return new, check.record.row
        entry = check_entry(sheet, check, complete=complete)
        found += len(check.faults)
        if entry is not None:
            new.append((check, entry))
    return new, 0


def _entries_there(session: Session, competition: Competition) -> Sequence[Any]:
    return session.execute(
        select(Entry.id, Entry.number, Entry.title, Entry.unit_name, Entry.state).where(
            Entry.competition_id == competition.id
        )
    ).all()


def _known_rows(
    session: Session, competition: Competition, sheet: Sheet, there: Sequence[Any]
) -> frozenset[int]:
    """The rows that repeat what is stored; others with a number are refused cell by cell."""
    ids = {row.number or f"{DRAFT_NUMBER}{row.id}": row.id for row in there}
    named = [(check, number) for check in sheet.checks if (number := check.text("number"))]
    wanted = {ids[number] for _, number in named if number in ids}
    if not wanted:
        stored, masked = {}, {}
    else:
        versions = sheet.versions
        stored = entry_rows(session, competition, versions, wanted, clear=True)
        masked = entry_rows(session, competition, versions, wanted, clear=False)
    first: dict[str, int] = {}
    known = set()
    for check, number in named:
        if number not in ids:
            check.refuse("number", "exchange.number_unknown", {"number": number[:40]})
        elif number in first:
            check.refuse("number", "import.twice", {"row": first[number]})
        elif _says(check, (stored[ids[number]], masked[ids[number]]), number):
            known.add(check.record.row)
        first.setdefault(number, check.record.row)
    return frozenset(known)


def _says(check: RowCheck, either: Collection[dict[str, str]], number: str) -> bool:
    """Whether each cell says what is stored, in full or masked; what differs is refused."""
    same = True
    for key in check.records.letters:
        if check.text(key) not in [texts.get(key, "").strip() for texts in either]:
            check.refuse(key, "exchange.differs", {"number": number})
            same = False
    return same


def _find_twice(new: Pairs, there: Sequence[Any]) -> None:
    """Name rows with the title and unit of another row or of an entry that stands."""
    standing = {
        _mark(row.title, row.unit_name): row.number or f"{DRAFT_NUMBER}{row.id}"
        for row in there
        if row.state != "withdrawn"
    }
    first: dict[tuple[str, str], int] = {}
    for check, entry in new:
        mark = _mark(entry.title, entry.unit)
        if mark in first:
            check.refuse(TITLE, "exchange.twice", {"row": first[mark]})
        elif mark in standing:
            check.refuse(TITLE, "exchange.known", {"number": standing[mark]})
        first.setdefault(mark, entry.row)


def _mark(title: str, unit: str) -> tuple[str, str]:
    return _folded(title), _folded(unit)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _check_owners(competition: Competition, new: Pairs) -> dict[str, int]:
    """A login must be this person's wherever it stands; returns the accounts that exist."""
    owners = [(check, entry.owner) for check, entry in new if entry.owner is not None]
    known = known_by_login(competition.id, [owner.login for _, owner in owners])
    names: dict[str, str] = {}
    for check, owner in owners:
        account = known.get(owner.login)
        name = account.name if account else names.setdefault(owner.login, owner.name)
        if name != owner.name:
            check.refuse("login", "login.taken", {"login": owner.login})
        elif account is not None and not account.is_open:
            check.refuse("login", "account.closed", {"login": owner.login})
    return {login: account.account_id for login, account in known.items()}

"""Writing a checked file of entries: all of them in one transaction, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.models import Account, Competition, Entry, EntryEvent, EntryMember, Track, database
from competition.services.audit import record
from competition.services.entries.numbers import next_numbers
from competition.services.exchange.bulk import add_rows, next_ids, table_of
from competition.services.exchange.entry_climbing import let_climb
from competition.services.exchange.entry_plan import EntryPlan, plan_entries
from competition.services.exchange.entry_sheet import NewEntry
from competition.services.identity.links import add_invitations
from competition.services.import_plan import paused_collector
from competition.services.people.import_writing import add_accounts, add_grants
from competition.services.people.imports import NewPerson
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.vault import seal

ENTRY_COLUMNS = (
    "id",
    "track_id",
    "account_id",
    "organisation_id",
    "kind",
    "number",
    "title",
    "unit_name",
    "answers",
)
MEMBER_COLUMNS = (
    "entry_id",
    "position",
    "person_id",
    "name",
    "unit_name",
    "duty",
    "phone_sealed",
    "id_number_sealed",
    "id_number_digest",
)


def import_entries(
    actor: Principal, competition: Competition, content: bytes, *, state: str
) -> EntryPlan:
    """Write every new entry of the file with its members, or nothing; returns what was done.

    Entries are drafts, or submitted as the organiser registers them: numbered at once, without
    papers and declarations, which form review asks for; where entries are recommended upward they
    begin at their first level. Accounts that the file names and that do
    not exist are made, with an invitation each.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, those of `plan_entries`.
    """
    with database.writing() as session, paused_collector:
        plan = plan_entries(competition, content, state=state)
        plan.require_clean()
        accounts = _add_owners(session, actor, competition, plan)
        ids = _add_entries(session, actor, competition, plan, accounts, state)
        _add_members(session, plan.new, ids, accounts)
        if state == "submitted":
            let_climb(session, competition, plan.new, ids)
        record(
            session,
            actor,
            "entry.import",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={
                "new": len(ids),
                "known": plan.known,
                "members": plan.members,
                "state": state,
                "invited": plan.invited,
            },
        )
    return plan


def _add_owners(
    session: Session, actor: Principal, competition: Competition, plan: EntryPlan
) -> dict[int, int]:
    """Accounts by row, as entrants of the competition; those made here are invited."""
    known = plan.accounts
    owners: list[NewPerson] = [
        replace(entry.owner, account_id=known.get(entry.owner.login))
        for entry in plan.new
        if entry.owner is not None
    ]
    accounts = add_accounts(session, actor, owners)
    add_grants(session, actor, competition.id, owners, accounts)
    made = {accounts[owner.row] for owner in owners if owner.account_id is None}
    add_invitations(session, actor, sorted(made), competition_id=competition.id)
    return accounts


def _add_entries(
    session: Session,
    actor: Principal,
    competition: Competition,
    plan: EntryPlan,
    accounts: dict[int, int],
    state: str,
) -> Sequence[int]:
    submitted = state == "submitted"
    numbers: Sequence[str | None] = [None] * len(plan.new)
    if submitted:
        numbers = _numbers(session, competition, plan.new)
    moment = now()
    ids = next_ids(session, table_of(Entry), len(plan.new))
    rows = (
        (
            ident,
            entry.track_id,
            accounts.get(entry.row),
            entry.organisation_id,
            entry.kind,
            number,
            entry.title,
            entry.unit,
            entry.answers,
        )
        for ident, entry, number in zip(ids, plan.new, numbers, strict=True)
    )
    shared = {
        "competition_id": competition.id,
        "form_id": plan.form_id,
        "state": state,
        "created_at": moment,
        "changed_at": moment,
        "submitted_at": moment if submitted else None,
    }
    add_rows(session, table_of(Entry), ENTRY_COLUMNS, rows, shared)
    event = {"kind": "import", "account_id": actor.account_id, "at": moment}
    add_rows(session, table_of(EntryEvent), ("entry_id",), zip(ids, strict=True), event)
    return ids


def _numbers(
    session: Session, competition: Competition, entries: Sequence[NewEntry]
) -> Sequence[str]:
    tracks = {
        track.id: track
        for track in session.scalars(select(Track).where(Track.competition_id == competition.id))
    }
    wanted = [None if each.track_id is None else tracks[each.track_id] for each in entries]
    return next_numbers(session, competition, wanted)


def _add_members(
    session: Session,
    entries: Sequence[NewEntry],
    ids: Sequence[int],
    accounts: dict[int, int],
) -> None:
    people = _people_of(session, accounts)
    add_rows(
        session, table_of(EntryMember), MEMBER_COLUMNS, _member_rows(entries, ids, accounts, people)
    )


def _people_of(session: Session, accounts: dict[int, int]) -> dict[int, int]:
    """Persons by account, for those who own an entry of the file."""
    if not accounts:
        return {}
    rows = session.execute(
        select(Account.id, Account.person_id).where(Account.id.in_(set(accounts.values())))
    )
    return {row.id: row.person_id for row in rows}


def _member_rows(
    entries: Sequence[NewEntry],
    ids: Sequence[int],
    accounts: dict[int, int],
    people: dict[int, int],
) -> Iterator[tuple[Any, ...]]:
    for entry, ident in zip(entries, ids, strict=True):
        owner = entry.owner.name if entry.owner else None
        person_id = people[accounts[entry.row]] if owner else None
        for position, member in enumerate(entry.members, start=1):
            yield (
                ident,
                position,
                person_id if member.name == owner else None,
                member.name,
                member.unit,
                member.duty,
                seal(member.phone, "phone") if member.phone else None,
                seal(member.id_number, "id_number") if member.id_number else None,
                member.digest,
            )

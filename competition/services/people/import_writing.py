"""Writing a checked table of people, and giving the people of a competition out as one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from competition.documents.people_table import ROLE_WORDS
from competition.models import Account, Competition, Organisation, Person, RoleGrant, database
from competition.services.audit import record
from competition.services.people.imports import NewPerson, plan_people
from competition.services.people.participants import new_login, roles_given
from competition.services.people.personal import RETENTION
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.vault import seal


def import_people(actor: Principal, competition: Competition, content: bytes) -> int:
    """Write every person of the file, or nothing; returns how many roles were given.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, ``table.*``.
    """
    with database.writing() as session:
        plan = plan_people(competition.id, content)
        plan.require_clean()
        accounts = add_accounts(session, actor, plan.new)
        add_grants(session, actor, competition.id, plan.new, accounts)
        record(
            session,
            actor,
            "participant.import",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={
                "roles": dict(Counter(person.role.value for person in plan.new)),
                "known": plan.known,
            },
        )
    return len(plan.new)


def export_people(actor: Principal, competition: Competition) -> list[tuple[str, ...]]:
    """Every role held in the competition as a row of `people_table`; the export is recorded."""
    with database.writing() as session:
        rows = session.execute(
            select(RoleGrant.role, Account.login, Person.name, Person.title, Organisation.code)
            .join(Account, Account.id == RoleGrant.account_id)
            .join(Person, Person.id == Account.person_id)
            .join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
            .where(
                RoleGrant.competition_id == competition.id,
                RoleGrant.role.in_(ROLE_WORDS),
                RoleGrant.revoked_at.is_(None),
                Account.closed_at.is_(None),
            )
            .order_by(RoleGrant.role, Person.name, Account.login)
        ).all()
        record(
            session,
            actor,
            "participant.export",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": len(rows)},
        )
    return [
        (row.name, ROLE_WORDS[row.role], row.code or "", row.title, row.login, "", "")
        for row in rows
    ]


def add_accounts(session: Session, actor: Principal, people: Sequence[NewPerson]) -> dict[int, int]:
    """Add what is new; returns the account of each row. Rows with one login share an account."""
    fresh: list[NewPerson] = []
    logins: dict[str, None] = {}
    for person in people:
        if person.account_id is None and person.login not in logins:
            fresh.append(person)
            logins[person.login or new_login(session)] = None
    if not fresh:
        return {person.row: person.account_id for person in people if person.account_id}
    persons = session.scalars(
        insert(Person).returning(Person.id, sort_by_parameter_order=True),
        [_person_row(person) for person in fresh],
    ).all()
    accounts = session.scalars(
        insert(Account).returning(Account.id, sort_by_parameter_order=True),
        [
            {
                "person_id": person_id,
                "login": login,
                "email": person.email or None,
                "created_by_id": actor.account_id,
                "created_at": now(),
            }
            for person, person_id, login in zip(fresh, persons, logins, strict=True)
        ],
    ).all()
    by_row = {person.row: ident for person, ident in zip(fresh, accounts, strict=True)}
    by_login = dict(zip(logins, accounts, strict=True))
    return {
        person.row: person.account_id or by_row.get(person.row) or by_login[person.login]
        for person in people
    }


def _person_row(person: NewPerson) -> dict[str, Any]:
    return {
        "name": person.name,
        "organisation_id": person.organisation_id,
        "title": person.title,
        "phone_sealed": seal(person.phone, "phone") if person.phone else None,
        "retain_until": now() + RETENTION if person.phone else None,
        "created_at": now(),
    }


def add_grants(
    session: Session,
    actor: Principal,
    competition_id: int,
    people: Sequence[NewPerson],
    accounts: dict[int, int],
) -> None:
    """Give each person the role of their row, within the caller's transaction."""
    held = {
        (row.account_id, row.role)
        for row in session.execute(
            select(RoleGrant.account_id, RoleGrant.role).where(
                RoleGrant.competition_id == competition_id, RoleGrant.revoked_at.is_(None)
            )
        )
    }
    wanted: dict[tuple[int, str], None] = {}
    for person in people:
        for role in roles_given(person.role):
            wanted[accounts[person.row], role.value] = None
    rows = [
        {
            "account_id": account_id,
            "role": role,
            "competition_id": competition_id,
            "granted_by_id": actor.account_id,
            "created_at": now(),
        }
        for account_id, role in wanted
        if (account_id, role) not in held
    ]
    if rows:
        session.execute(insert(RoleGrant), rows)

"""The people of a competition as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from competition.models import (
    Account,
    Competition,
    Organisation,
    OrganisationBranch,
    Person,
    PersonalLink,
    RoleGrant,
    database,
)
from competition.services.identity.in_force import in_force
from competition.services.people.links import link_state, links_of, roles_of
from competition.services.visibility import SCOPED


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One account with its roles in the competition and the states of its links there."""

    account_id: int
    login: str
    name: str
    title: str
    unit: str
    has_password: bool
    roles: tuple[str, ...]
    links: tuple[tuple[PersonalLink, str], ...]


def list_participants(
    competition_id: int, *, query: str = "", role: str = "", page: int = 1, size: int = 50
) -> tuple[list[ParticipantRow], int]:
    """One page of those who hold a role in this competition, by name, and how many.

    Four statements.

    Args:
        query: part of a name, login or unit.
        role: only holders of this role.
    """
    conditions = [*_holders(competition_id, role), *_matching(query.strip())]
    joined = (
        select(
            Account.id,
            Account.login,
            Account.password_hash.is_not(None).label("has_password"),
            Person.name,
            Person.title,
            func.coalesce(Organisation.name, Person.unit_typed).label("unit"),
        )
        .join(Person, Person.id == Account.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
        .where(*conditions)
    )
    total = database.session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    rows = database.session.execute(
        joined.order_by(Person.name, Account.id).limit(size).offset((page - 1) * size)
    ).all()
    return _with_roles(competition_id, rows), total


def count_by_role(competition_id: int) -> dict[str, int]:
    """How many hold each role in this competition."""
    rows = database.session.execute(
        select(RoleGrant.role, func.count(RoleGrant.account_id.distinct()))
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.competition_id == competition_id,
            RoleGrant.revoked_at.is_(None),
            Account.closed_at.is_(None),
        )
        .group_by(RoleGrant.role)
    )
    return {row[0]: row[1] for row in rows}


def holders_by_unit(competition: Competition) -> dict[str, tuple[str, ...]]:
    """Names of those whose role over an organisation, or everywhere, reaches this competition.

    Without those who hold the same role in the competition itself. By role, in the order of the
    grants. One statement.
    """
    here = aliased(RoleGrant)
    also_here = exists().where(
        here.account_id == RoleGrant.account_id,
        here.role == RoleGrant.role,
        here.competition_id == competition.id,
        here.revoked_at.is_(None),
    )
    above = select(OrganisationBranch.ancestor_id).where(
        OrganisationBranch.descendant_id == competition.organisation_id
    )
    rows = database.session.execute(
        select(RoleGrant.role, Person.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            RoleGrant.competition_id.is_(None),
            RoleGrant.role.in_([role.value for role in SCOPED]),
            or_(RoleGrant.organisation_id.is_(None), RoleGrant.organisation_id.in_(above)),
            in_force(),
            Account.closed_at.is_(None),
            ~also_here,
        )
        .order_by(RoleGrant.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for role, name in rows:
        found[role] = (*found.get(role, ()), name)
    return found


def account_ids(competition_id: int, *, role: str = "") -> list[int]:
    """Every account in use that holds a role, or this role, in the competition."""
    return list(
        database.session.scalars(
            select(Account.id).where(*_holders(competition_id, role)).order_by(Account.id)
        )
    )


def _holders(competition_id: int, role: str) -> list[Any]:
    held = select(RoleGrant.account_id).where(
        RoleGrant.competition_id == competition_id, RoleGrant.revoked_at.is_(None)
    )
    if role:
        held = held.where(RoleGrant.role == role)
    return [Account.id.in_(held), Account.closed_at.is_(None)]


def _matching(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    columns = (Person.name, Account.login, Organisation.name, Person.unit_typed)
    return [or_(*(column.icontains(text, autoescape=True) for column in columns))]


def _with_roles(competition_id: int, rows: Sequence[Any]) -> list[ParticipantRow]:
    ids = [row.id for row in rows]
    roles = roles_of(database.session, competition_id, ids)
    links = links_of(competition_id, ids)
    return [
        ParticipantRow(
            account_id=row.id,
            login=row.login,
            name=row.name,
            title=row.title,
            unit=row.unit or "",
            has_password=row.has_password,
            roles=roles.get(row.id, ()),
            links=tuple((link, link_state(link)) for link in links.get(row.id, [])),
        )
        for row in rows
    ]

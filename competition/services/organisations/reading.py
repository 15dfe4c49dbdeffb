"""Organisations as lists, paths and search results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from competition.domain.access import Role
from competition.models import Organisation, OrganisationBranch, database
from competition.services.principal import Principal
from competition.services.visibility import branch_of, visible


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An organisation with the names above it, the root first."""

    organisation: Organisation
    path: tuple[str, ...]


def list_organisations(
    actor: Principal,
    roles: Collection[Role],
    *,
    query: str = "",
    kind: str = "",
    under: int | None = None,
    closed: bool = False,
    page: int = 1,
    size: int = 50,
) -> tuple[list[UnitRow], int]:
    """One page of the organisations in the actor's reach, by code, and how many there are.

    Args:
        under: only this organisation and all below it.
        closed: those that were closed instead of those in use.
    """
    in_use = Organisation.closed_at.is_(None)
    conditions: list[Any] = [visible(Organisation, actor, roles), ~in_use if closed else in_use]
    if query.strip():
        conditions.append(matches(query))
    if kind:
        conditions.append(Organisation.kind == kind)
    if under is not None:
        conditions.append(Organisation.id.in_(branch_of([under])))
    total = database.session.scalar(select(func.count()).where(*conditions)) or 0
    rows = database.session.scalars(
        select(Organisation)
        .where(*conditions)
        .order_by(Organisation.code)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return with_paths(rows), total


def search_organisations(query: str, *, limit: int = 20) -> list[UnitRow]:
    """Organisations in use whose name, alias or code contains the text, the shortest first."""
    if not query.strip():
        return []
    rows = database.session.scalars(
        select(Organisation)
        .where(Organisation.closed_at.is_(None), matches(query))
        .order_by(func.length(Organisation.name), Organisation.code)
        .limit(limit)
    ).all()
    return with_paths(rows)


def find_unit(text: str) -> Organisation | None:
    """The one organisation in use that this code, name or alias means; None for none or several."""
    wanted = " ".join(text.split())
    named = or_(
        Organisation.code == wanted.upper(),
        Organisation.name == wanted,
        and_(Organisation.alias == wanted, Organisation.alias != ""),
    )
    found = database.session.scalars(
        select(Organisation).where(named, Organisation.closed_at.is_(None)).limit(3)
    ).all()
    exact = [unit for unit in found if unit.code == wanted.upper()]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None


def units_by_text(texts: Collection[str]) -> dict[str, int | None]:
    """For each text the id of the organisation in use that it names by code or name.

    A name that several bear gives None, as does one that none bears. One statement.
    """
    wanted = {" ".join(text.split()) for text in texts if text.strip()}
    codes = {text.upper() for text in wanted}
    rows = database.session.execute(
        select(Organisation.id, Organisation.code, Organisation.name).where(
            or_(Organisation.code.in_(codes), Organisation.name.in_(wanted)),
            Organisation.closed_at.is_(None),
        )
    ).all()
    by_code = {row.code: row.id for row in rows}
    by_name: dict[str, list[int]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row.id)
    found: dict[str, int | None] = {}
    for text in wanted:
        named = by_name.get(text, [])
        found[text] = by_code.get(text.upper()) or (named[0] if len(named) == 1 else None)
    return found


def with_paths(organisations: Sequence[Organisation]) -> list[UnitRow]:
    """The organisations with the names above each, in one statement."""
    paths = paths_of([unit.id for unit in organisations])
    return [UnitRow(unit, paths.get(unit.id, ())) for unit in organisations]


def paths_of(organisation_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """For each organisation the names above it, the root first."""
    if not organisation_ids:
        return {}
    statement = (
        select(OrganisationBranch.descendant_id, Organisation.name)
        .join(Organisation, Organisation.id == OrganisationBranch.ancestor_id)
        .where(OrganisationBranch.descendant_id.in_(organisation_ids), OrganisationBranch.depth > 0)
        .order_by(OrganisationBranch.descendant_id, OrganisationBranch.depth.desc())
    )
    paths: dict[int, list[str]] = {}
    for descendant, name in database.session.execute(statement):
        paths.setdefault(descendant, []).append(name)
    return {unit: tuple(names) for unit, names in paths.items()}


def matches(query: str) -> ColumnElement[bool]:
    """Name, alias or code contains the text, whatever its letters' case."""
    text = query.strip()
    return or_(
        Organisation.name.icontains(text, autoescape=True),
        Organisation.alias.icontains(text, autoescape=True),
        Organisation.code.icontains(text, autoescape=True),
    )

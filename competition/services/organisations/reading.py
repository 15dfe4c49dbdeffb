"""Organisations as lists, paths and search results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from competition.domain.access import Role
from competition.domain.unit_names import search_key
from competition.models import Organisation, OrganisationBranch, OrganisationName, database
from competition.services.organisations.search import among, find_units
from competition.services.principal import Principal
from competition.services.visibility import in_branch, visible


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An organisation with the names above it, the root first."""

    organisation: Organisation
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One page of what was found; `total` is exact unless there are `more` than that."""

    rows: list[UnitRow]
    total: int
    more: bool


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
) -> UnitPage:
    """One page of the organisations in the actor's reach that are searched for, by code.

    Args:
        under: only this organisation and all below it.
        closed: those that were closed instead of those in use.
    """
    in_use = Organisation.closed_at.is_(None)
    conditions: list[Any] = [visible(Organisation, actor, roles), ~in_use if closed else in_use]
    if kind:
        conditions.append(Organisation.kind == kind)
    within: Collection[int] | None = None if actor.everywhere(roles) else actor.organisations(roles)
    if under is not None:
        conditions.append(in_branch([under]))
        within = [under]
    found = find_units(query, conditions, within=within)
    shown = [hit.id for hit in found.hits[(page - 1) * size : page * size]]
    return UnitPage(rows_of(shown), len(found.hits), found.more)


def search_organisations(
    query: str, *, limit: int = 20, actor: Principal | None = None, roles: Collection[Role] = ()
) -> list[UnitRow]:
    """Organisations in use that the text finds, the shortest name first.

    Args:
        actor: only those that this account reaches in one of the roles; None for everybody's
            choice of a unit, which is as public as a register.
    """
    if not query.strip():
        return []
    conditions: list[Any] = [Organisation.closed_at.is_(None)]
    within = None
    if actor is not None:
        conditions.append(visible(Organisation, actor, roles))
        within = None if actor.everywhere(roles) else actor.organisations(roles)
    hits = find_units(query, conditions, within=within).hits
    hits.sort(key=lambda hit: (len(hit.name), hit.code))
    return rows_of([hit.id for hit in hits[:limit]])


def find_unit(text: str, *, within: Collection[int] | None = None) -> Organisation | None:
    """The one organisation in use that this code or name means; None for none or several.

    A code comes first, then the name it bears, then any other name: short, former, or of one that
    was merged into it.

    Args:
        within: only these organisations and those below them, as if there were no others.
    """
    wanted = " ".join(text.split())
    unit_id = units_by_text([wanted], within=within).get(wanted)
    return database.session.get(Organisation, unit_id) if unit_id is not None else None


def units_by_text(
    texts: Collection[str], *, within: Collection[int] | None = None
) -> dict[str, int | None]:
    """For each text the id of the organisation in use that it names; scope as for `find_unit`.

    A name that several bear gives None, as does one that none bears. Two statements.
    """
    wanted = {" ".join(text.split()) for text in texts if text.strip()}
    if not wanted:
        return {}
    inside = [] if within is None else [in_branch(within)]
    by_code = _by_code({text.upper() for text in wanted}, inside)
    by_name, by_any = _by_name({search_key(text) for text in wanted}, inside)
    found: dict[str, int | None] = {}
    for text in wanted:
        key = search_key(text)
        named = by_name.get(key) or by_any.get(key) or set()
        found[text] = by_code.get(text.upper()) or (min(named) if len(named) == 1 else None)
    return found


def _by_code(codes: set[str], inside: Sequence[Any]) -> dict[str, int]:
    """Organisations in use by code; a code that was merged away means what it was merged into."""
    kept = aliased(Organisation)
    rows = database.session.execute(
        select(Organisation.code, Organisation.id, Organisation.closed_at, kept.id.label("kept"))
        .outerjoin(kept, and_(kept.id == Organisation.merged_into_id, kept.closed_at.is_(None)))
        .where(among(Organisation.code, codes), *inside)
    )
    found = {row.code: row.id if row.closed_at is None else row.kept for row in rows}
    return {code: unit for code, unit in found.items() if unit is not None}


def _by_name(
    keys: set[str], inside: Sequence[Any]
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Organisations in use by the name they bear, and by any other name."""
    rows = database.session.execute(
        select(OrganisationName.key, OrganisationName.kind, OrganisationName.organisation_id)
        .join(Organisation, Organisation.id == OrganisationName.organisation_id)
        .where(among(OrganisationName.key, keys), Organisation.closed_at.is_(None), *inside)
    )
    own: dict[str, set[int]] = {}
    other: dict[str, set[int]] = {}
    for row in rows:
        (own if row.kind == "name" else other).setdefault(row.key, set()).add(row.organisation_id)
    return own, other


def rows_of(organisation_ids: Sequence[int]) -> list[UnitRow]:
    """These organisations in this order with the names above each, in two statements."""
    units = database.session.scalars(
        select(Organisation).where(Organisation.id.in_(organisation_ids))
    )
    by_id = {unit.id: unit for unit in units}
    return with_paths([by_id[each] for each in organisation_ids])


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

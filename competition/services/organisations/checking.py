"""What is derived from the tree, computed anew and compared with what is kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.places import BLOCK, bits_of, pack
from competition.models import (
    Base,
    Organisation,
    OrganisationBranch,
    OrganisationName,
    OrganisationPair,
    OrganisationTotal,
    database,
)
from competition.services.audit import record
from competition.services.exchange.bulk import add_rows, table_of
from competition.services.import_plan import paused_collector
from competition.services.organisations.branches import lock_tree
from competition.services.organisations.names import names_of, pairs_for

DERIVED: dict[str, type[Base]] = {
    "branches": OrganisationBranch,
    "names": OrganisationName,
    "pairs": OrganisationPair,
    "totals": OrganisationTotal,
}
Kept = frozenset[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TreeFault:
    """A derived table that says otherwise than the tree: rows that lack, rows too many."""

    table: str
    missing: int
    surplus: int


def check_tree() -> list[TreeFault]:
    """Compare every derived table with a recomputation; empty when all agree. Changes nothing."""
    with paused_collector:
        return _faults(database.session)


def repair_tree() -> list[TreeFault]:
    """Write anew every derived table that disagrees; returns what was wrong."""
    with paused_collector, database.writing() as session:
        lock_tree(session)
        faults = _faults(session)
        wanted = derived(session)
        for fault in faults:
            model = DERIVED[fault.table]
            session.execute(delete(model))
            columns = [column.name for column in table_of(model).columns]
            add_rows(session, table_of(model), columns, wanted[fault.table])
        if faults:
            detail = {"count": sum(fault.missing + fault.surplus for fault in faults)}
            record(session, None, "organisation.repair", "organisation:", detail=detail)
    return faults


def derived(session: Session) -> dict[str, Kept]:
    """Every row that the derived tables should hold, by table."""
    units = session.execute(select(Organisation.__table__)).all()
    parents = {unit.id: unit.parent_id for unit in units}
    branches = frozenset(
        (above, unit.id, depth)
        for unit in units
        for depth, above in enumerate(_upward(unit.id, parents))
    )
    names = _names(session, units)
    return {
        "branches": branches,
        "names": frozenset(
            (unit, *key, *told) for unit, own in names.items() for key, told in own.items()
        ),
        "pairs": _pairs(units, names),
        "totals": _totals(units, branches),
    }


def _faults(session: Session) -> list[TreeFault]:
    faults = []
    for name, wanted in derived(session).items():
        rows = session.execute(select(table_of(DERIVED[name])))
        kept = frozenset(tuple(row) for row in rows)
        if kept != wanted:
            faults.append(TreeFault(name, len(wanted - kept), len(kept - wanted)))
    return faults


def _upward(unit_id: int, parents: dict[int, int | None]) -> Iterable[int]:
    here: int | None = unit_id
    while here is not None:
        yield here
        here = parents[here]


def _names(session: Session, units: Iterable[Any]) -> dict[int, Any]:
    """The names of each: its own, and those it was lent, which no other table remembers."""
    lent: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in session.execute(
        select(
            OrganisationName.organisation_id, OrganisationName.kind, OrganisationName.name
        ).where(OrganisationName.kind.in_(("former", "merged")))
    ):
        lent[row.organisation_id].append((row.kind, row.name))
    return {unit.id: names_of(unit.name, unit.alias, lent[unit.id]) for unit in units}


def _pairs(units: Iterable[Any], names: dict[int, Any]) -> Kept:
    places: dict[tuple[int, int], list[int]] = defaultdict(list)
    for unit in units:
        block, place = divmod(unit.id, BLOCK)
        for pair in pairs_for(unit.code, names[unit.id]):
            places[pair, block].append(place)
    return frozenset((*key, pack(bits_of(there))) for key, there in places.items())


def _totals(units: Iterable[Any], branches: Kept) -> Kept:
    own = {unit.id: (unit.closed_at is None, unit.members, unit.above_scale) for unit in units}
    counts, members, scale = Counter[int](), Counter[int](), Counter[int]()
    for above, below, _ in branches:
        in_use, reported, large = own[below]
        if in_use:
            counts[above] += 1
            members[above] += reported
            scale[above] += large
    return frozenset((unit, counts[unit], members[unit], scale[unit]) for unit in own)

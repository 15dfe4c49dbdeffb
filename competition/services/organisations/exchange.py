"""Organisations in and out as a table: every row checked, then all written or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, aliased

from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.documents.tables.values import Limits
from competition.documents.unit_table import COLUMNS, KIND_WORDS, KINDS
from competition.domain.access import Role
from competition.domain.unit_names import normal_unit_code, normal_unit_name
from competition.models import Organisation, OrganisationBranch, database
from competition.services.audit import record
from competition.services.import_plan import ImportPlan, RowCheck, in_order
from competition.services.organisations.tree import lock_tree
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.visibility import visible

ADMINISTRATOR = (Role.ADMINISTRATOR,)
MOST = Limits(rows=20_000)


@dataclass(frozen=True, slots=True)
class NewUnit:
    """One row as it would be written; `parent` is a code of the file or the database, or empty."""

    row: int
    code: str
    name: str
    kind: str
    parent: str
    alias: str
    seal_name: str


def plan_units(actor: Principal, content: bytes) -> ImportPlan[NewUnit]:
    """Check a file of organisations against itself and the database. Changes nothing.

    A row that says what is there already changes nothing; one that contradicts it is a fault.

    Raises:
        Refusal: ``table.*`` when the file as a whole cannot be read.
    """
    records = read_records(read_rows(content, limits=MOST), COLUMNS)
    checks = [RowCheck(records, row) for row in records.records]
    units = [_unit(check) for check in checks]
    there = _by_code()
    reach = _codes_in_reach(actor)
    new: list[NewUnit] = []
    known = 0
    for check, unit in zip(checks, units, strict=True):
        if unit is None:
            continue
        stored = there.get(unit.code)
        if stored is None:
            new.append(unit)
        elif stored != _facts(unit) or unit.code not in reach:
            check.refuse("code", "organisation.differs", {"unit": unit.code})
        else:
            known += 1
    _check_tree(checks, units, there, reach, everywhere=actor.everywhere(ADMINISTRATOR))
    faults = list(records.faults)
    for check in checks:
        faults += check.faults
    return ImportPlan(new=new, known=known, faults=in_order(faults))


def import_units(actor: Principal, content: bytes) -> int:
    """Write every organisation of the file, or nothing; returns how many are new.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, ``table.*``.
    """
    with database.writing() as session:
        lock_tree(session)
        plan = plan_units(actor, content)
        plan.require_clean()
        _write(session, plan.new)
        record(
            session,
            actor,
            "organisation.import",
            "organisation:",
            detail={"new": len(plan.new), "known": plan.known},
        )
    return len(plan.new)


def export_units(actor: Principal) -> list[tuple[str, ...]]:
    """The organisations in use in the administrator's reach as rows of `unit_table`.

    Parents come before what lies below them; the export is recorded.
    """
    parent, branch = aliased(Organisation), aliased(OrganisationBranch)
    level = (
        select(func.max(branch.depth)).where(branch.descendant_id == Organisation.id)
    ).scalar_subquery()
    with database.writing() as session:
        rows = session.execute(
            select(Organisation, parent.code.label("parent_code"))
            .join(parent, parent.id == Organisation.parent_id, isouter=True)
            .where(Organisation.closed_at.is_(None), visible(Organisation, actor, ADMINISTRATOR))
            .order_by(level, Organisation.code)
        ).all()
        detail = {"count": len(rows)}
        record(session, actor, "organisation.export", "organisation:", detail=detail)
    return [
        (unit.code, unit.name, KIND_WORDS[unit.kind], code or "", unit.alias, unit.seal_name)
        for unit, code in rows
    ]


def _unit(check: RowCheck) -> NewUnit | None:
    code = check.normal("code", normal_unit_code)
    name = check.normal("name", normal_unit_name)
    parent = check.normal("parent", normal_unit_code)
    alias = check.normal("alias", normal_unit_name)
    seal_name = check.normal("seal_name", normal_unit_name)
    kind = KINDS.get(check.text("kind"))
    if check.faults or code is None or name is None or kind is None:
        return None
    return NewUnit(check.record.row, code, name, kind, parent or "", alias or "", seal_name or "")


def _check_tree(
    checks: Sequence[RowCheck],
    units: Sequence[NewUnit | None],
    there: Mapping[str, tuple[str, ...]],
    reach: frozenset[str],
    *,
    everywhere: bool,
) -> None:
    """Name repeated codes and names, unknown parents, and rows that lie under themselves."""
    by_code: dict[str, NewUnit] = {}
    names: dict[tuple[str, str], object] = {
        (stored[2], stored[0]): code for code, stored in there.items()
    }
    for check, unit in zip(checks, units, strict=True):
        if unit is None:
            continue
        if unit.code in by_code:
            check.refuse("code", "import.twice", {"row": by_code[unit.code].row})
            continue
        by_code[unit.code] = unit
        if names.setdefault((unit.parent, unit.name), unit.code) != unit.code:
            check.refuse("name", "organisation.name_taken", {"name": unit.name})
    for check, unit in zip(checks, units, strict=True):
        if unit is None:
            continue
        if not unit.parent:
            if not everywhere and unit.code not in reach:
                check.refuse("parent", "grant.scope")
        elif unit.parent not in by_code and unit.parent not in reach:
            check.refuse("parent", "organisation.parent_unknown", {"unit": unit.parent})
        elif _is_circle(unit, by_code):
            check.refuse("parent", "organisation.cycle")


def _is_circle(unit: NewUnit, by_code: Mapping[str, NewUnit]) -> bool:
    seen = {unit.code}
    above = by_code.get(unit.parent)
    while above is not None:
        if above.code in seen:
            return True
        seen.add(above.code)
        above = by_code.get(above.parent)
    return False


def _facts(unit: NewUnit) -> tuple[str, ...]:
    return unit.name, unit.kind, unit.parent, unit.alias, unit.seal_name


def _by_code() -> dict[str, tuple[str, ...]]:
    """What is stored of each organisation, closed ones included: a code is never used again."""
    parent = aliased(Organisation)
    rows = database.session.execute(
        select(Organisation, parent.code.label("parent_code")).join(
            parent, parent.id == Organisation.parent_id, isouter=True
        )
    )
    return {
        unit.code: (unit.name, unit.kind, code or "", unit.alias, unit.seal_name)
        for unit, code in rows
    }


def _codes_in_reach(actor: Principal) -> frozenset[str]:
    return frozenset(
        database.session.scalars(
            select(Organisation.code).where(
                Organisation.closed_at.is_(None), visible(Organisation, actor, ADMINISTRATOR)
            )
        )
    )


def _write(session: Session, units: Sequence[NewUnit]) -> None:
    """Add the organisations parents first, then the rows of the closure table."""
    codes = {unit.parent for unit in units if unit.parent}
    rows = session.execute(
        select(Organisation.code, Organisation.id).where(Organisation.code.in_(codes))
    ).all()
    ids = {row.code: row.id for row in rows}
    above: dict[int, list[tuple[int, int]]] = {}
    for branch in session.execute(
        select(OrganisationBranch.__table__).where(
            OrganisationBranch.descendant_id.in_(list(ids.values()))
        )
    ):
        above.setdefault(branch.descendant_id, []).append((branch.ancestor_id, branch.depth))
    waiting = list(units)
    while waiting:
        ready = [unit for unit in waiting if not unit.parent or unit.parent in ids]
        waiting = [unit for unit in waiting if unit.parent and unit.parent not in ids]
        added = _insert(session, ready, ids)
        for unit, ident in zip(ready, added, strict=True):
            ids[unit.code] = ident
            upper = above.get(ids[unit.parent], []) if unit.parent else []
            above[ident] = [(ident, 0), *((ancestor, depth + 1) for ancestor, depth in upper)]
        session.execute(
            insert(OrganisationBranch),
            [
                {"ancestor_id": ancestor, "descendant_id": ident, "depth": depth}
                for ident in added
                for ancestor, depth in above[ident]
            ],
        )


def _insert(session: Session, units: Sequence[NewUnit], ids: Mapping[str, int]) -> Sequence[int]:
    return session.scalars(
        insert(Organisation).returning(Organisation.id, sort_by_parameter_order=True),
        [
            {
                "parent_id": ids[unit.parent] if unit.parent else None,
                "kind": unit.kind,
                "code": unit.code,
                "name": unit.name,
                "alias": unit.alias,
                "seal_name": unit.seal_name,
                "created_at": now(),
            }
            for unit in units
        ],
    ).all()

"""Organisations in and out as a table: every row checked, then all written or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.documents.tables.values import Limits
from competition.documents.unit_table import COLUMNS, INDUSTRY_WORDS, KIND_WORDS, YES
from competition.domain.access import Role
from competition.models import Organisation, OrganisationBranch, database
from competition.services.audit import record
from competition.services.import_plan import ImportPlan, RowCheck, in_order, paused_collector
from competition.services.organisations.branches import lock_tree, tree_version
from competition.services.organisations.changes import (
    MOST_REBUILT,
    parents_after,
    rebuilt,
    write_changes,
)
from competition.services.organisations.many import Ready, make_ready, write_ready
from competition.services.organisations.rows import Change, Facts, NewUnit, changed, unit_of
from competition.services.principal import Principal
from competition.services.visibility import visible

ADMINISTRATOR = (Role.ADMINISTRATOR,)
MOST = Limits(rows=200_001, cells=5_000_000)
TOLD = 200


@dataclass(frozen=True, slots=True)
class UnitPlan(ImportPlan[NewUnit]):
    """What an import of organisations would do.

    Args:
        changed: organisations that are there and that the file tells otherwise.
        parents: by code the code above, as it will be.
    """

    changed: list[Change] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether there is a row to carry out or to leave alone."""
        return bool(self.new or self.known or self.changed)


def plan_units(actor: Principal | None, content: bytes) -> UnitPlan:
    """Check a file of organisations against itself and the database. Changes nothing.

    A row that says what is there already changes nothing; one that tells it otherwise will change
    it. A column that the file has not leaves everything as it is.

    Args:
        actor: an administrator; None for the keeper of the server.
    Raises:
        Refusal: ``table.*`` when the file as a whole cannot be read.
    """
    with paused_collector:
        return _plan(actor, content)


def import_units(actor: Principal | None, content: bytes) -> UnitPlan:
    """Write every organisation of the file, or nothing; returns what was done.

    Everything is checked and made ready before the transaction begins, so that others who write
    wait for the writing alone. Where somebody changed the tree meanwhile it is done again inside.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, ``table.*``; as `change_unit`.
    """
    with paused_collector:
        plan, ready = _look(actor, content)
        with database.writing() as session:
            if lock_tree(session) != ready.version + 1:
                plan, ready = _look(actor, content)
            write_ready(session, ready)
            write_changes(session, plan.changed, plan.parents)
            record(
                session,
                actor,
                "organisation.import",
                "organisation:",
                detail={
                    "new": len(plan.new),
                    "known": plan.known,
                    "changed": [each.unit.code for each in plan.changed[:TOLD]],
                    "count": len(plan.new) + len(plan.changed),
                },
            )
        return plan


def export_units(actor: Principal | None) -> list[tuple[str, ...]]:
    """The organisations in use in the administrator's reach as rows of `unit_table`.

    Parents come before what lies below them; the export is recorded.
    """
    parent, branch = aliased(Organisation), aliased(OrganisationBranch)
    level = (
        select(func.max(branch.depth)).where(branch.descendant_id == Organisation.id)
    ).scalar_subquery()
    reach = [] if actor is None else [visible(Organisation, actor, ADMINISTRATOR)]
    with database.writing() as session:
        rows = session.execute(
            select(Organisation.__table__, parent.code.label("parent_code"))
            .join(parent, parent.id == Organisation.parent_id, isouter=True)
            .where(Organisation.closed_at.is_(None), *reach)
            .order_by(level, Organisation.code)
        ).all()
        detail = {"count": len(rows)}
        record(session, actor, "organisation.export", "organisation:", detail=detail)
    return [
        (
            row.code,
            row.name,
            KIND_WORDS[row.kind],
            row.parent_code or "",
            row.alias,
            row.seal_name,
            INDUSTRY_WORDS.get(row.industry, ""),
            str(row.members or ""),
            YES if row.above_scale else "",
        )
        for row in rows
    ]


def _look(actor: Principal | None, content: bytes) -> tuple[UnitPlan, Ready]:
    version = tree_version(database.session)
    plan = _plan(actor, content)
    plan.require_clean()
    return plan, make_ready(database.session, plan.new, version)


def _plan(actor: Principal | None, content: bytes) -> UnitPlan:
    records = read_records(read_rows(content, limits=MOST), COLUMNS)
    checks = [RowCheck(records, row) for row in records.records]
    units = [unit_of(check) for check in checks]
    there = _by_code()
    reach = _codes_in_reach(actor)
    new: list[NewUnit] = []
    changes: list[Change] = []
    known = 0
    for check, unit in zip(checks, units, strict=True):
        if unit is None:
            continue
        stored = there.get(unit.code)
        if stored is None:
            new.append(unit)
        elif unit.code not in reach:
            check.refuse("code", "organisation.differs", {"unit": unit.code})
        elif names := changed(unit, stored, records.places):
            _check_change(check, unit, stored, names, reach)
            changes.append(Change(unit, stored, names))
        else:
            known += 1
    _check_many(checks, changes)
    everywhere = actor is None or actor.everywhere(ADMINISTRATOR)
    parents = parents_after(there, {each.code: each.parent for each in new}, changes)
    _check_tree(checks, units, there, reach, parents, everywhere=everywhere)
    faults = list(records.faults)
    for check in checks:
        faults += check.faults
    return UnitPlan(new=new, known=known, faults=in_order(faults), changed=changes, parents=parents)


def _check_change(
    check: RowCheck, unit: NewUnit, stored: Facts, names: Sequence[str], reach: frozenset[str]
) -> None:
    """Name what may not be changed: a way to become a root, or out of the reach."""
    if "parent" not in names:
        return
    if not unit.parent:
        check.refuse("parent", "organisation.parent_blank", {"unit": stored.parent})
    elif stored.parent and stored.parent not in reach:
        check.refuse("parent", "grant.scope")


def _check_many(checks: Sequence[RowCheck], changes: Sequence[Change]) -> None:
    """Refuse a file that would rebuild more of the tree than one transaction should hold."""
    many = rebuilt(changes)
    if len(many) > MOST_REBUILT:
        check = next(each for each in checks if each.record.row == many[MOST_REBUILT].unit.row)
        check.refuse("code", "organisation.changes_many", {"most": MOST_REBUILT})


def _check_tree(
    checks: Sequence[RowCheck],
    units: Sequence[NewUnit | None],
    there: Mapping[str, Facts],
    reach: frozenset[str],
    parents: Mapping[str, str],
    *,
    everywhere: bool,
) -> None:
    """Name repeated codes and names, unknown parents, and rows that lie under themselves."""
    by_code: dict[str, NewUnit] = {}
    names: dict[tuple[str, str], object] = {
        (stored.parent, stored.name): code for code, stored in there.items()
    }
    for check, unit in zip(checks, units, strict=True):
        if unit is None:
            continue
        if unit.code in by_code:
            check.refuse("code", "import.twice", {"row": by_code[unit.code].row})
            continue
        by_code[unit.code] = unit
        above = parents.get(unit.code, unit.parent)
        if names.setdefault((above, unit.name), unit.code) != unit.code:
            check.refuse("name", "organisation.name_taken", {"name": unit.name})
    for check, unit in zip(checks, units, strict=True):
        if unit is None:
            continue
        stored = there.get(unit.code)
        if stored is not None and (stored.parent == unit.parent or not unit.parent):
            continue
        if not unit.parent:
            if not everywhere and unit.code not in reach:
                check.refuse("parent", "grant.scope")
        elif unit.parent not in by_code and unit.parent not in reach:
            check.refuse("parent", "organisation.parent_unknown", {"unit": unit.parent})
        elif _is_circle(unit.code, parents):
            check.refuse("parent", "organisation.cycle")


def _is_circle(code: str, parents: Mapping[str, str]) -> bool:
    seen = {code}
    while code := parents.get(code, ""):
        if code in seen:
            return True
        seen.add(code)
    return False


def _by_code() -> dict[str, Facts]:
    """What is stored of each organisation, closed ones included: a code is never used again."""
    parent = aliased(Organisation)
    rows = database.session.execute(
        select(
            Organisation.code,
            Organisation.name,
            Organisation.kind,
            func.coalesce(parent.code, ""),
            Organisation.alias,
            Organisation.seal_name,
            Organisation.industry,
            Organisation.members,
            Organisation.above_scale,
        ).join(parent, parent.id == Organisation.parent_id, isouter=True)
    )
    return {row[0]: Facts(*row[1:]) for row in rows}


def _codes_in_reach(actor: Principal | None) -> frozenset[str]:
    reach = [] if actor is None else [visible(Organisation, actor, ADMINISTRATOR)]
    return frozenset(
        database.session.scalars(
            select(Organisation.code).where(Organisation.closed_at.is_(None), *reach)
        )
    )

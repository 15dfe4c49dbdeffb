"""Who could handle an objection, and what keeps whom from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.conflicts import PanelJudge
from competition.domain.handling import LEAST, Case, Tie, tie_between
from competition.models import (
    Account,
    Assignment,
    Competition,
    Finding,
    Judge,
    NoticeSetting,
    Objection,
    ObjectionHandler,
    Organisation,
    OrganisationBranch,
    Person,
    RoleGrant,
    ScoreEvent,
    ScoreItem,
    ScoreSheetVersion,
)
from competition.services.identity.in_force import in_force
from competition.services.judging.conflicts import Relations, relations
from competition.services.results.approval import reaches
from competition.services.vault import unseal

HANDLERS = (Role.ORGANISER, Role.CHIEF_JUDGE, Role.JUDGE)
PURPOSE = "objector"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with a role in the competition, and what keeps them from this objection.

    Args:
        named: handles it already.
        least: how many have to handle one in this competition.
    """

    account: int
    name: str
    unit: str
    tie: Tie | None
    named: bool
    least: int


@dataclass(slots=True)
class _Known:
    """What is known of a candidate, collected from rows."""

    row: Any
    above: set[int]
    judges: set[int]


def candidates(
    session: Session, objection: Objection, among: Collection[int] | None = None
) -> list[Candidate]:
    """Everybody who could handle it, by name, with what keeps them. Five statements.

    Args:
        among: only these accounts.
    """
    known = _people(session, objection, among)
    entry, judges = objection.entry_id, sorted(set().union(*(one.judges for one in known)))
    seen = relations(session, dict.fromkeys(judges, ()), {entry: None} if entry else {})
    case = _case(session, objection, seen)
    objector = unseal(objection.name_sealed, PURPOSE)
    return [
        Candidate(
            one.row.id,
            one.row.name,
            one.row.unit or one.row.unit_typed,
            Tie.OBJECTOR if one.row.name == objector else _tie(one, seen, case, entry),
            named=one.row.named is not None,
            least=one.row.least or LEAST,
        )
        for one in known
    ]


def _people(session: Session, objection: Objection, among: Collection[int] | None) -> list[_Known]:
    """Accounts whose grants are in force, each with its judge and the organisations above it."""
    holds = _holding(objection.competition)
    if among is not None:
        holds = holds.where(RoleGrant.account_id.in_(among))
    statement = (
        _with_ties(objection)
        .where(Account.id.in_(holds), Account.closed_at.is_(None))
        .order_by(Person.name, Account.id)
    )
    found: dict[int, _Known] = {}
    for row in session.execute(statement):
        known = found.setdefault(row.id, _Known(row, set(), set()))
        known.above |= {row.above} - {None}
        known.judges |= {row.judge} - {None}
    return list(found.values())


def _holding(competition: Competition) -> Any:
    """Accounts with a role of a handler that is in force today."""
    return select(RoleGrant.account_id).where(
        reaches(competition),
        RoleGrant.role.in_([role.value for role in HANDLERS]),
        in_force(competition.time_zone),
    )


def _with_ties(objection: Objection) -> Any:
    """Accounts with what relates them to a competition and an objection in it."""
    competition_id = objection.competition_id
    least = select(NoticeSetting.panel_least).where(NoticeSetting.competition_id == competition_id)
    here = (Judge.account_id == Account.id) & (Judge.competition_id == competition_id)
    handles = (ObjectionHandler.account_id == Account.id) & (
        ObjectionHandler.objection_id == objection.id
    )
    return (
        select(
            Account.id,
            Account.person_id,
            Person.name,
            Person.unit_typed,
            Organisation.name.label("unit"),
            Judge.id.label("judge"),
            OrganisationBranch.ancestor_id.label("above"),
            ObjectionHandler.account_id.label("named"),
            least.scalar_subquery().label("least"),
        )
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(Judge, here)
        .outerjoin(ObjectionHandler, handles)
        .outerjoin(OrganisationBranch, OrganisationBranch.descendant_id == Person.organisation_id)
    )


def _tie(one: _Known, seen: Relations, case: Case, entry: int | None) -> Tie | None:
    judges = [seen.judges[each] for each in sorted(one.judges) if each in seen.judges]
    none: frozenset[Any] = frozenset()
    handler = PanelJudge(
        id=str(one.row.id),
        panels=frozenset(),
        person=one.row.person_id,
        organisations=none.union(one.above, *(each.organisations for each in judges)),
        declared_units=none.union(*(each.declared_units for each in judges)),
        declared_persons=none.union(*(each.declared_persons for each in judges)),
    )
    found = tie_between(handler, case)
    if found is None and any((judge, entry) in seen.barred for judge in one.judges):
        return Tie.DECLARED_PERSON
    return found


def _case(session: Session, objection: Objection, seen: Relations) -> Case:
    """Who marked the entry, stood back, recorded its facts, or objects. One statement."""
    persons: dict[str, set[int]] = {}
    for row in session.execute(union_all(*_touching(objection))):
        persons.setdefault(row.how, set()).add(row.person_id)
    found = {how: frozenset(ids) for how, ids in persons.items()}
    none: frozenset[int] = frozenset()
    return Case(
        entry=seen.entries.get(objection.entry_id or 0),
        objectors=found.get("objects", none),
        markers=found.get("marked", none),
        recusers=found.get("recused", none),
        recorders=found.get("recorded", none),
    )


def _touching(objection: Objection) -> Sequence[Any]:
    """Persons by how they touch the entry, as parts of a statement."""

    def persons(how: str) -> Any:
        return select(literal(how).label("how"), Account.person_id)

    sheets = (
        persons("marked")
        .join(ScoreSheetVersion, ScoreSheetVersion.account_id == Account.id)
        .join(Assignment, Assignment.id == ScoreSheetVersion.assignment_id)
        .where(Assignment.entry_id == objection.entry_id, ScoreSheetVersion.source != "correction")
    )
    found = (
        persons("recorded")
        .join(Finding, Finding.recorded_by_id == Account.id)
        .where(Finding.entry_id == objection.entry_id, Finding.withdrawn_at.is_(None))
    )
    recused = (
        persons("recused")
        .join(Judge, Judge.account_id == Account.id)
        .join(Assignment, Assignment.judge_id == Judge.id)
        .where(Assignment.entry_id == objection.entry_id, Assignment.state == "recused")
    )
    recorded = [
        persons("recorded")
        .join(table, column == Account.id)
        .where(table.entry_id == objection.entry_id, table.withdrawn_at.is_(None))
        for table in (ScoreEvent, ScoreItem)
        for column in (table.recorded_by_id, table.verified_by_id)
    ]
    objects = persons("objects").where(Account.id == objection.account_id)
    return [objects, sheets, recused, found, *recorded]

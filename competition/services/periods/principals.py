"""Who scores in periods: departments with their own indicators, and who verifies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session, joinedload

from competition.domain.access import Role
from competition.domain.principals import SEATED
from competition.domain.refusal import Refusal
from competition.domain.rules.attributes import marking_groups
from competition.models import Account, Assignment, Competition, Judge, Person, RoleGrant, database
from competition.services.audit import record
from competition.services.identity.accounts import grant_role
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set
from competition.services.setup.running import require_running

UNITS_OWN = frozenset({"self", "peer", "verified"})
MOST_ACCOUNTS = 500


@dataclass(frozen=True, slots=True)
class Principals:
    """Who scores in the periods of a competition.

    Attributes:
        departments: each that the rules name, with who acts for it; None while nobody does.
        others: departments in office that no rule names any more.
    """

    departments: tuple[tuple[str, Judge | None], ...]
    others: tuple[Judge, ...]
    verifiers: tuple[Judge, ...]


def departments_named(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The departments whose indicators the rules name, in the order of the rules."""
    return tuple(name for name in marking_groups(document) if name not in UNITS_OWN)


def read_principals(competition: Competition) -> Principals:
    """Who scores in the periods. Two statements."""
    session = database.session
    rules = current_rule_set(session, competition.id)
    named = departments_named(rules.document) if rules else ()
    rows = session.scalars(
        select(Judge)
        .where(
            Judge.competition_id == competition.id,
            Judge.kind.in_(("department", "verifier")),
            Judge.withdrawn_at.is_(None),
        )
        .options(joinedload(Judge.account).joinedload(Account.person))
        .order_by(Judge.id)
    ).all()
    departments = {row.name: row for row in rows if row.kind == "department"}
    return Principals(
        tuple((name, departments.get(name)) for name in named),
        tuple(row for name, row in departments.items() if name not in named),
        tuple(row for row in rows if row.kind == "verifier"),
    )


def accounts_there(competition: Competition) -> list[tuple[int, str, str]]:
    """Accounts with a role in the competition: id, name, login. One statement."""
    rows = database.session.execute(
        select(Account.id, Person.name, Account.login)
        .join(Person, Person.id == Account.person_id)
        .where(_has_part_in(competition.id))
        .order_by(Person.name, Account.id)
        .limit(MOST_ACCOUNTS)
    )
    return [(row.id, row.name, row.login) for row in rows]


def appoint_department(
    actor: Principal, competition: Competition, name: str, account_id: int
) -> None:
    """Let an account act for a department from now on; sheets of the one before it stay.

    Raises:
        Refusal: ``department.unknown`` for one that no indicator names, ``judge.unknown``,
            ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        rules = current_rule_set(session, competition.id)
        if rules is None or name not in departments_named(rules.document):
            raise Refusal("department.unknown", name=name)
        account = _account(session, competition.id, account_id)
        row = session.scalars(
            select(Judge).where(
                Judge.competition_id == competition.id,
                Judge.kind == "department",
                Judge.name == name,
            )
        ).first()
        before = row.account_id if row is not None else None
        if row is None:
            row = Judge(competition_id=competition.id, kind="department", name=name)
            session.add(row)
        row.account, row.expertise, row.withdrawn_at = account, name, None
        row.organisation_id = account.person.organisation_id
        session.flush()
        grant_role(session, actor, account_id, Role.JUDGE, competition_id=competition.id)
        if before is not None and before != account_id:
            _let_go(session, competition.id, before)
        _note(session, actor, "department.appoint", row, {"name": name})


def appoint_verifier(actor: Principal, competition: Competition, account_id: int) -> None:
    """Let an account verify what departments and units handed in.

    Raises:
        Refusal: ``judge.unknown``, ``verifier.twice``, ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        account = _account(session, competition.id, account_id)
        row = session.scalars(
            select(Judge).where(
                Judge.competition_id == competition.id,
                Judge.kind == "verifier",
                Judge.account_id == account_id,
            )
        ).first()
        if row is not None and row.withdrawn_at is None:
            raise Refusal("verifier.twice", name=row.name)
        if row is None:
            row = Judge(competition_id=competition.id, kind="verifier", account_id=account_id)
            session.add(row)
        row.name, row.withdrawn_at = account.person.name, None
        row.organisation_id = account.person.organisation_id
        session.flush()
        grant_role(session, actor, account_id, Role.JUDGE, competition_id=competition.id)
        _note(session, actor, "verifier.appoint", row, {"name": row.name})


def dismiss(actor: Principal, judge: Judge) -> None:
    """End that somebody verifies or acts for a department that rules no longer name.

    Raises:
        Refusal: ``judge.busy`` (name, count) while sheets of open periods are theirs,
            ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, judge.competition_id)
        session.refresh(judge)
        open_sheets = session.scalars(
            select(Assignment.id).where(
                Assignment.judge_id == judge.id,
                Assignment.state == "assigned",
                Assignment.stage.has(state="open"),
            )
        ).all()
        if open_sheets:
            raise Refusal("judge.busy", name=judge.name, count=len(open_sheets))
        judge.withdrawn_at = now()
        session.flush()
        _let_go(session, judge.competition_id, judge.account_id)
        _note(session, actor, "judge.withdraw", judge, {"name": judge.name})


def unit_judges(
    session: Session, competition_id: int, kind: str, names: Mapping[int, str]
) -> dict[int, Judge]:
    """The rows under which units hand in sheets of a kind, by account; made where they lack.

    Args:
        kind: ``self`` or ``peer``.
        names: of the units, by account.
    """
    known = {
        row.account_id: row
        for row in session.scalars(
            select(Judge).where(
                Judge.competition_id == competition_id,
                Judge.kind == kind,
                Judge.account_id.in_(names),
            )
        )
    }
    for account_id, name in names.items():
        if account_id not in known:
            known[account_id] = Judge(
                competition_id=competition_id, kind=kind, account_id=account_id, name=name
            )
            session.add(known[account_id])
        known[account_id].withdrawn_at = None
    session.flush()
    return known


def seated(session: Session, competition_id: int, kinds: Collection[str]) -> list[Judge]:
    """Departments and verifiers in office, of these kinds."""
    return list(
        session.scalars(
            select(Judge)
            .where(
                Judge.competition_id == competition_id,
                Judge.kind.in_(kinds),
                Judge.withdrawn_at.is_(None),
            )
            .order_by(Judge.id)
        )
    )


def _account(session: Session, competition_id: int, account_id: int) -> Account:
    """An open account of somebody with a role in the competition."""
    account = session.scalars(
        select(Account).where(Account.id == account_id, _has_part_in(competition_id))
    ).first()
    if account is None:
        raise Refusal("judge.unknown")
    return account


def _has_part_in(competition_id: int) -> ColumnElement[bool]:
    granted = select(RoleGrant.account_id).where(
        RoleGrant.competition_id == competition_id, RoleGrant.revoked_at.is_(None)
    )
    return and_(Account.id.in_(granted), Account.closed_at.is_(None))


def _let_go(session: Session, competition_id: int, account_id: int) -> None:
    """End the role of an account that hands in nothing any more in the judges' room."""
    left = session.scalar(
        select(Judge.id)
        .where(
            Judge.competition_id == competition_id,
            Judge.account_id == account_id,
            Judge.kind.in_(SEATED),
            Judge.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    if left is None:
        session.execute(
            update(RoleGrant)
            .where(
                RoleGrant.account_id == account_id,
                RoleGrant.competition_id == competition_id,
                RoleGrant.role == Role.JUDGE.value,
                RoleGrant.revoked_at.is_(None),
            )
            .values(revoked_at=now())
        )


def _note(
    session: Session, actor: Principal, action: str, judge: Judge, detail: dict[str, Any]
) -> None:
    record(
        session,
        actor,
        action,
        f"judge:{judge.id}",
        competition_id=judge.competition_id,
        detail=detail | {"account": judge.account_id},
    )

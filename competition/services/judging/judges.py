"""Judges of a competition: called, described, withdrawn."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Assignment,
    Competition,
    Conflict,
    Judge,
    Organisation,
    Panel,
    PanelJudge,
    Person,
    RoleGrant,
    database,
)
from competition.services.audit import record
from competition.services.identity.accounts import grant_role
from competition.services.identity.in_force import in_force
from competition.services.principal import Principal
from competition.services.runtime import now

LONGEST_EXPERTISE = 200


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One judge in the organiser's list."""

    judge: Judge
    unit: str
    panels: tuple[str, ...]
    conflicts: int
    open_assignments: int


def add_judge(
    actor: Principal,
    competition: Competition,
    account_id: int,
    *,
    organisation_id: int | None = None,
    expertise: str = "",
    is_chief: bool = False,
) -> Judge:
    """Make an account a judge of a competition; one who had withdrawn comes back.

    The account gets the role where it lacks it. Without an organisation the person's own counts.

    Raises:
        Refusal: ``judge.unknown`` (no open account), ``judge.twice``,
            ``judge.expertise_long``, ``judge.organisation``.
    """
    with database.writing() as session:
        judge = _call(session, competition.id, account_id)
        own = judge.account.person.organisation_id
        _describe(session, judge, organisation_id or own, expertise, is_chief)
        session.flush()
        _grant(session, actor, judge)
        record(
            session,
            actor,
            "judge.add",
            f"judge:{judge.id}",
            competition_id=competition.id,
            detail={"chief": is_chief},
        )
        return judge


def add_all_judges(actor: Principal, competition: Competition) -> int:
    """Make everybody with the judge's role a judge, all or none; returns how many are new.

    Raises:
        Refusal: ``judge.none_waiting``.
    """
    with database.writing() as session:
        waiting = callable_accounts(competition.id)
        if not waiting:
            raise Refusal("judge.none_waiting")
        chiefs = set(
            session.scalars(
                select(RoleGrant.account_id).where(
                    RoleGrant.competition_id == competition.id,
                    RoleGrant.role == Role.CHIEF_JUDGE.value,
                    in_force(),
                )
            )
        )
        for account_id, _name, _login in waiting:
            judge = _call(session, competition.id, account_id)
            own = judge.account.person.organisation_id
            _describe(session, judge, own, "", account_id in chiefs)
            session.flush()
            _grant(session, actor, judge)
        record(
            session,
            actor,
            "judge.add_all",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": len(waiting)},
        )
        return len(waiting)


def _call(session: Session, competition_id: int, account_id: int) -> Judge:
    account = session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Refusal("judge.unknown")
    judge = session.scalars(
        select(Judge).where(
            Judge.competition_id == competition_id,
            Judge.account_id == account_id,
            Judge.kind == "judge",
        )
    ).first()
    if judge is not None and judge.withdrawn_at is None:
        raise Refusal("judge.twice", name=judge.name)
    if judge is None:
        judge = Judge(competition_id=competition_id, account_id=account_id)
        session.add(judge)
    judge.account = account
    judge.name = account.person.name
    judge.withdrawn_at = None
    return judge


def describe_judge(
    actor: Principal,
    judge: Judge,
    *,
    organisation_id: int | None,
    expertise: str,
    is_chief: bool,
) -> None:
    """Change a judge's unit, expertise and whether they chair.

    Raises:
        Refusal: ``judge.expertise_long``, ``judge.organisation``.
    """
    with database.writing() as session:
        session.refresh(judge)
        before = [judge.organisation_id, judge.expertise, judge.is_chief]
        _describe(session, judge, organisation_id, expertise, is_chief)
        _grant(session, actor, judge)
        record(
            session,
            actor,
            "judge.describe",
            f"judge:{judge.id}",
            competition_id=judge.competition_id,
            before=before,
            after=[judge.organisation_id, judge.expertise, judge.is_chief],
        )


def withdraw_judge(actor: Principal, judge: Judge) -> None:
    """Let a judge go who has nothing left to score; the person's role in this competition ends.

    Raises:
        Refusal: ``judge.busy`` (count) while assignments in unlocked stages are open; replace the
            judge first.
    """
    with database.writing() as session:
        session.refresh(judge)
        busy = open_assignments(session, judge.id)
        if busy:
            raise Refusal("judge.busy", name=judge.name, count=busy)
        judge.withdrawn_at = now()
        judge.is_chief = False
        for seat in session.scalars(
            select(PanelJudge)
            .join(Panel, Panel.id == PanelJudge.panel_id)
            .where(PanelJudge.judge_id == judge.id, Panel.stage.has(state="draft"))
        ):
            session.delete(seat)
        _revoke(session, judge, (Role.JUDGE, Role.CHIEF_JUDGE))
        record(
            session,
            actor,
            "judge.withdraw",
            f"judge:{judge.id}",
            competition_id=judge.competition_id,
        )


def open_assignments(session: Session, judge_id: int) -> int:
    """How many entries of unlocked stages this judge is still to score or may still change."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Assignment)
            .where(
                Assignment.judge_id == judge_id,
                Assignment.state == "assigned",
                Assignment.stage.has(state="open") | Assignment.stage.has(state="draft"),
            )
        )
        or 0
    )


def list_judges(competition_id: int) -> list[JudgeLine]:
    """Judges in office, chairs first, with panels and counts. Three statements."""
    conflicts = (
        select(Conflict.judge_id, func.count().label("n")).group_by(Conflict.judge_id).subquery()
    )
    open_work = (
        select(Assignment.judge_id, func.count().label("n"))
        .where(Assignment.state == "assigned")
        .group_by(Assignment.judge_id)
        .subquery()
    )
    rows = database.session.execute(
        select(
            Judge,
            Organisation.name,
            func.coalesce(conflicts.c.n, 0),
            func.coalesce(open_work.c.n, 0),
        )
        .outerjoin(Organisation, Organisation.id == Judge.organisation_id)
        .outerjoin(conflicts, conflicts.c.judge_id == Judge.id)
        .outerjoin(open_work, open_work.c.judge_id == Judge.id)
        .options(joinedload(Judge.account))
        .where(
            Judge.competition_id == competition_id,
            Judge.kind == "judge",
            Judge.withdrawn_at.is_(None),
        )
        .order_by(Judge.is_chief.desc(), Judge.name, Judge.id)
    ).all()
    panels: dict[int, list[str]] = {}
    for judge_id, name in database.session.execute(
        select(PanelJudge.judge_id, Panel.name)
        .join(Panel, Panel.id == PanelJudge.panel_id)
        .join(Judge, Judge.id == PanelJudge.judge_id)
        .where(Judge.competition_id == competition_id)
        .order_by(Panel.stage_id, Panel.position)
    ):
        panels.setdefault(judge_id, []).append(name)
    return [
        JudgeLine(judge, unit or "", tuple(panels.get(judge.id, ())), declared, work)
        for judge, unit, declared, work in rows
    ]


def callable_accounts(competition_id: int) -> list[tuple[int, str, str]]:
    """Accounts with the judge's role here that are no judge yet: id, name, login."""
    judges = select(Judge.account_id).where(
        Judge.competition_id == competition_id,
        Judge.kind == "judge",
        Judge.withdrawn_at.is_(None),
    )
    rows = database.session.execute(
        select(Account.id, Person.name, Account.login)
        .join(Person, Person.id == Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_((Role.JUDGE.value, Role.CHIEF_JUDGE.value)),
            RoleGrant.competition_id == competition_id,
            in_force(),
            Account.closed_at.is_(None),
            Account.id.not_in(judges),
        )
        .distinct()
        .order_by(Person.name, Account.id)
        .limit(500)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _describe(
    session: Session, judge: Judge, organisation_id: int | None, expertise: str, is_chief: bool
) -> None:
    if len(expertise) > LONGEST_EXPERTISE:
        raise Refusal("judge.expertise_long", limit=LONGEST_EXPERTISE)
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise Refusal("judge.organisation")
    judge.organisation_id = organisation_id
    judge.expertise = expertise.strip()
    judge.is_chief = is_chief


def _grant(session: Session, actor: Principal, judge: Judge) -> None:
    grant_role(session, actor, judge.account_id, Role.JUDGE, competition_id=judge.competition_id)
    if judge.is_chief:
        grant_role(
            session, actor, judge.account_id, Role.CHIEF_JUDGE, competition_id=judge.competition_id
        )
    else:
        _revoke(session, judge, (Role.CHIEF_JUDGE,))


def _revoke(session: Session, judge: Judge, roles: tuple[Role, ...]) -> None:
    for grant in session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == judge.account_id,
            RoleGrant.competition_id == judge.competition_id,
            RoleGrant.role.in_([role.value for role in roles]),
            RoleGrant.revoked_at.is_(None),
        )
    ):
        grant.revoked_at = now()

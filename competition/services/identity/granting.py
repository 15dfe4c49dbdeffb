"""Roles given, for a term or without one, and taken away; within the giver's own reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.terms import UNLIMITED, Term, TermState, day_of, term_state
from competition.models import Account, Competition, Organisation, RoleGrant, database
from competition.services.audit import record
from competition.services.identity.accounts import grant_role
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.visibility import branch_of

ADMINISTRATOR = (Role.ADMINISTRATOR,)


@dataclass(frozen=True, slots=True)
class GrantScope:
    """Where a role is to hold: one organisation's branch, one competition, or everywhere."""

    organisation_id: int | None = None
    competition_id: int | None = None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant with the name of its scope, empty for everywhere, its term and where that stands."""

    id: int
    role: str
    organisation: str
    competition: str
    term: Term
    state: TermState


def grants_of_accounts(account_ids: Sequence[int]) -> dict[int, tuple[GrantRow, ...]]:
    """The grants of these accounts, those whose term is over included. One statement."""
    rows = database.session.execute(
        select(RoleGrant, Organisation.name, Competition.name, Competition.time_zone)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id, isouter=True)
        .join(Competition, Competition.id == RoleGrant.competition_id, isouter=True)
        .where(RoleGrant.account_id.in_(account_ids), RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.id)
    )
    grants: dict[int, tuple[GrantRow, ...]] = {}
    for grant, organisation, competition, zone in rows:
        term = Term(grant.starts_on, grant.ends_on)
        state = term_state(term.starts_on, term.ends_on, day_of(now(), zone))
        row = GrantRow(grant.id, grant.role, organisation or "", competition or "", term, state)
        grants[grant.account_id] = (*grants.get(grant.account_id, ()), row)
    return grants


def grant(
    actor: Principal, account: Account, role: Role, scope: GrantScope, term: Term = UNLIMITED
) -> None:
    """Give an account a further role, for a term where one is named.

    Raises:
        Refusal: ``grant.self``, ``account.closed``, ``grant.scope``, ``grant.whole``,
            ``grant.term``.
    """
    with database.writing() as session:
        if account.id == actor.account_id:
            raise Refusal("grant.self")
        if account.closed_at is not None:
            raise Refusal("account.closed", login=account.login)
        require_scope(session, actor, role, scope)
        give(session, actor, account.id, role, scope, term)
        record(
            session,
            actor,
            "grant.add",
            f"account:{account.id}",
            competition_id=scope.competition_id,
            detail={"role": role.value, "organisation": scope.organisation_id, **_days(term)},
        )


def change_term(actor: Principal, role_grant: RoleGrant, term: Term) -> None:
    """Let a role hold for other days.

    Raises:
        Refusal: ``grant.self``, ``grant.scope``, ``grant.term``, ``grant.revoked``.
    """
    term.require_order()
    with database.writing() as session:
        if role_grant.account_id == actor.account_id:
            raise Refusal("grant.self")
        if role_grant.revoked_at is not None:
            raise Refusal("grant.revoked")
        require_reach(
            session, actor, GrantScope(role_grant.organisation_id, role_grant.competition_id)
        )
        before = _days(Term(role_grant.starts_on, role_grant.ends_on))
        role_grant.starts_on, role_grant.ends_on = term.starts_on, term.ends_on
        record(
            session,
            actor,
            "grant.term",
            f"account:{role_grant.account_id}",
            competition_id=role_grant.competition_id,
            detail={"role": role_grant.role, **_days(term)},
            before=before,
            after=_days(term),
        )


def revoke_grant(actor: Principal, role_grant: RoleGrant) -> None:
    """Take a role away.

    Raises:
        Refusal: ``grant.self``, ``grant.scope``.
    """
    with database.writing() as session:
        if role_grant.account_id == actor.account_id:
            raise Refusal("grant.self")
        scope = GrantScope(role_grant.organisation_id, role_grant.competition_id)
        require_reach(session, actor, scope)
        role_grant.revoked_at = role_grant.revoked_at or now()
        record(
            session,
            actor,
            "grant.revoke",
            f"account:{role_grant.account_id}",
            competition_id=role_grant.competition_id,
            detail={"role": role_grant.role, "organisation": role_grant.organisation_id},
        )


def require_scope(session: Session, actor: Principal, role: Role, scope: GrantScope) -> None:
    """Let a scope pass in which this administrator may give this role.

    Raises:
        Refusal: ``grant.scope``; ``grant.whole`` for a competition's role without a competition.
    """
    within_competition = {Role.JUDGE, Role.CHIEF_JUDGE, Role.ENTRANT}
    if role is Role.PUBLIC or (role in within_competition and scope.competition_id is None):
        raise Refusal("grant.whole", role=role.value)
    if role is Role.ADMINISTRATOR and scope.competition_id is not None:
        raise Refusal("grant.scope")
    require_reach(session, actor, scope)


def require_reach(session: Session, actor: Principal, scope: GrantScope) -> None:
    """Let a scope pass that lies within the administrator's own.

    Raises:
        Refusal: ``grant.scope``.
    """
    if scope.organisation_id is not None and scope.competition_id is not None:
        raise Refusal("grant.scope")
    branch = branch_of(actor.organisations(ADMINISTRATOR))
    everywhere = actor.everywhere(ADMINISTRATOR)
    if scope.organisation_id is not None:
        reached = select(Organisation.id).where(Organisation.id == scope.organisation_id)
        reached = reached if everywhere else reached.where(Organisation.id.in_(branch))
    elif scope.competition_id is not None:
        reached = select(Competition.id).where(Competition.id == scope.competition_id)
        reached = reached if everywhere else reached.where(Competition.organisation_id.in_(branch))
    elif everywhere:
        return
    else:
        raise Refusal("grant.scope")
    if session.scalar(reached) is None:
        raise Refusal("grant.scope")


def _days(term: Term) -> dict[str, str]:
    """The days of a term that has any, as they are recorded."""
    days = {"from": term.starts_on, "to": term.ends_on}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def give(
    session: Session,
    actor: Principal,
    account_id: int,
    role: Role,
    scope: GrantScope,
    term: Term = UNLIMITED,
) -> None:
    """Give a role in a scope that was found allowed, in the caller's transaction."""
    grant_role(
        session,
        actor,
        account_id,
        role,
        organisation_id=scope.organisation_id,
        competition_id=scope.competition_id,
        term=term,
    )

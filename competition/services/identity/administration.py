"""Accounts as their administrators see them: listed, added, invited, closed.

An administrator of an organisation reaches the people of that branch and gives roles within it;
one without a scope reaches everything. Neither sees a mark or a result.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.separation import APPROVERS
from competition.domain.terms import UNLIMITED, Term
from competition.models import (
    Account,
    Organisation,
    Person,
    PersonalLink,
    RoleGrant,
    database,
)
from competition.services.audit import record
from competition.services.identity.accounts import add_account
from competition.services.identity.granting import (
    ADMINISTRATOR,
    GrantRow,
    GrantScope,
    give,
    grants_of_accounts,
    require_reach,
    require_scope,
)
from competition.services.identity.links import add_link
from competition.services.identity.sessions import end_all_sessions
from competition.services.people.reach import require_unpowerful
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from competition.services.visibility import visible


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account with its grants that were not taken away."""

    account: Account
    unit: str
    grants: tuple[GrantRow, ...]


def list_accounts(
    actor: Principal,
    *,
    query: str = "",
    role: str = "",
    closed: bool = False,
    page: int = 1,
    size: int = 50,
) -> tuple[list[AccountRow], int]:
    """One page of the accounts in the administrator's reach, by login. Three statements."""
    in_use = Account.closed_at.is_(None)
    conditions: list[Any] = [visible(Account, actor, ADMINISTRATOR), ~in_use if closed else in_use]
    if role:
        holders = select(RoleGrant.account_id).where(
            RoleGrant.role == role, RoleGrant.revoked_at.is_(None)
        )
        conditions.append(Account.id.in_(holders))
    if query.strip():
        conditions.append(_named(query.strip()))
    total = database.session.scalar(select(func.count(Account.id)).where(*conditions)) or 0
    rows = database.session.execute(
        select(Account, Organisation.name)
        .join(Person, Person.id == Account.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
        .where(*conditions)
        .order_by(Account.login)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    grants = grants_of_accounts([account.id for account, _ in rows])
    return [
        AccountRow(account, unit or "", grants.get(account.id, ())) for account, unit in rows
    ], total


def create_account(
    actor: Principal,
    *,
    login: str,
    name: str,
    organisation_id: int | None,
    title: str,
    role: Role,
    scope: GrantScope,
    term: Term = UNLIMITED,
) -> int:
    """Add an account with one role and an invitation; returns the account's id.

    Raises:
        Refusal: ``grant.scope`` beyond the administrator's own, ``grant.whole`` for a role that
            needs a scope, ``organisation.unknown``, and those of `add_account`.
    """
    with database.writing() as session:
        require_scope(session, actor, role, scope)
        _require_unit(session, actor, organisation_id)
        account = add_account(
            session,
            actor,
            login=login,
            name=name,
            organisation_id=organisation_id,
            title=title,
        )
        give(session, actor, account.id, role, scope, term)
        if runtime.public_url:
            add_link(session, actor, account.id, purpose="invitation")
        record(
            session,
            actor,
            "account.create",
            f"account:{account.id}",
            competition_id=scope.competition_id,
            detail={"role": role.value},
        )
        return account.id


def invite(actor: Principal, account: Account) -> None:
    """Make a new invitation, for somebody new or somebody who forgot the password.

    Raises:
        Refusal: ``public_url.missing``, ``account.closed``, ``grant.scope``, ``link.powerful``.
    """
    if not runtime.public_url:
        raise Refusal("public_url.missing")
    with database.writing() as session:
        require_within(session, actor, account)
        _require_no_second_self(session, actor, account)
        add_link(session, actor, account.id, purpose="invitation")
        record(session, actor, "account.invite", f"account:{account.id}")


def current_invitation(actor: Principal, account: Account) -> PersonalLink | None:
    """The invitation that waits to be accepted, if this administrator may hold it."""
    link = database.session.scalars(
        select(PersonalLink)
        .where(
            PersonalLink.account_id == account.id,
            PersonalLink.purpose == "invitation",
            PersonalLink.competition_id.is_(None),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.used_at.is_(None),
            PersonalLink.expires_at > now(),
        )
        .order_by(PersonalLink.id.desc())
    ).first()
    try:
        require_within(database.session, actor, account)
        _require_no_second_self(database.session, actor, account)
    except Refusal:
        return None
    return link


def close_account(actor: Principal, account_id: int) -> None:
    """Close an account: it can no longer be used, its record stays.

    Raises:
        Refusal: ``account.self`` when somebody closes their own, ``grant.scope``.
    """
    if account_id == actor.account_id:
        raise Refusal("account.self")
    with database.writing() as session:
        account = session.get_one(Account, account_id)
        require_within(session, actor, account)
        account.closed_at = now()
        end_all_sessions(session, account.id)
        record(session, actor, "account.close", f"account:{account.id}")


def require_within(session: Session, actor: Principal, account: Account) -> None:
    """Let an account pass that is open and whose every role lies in the administrator's scope.

    Raises:
        Refusal: ``account.closed``, ``grant.scope``.
    """
    if account.closed_at is not None:
        raise Refusal("account.closed", login=account.login)
    scopes = session.execute(
        select(RoleGrant.organisation_id, RoleGrant.competition_id).where(
            RoleGrant.account_id == account.id, RoleGrant.revoked_at.is_(None)
        )
    ).all()
    for organisation_id, competition_id in scopes:
        require_reach(session, actor, GrantScope(organisation_id, competition_id))


def _require_no_second_self(session: Session, actor: Principal, account: Account) -> None:
    """Keep an administrator who decides on results as well from becoming their own second person.

    Raises:
        Refusal: ``link.powerful`` (login).
    """
    if actor.roles & APPROVERS and account.id != actor.account_id:
        require_unpowerful(session, actor, account)


def _require_unit(session: Session, actor: Principal, organisation_id: int | None) -> None:
    if organisation_id is None and actor.everywhere(ADMINISTRATOR):
        return
    reached = select(Organisation.id).where(
        Organisation.id == organisation_id,
        Organisation.closed_at.is_(None),
        visible(Organisation, actor, ADMINISTRATOR),
    )
    if session.scalar(reached) is None:
        raise Refusal("organisation.unknown")


def _named(text: str) -> Any:
    return or_(
        Account.login.icontains(text, autoescape=True),
        Account.person_id.in_(
            select(Person.id).where(Person.name.icontains(text, autoescape=True))
        ),
    )

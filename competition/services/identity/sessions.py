"""Login sessions: one row for each device, found by the digest of a random token."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from competition.domain.access import Grant, Role
from competition.domain.terms import TermState, day_of, term_state
from competition.models import (
    Account,
    Competition,
    LoginSession,
    Person,
    PersonalLink,
    RoleGrant,
    database,
)
from competition.models.base import UtcDateTime
from competition.models.prepared import Prepared
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.vault import token_digest

LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)
HAS_TERM = RoleGrant.starts_on.is_not(None) | RoleGrant.ends_on.is_not(None)
BY_TOKEN = Prepared(
    select(
        LoginSession.id.label("session_id"),
        LoginSession.seen_at,
        Account.id.label("account_id"),
        Account.person_id,
        Account.login,
        Account.language,
        Person.name,
        RoleGrant.role,
        RoleGrant.organisation_id,
        RoleGrant.competition_id,
        RoleGrant.starts_on,
        RoleGrant.ends_on,
        Competition.time_zone,
        PersonalLink.purpose.label("link_purpose"),
        PersonalLink.competition_id.label("link_competition_id"),
    )
    .join(Account, Account.id == LoginSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(RoleGrant, (RoleGrant.account_id == Account.id) & RoleGrant.revoked_at.is_(None))
    .outerjoin(Competition, (Competition.id == RoleGrant.competition_id) & HAS_TERM)
    .outerjoin(PersonalLink, PersonalLink.id == LoginSession.personal_link_id)
    .where(
        LoginSession.token_digest == bindparam("digest"),
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > bindparam("now", type_=UtcDateTime()),
        Account.closed_at.is_(None),
    )
    .order_by(RoleGrant.id)
)
BY_LINK = frozenset(
    {
        Role.JUDGE,
        Role.ENTRANT,
        Role.FORM_REVIEWER,
        Role.RECOMMENDER,
        Role.TABULATOR,
    }
)


def start_session(
    session: Session, account_id: int, device: str, *, link_id: int | None = None
) -> str:
    """Add a session row for this device and return its token; the caller's transaction commits."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        LoginSession(
            token_digest=token_digest(token),
            account_id=account_id,
            personal_link_id=link_id,
            device=device[:120],
            created_at=moment,
            seen_at=moment,
            expires_at=moment + LIFETIME,
        )
    )
    return token


def principal_by_token(token: str) -> Principal | None:
    """Who is signed in with this token, with grants in force, or None. One statement."""
    rows = database.glance(BY_TOKEN, {"digest": token_digest(token), "now": now()})
    if not rows:
        return None
    row = rows[0]
    _mark_seen(row.session_id, row.seen_at)
    grants = _grants([one for one in rows if one.role is not None])
    by_link = row.link_purpose == "sign_in"
    return Principal(
        account_id=row.account_id,
        person_id=row.person_id,
        login=row.login,
        language=row.language,
        name=row.name,
        grants=grants_by_link(grants, row.link_competition_id) if by_link else grants,
        login_session_id=row.session_id,
        by_link=by_link,
    )


def grants_by_link(grants: tuple[Grant, ...], competition_id: int | None) -> tuple[Grant, ...]:
    """What a personal link opens: work in its own competition, never a power to decide or oversee.

    So whoever can make links for a competition gains nothing by it, and cannot be the second of
    two persons: approving needs a password, for a chief judge too.
    """
    return tuple(
        grant
        for grant in grants
        if grant.role in BY_LINK
        and grant.competition is not None
        and grant.competition == competition_id
    )


def principal_of(account_id: int) -> Principal:
    """The account as an actor, for commands, jobs and tests. Two statements."""
    account = database.session.get_one(Account, account_id)
    return Principal(
        account_id=account.id,
        person_id=account.person_id,
        login=account.login,
        name=account.person.name,
        language=account.language,
        grants=grants_of(account.id),
    )


def grants_of(account_id: int) -> tuple[Grant, ...]:
    """The grants of an account that are in force now."""
    rows = database.session.execute(
        select(
            RoleGrant.role,
            RoleGrant.organisation_id,
            RoleGrant.competition_id,
            RoleGrant.starts_on,
            RoleGrant.ends_on,
            Competition.time_zone,
        )
        .outerjoin(Competition, (Competition.id == RoleGrant.competition_id) & HAS_TERM)
        .where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.id)
    )
    return _grants(rows.all())


def _grants(rows: Sequence[Any]) -> tuple[Grant, ...]:
    """Those whose term runs today, by the competition's calendar or the one at home."""
    return tuple(
        Grant(Role(row.role), row.organisation_id, row.competition_id)
        for row in rows
        if (row.starts_on is None and row.ends_on is None)
        or term_state(row.starts_on, row.ends_on, day_of(now(), row.time_zone)) is TermState.RUNNING
    )


def _mark_seen(session_id: int, seen_at: datetime) -> None:
    if now() - seen_at < SEEN_EVERY:
        return
    with database.writing() as session:
        session.execute(
            update(LoginSession).where(LoginSession.id == session_id).values(seen_at=now())
        )


def end_session(actor: Principal, session_id: int) -> None:
    """Sign one of the account's own devices out. Another account's session is left alone."""
    with database.writing() as session:
        session.execute(
            update(LoginSession)
            .where(
                LoginSession.id == session_id,
                LoginSession.account_id == actor.account_id,
                LoginSession.revoked_at.is_(None),
            )
            .values(revoked_at=now())
        )
        record(session, actor, "session.end", f"login_session:{session_id}")


def end_all_sessions(session: Session, account_id: int) -> None:
    """Sign every device of an account out, within the caller's transaction."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now())
    )

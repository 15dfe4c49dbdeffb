"""Login sessions: one row for each device, found by the digest of a random token."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from competition.domain.access import Grant, Role
from competition.models import Account, LoginSession, Person, RoleGrant, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.vault import token_digest

LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)


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
    """Who is signed in with this token, with grants in force, or None. Two statements."""
    row = database.session.execute(
        select(
            LoginSession.id,
            LoginSession.seen_at,
            Account.id,
            Account.person_id,
            Account.login,
            Account.language,
            Person.name,
        )
        .join(Account, Account.id == LoginSession.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            LoginSession.token_digest == token_digest(token),
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now(),
            Account.closed_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    _mark_seen(row)
    return Principal(
        account_id=row[2],
        person_id=row[3],
        login=row[4],
        language=row[5],
        name=row[6],
        grants=grants_of(row[2]),
        login_session_id=row[0],
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
        select(RoleGrant.role, RoleGrant.organisation_id, RoleGrant.competition_id)
        .where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.id)
    )
    return tuple(Grant(Role(role), organisation, event) for role, organisation, event in rows)


def _mark_seen(row: Row[tuple[int, datetime, int, int, str, str, str]]) -> None:
    if now() - row[1] < SEEN_EVERY:
        return
    with database.writing() as session:
        session.execute(
            update(LoginSession).where(LoginSession.id == row[0]).values(seen_at=now())
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

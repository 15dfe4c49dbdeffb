"""Accounts: made, granted roles, signed in, given a password, closed."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.people import normal_login, normal_name
from competition.domain.refusal import Refusal
from competition.domain.terms import UNLIMITED, Term, TermState, day_of, term_state
from competition.models import Account, Person, RoleGrant, database
from competition.services.audit import record
from competition.services.identity.limits import (
    LOGIN_ACCOUNT,
    LOGIN_ADDRESS,
    count_attempt,
    forget_attempts,
)
from competition.services.identity.passwords import hash_password, verify_password
from competition.services.identity.sessions import end_all_sessions, start_session
from competition.services.principal import Principal
from competition.services.runtime import now


def sign_in(login: str, password: str, *, address: str, device: str) -> str:
    """Check a password and start a session on this device.

    Returns:
        the session's token.
    Raises:
        Refusal: ``login.wrong`` (never says which part), ``limit.reached``.
    """
    login = login.strip().lower()
    count_attempt(LOGIN_ADDRESS, address)
    count_attempt(LOGIN_ACCOUNT, login)
    account = database.session.scalars(select(Account).where(Account.login == login)).first()
    stored = account.password_hash if account and account.closed_at is None else None
    database.release()
    if not verify_password(stored, password) or account is None:
        raise Refusal("login.wrong")
    forget_attempts(LOGIN_ACCOUNT, login)
    with database.writing() as session:
        token = start_session(session, account.id, device)
        record(session, None, "session.start", f"account:{account.id}")
    return token


def add_account(
    session: Session,
    actor: Principal | None,
    *,
    login: str,
    name: str,
    password: str | None = None,
    email: str | None = None,
    organisation_id: int | None = None,
    title: str = "",
) -> Account:
    """Add a person and their account, within the caller's transaction.

    Raises:
        Refusal: ``login.*``, ``name.*``, ``password.*``.
    """
    login = normal_login(login)
    if session.scalar(select(Account.id).where(Account.login == login)):
        raise Refusal("login.taken", login=login)
    person = Person(
        name=normal_name(name),
        organisation_id=organisation_id,
        title=title.strip(),
        created_at=now(),
    )
    session.add(person)
    session.flush()
    account = Account(
        person_id=person.id,
        person=person,
        login=login,
        email=(email or "").strip() or None,
        password_hash=hash_password(password) if password else None,
        created_by_id=actor.account_id if actor else None,
        created_at=now(),
    )
    session.add(account)
    session.flush()
    return account


def grant_role(
    session: Session,
    actor: Principal | None,
    account_id: int,
    role: Role,
    *,
    organisation_id: int | None = None,
    competition_id: int | None = None,
    term: Term = UNLIMITED,
) -> None:
    """Give an account a role in a scope, within the caller's transaction; twice is once.

    One whose term is over is put aside for the new one.

    Raises:
        Refusal: ``grant.term`` for a term that ends before it begins.
    """
    term.require_order()
    known = session.scalar(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role.value,
            RoleGrant.organisation_id.is_(organisation_id)
            if organisation_id is None
            else RoleGrant.organisation_id == organisation_id,
            RoleGrant.competition_id.is_(competition_id)
            if competition_id is None
            else RoleGrant.competition_id == competition_id,
            RoleGrant.revoked_at.is_(None),
        )
    )
    if known is not None:
        if term_state(known.starts_on, known.ends_on, day_of(now(), None)) is not TermState.OVER:
            return
        known.revoked_at = now()
        session.flush()
    session.add(
        RoleGrant(
            account_id=account_id,
            role=role.value,
            organisation_id=organisation_id,
            competition_id=competition_id,
            granted_by_id=actor.account_id if actor else None,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            created_at=now(),
        )
    )
    session.flush()


def create_user(
    actor: Principal | None,
    *,
    login: str,
    name: str,
    password: str,
    role: Role,
    organisation_id: int | None = None,
    competition_id: int | None = None,
) -> int:
    """Add an account with one role; returns its id. Errors as in `add_account`."""
    with database.writing() as session:
        account = add_account(
            session,
            actor,
            login=login,
            name=name,
            password=password,
            organisation_id=organisation_id,
        )
        grant_role(
            session,
            actor,
            account.id,
            role,
            organisation_id=organisation_id,
            competition_id=competition_id,
        )
        record(
            session,
            actor,
            "account.create",
            f"account:{account.id}",
            competition_id=competition_id,
            detail={"role": role.value},
        )
        return account.id


def change_password(actor: Principal, current: str, new: str) -> None:
    """Let a person choose a new password; every device but this one is signed out.

    Raises:
        Refusal: ``password.current``, ``password.by_link`` for somebody who came by a personal
            link and has no password, and those of `hash_password`.
    """
    account = database.session.get_one(Account, actor.account_id)
    if account.password_hash is None:
        raise Refusal("password.by_link")
    if not verify_password(account.password_hash, current):
        raise Refusal("password.current")
    hashed = hash_password(new)
    with database.writing() as session:
        session.execute(
            update(Account).where(Account.id == actor.account_id).values(password_hash=hashed)
        )
        end_all_sessions(session, actor.account_id)
        record(session, actor, "password.change", f"account:{actor.account_id}")


def choose_language(actor: Principal, language: str) -> None:
    """Remember in which language this account reads."""
    with database.writing() as session:
        session.execute(
            update(Account).where(Account.id == actor.account_id).values(language=language)
        )
        record(session, actor, "language.choose", f"account:{actor.account_id}")

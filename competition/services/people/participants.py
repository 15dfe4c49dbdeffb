"""Who takes part in a competition in which role: added, changed, ended by its organisers."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.email_address import normal_email
from competition.domain.people import normal_login, normal_name
from competition.domain.refusal import Refusal
from competition.models import Account, Competition, Organisation, RoleGrant, database
from competition.services.audit import record
from competition.services.identity.accounts import add_account, grant_role
from competition.services.people.personal import keep_phone
from competition.services.people.reach import require_reach
from competition.services.principal import Principal
from competition.services.runtime import now

PARTICIPANT_ROLES = (
    Role.ORGANISER,
    Role.FORM_REVIEWER,
    Role.JUDGE,
    Role.CHIEF_JUDGE,
    Role.SUPERVISOR,
    Role.ENTRANT,
)
LOGIN_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class ParticipantValues:
    """One person and role, as typed.

    Args:
        login: empty for a new account that is given one.
        phone, email: empty for none, and to leave a known one as it is.
    """

    name: str
    role: Role
    login: str = ""
    organisation_id: int | None = None
    title: str = ""
    phone: str = ""
    email: str = ""


def add_participant(
    session: Session,
    actor: Principal | None,
    competition_id: int,
    *,
    login: str,
    name: str,
    role: Role,
    organisation_id: int | None,
    title: str,
    password: str | None = None,
) -> Account:
    """Give a person a role in a competition, with a new account where the login is new.

    A known account keeps its name, unit and password; only the role is added, and twice is once.
    A chief judge is a judge as well. Who made a new account is kept in ``created_by_id``.

    Args:
        login: empty for a new account with a login made here.
    Raises:
        Refusal: ``participant.role``, ``login.taken`` (an account of somebody else),
            ``account.closed``, ``organisation.unknown``, and those of `add_account`.
    """
    role = Role(role)
    if role not in PARTICIPANT_ROLES:
        raise Refusal("participant.role", role=role.value)
    require_open_unit(session, organisation_id)
    account = known_account(session, login, name) if login.strip() else None
    if account is None:
        account = add_account(
            session,
            actor,
            login=login if login.strip() else new_login(session),
            name=name,
            password=password,
            organisation_id=organisation_id,
            title=title,
        )
    for each in roles_given(role):
        grant_role(session, actor, account.id, each, competition_id=competition_id)
    return account


def create_participant(
    actor: Principal, competition: Competition, values: ParticipantValues
) -> int:
    """Add one participant as an action of its own; returns the account's id. Errors as above."""
    with database.writing() as session:
        account = add_participant(
            session,
            actor,
            competition.id,
            login=values.login,
            name=values.name,
            role=values.role,
            organisation_id=values.organisation_id,
            title=values.title,
        )
        if values.phone.strip() and account.person.phone_sealed is None:
            keep_phone(account.person, values.phone)
        if values.email.strip() and not account.email:
            account.email = normal_email(values.email)
        record(
            session,
            actor,
            "participant.add",
            f"account:{account.id}",
            competition_id=competition.id,
            detail={"role": values.role.value},
        )
        return account.id


def edit_participant(
    actor: Principal,
    competition: Competition,
    account_id: int,
    *,
    name: str,
    organisation_id: int | None,
    title: str,
    phone: str,
    email: str | None = None,
) -> None:
    """Correct what is known of a participant.

    Args:
        phone: empty leaves the known one.
        email: None leaves the known one, empty removes it.
    Raises:
        Refusal: ``participant.unknown``, ``reach.elsewhere`` for somebody who has roles beyond the
            actor's competitions, ``organisation.unknown``, ``name.*``, ``phone.number``,
            ``email.form``.
    """
    with database.writing() as session:
        account = participant(session, competition.id, account_id)
        require_reach(session, actor, account)
        if organisation_id != account.person.organisation_id:
            require_open_unit(session, organisation_id)
        before = _person_state(account)
        account.person.name = normal_name(name)
        account.person.organisation_id = organisation_id
        account.person.title = title.strip()
        _keep_reach(account, phone, email)
        record(
            session,
            actor,
            "participant.edit",
            f"account:{account.id}",
            competition_id=competition.id,
            before=before,
            after=_person_state(account),
        )


def _keep_reach(account: Account, phone: str, email: str | None) -> None:
    if phone.strip():
        keep_phone(account.person, phone)
    if email is not None:
        account.email = normal_email(email) if email.strip() else None


def end_participation(
    actor: Principal, competition: Competition, account_id: int, role: Role
) -> None:
    """Take a role in this competition away; what was done in it stays.

    Raises:
        Refusal: ``participant.unknown``, ``grant.self`` when organisers end their own role.
    """
    if account_id == actor.account_id and role is Role.ORGANISER:
        raise Refusal("grant.self")
    ended = (role, Role.CHIEF_JUDGE) if role is Role.JUDGE else (role,)
    with database.writing() as session:
        account = participant(session, competition.id, account_id)
        session.execute(
            update(RoleGrant)
            .where(
                RoleGrant.account_id == account.id,
                RoleGrant.competition_id == competition.id,
                RoleGrant.role.in_([each.value for each in ended]),
                RoleGrant.revoked_at.is_(None),
            )
            .values(revoked_at=now())
        )
        record(
            session,
            actor,
            "participant.end",
            f"account:{account.id}",
            competition_id=competition.id,
            detail={"role": role.value},
        )


def participant(session: Session, competition_id: int, account_id: int) -> Account:
    """An account that holds a role in this very competition.

    Raises:
        Refusal: ``participant.unknown``.
    """
    holders = select(RoleGrant.account_id).where(
        RoleGrant.competition_id == competition_id, RoleGrant.revoked_at.is_(None)
    )
    account = session.scalars(
        select(Account).where(Account.id == account_id, Account.id.in_(holders))
    ).first()
    if account is None:
        raise Refusal("participant.unknown")
    return account


def known_account(session: Session, login: str, name: str) -> Account | None:
    """The account with this login if it is this person's, None when the login is free.

    Raises:
        Refusal: ``login.taken`` when it is somebody else's, ``account.closed``, ``login.*``.
    """
    login = normal_login(login)
    account = session.scalars(select(Account).where(Account.login == login)).first()
    if account is None:
        return None
    if account.person.name != normal_name(name):
        raise Refusal("login.taken", login=login)
    if account.closed_at is not None:
        raise Refusal("account.closed", login=login)
    return account


def roles_given(role: Role) -> tuple[Role, ...]:
    """The role itself; a chief judge is a judge as well."""
    return (Role.CHIEF_JUDGE, Role.JUDGE) if role is Role.CHIEF_JUDGE else (role,)


def require_open_unit(session: Session, organisation_id: int | None) -> None:
    """Let an organisation pass that is in use, and none at all.

    Raises:
        Refusal: ``organisation.unknown``.
    """
    if organisation_id is None:
        return
    unit = session.get(Organisation, organisation_id)
    if unit is None or unit.closed_at is not None:
        raise Refusal("organisation.unknown")


def new_login(session: Session) -> str:
    """A free login that is easy to read aloud: eight signs, none mistaken for another."""
    while True:
        login = "".join(secrets.choice(LOGIN_SIGNS) for _ in range(8))
        if session.scalar(select(Account.id).where(Account.login == login)) is None:
            return login


def _person_state(account: Account) -> dict[str, object]:
    person = account.person
    return {"name": person.name, "organisation": person.organisation_id, "title": person.title}

"""Entrants who register themselves, where a competition allows it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.unit_names import normal_unit_name
from competition.models import Account, Competition, Stage, database
from competition.services.audit import record
from competition.services.identity.accounts import add_account, grant_role
from competition.services.identity.limits import REGISTER_ADDRESS, count_attempt
from competition.services.identity.sessions import start_session
from competition.services.people.participants import require_open_unit
from competition.services.people.personal import keep_phone
from competition.services.principal import Principal
from competition.services.runtime import now


@dataclass(frozen=True, slots=True)
class Registration:
    """What a new entrant gives.

    Args:
        organisation_id: chosen from the search; None where the unit is not listed.
        unit_typed: the unit in the entrant's words where it is not listed.
    """

    login: str
    name: str
    password: str
    phone: str = ""
    organisation_id: int | None = None
    unit_typed: str = ""


def register_entrant(
    competition: Competition, values: Registration, *, address: str, device: str
) -> str:
    """Make an account with the entrant's role in this competition and sign it in.

    Returns:
        the session's token.
    Raises:
        Refusal: ``registration.closed``, ``limit.reached``, ``organisation.unknown``, ``login.*``,
            ``name.*``, ``password.*``, ``phone.number``, ``unit_name.*``.
    """
    count_attempt(REGISTER_ADDRESS, address)
    with database.writing() as session:
        require_self_registration(session, competition.id)
        require_open_unit(session, values.organisation_id)
        account = _add_entrant(session, values)
        grant_role(session, None, account.id, Role.ENTRANT, competition_id=competition.id)
        token = start_session(session, account.id, device)
        record(
            session,
            None,
            "entrant.register",
            f"account:{account.id}",
            competition_id=competition.id,
        )
        return token


def _add_entrant(session: Session, values: Registration) -> Account:
    account = add_account(
        session,
        None,
        login=values.login,
        name=values.name,
        password=values.password,
        organisation_id=values.organisation_id,
    )
    if values.organisation_id is None and values.unit_typed.strip():
        account.person.unit_typed = normal_unit_name(values.unit_typed)
    if values.phone.strip():
        keep_phone(account.person, values.phone)
    return account


def join_as_entrant(actor: Principal, competition: Competition) -> None:
    """Let an account that is there enter this competition too; twice is once.

    Raises:
        Refusal: ``registration.closed``; ``registration.by_link`` for somebody signed in by the
            personal link of another competition.
    """
    if actor.by_link:
        raise Refusal("registration.by_link")
    with database.writing() as session:
        require_self_registration(session, competition.id)
        grant_role(session, actor, actor.account_id, Role.ENTRANT, competition_id=competition.id)
        record(
            session,
            actor,
            "entrant.join",
            f"account:{actor.account_id}",
            competition_id=competition.id,
        )


def require_self_registration(session: Session, competition_id: int) -> None:
    """Let a competition pass that lets entrants register themselves now.

    Raises:
        Refusal: ``registration.closed``.
    """
    clauses = (Competition.id == competition_id, self_registering())
    if session.scalar(select(Competition.id).where(*clauses)) is None:
        raise Refusal("registration.closed")


def self_registering() -> ColumnElement[bool]:
    """Competitions that anybody may enter now: open, allowing it, the entry stage not over."""
    over = select(Stage.competition_id).where(
        Stage.kind == "entry", or_(Stage.closes_at <= now(), Stage.state == "locked")
    )
    return and_(
        Competition.state == "open",
        Competition.self_registration.is_(True),
        Competition.is_rehearsal.is_(False),
        Competition.id.not_in(over),
    )

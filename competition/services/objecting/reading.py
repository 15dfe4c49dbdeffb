"""Objections as pages need them: the board, one of them, its state for who raised it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from competition.domain.calendar import day_of
from competition.domain.objections import OPEN, State, is_overdue
from competition.domain.people import mask_id_number, mask_phone
from competition.models import (
    Account,
    Competition,
    Entry,
    Objection,
    ObjectionHandler,
    Person,
    Proposal,
    ResultVersion,
    Stage,
    database,
)
from competition.services.audit import record
from competition.services.objecting.handling import ACTION
from competition.services.objecting.raising import Objector
from competition.services.principal import Principal
from competition.services.results.score_corrections import ACTIONS
from competition.services.runtime import now
from competition.services.vault import token_digest, unseal

SIZE = 30
OVERDUE = "overdue"
FILTERS = ("", "open", OVERDUE, *(state.value for state in State))


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board.

    Args:
        rows: with ``Objection``, ``number``, ``title``, ``stage``, ``handlers``.
        counts: by filter.
    """

    rows: Sequence[Any]
    counts: Mapping[str, int]
    total: int
    today: date


@dataclass(frozen=True, slots=True)
class Detail:
    """One objection with all that was said and done.

    Args:
        row: with the entry's ``number`` and ``title``, ``stage``, ``version`` and ``state`` of
            the result, ``receiver`` and ``answerer``.
        handlers: account and name.
        decisions: each a proposal with the names of who drafted and who answered it.
    """

    row: Any
    handlers: Sequence[Any]
    decisions: Sequence[Any]
    today: date


def board(session: Session, competition: Competition, *, only: str = "", page: int = 1) -> Board:
    """Objections and appeals of a competition, open ones first by the day due. Two statements."""
    today = day_of(now(), competition.time_zone)
    own = Objection.competition_id == competition.id
    open_ = Objection.state.in_([state.value for state in OPEN])
    late = open_ & (Objection.due_on < today)
    counted = session.execute(
        select(Objection.state, func.count(), func.sum(case((late, 1), else_=0)))
        .where(own)
        .group_by(Objection.state)
    ).all()
    counts = _counts(counted)
    clauses = {"": own, "open": own & open_, OVERDUE: own & late}
    wanted = clauses.get(only, own & (Objection.state == only))
    handlers = (
        select(func.count())
        .where(ObjectionHandler.objection_id == Objection.id)
        .correlate(Objection)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Objection,
            Entry.number,
            Entry.title,
            Stage.name.label("stage"),
            handlers.label("handlers"),
        )
        .outerjoin(Entry, Entry.id == Objection.entry_id)
        .outerjoin(Stage, Stage.id == Objection.stage_id)
        .where(wanted)
        .order_by(open_.desc(), Objection.due_on.is_(None), Objection.due_on, Objection.id.desc())
        .limit(SIZE)
        .offset((page - 1) * SIZE)
    ).all()
    return Board(rows, counts, counts.get(only, 0), today)


def _counts(rows: Sequence[Any]) -> dict[str, int]:
    found = {row[0]: row[1] for row in rows}
    return {
        **found,
        "": sum(found.values()),
        "open": sum(found.get(state.value, 0) for state in OPEN),
        OVERDUE: sum(row[2] or 0 for row in rows),
    }


def read_detail(session: Session, objection: Objection) -> Detail:
    """All about one of them but who raised it. Three statements."""
    receiver, answerer = aliased(Person), aliased(Person)
    receiving, answering = aliased(Account), aliased(Account)
    row = session.execute(
        select(
            Entry.number,
            Entry.title,
            Entry.unit_name.label("unit"),
            Stage.name.label("stage"),
            ResultVersion.version,
            ResultVersion.state.label("result_state"),
            receiver.name.label("receiver"),
            answerer.name.label("answerer"),
        )
        .select_from(Objection)
        .join(ResultVersion, ResultVersion.id == Objection.result_id)
        .outerjoin(Entry, Entry.id == Objection.entry_id)
        .outerjoin(Stage, Stage.id == Objection.stage_id)
        .outerjoin(receiving, receiving.id == Objection.received_by_id)
        .outerjoin(receiver, receiver.id == receiving.person_id)
        .outerjoin(answering, answering.id == Objection.answered_by_id)
        .outerjoin(answerer, answerer.id == answering.person_id)
        .where(Objection.id == objection.id)
    ).one()
    handlers = session.execute(
        select(ObjectionHandler.account_id, Person.name)
        .join(Account, Account.id == ObjectionHandler.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(ObjectionHandler.objection_id == objection.id)
        .order_by(Person.name)
    ).all()
    return Detail(
        row,
        handlers,
        decisions_on(session, objection),
        day_of(now(), objection.competition.time_zone),
    )


def decisions_on(session: Session, objection: Objection) -> Sequence[Any]:
    """Drafts of a decision, the newest first, with who drafted and who answered. One statement."""
    drafter, answerer = aliased(Person), aliased(Person)
    drafting, answering = aliased(Account), aliased(Account)
    return session.execute(
        select(Proposal, drafter.name.label("drafter"), answerer.name.label("answerer"))
        .join(drafting, drafting.id == Proposal.proposed_by_id)
        .join(drafter, drafter.id == drafting.person_id)
        .outerjoin(answering, answering.id == Proposal.answered_by_id)
        .outerjoin(answerer, answerer.id == answering.person_id)
        .where(
            Proposal.competition_id == objection.competition_id,
            Proposal.action == ACTION,
            Proposal.subject["objection"].as_integer() == objection.id,
        )
        .order_by(Proposal.id.desc())
    ).all()


def corrections_for(session: Session, objection: Objection) -> Sequence[Proposal]:
    """Corrections of the same entry that could carry a decision out. One statement."""
    statement = select(Proposal).where(
        Proposal.competition_id == objection.competition_id,
        Proposal.action.in_(ACTIONS),
        Proposal.state.in_(("open", "approved")),
        Proposal.proposed_at >= objection.decided_at,
    )
    if objection.entry_id is not None:
        statement = statement.where(Proposal.subject["entry"].as_integer() == objection.entry_id)
    return session.scalars(statement.order_by(Proposal.id.desc()).limit(20)).all()


def objector_of(objection: Objection, *, clear: bool = False) -> Objector:
    """Who raised it: name and unit, phone and ID number masked unless they are needed in clear."""
    phone = unseal(objection.phone_sealed, "phone") if objection.phone_sealed else ""
    number = unseal(objection.id_number_sealed, "id_number") if objection.id_number_sealed else ""
    return Objector(
        name=unseal(objection.name_sealed, "objector"),
        unit=unseal(objection.unit_sealed, "objector"),
        phone=phone if clear or not phone else mask_phone(phone),
        id_number=number if clear or not number else mask_id_number(number),
    )


def reveal_objector(actor: Principal, objection: Objection) -> Objector:
    """Who raised it with the full phone, to be rung up; that it was looked at is recorded."""
    with database.writing() as session:
        record(
            session,
            actor,
            "objection.reveal",
            f"objection:{objection.id}",
            competition_id=objection.competition_id,
            detail={"number": objection.serial},
        )
    masked, clear = objector_of(objection), objector_of(objection, clear=True)
    return Objector(masked.name, masked.unit, clear.phone, masked.id_number)


def token_of(objection: Objection) -> str:
    """The secret behind the link to its state."""
    return unseal(objection.token_sealed, "objection")


def by_token(session: Session, token: str) -> Objection | None:
    """The objection behind a secret link, with its competition; None for none. One statement."""
    return session.scalars(
        select(Objection)
        .options(
            joinedload(Objection.competition),
            joinedload(Objection.entry),
            joinedload(Objection.stage),
        )
        .where(Objection.token_digest == token_digest(token))
    ).first()


def of_entry(session: Session, entry: Entry) -> Sequence[Objection]:
    """What an entrant may read of: own appeals, and what was decided about the entry.

    One statement. Who objected is not in it.
    """
    mine = Objection.kind == "appeal"
    return session.scalars(
        select(Objection)
        .options(joinedload(Objection.stage))
        .where(
            Objection.entry_id == entry.id,
            mine | (Objection.state == State.DECIDED),
        )
        .order_by(Objection.id.desc())
    ).all()


def decisions_behind(session: Session, result: ResultVersion) -> list[Objection]:
    """Objections whose decisions, or the corrections made for them, brought a version about.

    One statement. What waited for work when it was decided is behind what was computed after it.
    """
    rows = session.execute(
        select(Objection, Proposal)
        .join(
            Proposal,
            or_(Proposal.id == Objection.proposal_id, Proposal.id == Objection.correction_id),
        )
        .where(
            Objection.competition_id == result.competition_id,
            Objection.state == State.DECIDED,
            Proposal.state == "approved",
        )
        .order_by(Objection.serial)
    )
    return [objection for objection, proposal in rows if _is_behind(proposal, result)]


def _is_behind(proposal: Proposal, result: ResultVersion) -> bool:
    outcome = proposal.outcome or {}
    if any(one["result"] == result.id for one in outcome.get("computed", ())):
        return True
    answered = proposal.answered_at
    waited = bool(outcome.get("blocked")) and proposal.subject["stage"] == (result.stage_id or 0)
    return waited and answered is not None and result.computed_at >= answered


def overdue(objection: Objection, today: date) -> bool:
    """Whether it should have been answered by now."""
    return is_overdue(State(objection.state), objection.due_on, today)

"""Objections are taken up or refused, and given to people without a tie to the matter."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.calendar import day_of
from competition.domain.handling import LEAST, require_panel
from competition.domain.objections import Action, State, next_state
from competition.domain.refusal import Refusal
from competition.domain.separation import separation_faults
from competition.models import (
    Competition,
    Objection,
    ObjectionHandler,
    Proposal,
    database,
)
from competition.services.audit import record
from competition.services.identity.sessions import principal_of
from competition.services.notifications import notify
from competition.services.objecting.settings import notice_plan
from competition.services.objecting.ties import candidates
from competition.services.principal import Principal
from competition.services.results.approval import hold_results, party
from competition.services.results.score_corrections import running
from competition.services.runtime import now
from competition.services.working_days import work_calendar

LONGEST_REASON = 500
ACTION = "decide_objection"


def admit(actor: Principal, objection: Objection) -> date:
    """Take an objection up; returns the last day on which it is to be answered.

    Raises:
        Refusal: ``objection.state``, ``competition.ended``, ``working_days.*``.
    """
    with database.writing() as session:
        row = held_objection(session, objection)
        _move(row, actor, Action.ADMIT)
        days = notice_plan(session, row.competition_id).handling_days
        today = day_of(now(), row.competition.time_zone)
        row.due_on = work_calendar().last_day(today, days)
        record_objection(session, actor, "objection.admit", row, until=row.due_on.isoformat())
        _tell_objector(session, row, "objection.admitted")
        return row.due_on


def refuse(actor: Principal, objection: Objection, *, reason: str) -> None:
    """Refuse an objection as inadmissible; the objector reads why.

    Raises:
        Refusal: ``objection.state``, ``objection.reason``, ``text.too_long`` (length, limit),
            ``competition.ended``.
    """
    reason = checked_text(reason)
    with database.writing() as session:
        row = held_objection(session, objection)
        row.refused_reason = reason
        _move(row, actor, Action.REFUSE)
        record_objection(session, actor, "objection.refuse", row, reason=reason[:200])
        _tell_objector(session, row, "objection.refused")


def name_panel(actor: Principal, objection: Objection, accounts: Collection[int]) -> None:
    """Say who handles an admitted objection; those who were named before give way.

    Two of them have to be able to sign the decision: an organiser and a second person.

    Raises:
        Refusal: ``objection.state``, ``objection.tie_*`` (name), ``objection.panel_size`` (least,
            most), ``objection.panel_pair``, ``objection.unknown``, ``objection.drafted`` while a
            decision waits, ``competition.ended``.
    """
    wanted = set(accounts)
    with database.writing() as session:
        row = held_objection(session, objection)
        next_state(State(row.state), Action.HANDLE)
        if open_draft(session, row) is not None:
            raise Refusal("objection.drafted")
        found = candidates(session, row, wanted)
        if {one.account for one in found} != wanted:
            raise Refusal("objection.unknown")
        least = max((one.least for one in found), default=LEAST)
        require_panel([(one.name, one.tie) for one in found], least=least)
        _require_pair(session, row, wanted)
        before = handlers_of(session, row.id)
        _put(session, actor, row, wanted)
        notify(
            session,
            wanted - before - {actor.account_id},
            "objection.named",
            {"number": row.serial},
            competition_id=row.competition_id,
            path=f"/organiser/objections/{row.id}",
        )
        record_objection(session, actor, "objection.panel", row, accounts=sorted(wanted))


def withdraw(objection: Objection) -> None:
    """Let an objector take back what has not been decided.

    Raises:
        Refusal: ``objection.state``.
    """
    with database.writing() as session:
        row = held_objection(session, objection, closed=True)
        row.state = next_state(State(row.state), Action.WITHDRAW).value
        draft = open_draft(session, row)
        if draft is not None:
            draft.state = "withdrawn"
        record_objection(session, None, "objection.withdraw", row)


def handlers_of(session: Session, objection_id: int) -> set[int]:
    """Accounts that handle an objection. One statement."""
    return set(
        session.scalars(
            select(ObjectionHandler.account_id).where(ObjectionHandler.objection_id == objection_id)
        )
    )


def open_draft(session: Session, objection: Objection) -> Proposal | None:
    """The decision that waits for a second signature, or None. One statement."""
    return session.scalars(
        select(Proposal).where(
            Proposal.competition_id == objection.competition_id,
            Proposal.action == ACTION,
            Proposal.state == "open",
            Proposal.subject["objection"].as_integer() == objection.id,
        )
    ).first()


def held_objection(session: Session, objection: Objection, *, closed: bool = False) -> Objection:
    """The objection as it is now, while nobody else moves results of its competition.

    Args:
        closed: also where the competition has ended.
    Raises:
        Refusal: ``competition.ended``.
    """
    hold_results(session, objection.competition_id)
    if not closed:
        running(session, objection.competition_id)
    return session.get_one(Objection, objection.id, populate_existing=True)


def checked_text(text: str, limit: int = LONGEST_REASON) -> str:
    """A text that is to be read by the objector.

    Raises:
        Refusal: ``objection.reason``, ``text.too_long`` (length, limit).
    """
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Refusal("objection.reason")
    if len(text) > limit:
        raise Refusal("text.too_long", length=len(text), limit=limit)
    return text


def record_objection(
    session: Session, actor: Principal | None, action: str, row: Objection, **detail: Any
) -> None:
    """Record what was done to an objection; who raised it is never in a record."""
    session.flush()
    record(
        session,
        actor,
        action,
        f"objection:{row.id}",
        competition_id=row.competition_id,
        detail={"number": row.serial, "entry": row.entry_id} | detail,
        after={"state": row.state, "finding": row.finding, "consequence": row.consequence},
    )


def _move(row: Objection, actor: Principal, action: Action) -> None:
    row.state = next_state(State(row.state), action).value
    row.answered_by_id, row.answered_at = actor.account_id, now()


def _require_pair(session: Session, row: Objection, accounts: Collection[int]) -> None:
    """Whether one of them could propose a decision and another approve it."""
    competition = session.get_one(Competition, row.competition_id)
    parties = [party(session, principal_of(account), competition) for account in accounts]
    if all(separation_faults(one, two) for one in parties for two in parties):
        raise Refusal("objection.panel_pair")


def _put(session: Session, actor: Principal, row: Objection, accounts: Collection[int]) -> None:
    session.execute(delete(ObjectionHandler).where(ObjectionHandler.objection_id == row.id))
    session.add_all(
        ObjectionHandler(
            objection_id=row.id, account_id=account, named_by_id=actor.account_id, named_at=now()
        )
        for account in sorted(accounts)
    )
    session.flush()


def _tell_objector(session: Session, row: Objection, code: str) -> None:
    """Who appealed from an account reads of it there; others look by their link."""
    if row.account_id is not None:
        notify(
            session,
            [row.account_id],
            code,
            {"number": row.serial},
            competition_id=row.competition_id,
            path=f"/entrant/entries/{row.entry_id}/appeals",
        )

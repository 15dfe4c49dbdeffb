"""Publishing a result version: two persons, signature, notice or its recorded skip, final."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.result_states import (
    RESULT_STEPS,
    ResultAction,
    ResultState,
    next_result_state,
    require_reason,
)
from competition.models import (
    Award,
    Competition,
    Proposal,
    ResultVersion,
    Standing,
    database,
)
from competition.services.audit import record
from competition.services.objecting.blocking import require_none_open, require_noticed
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.result_seal import sign_result
from competition.services.results.approval import close_proposal, held, open_proposal
from competition.services.results.outcome import in_force
from competition.services.results.staleness import require_fresh
from competition.services.runtime import now
from competition.services.sealing import chain_head
from competition.services.working_days import notice_end


def propose_publication(actor: Principal, result: ResultVersion) -> int:
    """Ask a second person to approve this version; returns the proposal's id.

    Raises:
        Refusal: ``result.action`` in another state, ``result.stale``, ``proposal.open``,
            ``separation.*``.
    """
    with database.writing() as session:
        result = held(session, result)
        next_result_state(ResultState(result.state), ResultAction.APPROVE)
        require_fresh(session, result)
        competition = session.get_one(Competition, result.competition_id)
        proposal = open_proposal(
            session, actor, competition, "publish_result", {"result": result.id}, ""
        )
        _record(session, actor, "result.propose", result)
        return proposal.id


def propose_withdrawal(actor: Principal, result: ResultVersion, *, reason: str) -> int:
    """Ask a second person to withdraw a published version.

    Raises:
        Refusal: ``result.reason``, ``result.action``, ``proposal.open``, ``separation.*``.
    """
    require_reason(RESULT_STEPS[ResultAction.WITHDRAW], reason)
    with database.writing() as session:
        result = held(session, result)
        next_result_state(ResultState(result.state), ResultAction.WITHDRAW)
        competition = session.get_one(Competition, result.competition_id)
        proposal = open_proposal(
            session, actor, competition, "withdraw_result", {"result": result.id}, reason
        )
        _record(session, actor, "result.propose_withdrawal", result, reason=reason)
        return proposal.id


def answer_proposal(actor: Principal, proposal: Proposal, *, approve: bool) -> None:
    """Approve or decline what was proposed about a result; approving does it.

    Raises:
        Refusal: ``proposal.closed``, also for a proposal about something else; ``separation.*``,
            ``result.action``, ``result.in_force``, ``result.stale``.
    """
    with database.writing() as session:
        proposal = held(session, proposal)
        if proposal.action not in ("publish_result", "withdraw_result"):
            raise Refusal("proposal.closed")
        noted = close_proposal(session, actor, proposal, approve=approve)
        result = session.get_one(ResultVersion, proposal.subject["result"], populate_existing=True)
        if not approve:
            _record(session, actor, "result.decline", result)
        elif proposal.action == "publish_result":
            _approve(session, actor, result, noted)
        else:
            _withdraw(session, actor, result, proposal.reason)


def start_notice(
    actor: Principal,
    result: ResultVersion,
    *,
    until: datetime | None = None,
    working_days: int = 0,
) -> None:
    """Put an approved result up for public notice.

    Args:
        until: its end; None for the end of the last working day.
        working_days: how many it lasts, counted from the day after today.
    Raises:
        Refusal: ``result.action``, ``notice.past`` when the end is not in the future,
            ``notice.short`` (count, days) where winners are others than in an earlier notice,
            ``working_days.*``.
    """
    with database.writing() as session:
        result = held(session, result)
        state = next_result_state(ResultState(result.state), ResultAction.START_NOTICE)
        if until is None:
            until = notice_end(working_days, result.competition.time_zone)
        if until <= now():
            raise Refusal("notice.past")
        require_noticed(session, result, until)
        result.state = state.value
        result.notice_from = now()
        result.notice_to = until
        bump_public(session, result.competition_id)
        days = {"days": working_days} if working_days else {}
        _record(session, actor, "result.start_notice", result, until=until.isoformat(), **days)


def skip_notice(actor: Principal, result: ResultVersion, *, reason: str) -> None:
    """Make an approved result final without a public notice; the reason is published.

    Raises:
        Refusal: ``result.action``, ``result.reason``, ``objection.open`` (count, numbers),
            ``notice.fresh`` (count, days) where winners are others than in an earlier notice.
    """
    require_reason(RESULT_STEPS[ResultAction.SKIP_NOTICE], reason)
    with database.writing() as session:
        result = held(session, result)
        state = next_result_state(ResultState(result.state), ResultAction.SKIP_NOTICE)
        require_none_open(session, result)
        require_noticed(session, result, None)
        result.notice_skipped_reason = reason.strip()
        _finalise(session, actor, result, state)
        _record(session, actor, "result.skip_notice", result, reason=reason.strip()[:200])


def confirm_result(actor: Principal, result: ResultVersion) -> None:
    """Make a result final after its notice has ended.

    Raises:
        Refusal: ``result.action``, ``notice.running`` before its end, ``objection.open`` (count,
            numbers) while somebody objects.
    """
    with database.writing() as session:
        result = held(session, result)
        state = next_result_state(ResultState(result.state), ResultAction.CONFIRM)
        if result.notice_to is not None and result.notice_to > now():
            raise Refusal("notice.running")
        require_none_open(session, result)
        _finalise(session, actor, result, state)
        _record(session, actor, "result.confirm", result)


def supersede(session: Session, actor: Principal, result: ResultVersion, *, reason: str) -> None:
    """Let a version give way within the caller's transaction; what waits about it falls away.

    Raises:
        Refusal: ``result.reason``, ``result.action`` for one that has ended.
    """
    require_reason(RESULT_STEPS[ResultAction.SUPERSEDE], reason)
    result.state = next_result_state(ResultState(result.state), ResultAction.SUPERSEDE).value
    for proposal in session.scalars(
        select(Proposal).where(
            Proposal.competition_id == result.competition_id,
            Proposal.action.in_(("publish_result", "withdraw_result")),
            Proposal.state == "open",
        )
    ):
        if proposal.subject["result"] == result.id:
            proposal.state = "withdrawn"
            proposal.answered_by_id, proposal.answered_at = actor.account_id, now()
    bump_public(session, result.competition_id)
    _record(session, actor, "result.supersede", result, reason=reason[:200])


def _approve(
    session: Session, actor: Principal, result: ResultVersion, noted: dict[str, Any]
) -> None:
    state = next_result_state(ResultState(result.state), ResultAction.APPROVE)
    if in_force(session, result.competition_id, result.stage_id) is not None:
        raise Refusal("result.in_force")
    require_fresh(session, result)
    sequence, head = chain_head(result.competition_id)
    result.audit_head = f"{sequence}:{head}"
    result.state = state.value
    result.approved_by_id = actor.account_id
    result.approved_at = now()
    sign_result(result)
    bump_public(session, result.competition_id)
    _record(session, actor, "result.approve", result, **noted)


def _withdraw(session: Session, actor: Principal, result: ResultVersion, reason: str) -> None:
    result.state = next_result_state(ResultState(result.state), ResultAction.WITHDRAW).value
    bump_public(session, result.competition_id)
    _record(session, actor, "result.withdraw", result, reason=reason[:200])


def _finalise(
    session: Session, actor: Principal, result: ResultVersion, state: ResultState
) -> None:
    result.state = state.value
    result.final_at = now()
    result.final_by_id = actor.account_id
    winners = session.execute(
        select(Standing.entry_id, Standing.tier_id)
        .where(Standing.result_id == result.id, Standing.tier_id.is_not(None))
        .order_by(Standing.place)
    ).all()
    if winners and result.stage_id is None:
        session.execute(
            insert(Award),
            [
                {"result_id": result.id, "entry_id": row.entry_id, "tier_id": row.tier_id}
                for row in winners
            ],
        )
    bump_public(session, result.competition_id)


def _record(
    session: Session, actor: Principal, action: str, result: ResultVersion, **detail: Any
) -> None:
    record(
        session,
        actor,
        action,
        f"result_version:{result.id}",
        competition_id=result.competition_id,
        detail=detail,
        after={"state": result.state, "outcome": result.outcome_digest},
    )

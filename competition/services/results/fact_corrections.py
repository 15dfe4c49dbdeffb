"""An event or item that results in force stand on: an organiser proposes what becomes of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Proposal, ScoreEvent, ScoreItem, database
from competition.services.events.attesting import (
    Fact,
    checked_reason,
    first_part,
    is_settled,
    standing_on,
    verify_row,
    withdraw_row,
)
from competition.services.events.ground import Ground, read_ground
from competition.services.events.recording import told
from competition.services.events.verifying import held_fact, require_fit
from competition.services.principal import Principal
from competition.services.results.approval import hold_results, open_proposal
from competition.services.results.gathered_change import COUNT, WITHDRAW, fact_of
from competition.services.results.score_corrections import (
    FACT_ACTION,
    record_correction,
    running,
)


def propose_fact(actor: Principal, fact: Fact, change: str, *, reason: str) -> int:
    """Ask a second person to let an event or item count, or count no longer; the proposal's id.

    Args:
        change: `COUNT` for one that waits, `WITHDRAW` for one that counts.
    Raises:
        Refusal: ``event.reason``, ``event.too_long`` (limit), ``event.gone``, ``event.unfit``
            (number, kind), ``event.evidence`` (number, kind), ``event.unsettled`` where no result
            in force stands on it, ``correction.none`` where it is so already,
            ``correction.waiting``, ``competition.ended``, ``separation.*``.
    """
    reason = checked_reason(reason)
    with database.writing() as session:
        hold_results(session, fact.competition_id)
        competition = running(session, fact.competition_id)
        row, ground = held_fact(session, fact), read_ground(session, competition)
        if (row.verified_at is None) != (change == COUNT):
            raise Refusal("correction.none")
        if change == COUNT:
            require_fit(ground, row)
        if not is_settled(ground, row, standing_on(session, competition.id, ground)):
            raise Refusal("event.unsettled")
        subject = _subject(ground, row, change)
        _require_none_waiting(session, competition.id, subject)
        proposal = open_proposal(session, actor, competition, FACT_ACTION, subject, reason)
        record_correction(session, actor, "fact.propose_correction", proposal, reason=reason[:200])
        return proposal.id


def require_current(session: Session, proposal: Proposal) -> None:
    """Let a proposal pass whose event or item is still as it was then.

    Raises:
        Refusal: ``correction.outdated``.
    """
    if is_outdated_fact(fact_of(session, proposal.subject), proposal.subject):
        raise Refusal("correction.outdated")


def is_outdated_fact(row: Fact, subject: dict[str, Any]) -> bool:
    """Whether an event or item has been verified or withdrawn since it was proposed."""
    return bool(_state(row) != subject["before"])


def carry_out_fact(session: Session, proposal: Proposal) -> None:
    """Let the event or item count, or no longer, within the caller's transaction.

    Whoever recorded it is not who verified it: where the second person recorded it, the proposer
    stands for having looked.
    """
    row, approver = fact_of(session, proposal.subject), proposal.answered_by_id
    assert approver is not None
    if proposal.subject["change"] == WITHDRAW:
        withdraw_row(row, approver, proposal.reason)
    else:
        is_own = row.recorded_by_id == approver
        verify_row(session, proposal.proposed_by_id if is_own else approver, row)
    session.flush()


def _subject(ground: Ground, row: Fact, change: str) -> dict[str, Any]:
    part = first_part(ground, row)
    after = {"verified": True, "withdrawn": change == WITHDRAW}
    return {
        "fact": "event" if isinstance(row, ScoreEvent) else "item",
        "id": row.id,
        "stage": ground.stages[part].id if part and part in ground.stages else 0,
        "entry": row.entry_id or 0,
        "judge": 0,
        "change": change,
        "before": _state(row),
        "after": after,
        "rules": ground.rule_set_id,
        "paper": None,
    }


def _state(row: Fact) -> dict[str, Any]:
    """What a proposal remembers of an event or item."""
    kept = told(row) if isinstance(row, ScoreEvent) else item_told(row)
    return {
        "verified": row.verified_at is not None,
        "withdrawn": row.withdrawn_at is not None,
        "told": kept,
    }


def item_told(row: ScoreItem) -> dict[str, object]:
    """All that is kept of an item."""
    names = ("entry_id", "stage_id", "axis", "name", "attributes")
    return {name: getattr(row, name) for name in names}


def _require_none_waiting(session: Session, competition_id: int, subject: dict[str, Any]) -> None:
    waiting = session.scalars(
        select(Proposal.subject).where(
            Proposal.competition_id == competition_id,
            Proposal.action == FACT_ACTION,
            Proposal.state == "open",
        )
    )
    if any((one["fact"], one["id"]) == (subject["fact"], subject["id"]) for one in waiting):
        raise Refusal("correction.waiting")

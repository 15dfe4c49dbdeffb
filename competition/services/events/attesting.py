"""What events and items share: who may verify them, and whether results stand upon them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.domain.rules.part import RESULT
from competition.domain.separation import proposer_faults
from competition.models import Competition, ResultVersion, ScoreEvent, ScoreItem
from competition.services.events.ground import Ground
from competition.services.principal import Principal
from competition.services.results.approval import party
from competition.services.runtime import now

Fact = ScoreEvent | ScoreItem
LONGEST_REASON = 500
REPLACED = "replaced"


def require_may_record(session: Session, actor: Principal, competition: Competition) -> None:
    """Let an organiser of a competition that has not ended pass.

    Raises:
        Refusal: ``competition.ended``, ``separation.*``.
    """
    if competition.state == "closed":
        raise Refusal("competition.ended")
    for fault in proposer_faults(party(session, actor, competition)):
        raise fault


def checked_reason(reason: str) -> str:
    """A reason as it is kept.

    Raises:
        Refusal: ``event.reason``, ``event.too_long`` (limit).
    """
    if not reason.strip():
        raise Refusal("event.reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refusal("event.too_long", limit=LONGEST_REASON)
    return reason.strip()


def first_part(ground: Ground, fact: Fact) -> str | None:
    """The first part whose figures an event or item reaches; None where no step looks at it."""
    if isinstance(fact, ScoreEvent):
        part = ground.part_of(fact.stage_id)
        seen = {use.part for use in ground.uses if use.sees(fact.kind, part)}
    else:
        own = ground.part_of(fact.stage_id) if fact.stage_id else ""
        seen = {
            part for part, asked in ground.asked.items() if fact.axis in asked and own in ("", part)
        }
    return next((part for part in (*ground.stages, RESULT) if part in seen), None)


def standing_on(session: Session, competition_id: int, ground: Ground) -> list[str]:
    """The parts whose results are approved and in force. One statement."""
    rows = session.scalars(
        select(ResultVersion.stage_id).where(
            ResultVersion.competition_id == competition_id, ResultVersion.state.in_(PUBLISHED)
        )
    )
    return [ground.part_of(stage_id) for stage_id in rows]


def is_settled(ground: Ground, fact: Fact, standing: Sequence[str]) -> bool:
    """Whether a result in force was made from what this would change."""
    first = first_part(ground, fact)
    order = [*ground.stages, RESULT]
    later = order[order.index(first) :] if first is not None else []
    return any(part in later for part in standing)


def verify_row(session: Session, verifier_id: int, row: Any) -> None:
    """Let a fact count, and the one that it replaces no longer."""
    if row.replaces_id is not None:
        old = session.get_one(type(row), row.replaces_id)
        if old.withdrawn_at is None:
            withdraw_row(old, verifier_id, row.change_reason)
            session.flush()
    row.verified_by_id, row.verified_at = verifier_id, now()


def withdraw_row(row: Any, account_id: int, reason: str) -> None:
    """Let a fact no longer count; its row and its evidence stay."""
    row.withdrawn_by_id, row.withdrawn_at, row.withdrawn_reason = account_id, now(), reason

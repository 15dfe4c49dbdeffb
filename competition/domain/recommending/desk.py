"""What one level may do with an entry that lies before it, and until when.

    waiting ── forward ──> forwarded ── recall (while the next level has not answered) ──> recalled
       │ ── stand by ────> standby ─── promote ──> forwarded
       │ ── return ──────> returned   (to the level below, or to the applicant)
       └─── decline ─────> declined

Each arrival is a step of its own: what comes back is a new step, the earlier ones stay as they
were answered.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from competition.domain.calendar import Phase, later_of, phase, seconds_late
from competition.domain.refusal import Refusal


class StepState(StrEnum):
    """How a level has answered."""

    WAITING = "waiting"
    STANDBY = "standby"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    DECLINED = "declined"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"


class StepAction(StrEnum):
    """What a level does."""

    ARRANGE = "arrange"
    FORWARD = "forward"
    STAND_BY = "stand_by"
    PROMOTE = "promote"
    RETURN_DOWN = "return_down"
    RETURN_TO_APPLICANT = "return_to_applicant"
    DECLINE = "decline"
    RECALL = "recall"


NEEDS_REASON = frozenset(
    {StepAction.RETURN_DOWN, StepAction.RETURN_TO_APPLICANT, StepAction.DECLINE, StepAction.RECALL}
)
BOUND = frozenset({StepAction.FORWARD, StepAction.STAND_BY})
_FROM = {
    StepAction.ARRANGE: StepState.WAITING,
    StepAction.FORWARD: StepState.WAITING,
    StepAction.STAND_BY: StepState.WAITING,
    StepAction.PROMOTE: StepState.STANDBY,
    StepAction.RETURN_DOWN: StepState.WAITING,
    StepAction.RETURN_TO_APPLICANT: StepState.WAITING,
    StepAction.DECLINE: StepState.WAITING,
    StepAction.RECALL: StepState.FORWARDED,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One arrival of an entry at a level.

    Args:
        listed: stands in a list that was prepared and not sent yet.
        has_below: a level recommended it before, so that it can be returned there.
        answered_above: the next level has done something with it, or it reached the host and
            somebody decided on it there.
    """

    state: StepState
    listed: bool = False
    has_below: bool = False
    answered_above: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """When a level must have answered.

    Args:
        deadline: of the level; None where it has none.
        extended_until: given to this organisation, or to this entry, by the level above.
    """

    deadline: datetime | None = None
    extended_until: datetime | None = None

    @property
    def binding(self) -> datetime | None:
        """The instant that binds, or None."""
        if self.deadline is None:
            return None
        return later_of(self.deadline, self.extended_until)

    def is_late(self, now: datetime) -> bool:
        """Whether the time is over."""
        return phase(None, self.binding, now) is Phase.AFTER


def require_action(
    step: Step, action: StepAction, standing: Standing, *, now: datetime, reason: str = ""
) -> None:
    """Let an action on a step pass, or say why not.

    Raises:
        Refusal: ``recommendation.action`` (state), ``recommendation.listed`` for what stands in
            a prepared list, ``recommendation.lowest`` where nobody recommended before,
            ``recommendation.answered`` where the next level was quicker,
            ``recommendation.late`` (deadline, seconds_late), ``recommendation.reason``.
    """
    if step.state is not _FROM[action]:
        raise Refusal("recommendation.action", state=step.state.value)
    if step.listed:
        raise Refusal("recommendation.listed")
    if action is StepAction.RETURN_DOWN and not step.has_below:
        raise Refusal("recommendation.lowest")
    if action is StepAction.RECALL and step.answered_above:
        raise Refusal("recommendation.answered")
    deadline = standing.binding
    if action in BOUND and deadline is not None and standing.is_late(now):
        late = seconds_late(deadline, now)
        raise Refusal("recommendation.late", deadline=deadline, seconds_late=late)
    if action in NEEDS_REASON and not reason.strip():
        raise Refusal("recommendation.reason")


def allowed_at(step: Step, standing: Standing, *, now: datetime) -> frozenset[StepAction]:
    """Every action that a page may offer now."""
    allowed = set()
    for action in StepAction:
        try:
            require_action(step, action, standing, now=now, reason="-")
        except Refusal:
            continue
        allowed.add(action)
    return frozenset(allowed)

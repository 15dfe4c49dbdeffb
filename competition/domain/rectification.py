"""Rectification of a finding: demanded, answered by the unit, confirmed or sent back."""

from datetime import date
from enum import StrEnum

from competition.domain.refusal import Refusal


class Rectification(StrEnum):
    """Where the rectification of a finding stands. The first and the last wait for nobody."""

    NONE = "none"
    DEMANDED = "demanded"
    ANSWERED = "answered"
    RETURNED = "returned"
    CONFIRMED = "confirmed"


class Step(StrEnum):
    """What is done about a demanded rectification."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"


WAITS_FOR_UNIT = frozenset({Rectification.DEMANDED, Rectification.RETURNED})
_STEPS: dict[Step, tuple[frozenset[Rectification], Rectification]] = {
    Step.ANSWER: (WAITS_FOR_UNIT, Rectification.ANSWERED),
    Step.CONFIRM: (frozenset({Rectification.ANSWERED}), Rectification.CONFIRMED),
    Step.SEND_BACK: (frozenset({Rectification.ANSWERED}), Rectification.RETURNED),
}


def may(state: str, step: Step) -> bool:
    """Whether this step is possible now."""
    return state in _STEPS[step][0]


def next_rectification(state: str, step: Step) -> Rectification:
    """The state after a step.

    Raises:
        Refusal: ``finding.step`` when it is not possible now.
    """
    if not may(state, step):
        raise Refusal("finding.step")
    return _STEPS[step][1]


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Whether the unit should have answered before today."""
    return state in WAITS_FOR_UNIT and due_on is not None and due_on < today


def require_due(due_on: date | None, today: date) -> date:
    """The day until which a rectification is demanded.

    Raises:
        Refusal: ``finding.due_missing``, ``finding.due_past`` (today).
    """
    if due_on is None:
        raise Refusal("finding.due_missing")
    if due_on < today:
        raise Refusal("finding.due_past", today=today.isoformat())
    return due_on

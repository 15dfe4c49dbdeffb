"""States of a result version, and what moves them on."""

from dataclasses import dataclass
from enum import StrEnum

from competition.domain.refusal import Refusal


class ResultState(StrEnum):
    """Where a result version stands. The last two are ends."""

    COMPUTED = "computed"
    APPROVED = "approved"
    IN_NOTICE = "in_notice"
    FINAL = "final"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class ResultAction(StrEnum):
    """What is done to a result version."""

    APPROVE = "approve"
    START_NOTICE = "start_notice"
    SKIP_NOTICE = "skip_notice"
    CONFIRM = "confirm"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """One action's rule.

    Args:
        sources: states it may start from.
        target: the state after it.
        two_persons: needs a proposer and an approver.
        needs_reason: needs a recorded reason.
    """

    sources: frozenset[str]
    target: str
    two_persons: bool = False
    needs_reason: bool = False


_R = ResultState

RESULT_STEPS: dict[ResultAction, Step] = {
    ResultAction.APPROVE: Step(frozenset({_R.COMPUTED}), _R.APPROVED, two_persons=True),
    ResultAction.START_NOTICE: Step(frozenset({_R.APPROVED}), _R.IN_NOTICE),
    ResultAction.SKIP_NOTICE: Step(frozenset({_R.APPROVED}), _R.FINAL, needs_reason=True),
    ResultAction.CONFIRM: Step(frozenset({_R.IN_NOTICE}), _R.FINAL),
    ResultAction.SUPERSEDE: Step(
        frozenset({_R.COMPUTED, _R.APPROVED, _R.IN_NOTICE, _R.FINAL}),
        _R.SUPERSEDED,
        needs_reason=True,
    ),
    ResultAction.WITHDRAW: Step(
        frozenset({_R.APPROVED, _R.IN_NOTICE, _R.FINAL}),
        _R.WITHDRAWN,
        two_persons=True,
        needs_reason=True,
    ),
}

PUBLISHED = frozenset({ResultState.APPROVED, ResultState.IN_NOTICE, ResultState.FINAL})


def next_result_state(state: ResultState, action: ResultAction) -> ResultState:
    """The state of a result version after `action`.

    Raises:
        Refusal: ``result.action`` (action, state).
    """
    step = RESULT_STEPS[action]
    if state not in step.sources:
        raise Refusal("result.action", action=action.value, state=state.value)
    return ResultState(step.target)


def require_reason(step: Step, reason: str) -> None:
    """Let a step pass that has the reason it needs.

    Raises:
        Refusal: ``result.reason`` when one is needed and the text is blank.
    """
    if step.needs_reason and not reason.strip():
        raise Refusal("result.reason")


def is_published(state: ResultState) -> bool:
    """True while the public may read the result version."""
    return state in PUBLISHED

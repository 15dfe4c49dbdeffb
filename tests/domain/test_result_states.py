import pytest

from competition.domain.refusal import Refusal
from competition.domain.result_states import (
    RESULT_STEPS,
    ResultAction,
    ResultState,
    is_published,
    next_result_state,
    require_reason,
)

R, A = ResultState, ResultAction


def possible(state):
    found = {}
    for action in A:
        try:
            found[action] = next_result_state(state, action)
        except Refusal:
            continue
    return found


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (R.COMPUTED, {A.APPROVE: R.APPROVED, A.SUPERSEDE: R.SUPERSEDED}),
        (
            R.APPROVED,
            {
                A.START_NOTICE: R.IN_NOTICE,
                A.SKIP_NOTICE: R.FINAL,
                A.SUPERSEDE: R.SUPERSEDED,
                A.WITHDRAW: R.WITHDRAWN,
            },
        ),
        (
            R.IN_NOTICE,
            {A.CONFIRM: R.FINAL, A.SUPERSEDE: R.SUPERSEDED, A.WITHDRAW: R.WITHDRAWN},
        ),
        (R.FINAL, {A.SUPERSEDE: R.SUPERSEDED, A.WITHDRAW: R.WITHDRAWN}),
        (R.SUPERSEDED, {}),
        (R.WITHDRAWN, {}),
    ],
)
def test_the_way_of_a_result_version(state, expected):
    assert possible(state) == expected


def test_only_publishing_and_withdrawing_a_result_need_two_persons():
    assert {action for action, step in RESULT_STEPS.items() if step.two_persons} == {
        A.APPROVE,
        A.WITHDRAW,
    }


def test_leaving_the_usual_way_needs_a_reason():
    assert {action for action, step in RESULT_STEPS.items() if step.needs_reason} == {
        A.SKIP_NOTICE,
        A.SUPERSEDE,
        A.WITHDRAW,
    }


def test_the_public_reads_what_is_published_and_not_withdrawn():
    assert [state for state in R if is_published(state)] == [R.APPROVED, R.IN_NOTICE, R.FINAL]


def test_skipping_the_notice_needs_a_reason_and_holding_it_none():
    require_reason(RESULT_STEPS[A.START_NOTICE], "")
    require_reason(RESULT_STEPS[A.SKIP_NOTICE], "内部竞赛，不对外公示")

    with pytest.raises(Refusal) as refused:
        require_reason(RESULT_STEPS[A.SKIP_NOTICE], " \u3000")

    assert (refused.value.code, refused.value.values) == ("result.reason", {})


def test_a_step_that_is_not_on_the_way_is_refused_by_name():
    with pytest.raises(Refusal) as refused:
        next_result_state(R.WITHDRAWN, A.CONFIRM)

    assert (refused.value.code, refused.value.values) == (
        "result.action",
        {"action": A.CONFIRM.value, "state": R.WITHDRAWN.value},
    )

"""The way of a rectification, and when it is late."""

from datetime import date

import pytest

from competition.domain.rectification import (
    Rectification,
    Step,
    is_overdue,
    may,
    next_rectification,
    require_due,
)
from competition.domain.refusal import Refusal

WAYS = {
    ("demanded", "answer"): "answered",
    ("returned", "answer"): "answered",
    ("answered", "confirm"): "confirmed",
    ("answered", "send_back"): "returned",
}
FIFTH = date(2026, 5, 5)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(Rectification))
def test_each_step_is_possible_from_the_states_that_wait_for_it(
    state: Rectification, step: Step
) -> None:
    target = WAYS.get((state.value, step.value))

    assert may(state, step) == (target is not None)
    if target is not None:
        assert next_rectification(state, step) == target
    else:
        with pytest.raises(Refusal) as refused:
            next_rectification(state, step)
        assert refused.value.code == "finding.step"


@pytest.mark.parametrize("state", list(Rectification))
@pytest.mark.parametrize(("due", "late"), [(date(2026, 5, 4), True), (FIFTH, False), (None, False)])
def test_late_is_what_waits_for_the_unit_after_its_last_day(
    state: Rectification, due: date | None, late: bool
) -> None:
    waits = state in (Rectification.DEMANDED, Rectification.RETURNED)

    assert is_overdue(state, due, FIFTH) == (late and waits)


@pytest.mark.parametrize(
    ("due", "code"), [(None, "finding.due_missing"), (date(2026, 5, 4), "finding.due_past")]
)
def test_a_demand_needs_a_day_that_is_not_over(due: date | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_due(due, FIFTH)

    assert refused.value.code == code
    assert refused.value.values == ({"today": "2026-05-05"} if due else {})
    assert require_due(FIFTH, FIFTH) == FIFTH

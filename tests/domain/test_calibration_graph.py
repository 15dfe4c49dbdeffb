"""Who can be compared at all, and figures made exact."""

from math import inf, nan

import pytest

from competition.domain.calibration.effects import judge_effects
from competition.domain.calibration.estimator import Estimator
from competition.domain.calibration.graph import (
    Component,
    components,
    leaves_nothing_over,
    require_connected,
)
from competition.domain.calibration.settled import settled
from competition.domain.refusal import Refusal
from competition.domain.rounding import Mode, Rounding


def test_marks_that_fall_apart_are_named_largest_part_first():
    pairs = [("C", "v"), ("A", "u"), ("B", "u"), ("B", "w"), ("D", "x")]

    assert components(pairs) == [
        Component(("u", "w"), ("A", "B")),
        Component(("v",), ("C",)),
        Component(("x",), ("D",)),
    ]
    assert components([]) == []


def test_two_judges_with_one_entry_in_common_leave_nothing_over():
    chain = [("A", "u"), ("A", "v"), ("B", "u")]

    assert leaves_nothing_over(chain)
    assert not leaves_nothing_over([*chain, ("B", "v")])
    assert not leaves_nothing_over([("A", "u"), ("B", "u")])


def test_a_refusal_names_eight_of_each_and_counts_the_rest():
    pairs = [(f"E{n:02}", "u") for n in range(10)] + [("Z", f"J{n}") for n in range(8)]

    with pytest.raises(Refusal) as refusal:
        require_connected(pairs, "even", "DL")

    first = "u: " + ", ".join(f"E{n:02}" for n in range(8)) + " +2"
    second = ", ".join(f"J{n}" for n in range(8)) + ": Z"
    assert (refusal.value.code, refusal.value.values) == (
        "calibrate.disconnected",
        {"step": "even", "group": "DL", "count": 2, "components": f"{first} | {second}"},
    )
    assert require_connected(pairs[:10], "even") is None


@pytest.mark.parametrize(
    ("value", "places", "mode", "whole"),
    [
        (0.125, 2, Mode.HALF_UP, 13),
        (0.125, 2, Mode.HALF_EVEN, 12),
        (1.005, 2, Mode.HALF_UP, 101),
        (2 / 3, 4, Mode.TRUNCATE, 6666),
        (-0.125, 2, Mode.HALF_UP, -13),
        (0.49999999994, 0, Mode.HALF_UP, 0),
        (0.49999999996, 0, Mode.HALF_UP, 1),
        (123.0, 0, Mode.HALF_UP, 123),
    ],
)
def test_a_figure_is_settled_at_ten_decimals_and_then_rounded(value, places, mode, whole):
    assert settled(value, Rounding(places, mode)) == whole


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(Refusal) as refusal:
        settled(value, Rounding(2, Mode.HALF_UP))

    assert (refusal.value.code, refusal.value.values) == ("calibrate.no_figure", {})


CHAIN = {("A", "u"): 1, ("A", "v"): 3, ("B", "v"): 2, ("B", "w"): 7}


def test_a_chain_of_judges_is_compared_from_link_to_link():
    found = judge_effects(CHAIN, Estimator.LEAST_SQUARES)

    assert found.judges == pytest.approx({"u": -3, "v": -1, "w": 4})
    assert found.entries == pytest.approx({"A": 4, "B": 3})
    assert found.residual_variance == pytest.approx(0, abs=1e-12)


def test_one_mark_left_over_is_one_degree_of_freedom():
    square = {("A", "u"): 4, ("A", "v"): 6, ("B", "u"): 1, ("B", "v"): 1}

    assert judge_effects(square, Estimator.LEAST_SQUARES).residual_variance == pytest.approx(1)


@pytest.mark.parametrize("estimator", [Estimator.RANDOM, Estimator.ROBUST])
def test_judges_are_not_drawn_where_nothing_is_left_over(estimator):
    with pytest.raises(Refusal) as refusal:
        judge_effects(CHAIN, estimator)

    told = ("calibrate.no_marks_over", {"marks": 4, "judges": 3})
    assert (refusal.value.code, refusal.value.values) == told

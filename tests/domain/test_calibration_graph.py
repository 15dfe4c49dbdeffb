"""Who can be compared at all, and figures made exact."""

from math import inf, nan

import pytest

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

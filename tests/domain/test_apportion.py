"""Sharing places out among groups in proportion to their size."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.rules.apportion import Equal, Method, apportion

SIZES = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 60), min_size=1)


def test_largest_remainders_get_the_places_left():
    sizes = {"A": 55, "B": 55, "C": 90}

    shares = apportion(10, sizes, Method.LARGEST_REMAINDER, Equal.LARGER)

    assert shares.places == {"A": 3, "B": 3, "C": 4}


@pytest.mark.parametrize(
    ("method", "places"),
    [(Method.DHONDT, [5, 3, 0]), (Method.SAINTE_LAGUE, [4, 3, 1])],
)
def test_quotients_decide_place_after_place(method, places):
    shares = apportion(8, {"A": 100, "B": 60, "C": 15}, method, Equal.LARGER)

    assert list(shares.places.values()) == places


@pytest.mark.parametrize(("equal", "places"), [("larger", [1, 4]), ("smaller", [2, 3])])
def test_equal_remainders_go_by_size(equal, places):
    shares = apportion(5, {"A": 3, "B": 7}, Method.LARGEST_REMAINDER, Equal(equal))

    assert list(shares.places.values()) == places


def test_groups_of_equal_size_wait_for_a_decision():
    sizes = {"A": 5, "B": 5}

    open_ = apportion(3, sizes, Method.LARGEST_REMAINDER, Equal.LARGER)
    decided = apportion(3, sizes, Method.LARGEST_REMAINDER, Equal.LARGER, order=("B", "A"))

    assert (open_.tied, open_.open_places) == (("A", "B"), 1)
    assert decided.places == {"A": 1, "B": 2}


def test_a_minimum_comes_before_the_shares():
    shares = apportion(5, {"A": 98, "B": 1, "C": 1}, Method.DHONDT, Equal.LARGER, minimum=1)

    assert shares.places == {"A": 3, "B": 1, "C": 1}


@settings(max_examples=150, derandomize=True, deadline=None)
@given(SIZES, st.integers(0, 80))
def test_largest_remainder_never_leaves_its_quota(sizes, total):
    shares = apportion(total, sizes, Method.LARGEST_REMAINDER, Equal.LARGER)

    everyone = sum(sizes.values())
    given_out = sum(shares.places.values()) + shares.open_places
    assert given_out == (total if everyone else 0)
    for group, places in shares.places.items():
        exact = Fraction(total * sizes[group], everyone) if everyone else Fraction(0)
        assert exact.__floor__() <= places <= exact.__ceil__()

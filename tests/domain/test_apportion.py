"""Sharing places out among groups in proportion to their size."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from competition.domain.rules.apportion import Equal, Method, Shares, apportion

SIZES = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 60), min_size=1)


def test_largest_remainders_get_the_places_left():
    sizes = {"A": 55, "B": 55, "C": 90}

    shares = apportion(10, sizes, Method.LARGEST_REMAINDER, Equal.LARGER)

    assert shares.places == {"A": 3, "B": 3, "C": 4}
    assert shares.exact == {"A": Fraction(11, 4), "B": Fraction(11, 4), "C": Fraction(9, 2)}
    assert (shares.tied, shares.open_places) == ((), 0)


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


STEPS = {Method.DHONDT: 1, Method.SAINTE_LAGUE: 2}


@settings(max_examples=150, derandomize=True, deadline=None)
@given(SIZES, st.integers(0, 30), st.sampled_from(list(STEPS)))
def test_quotients_are_those_of_the_method(sizes, total, method):
    divisors = range(1, STEPS[method] * total + 2, STEPS[method])
    quotients = sorted(
        ((Fraction(size, divisor), group) for group, size in sizes.items() for divisor in divisors),
        reverse=True,
    )
    won, lost = quotients[:total], quotients[total:]
    assume(sum(sizes.values()) and (not won or won[-1][0] > lost[0][0]))

    shares = apportion(total, sizes, method, Equal.DECISION)

    places = {group: [g for _, g in won].count(group) for group in sizes}
    assert (shares.places, shares.tied, shares.open_places) == (places, (), 0)


def test_where_nobody_is_nobody_gets_a_place():
    shares = apportion(3, {"A": 0, "B": 0}, Method.DHONDT, Equal.LARGER)

    assert shares == Shares({"A": 0, "B": 0}, {"A": Fraction(0), "B": Fraction(0)})


@pytest.mark.parametrize(
    ("total", "minimum", "places", "tied"),
    [
        (3, 1, [1, 1, 1, 0], ()),
        (4, 2, [1, 1, 1, 0], ("A", "B", "C")),
        (6, 2, [2, 2, 2, 0], ()),
    ],
)
def test_a_minimum_goes_to_all_who_are_there_or_to_none(total, minimum, places, tied):
    sizes = {"A": 4, "B": 4, "C": 4, "D": 0}

    shares = apportion(total, sizes, Method.LARGEST_REMAINDER, Equal.LARGER, minimum=minimum)

    assert list(shares.places.values()) == places
    assert (shares.tied, shares.open_places) == (tied, len(tied) // 3)


@pytest.mark.parametrize(
    ("sizes", "total", "minimum", "first", "places"),
    [
        ([50, 40, 5, 5], 10, 1, False, [4, 4, 1, 1]),
        ([60, 30, 6, 4], 10, 2, False, [4, 2, 2, 2]),
        ([60, 30, 6, 4], 12, 2, False, [5, 3, 2, 2]),
        ([60, 30, 6, 4], 14, 2, False, [7, 3, 2, 2]),
        ([60, 30, 6, 4], 14, 2, True, [6, 4, 2, 2]),
        ([17, 2, 1], 8, 2, False, [5, 2, 1]),
        ([10, 3, 1], 9, 3, True, [5, 3, 1]),
    ],
)
def test_a_minimum_raises_the_small_groups_and_the_rest_goes_by_size(
    sizes, total, minimum, first, places
):
    groups = dict(zip("ABCD", sizes, strict=False))

    shares = apportion(
        total,
        groups,
        Method.LARGEST_REMAINDER,
        Equal.LARGER,
        minimum=minimum,
        minimum_first=first,
    )

    assert list(shares.places.values()) == places


@settings(max_examples=150, derandomize=True, deadline=None)
@given(SIZES, st.integers(0, 80), st.integers(0, 4), st.booleans(), st.sampled_from(list(Method)))
def test_no_group_gets_less_than_its_minimum_or_more_than_it_has(
    sizes, total, least, first, method
):
    everyone = sum(sizes.values())
    assume(sum(min(least, size) for size in sizes.values()) <= total <= everyone)

    shares = apportion(total, sizes, method, Equal.LARGER, minimum=least, minimum_first=first)

    assert sum(shares.places.values()) + shares.open_places == total
    for group, size in sizes.items():
        assert min(least, size) <= shares.places[group] <= size

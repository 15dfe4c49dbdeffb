"""Spans of a year, packed lists, percentages, and what one report adds to whom."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.participation import (
    SPANS,
    Leaf,
    Place,
    Told,
    bounds,
    containing,
    effect,
    keys_of,
    overlapping,
    pack_list,
    percentage,
    times_of,
    unpack_list,
)

SITE, UNIT, CITY, PROVINCE, OTHER = 1, 2, 3, 4, 5
PATH = [
    Place(SITE, False, False),
    Place(UNIT, False, True),
    Place(CITY, True, False),
    Place(PROVINCE, True, False),
]


@pytest.mark.parametrize(
    ("span", "within"),
    [(0, (0,)), (1, (1, 13, 17, 0)), (6, (6, 14, 17, 0)), (12, (12, 16, 18, 0)),
     (15, (15, 18, 0)), (17, (17, 0))],
)  # fmt: skip
def test_a_span_lies_in_every_longer_one_up_to_the_year(span: int, within: tuple[int, ...]) -> None:
    assert containing(span) == within


@pytest.mark.parametrize("span", [-1, 19])
def test_no_other_number_is_a_span(span: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        containing(span)


def test_spans_overlap_exactly_where_they_share_a_day() -> None:
    days = {span: bounds(2028, span) for span in SPANS}

    for one in SPANS:
        for other in SPANS:
            shared = days[one][0] <= days[other][1] and days[other][0] <= days[one][1]
            assert overlapping(one, other) == shared
    assert days[2] == (date(2028, 2, 1), date(2028, 2, 29))
    assert days[18] == (date(2028, 7, 1), date(2028, 12, 31))


@given(st.dictionaries(st.integers(0, 2**63 - 1), st.integers(1, 1000), max_size=9))
@settings(derandomize=True, max_examples=50)
def test_a_packed_list_gives_back_what_was_packed(times: dict[int, int]) -> None:
    packed = pack_list(times)

    assert unpack_list(packed) == times
    assert (len(packed), len(keys_of(packed))) == (12 * len(times), 8 * len(times))
    assert times_of(packed) == sum(times.values())


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(2, 3, "66.67%"), (0, 7, "0.00%"), (7, 7, "100.00%"), (1, 800, "0.13%"), (0, 0, "")],
)
def test_a_share_has_two_decimals_half_up(part: int, whole: int, text: str) -> None:
    assert percentage(part, whole) == text


def test_a_person_is_new_up_to_the_first_place_that_counts_them_already() -> None:
    told = Told(13, "C", participations=3, declared=0, people=(71, 72))
    others = {71: [Leaf(OTHER, 14, "E")]}
    idle = {(UNIT, 13), (UNIT, 17)}

    gained = effect(PATH, told, [], others, {OTHER: {OTHER, CITY, PROVINCE}}, idle)

    assert [gained[place.id, 13, ""] for place in PATH] == [
        [3, 2, 0, 1, 1, 0], [3, 2, 0, 1, 1, 1], [3, 2, 0, 1, 1, 1], [3, 2, 0, 1, 1, 1],
    ]  # fmt: skip
    assert [gained[place.id, 17, ""][1] for place in PATH] == [2, 2, 1, 1]
    assert [gained[place.id, 0, ""][5] for place in PATH] == [0, 0, 0, 0]
    assert [gained[CITY, span, "C"][1] for span in (13, 17, 0)] == [2, 2, 2]
    assert (UNIT, 13, "C") not in gained


def test_a_second_report_of_a_unit_adds_no_unit_where_one_counts_already() -> None:
    told = Told(2, "C", participations=0, declared=0, people=())
    beside = [Leaf(SITE, 1, "C", active=True), Leaf(SITE, 2, "E", active=False)]

    gained = effect(PATH, told, beside, {}, {}, ())

    assert gained[SITE, 2, ""] == [0, 0, 0, 0, 0, 0]
    assert gained[CITY, 2, "C"] == [0, 0, 0, 0, 1, 0]
    assert gained[CITY, 13, "C"] == [0, 0, 0, 0, 0, 0]

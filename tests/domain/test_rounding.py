"""Rounding is exact and happens in the named mode."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.refusal import Refusal
from competition.domain.rounding import (
    Mode,
    Rounding,
    exact_text,
    exact_value,
    fixed_text,
    ratio_text,
    readable_text,
    round_ratio,
)

DECIMAL_MODES = {
    Mode.HALF_UP: ROUND_HALF_UP,
    Mode.HALF_EVEN: ROUND_HALF_EVEN,
    Mode.TRUNCATE: ROUND_DOWN,
}


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        (Mode.HALF_UP, [9163, 9162, -9163, 9162]),
        (Mode.HALF_EVEN, [9162, 9162, -9162, 9162]),
        (Mode.TRUNCATE, [9162, 9161, -9162, 9162]),
    ],
)
def test_halves_go_where_the_mode_says(mode: Mode, rounded: list[int]):
    figures = [(91625, 1000), (91615, 1000), (-91625, 1000), (91624, 1000)]

    assert [round_ratio(n, d, places=2, mode=mode) for n, d in figures] == rounded


@settings(derandomize=True, max_examples=300)
@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.integers(0, 8), st.sampled_from(Mode))
def test_decimal_figures_round_as_the_decimal_module_rounds(
    value: int, places: int, scale: int, mode: Mode
):
    quantum = Decimal(1).scaleb(-places)

    rounded = fixed_text(round_ratio(value, 10**scale, places=places, mode=mode), places)

    reference = Decimal(value).scaleb(-scale).quantize(quantum, rounding=DECIMAL_MODES[mode])
    assert Decimal(rounded) == reference


@settings(derandomize=True, max_examples=200)
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_exact_text_loses_nothing(numerator: int, denominator: int):
    assert exact_value(exact_text(numerator, denominator)) == Fraction(numerator, denominator)


def test_text_of_figures_is_the_shortest_that_is_true():
    texts = [exact_text(464, 5), exact_text(-1, 8), exact_text(6, 3), exact_text(265, 3)]

    assert texts == ["92.8", "-0.125", "2", "265/3"]


def test_endless_decimals_are_cut_visibly_for_reading():
    assert [readable_text(265, 3), readable_text(464, 5)] == ["88.333333…", "92.8"]
    assert [readable_text(2, 3), readable_text(-2, 3)] == ["0.666666…", "-0.666666…"]
    assert readable_text(1, 2**12) == "0.000244140625"
    assert readable_text(1, 2**13) == "0.000122…"


def test_fixed_text_keeps_zeros():
    assert [fixed_text(9280, 2), fixed_text(-5, 1), fixed_text(7, 0)] == ["92.80", "-0.5", "7"]
    assert [fixed_text(0, 0), fixed_text(0, 2)] == ["0", "0.00"]


@pytest.mark.parametrize("text", ["", "1e3", "1/0", "1/2/3", "1.2.3", "1/2.3", "a", "1.", "٣"])
def test_other_texts_are_no_figures(text: str):
    with pytest.raises(Refusal) as refused:
        exact_value(text)

    assert (refused.value.code, refused.value.values) == ("figure.grammar", {"text": text})


def test_a_rounding_is_a_mode_and_its_places():
    figures = [Rounding(2, mode).apply(91625, 1000) for mode in Mode]

    assert figures == [9163, 9162, 9162]
    assert Rounding(0, Mode.HALF_UP).apply(91625, 1000) == 92


def test_a_ratio_is_told_in_lowest_terms():
    assert [ratio_text(6, 4), ratio_text(-6, 3), ratio_text(0, 5)] == ["3/2", "-2", "0"]

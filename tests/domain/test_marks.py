"""Marks are read by one strict grammar."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.marks import MarkRange, format_mark, normalise_mark, parse_mark
from competition.domain.refusal import Refusal

HALVES = MarkRange(scale=1, low=0, high=300, step=5)
HUNDREDTHS = MarkRange(scale=2, low=0, high=10000, step=1)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("0", 0),
        ("30", 300),
        ("28.5", 285),
        ("28.50", 285),
        ("028.5", 285),
        ("28.50000000000000000", 285),
        (".5", 5),
        (" 28.5\u3000", 285),
        ("２８．５", 285),
        ("\t0.0\n", 0),
    ],
)
def test_plain_numbers_are_marks_however_they_were_typed(text: str, mark: int):
    assert parse_mark(text, HALVES) == mark


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mark.blank"),
        (" \u3000", "mark.blank"),
        ("1e2", "mark.exponent"),
        ("1E-2", "mark.exponent"),
        ("9_5", "mark.grammar"),
        ("NaN", "mark.grammar"),
        ("inf", "mark.grammar"),
        ("28。5", "mark.grammar"),
        ("28 5", "mark.grammar"),
        ("٣", "mark.grammar"),
        ("1.2.3", "mark.grammar"),
        ("0x1F", "mark.grammar"),
        ("28,5", "mark.comma"),
        ("２８，５", "mark.comma"),
        ("-1", "mark.sign"),
        ("+1", "mark.sign"),
        ("5.", "mark.unfinished"),
        (".", "mark.unfinished"),
        ("1" * 21, "mark.too_long"),
        ("30.5", "mark.over_max"),
        ("30.0000001", "mark.over_max"),
        ("28.05", "mark.step"),
        ("28.25", "mark.step"),
        ("28.50001", "mark.step"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, code: str):
    with pytest.raises(Refusal) as refused:
        parse_mark(text, HALVES)

    assert refused.value.code == code
    assert refused.value.values.get("text", normalise_mark(text)) == normalise_mark(text)


def test_limits_are_named_as_they_are_printed():
    allowed = MarkRange(scale=1, low=10, high=300, step=5)

    refusals = []
    for text in ("0.5", "31", "2.25"):
        with pytest.raises(Refusal) as refused:
            parse_mark(text, allowed)
        refusals.append((refused.value.code, refused.value.values))

    assert refusals == [
        ("mark.under_min", {"text": "0.5", "min": "1.0"}),
        ("mark.over_max", {"text": "31", "max": "30.0"}),
        ("mark.step", {"text": "2.25", "step": "0.5"}),
    ]


def test_what_is_no_mark_is_told_back_as_it_was_read():
    told = {}
    for text in ("２８，５", " abc ", "1" * 21):
        with pytest.raises(Refusal) as refused:
            parse_mark(text, HALVES)
        told[refused.value.code] = refused.value.values

    assert told == {
        "mark.comma": {"text": "28，5"},
        "mark.grammar": {"text": "abc"},
        "mark.too_long": {"limit": 20},
    }


def test_idle_zeros_do_not_make_a_long_mark_finer():
    allowed = MarkRange(scale=0, low=0, high=30, step=1)

    with pytest.raises(Refusal) as refused:
        parse_mark("30." + "0" * 16 + "1", allowed)

    assert parse_mark("30." + "0" * 17, allowed) == 30
    assert refused.value.code == "mark.over_max"


def test_steps_are_counted_from_the_lowest_mark():
    allowed = MarkRange(scale=0, low=1, high=10, step=3)

    marks = [parse_mark(text, allowed) for text in ("1", "4", "7", "10")]

    assert marks == [1, 4, 7, 10]
    with pytest.raises(Refusal, match=r"mark\.step"):
        parse_mark("3", allowed)


def test_normalised_text_is_what_is_shown_back():
    assert normalise_mark("　９２．５ ") == "92.5"


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, 10000))
def test_a_printed_mark_reads_back_as_itself(mark: int):
    assert parse_mark(format_mark(mark, 2), HUNDREDTHS) == mark


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet="0123456789.eE+-_,，。 ０９．٣NaN", max_size=8))
def test_no_text_is_read_as_something_it_does_not_say(text: str):
    try:
        mark = parse_mark(text, HUNDREDTHS)
    except Refusal as refusal:
        assert refusal.code.startswith("mark.")
    else:
        plain = normalise_mark(text)
        assert set(plain) <= set("0123456789.")
        assert Decimal(plain) * 100 == mark

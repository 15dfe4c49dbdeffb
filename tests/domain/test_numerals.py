"""Numbers that people type are read in one way or refused, and stored in one form."""

from decimal import Decimal

import pytest

from competition.domain.numerals import read_decimal, write_decimal
from competition.domain.refusal import Refusal


@pytest.mark.parametrize(
    ("text", "places", "stored"),
    [
        ("12", 0, "12"),
        (" 12.50 ", 1, "12.5"),
        ("１２．５", 1, "12.5"),
        ("-0.250", 2, "-0.25"),
        ("-0", 0, "0"),
        ("-0.00", 0, "0"),
        ("007", 0, "7"),
        ("100", 0, "100"),
        ("12.0", 0, "12"),
        ("123456789012345678", 0, "123456789012345678"),
        ("-12345678901234567.8", 1, "-12345678901234567.8"),
        ("12345678.1234567890" + "0" * 17, 9, "12345678.123456789"),
    ],
)
def test_a_plain_number_is_read_and_stored_in_one_form(text: str, places: int, stored: str):
    read = read_decimal(text, places=places)

    assert (read, str(read), write_decimal(read)) == (Decimal(stored), stored, stored)


@pytest.mark.parametrize("text", ["", "1,000", "1e3", "+1", ".5", "5.", "--1", "1 2", "٣", "NaN"])
def test_what_two_people_may_read_differently_is_refused(text: str):
    with pytest.raises(Refusal) as refused:
        read_decimal(text, places=3)

    assert (refused.value.code, refused.value.values) == ("number.grammar", {"text": text})


@pytest.mark.parametrize("text", ["1234567890123456789", "12345678901234567.89", "0" * 37])
def test_a_number_of_too_many_digits_is_refused(text: str):
    with pytest.raises(Refusal) as refused:
        read_decimal(text, places=9)

    assert (refused.value.code, refused.value.values) == ("number.too_long", {"digits": 18})


def test_36_signs_are_read_and_more_are_not():
    assert read_decimal("0." + "0" * 34, places=0) == 0
    with pytest.raises(Refusal, match=r"number\.too_long"):
        read_decimal("0." + "0" * 35, places=0)


def test_decimals_beyond_those_allowed_are_refused_not_rounded():
    with pytest.raises(Refusal) as refused:
        read_decimal("1.25", places=1)

    assert (refused.value.code, refused.value.values) == ("number.places", {"places": 1})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1E+3", "1000"),
        ("1E-3", "0.001"),
        ("-0.0", "0"),
        ("-0", "0"),
        ("10", "10"),
        ("2.50", "2.5"),
    ],
)
def test_a_number_is_stored_without_exponent_idle_zeros_and_minus_zero(value: str, text: str):
    assert write_decimal(Decimal(value)) == text

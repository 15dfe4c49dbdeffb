"""Amounts and days of events, as people type them."""

import re
from datetime import date

from competition.domain.marks import normalise_mark
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text, exact_value

_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_MINUS = str.maketrans("－−", "--")
_DAY = re.compile(r"([0-9]{4})[^0-9 ]([0-9]{1,2})[^0-9 ]([0-9]{1,2})[^0-9 ]?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def read_amount(text: str) -> str:
    """An amount as exact text without idle zeros; "" for none.

    At most 12 digits and 6 decimals, a minus in front. Full-width digits are read as plain ones.

    Raises:
        Refusal: "event.amount" (text).
    """
    plain = normalise_mark(text).translate(_MINUS)
    if not plain:
        return ""
    if not _AMOUNT.fullmatch(plain):
        raise Refusal("event.amount", text=plain[:40])
    value = exact_value(plain)
    return exact_text(value.numerator, value.denominator)


def read_day(text: str, today: date) -> date | None:
    """A day such as 2026-03-05 or 2026/3/5, with any signs between; None for none.

    Args:
        today: where the competition is.
    Raises:
        Refusal: "event.date" (text), "event.date_ahead" (today) for a day that is still to come.
    """
    plain = text.strip().translate(_FULL_WIDTH)
    if not plain:
        return None
    matched = _DAY.fullmatch(plain)
    try:
        day = date(*map(int, matched.groups())) if matched else None
    except ValueError:
        day = None
    if day is None:
        raise Refusal("event.date", text=plain[:40])
    if day > today:
        raise Refusal("event.date_ahead", today=today.isoformat())
    return day

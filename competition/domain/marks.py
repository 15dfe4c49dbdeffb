"""Marks: the states a mark can be in, and the one grammar in which marks are written.

Every channel (web form, offline draft, Excel, paper entry) reads marks through `parse_mark`.
A mark is an integer at its criterion's scale: with scale 1, 8.5 points are 85.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from competition.domain.refusal import Refusal
from competition.domain.rounding import fixed_text, power_of_ten

MAX_SCALE = 6
MAX_LENGTH = 20

_GRAMMAR = re.compile(r"([0-9]*)(?:\.([0-9]+))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_REASONS = (
    ("mark.exponent", re.compile(r"\A[0-9]*\.?[0-9]+[eE]")),
    ("mark.sign", re.compile(r"[-+−－＋]")),
    ("mark.comma", re.compile(r"[,，、]")),
    ("mark.unfinished", re.compile(r"\A[0-9]*\.\Z")),
)


class State(StrEnum):
    """What a cell of the score cube holds. Only a scored 0 is a zero.

    BLANK is not filled in yet, ABSENT a judge who did not come, RECUSED a judge who stood
    aside; WITHDRAWN and DISQUALIFIED are said of an entry as a whole.
    """

    SCORED = "scored"
    BLANK = "blank"
    ABSENT = "absent"
    RECUSED = "recused"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


@dataclass(frozen=True, slots=True)
class MarkRange:
    """Which marks a criterion allows: low, low + step, ... up to high.

    Attributes:
        scale: decimals that the integers below carry, 0 to 6.
        low, high, step: integers at that scale; step is positive.
    """

    scale: int
    low: int
    high: int
    step: int


def normalise_mark(text: str) -> str:
    """The text as it is read and shown back: blanks around it gone, full-width digits plain."""
    return text.strip().translate(_FULL_WIDTH)


def parse_mark(text: str, allowed: MarkRange) -> int:
    """Read one mark.

    The grammar is optional digits and one point with digits after it: "8", "8.50", ".5".

    Returns:
        The mark as an integer at `allowed.scale`.
    Raises:
        Refusal: "mark.blank", "mark.sign", "mark.comma", "mark.exponent", "mark.unfinished"
            (a point with nothing after it), "mark.too_long", "mark.grammar" for anything else
            that is not a number; "mark.over_max", "mark.under_min", "mark.step" with the limit.
    """
    return _parsed(text, allowed)


@lru_cache(maxsize=4096)
def _parsed(text: str, allowed: MarkRange) -> int:
    """`parse_mark`; a range has few marks, and they are written alike again and again."""
    plain = normalise_mark(text)
    if not plain:
        raise Refusal("mark.blank")
    whole, decimals = _digits(plain)
    places = max(len(decimals), allowed.scale)
    value = int(whole + decimals or "0") * power_of_ten(places - len(decimals))
    finer = power_of_ten(places - allowed.scale)
    if value > allowed.high * finer:
        raise Refusal("mark.over_max", text=plain, max=format_mark(allowed.high, allowed.scale))
    if value < allowed.low * finer:
        raise Refusal("mark.under_min", text=plain, min=format_mark(allowed.low, allowed.scale))
    if (value - allowed.low * finer) % (allowed.step * finer):
        raise Refusal("mark.step", text=plain, step=format_mark(allowed.step, allowed.scale))
    return value // finer


def format_mark(value: int, scale: int) -> str:
    """A mark as text with all decimals of its scale: `format_mark(85, 1)` is "8.5"."""
    return fixed_text(value, scale)


def _digits(plain: str) -> tuple[str, str]:
    if len(plain) > MAX_LENGTH:
        raise Refusal("mark.too_long", limit=MAX_LENGTH)
    matched = _GRAMMAR.fullmatch(plain)
    if matched:
        return matched[1], (matched[2] or "").rstrip("0")
    for code, reason in _REASONS:
        if reason.search(plain):
            raise Refusal(code, text=plain)
    raise Refusal("mark.grammar", text=plain)

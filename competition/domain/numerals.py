"""Strict reading of the numbers that people type into forms and sheets."""

import re
import unicodedata
from decimal import Decimal

from competition.domain.refusal import Refusal

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MOST_DIGITS = 18


def read_decimal(text: str, *, places: int) -> Decimal:
    """Read one number, written plainly.

    Full-width digits and blanks around are normalised. Thousands commas, exponents, a leading
    plus and bare points are refused: a number that two people may read differently is no number.

    Args:
        text: as typed.
        places: most decimals allowed; 0 for whole numbers.
    Returns:
        The exact value; trailing zeros after the point are dropped.
    Raises:
        Refusal: ``number.grammar`` (text), ``number.places`` (places), ``number.too_long``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > 2 * _MOST_DIGITS:
        raise Refusal("number.too_long", digits=_MOST_DIGITS)
    if not _NUMBER.fullmatch(plain):
        raise Refusal("number.grammar", text=plain)
    whole, _, decimals = plain.partition(".")
    decimals = decimals.rstrip("0")
    if len(whole.lstrip("-")) + len(decimals) > _MOST_DIGITS:
        raise Refusal("number.too_long", digits=_MOST_DIGITS)
    if len(decimals) > places:
        raise Refusal("number.places", places=places)
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return abs(value) if value == 0 else value


def write_decimal(value: Decimal) -> str:
    """The one way in which a number is stored: no exponent, no trailing zeros, no minus zero."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text

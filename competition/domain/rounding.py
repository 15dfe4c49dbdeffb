"""Exact rounding of ratios of integers, and their text.

A figure is a numerator over a positive denominator. Rounding happens only where a rule
names it, by one of the modes below; nothing here passes through binary floating point.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import gcd

from competition.domain.refusal import Refusal

MAX_PLACES = 12


class Mode(StrEnum):
    """How a figure between two printable ones is rounded.

    HALF_UP is 四舍五入 (halves away from zero), HALF_EVEN is 四舍六入五成双 of GB/T 8170-2008,
    TRUNCATE cuts the further digits off.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class Rounding:
    """To how many decimal places, and in which mode."""

    places: int
    mode: Mode

    def apply(self, numerator: int, denominator: int) -> int:
        """The rounded figure as an integer at `places` decimals."""
        return round_ratio(numerator, denominator, places=self.places, mode=self.mode)


def power_of_ten(places: int) -> int:
    """10 to the power of so many places, which must not be negative."""
    return int(10**places)


def round_ratio(numerator: int, denominator: int, *, places: int, mode: Mode) -> int:
    """Round `numerator / denominator` to an integer at `places` decimals.

    Args:
        numerator: any integer.
        denominator: a positive integer.
    Returns:
        The rounded figure times `10 ** places`.
    """
    sign = -1 if numerator < 0 else 1
    whole, rest = divmod(abs(numerator) * power_of_ten(places), denominator)
    if mode is not Mode.TRUNCATE:
        twice = 2 * rest
        if twice > denominator or (
            twice == denominator and (mode is Mode.HALF_UP or whole % 2 == 1)
        ):
            whole += 1
    return sign * whole


def fixed_text(value: int, places: int) -> str:
    """An integer at `places` decimals as text, zeros kept: `fixed_text(9280, 2)` is "92.80"."""
    sign = "-" if value < 0 else ""
    if places == 0:
        return f"{sign}{abs(value)}"
    whole, rest = divmod(abs(value), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


def exact_text(numerator: int, denominator: int) -> str:
    """A ratio without loss: the shortest decimal where it ends, else "n/d" in lowest terms."""
    common = gcd(numerator, denominator)
    lowest = denominator // common
    places = _places(lowest)
    if places is None:
        return f"{numerator // common}/{lowest}"
    return fixed_text(numerator * power_of_ten(places) // denominator, places)


def ratio_text(numerator: int, denominator: int) -> str:
    """A ratio as "n/d" in lowest terms, "n" when whole."""
    return str(Fraction(numerator, denominator))


def exact_value(text: str) -> Fraction:
    """The figure that `exact_text` wrote.

    Raises:
        Refusal: "figure.grammar" when the text is neither a plain decimal nor "n/d".
    """
    parts = text.removeprefix("-").replace("/", ".", 1).split(".")
    digits = all(part.isascii() and part.isdigit() for part in parts)
    if not digits or len(parts) > 2 or (("/" in text) and int(parts[1]) == 0):
        raise Refusal("figure.grammar", text=text)
    return Fraction(text)


@lru_cache(maxsize=1024)
def _places(denominator: int) -> int | None:
    """How many decimals a reduced fraction needs; None when they never end."""
    counts = {2: 0, 5: 0}
    for factor in counts:
        while denominator % factor == 0:
            denominator //= factor
            counts[factor] += 1
    return max(counts.values()) if denominator == 1 else None


def readable_text(numerator: int, denominator: int, *, places: int = 6) -> str:
    """A ratio for reading: exact where it ends within 12 decimals, else cut and marked "…"."""
    text = exact_text(numerator, denominator)
    if "/" not in text and len(text.partition(".")[2]) <= MAX_PLACES:
        return text
    cut = round_ratio(numerator, denominator, places=places, mode=Mode.TRUNCATE)
    return f"{fixed_text(cut, places)}…"

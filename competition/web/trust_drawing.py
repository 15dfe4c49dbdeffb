"""Geometry of the small drawings of the trust page: one strip for each row of its tables.

A strip is `WIDTH` units wide and as high as `HEIGHT`; it is stretched to its cell, so it holds
only upright and level lines, whose thickness the style sheet keeps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1000
HEIGHT = 20
MARGIN = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """Figures from `low` to `high` over the width of a strip."""

    low: float
    high: float

    def x(self, value: float) -> int:
        """Where a figure stands; those outside stand at the edge."""
        inside = min(max(value, self.low), self.high)
        return MARGIN + round((inside - self.low) / (self.high - self.low) * (WIDTH - 2 * MARGIN))


def scale_of(values: Iterable[float], *, around_zero: bool = False) -> Scale:
    """A scale that holds these figures, with zero in the middle if it is asked for."""
    listed = list(values) or [0.0]
    if around_zero:
        most = max(abs(value) for value in listed) or 1.0
        return Scale(-most, most)
    low, high = min(listed), max(listed)
    return Scale(low, high) if high > low else Scale(low - 0.5, high + 0.5)


def span(scale: Scale, low: float, middle: float, high: float) -> dict[str, str]:
    """A line with ends, and a mark at the middle."""
    left, at, right = scale.x(low), scale.x(middle), scale.x(high)
    return {"line": f"M{left} 10H{right}M{left} 6V14M{right} 6V14", "mark": f"M{at} 3V17"}


def bar(scale: Scale, value: float) -> dict[str, str]:
    """A bar from zero."""
    zero, at = scale.x(0), scale.x(value)
    return {"bar": f"M{zero} 5H{at}V15H{zero}Z", "axis": f"M{zero} 0V20"}


def grid(scale: Scale, values: Sequence[float]) -> str:
    """Upright lines behind a strip."""
    return "".join(f"M{scale.x(value)} 0V20" for value in values)


def places(scale: Scale, first: int, others: Sequence[int | None]) -> dict[str, str]:
    """A place, and beside it up to two others: the upper and the lower half of a line each."""
    at = scale.x(first)
    known = [place for place in others if place is not None]
    ends = [scale.x(place) for place in (first, *known)]
    drawn = {"mark": f"M{at} 2V18", "line": f"M{min(ends)} 10H{max(ends)}"}
    for name, half, place in zip(("upper", "lower"), ("2V9", "11V18"), others, strict=False):
        if place is not None:
            drawn[name] = f"M{scale.x(place)} {half}"
    return drawn

"""Judges or panels brought to one mean and spread, or to one lowest and highest figure.

Both take it for granted that every judge had an equally good pile of entries. Where piles
differ, a strict judge of good entries looks like a lenient one of poor ones, so the rules must
say that this was looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isqrt

from competition.domain.refusal import Refusal
from competition.domain.rounding import Rounding
from competition.domain.rules.calibrating.way import (
    Calibrated,
    Cell,
    Slice,
    Told,
    mean,
    read_rounding,
    rounded,
    told,
)
from competition.domain.rules.params import Params

_DIGITS = 40


class Deviation(StrEnum):
    """Whether a standard deviation divides by one less than the count, or by the count."""

    SAMPLE = "sample"
    POPULATION = "population"


@dataclass(frozen=True, slots=True)
class ZScore:
    """`{"calibrate": "z_score", "piles_compared": true, "places": 4, "mode": "half_up"}`.

    Each pile is brought to the mean and deviation of all figures, or to those that are named
    (`"mean": "75", "deviation": "10"`).
    """

    panel: str | None
    kind: Deviation
    to_mean: Fraction | None
    to_deviation: Fraction | None
    rounding: Rounding

    @classmethod
    def read(cls, params: Params, panel: str | None) -> "ZScore":
        """Read the parameters."""
        _compared(params)
        to_deviation = params.optional_decimal("deviation")
        if to_deviation is not None and to_deviation <= 0:
            raise Refusal("calibrate.not_positive", path=params.at("deviation"))
        return cls(
            panel,
            params.choice("deviation_of", Deviation, Deviation.SAMPLE),
            params.optional_decimal("mean"),
            to_deviation,
            read_rounding(params),
        )

    def change(self, figures: Slice) -> Calibrated:
        """Bring each pile to the common mean and deviation."""
        piles = piles_of(figures, self.panel)
        every = list(figures.cells.values())
        goal = mean(every) if self.to_mean is None else self.to_mean
        if self.to_deviation is not None:
            wide = self.to_deviation**2
        else:
            wide = self._variance(figures, "", every)
        cells: dict[Cell, Fraction] = {}
        told_of: dict[str, Told] = {}
        for name, pile in piles.items():
            values = list(pile.values())
            middle, variance = mean(values), self._variance(figures, name, values)
            factor = root(wide / variance)
            told_of[name] = {"mean": told(middle), "factor": told(factor), "count": len(values)}
            for cell, value in pile.items():
                cells[cell] = rounded(goal + (value - middle) * factor, self.rounding)
        shared: Told = {"mean": told(goal), "deviation": told(root(wide)), "piles": told_of}
        return Calibrated(cells, shared, _named(piles))

    def to_json(self) -> Told:
        """The parameters."""
        return {
            "way": "z_score",
            "panel": self.panel,
            "deviation_of": self.kind.value,
            "rounding": [self.rounding.places, self.rounding.mode.value],
        }

    def _variance(self, figures: Slice, pile: str, values: list[Fraction]) -> Fraction:
        count = len(values) - (1 if self.kind is Deviation.SAMPLE else 0)
        middle = mean(values)
        squares = sum(((value - middle) ** 2 for value in values), Fraction(0))
        if squares == 0:
            raise Refusal("calibrate.no_spread", step=figures.step, pile=pile)
        return squares / count


@dataclass(frozen=True, slots=True)
class MinMax:
    """`{"calibrate": "min_max", "piles_compared": true, "low": "60", "high": "100"}`."""

    panel: str | None
    low: Fraction
    high: Fraction

    @classmethod
    def read(cls, params: Params, panel: str | None) -> "MinMax":
        """Read the parameters.

        Raises:
            Refusal: "calibrate.range_empty" when `high` is not above `low`.
        """
        _compared(params)
        low, high = params.decimal("low"), params.decimal("high")
        if low >= high:
            raise Refusal("calibrate.range_empty", path=params.at("high"))
        return cls(panel, low, high)

    def change(self, figures: Slice) -> Calibrated:
        """Stretch each pile over the whole range; exact."""
        piles = piles_of(figures, self.panel)
        cells: dict[Cell, Fraction] = {}
        told_of: dict[str, Told] = {}
        for name, pile in piles.items():
            least, most = min(pile.values()), max(pile.values())
            if least == most:
                raise Refusal("calibrate.no_spread", step=figures.step, pile=name)
            told_of[name] = {"low": told(least), "high": told(most), "count": len(pile)}
            factor = (self.high - self.low) / (most - least)
            for cell, value in pile.items():
                cells[cell] = self.low + (value - least) * factor
        shared: Told = {"low": told(self.low), "high": told(self.high), "piles": told_of}
        return Calibrated(cells, shared, _named(piles))

    def to_json(self) -> Told:
        """The parameters."""
        return {"way": "min_max", "panel": self.panel}


def piles_of(figures: Slice, panel: str | None) -> dict[str, dict[Cell, Fraction]]:
    """The figures by judge, or by panel."""
    piles: dict[str, dict[Cell, Fraction]] = {}
    for cell, value in sorted(figures.cells.items()):
        name = cell.judge if panel is None else figures.panels[cell.entry]
        piles.setdefault(name, {})[cell] = value
    return dict(sorted(piles.items()))


def root(value: Fraction) -> Fraction:
    """A square root: exact where it is a ratio, else cut after forty decimals."""
    over, under = isqrt(value.numerator), isqrt(value.denominator)
    if over**2 == value.numerator and under**2 == value.denominator:
        return Fraction(over, under)
    unit = 10**_DIGITS
    return Fraction(isqrt(value.numerator * unit**2 // value.denominator), unit)


def _compared(params: Params) -> None:
    """Refuse a rule that does not say that the piles were compared."""
    if not params.flag("piles_compared", False):
        raise Refusal("calibrate.piles_not_compared", path=params.at("piles_compared"))


def _named(piles: Mapping[str, Mapping[Cell, Fraction]]) -> dict[Cell, Told]:
    return {cell: {"pile": name} for name, pile in piles.items() for cell in pile}

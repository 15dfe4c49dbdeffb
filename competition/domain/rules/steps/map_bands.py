"""Figures turned into the points of bands."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.map_each import Axes, each
from competition.domain.rules.table import RowKey, Table


class Between(StrEnum):
    """What figures between two bands get: those of the lower band, or in proportion."""

    STEP = "step"
    LINEAR = "linear"


class Side(StrEnum):
    """Where a band lies from its edge: at it or higher, above it, at it or lower, below it."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"

    @property
    def sign(self) -> int:
        """1 where higher figures are the better ones, else -1."""
        return 1 if self in (Side.AT_LEAST, Side.ABOVE) else -1

    @property
    def is_open(self) -> bool:
        """Whether the edge itself is not in the band."""
        return self in (Side.ABOVE, Side.BELOW)


@dataclass(frozen=True, slots=True)
class Band:
    """`{"at_least": "90", "points": "10"}`, and the same with another side."""

    side: Side
    edge: Fraction
    points: Fraction

    def fits(self, value: Fraction) -> bool:
        """Whether a figure lies in the band or beyond it."""
        over = self.side.sign * (value - self.edge)
        return over > 0 or (over == 0 and not self.side.is_open)

    @property
    def strictness(self) -> tuple[Fraction, bool]:
        """What is greater the harder the band is to reach."""
        return self.side.sign * self.edge, self.side.is_open


@dataclass(frozen=True, slots=True)
class Bands:
    """`{"map": "bands", "bands": [{"at_least": "90", "points": "10"}, ...], "otherwise": "0"}`.

    With `at_most` and `below` instead the lower figures are the better ones. The first band that
    fits counts; with `"between": "linear"` points rise evenly from band to band (插值).

    Attributes:
        bands: the best first.
    """

    bands: tuple[Band, ...]
    otherwise: Fraction
    between: Between

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Bands":
        """Read the bands.

        Raises:
            Refusal: "rules.bands_order" unless each band is easier than the one before.
        """
        bands: list[Band] = []
        for item in params.items("bands"):
            side = next((one for one in Side if one.value in item), Side.AT_LEAST)
            band = Band(side, item.decimal(side.value), item.decimal("points"))
            is_turned = bool(bands) and bands[-1].side.sign != side.sign
            if is_turned or (bands and band.strictness >= bands[-1].strictness):
                raise Refusal("rules.bands_order", path=item.at(side.value))
            item.close()
            bands.append(band)
        otherwise = params.decimal("otherwise")
        return cls(tuple(bands), otherwise, params.choice("between", Between, Between.STEP))

    def changed(self, run: Run, table: Table) -> Table:
        """The points of each figure's band."""
        return each(table, lambda _cell, value: self.points(value))

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The edge of the band that counts; nothing below the last."""
        value = table.value(table.rows[cell[:-1]][cell[-1]])
        band = next((one for one in self.bands if one.fits(value)), None)
        if band is None:
            return {}
        return {band.side.value: exact_text(band.edge.numerator, band.edge.denominator)}

    def points(self, value: Fraction) -> Fraction:
        """The points for a figure."""
        better: Band | None = None
        for band in self.bands:
            if band.fits(value):
                if self.between is Between.STEP or better is None or better.edge == band.edge:
                    return band.points
                share = (value - band.edge) / (better.edge - band.edge)
                return band.points + share * (better.points - band.points)
            better = band
        return self.otherwise

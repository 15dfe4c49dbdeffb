"""A scale whose middle is 700, as skills contests publish it. An approximation.

The official formula is not published; this one has its known property (who has the median
mark gets 700): centre + step x (figure - median) / (1.4826 x median absolute deviation).
"""

from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from competition.domain.refusal import Refusal
from competition.domain.rules.calibrating.way import Calibrated, Slice, Told, told
from competition.domain.rules.params import Params

TO_SIGMA = Fraction("1.4826")


@dataclass(frozen=True, slots=True)
class Scale700:
    """`{"calibrate": "scale_700"}`, with `"centre": 700, "step": 30, "low": 0, "high": 1000`."""

    centre: Fraction
    step: Fraction
    low: Fraction
    high: Fraction
    panel: None = None

    @classmethod
    def read(cls, params: Params) -> "Scale700":
        """Read the parameters, all of which have defaults.

        Raises:
            Refusal: "calibrate.range_empty" when `high` is not above `low`.
        """
        low, high = params.decimal("low", Fraction(0)), params.decimal("high", Fraction(1000))
        if low >= high:
            raise Refusal("calibrate.range_empty", path=params.at("high"))
        centre = params.decimal("centre", Fraction(700))
        return cls(centre, params.decimal("step", Fraction(30)), low, high)

    def change(self, figures: Slice) -> Calibrated:
        """Place each figure on the scale; exact. Without any spread all are at the centre."""
        if not figures.cells:
            return Calibrated({})
        values = list(figures.cells.values())
        middle = median(values)
        away = median([abs(value - middle) for value in values])
        unit = self.step / (TO_SIGMA * away) if away else Fraction(0)
        cells = {
            cell: min(max(self.centre + unit * (value - middle), self.low), self.high)
            for cell, value in figures.cells.items()
        }
        return Calibrated(cells, {"median": told(middle), "deviation": told(away)})

    def to_json(self) -> Told:
        """The parameters; `approximation` says that no official formula stands behind it."""
        return {
            "way": "scale_700",
            "panel": None,
            "approximation": True,
            "centre": told(self.centre),
            "step": told(self.step),
            "low": told(self.low),
            "high": told(self.high),
        }

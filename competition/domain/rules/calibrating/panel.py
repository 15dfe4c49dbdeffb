"""Panels made comparable by a coefficient, each rounding on the way as the notice declares it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import Mode, Rounding
from competition.domain.rules.calibrating.way import (
    MOST_PLACES,
    Calibrated,
    Cell,
    Slice,
    Told,
    mean,
    read_panel,
    rounded,
    told,
)
from competition.domain.rules.params import Params
from competition.domain.rules.scope import Scope

_ROUNDED = ("overall_mean", "panel_mean", "correction")


class Overall(StrEnum):
    """What the overall mean is the mean of: all entries, or the panels' means."""

    ENTRIES = "entries"
    PANELS = "panels"


class Correction(StrEnum):
    """What brings a panel to the overall mean: overall / panel as factor, or their difference."""

    COEFFICIENT = "panel_coefficient"
    DIFFERENCE = "panel_difference"


@dataclass(frozen=True, slots=True)
class PanelCorrection:
    """`{"calibrate": "panel_coefficient", "panel": "room", "overall": "entries",
    "overall_mean": 2, "panel_mean": 2, "coefficient": 3, "mode": "half_up"}`.

    A rounding that is not named does not happen. With "panels" the overall mean is taken of the
    panels' means as they are published, after their rounding.

    Attributes:
        high, low: how many extremes of each panel its means leave out.
        roundings: by "overall_mean", "panel_mean" and "correction".
    """

    panel: str
    correction: Correction
    overall: Overall
    high: int
    low: int
    roundings: Mapping[str, Rounding]

    @classmethod
    def read(cls, params: Params, scope: Scope, correction: Correction) -> "PanelCorrection":
        """Read the parameters; a rounding needs its mode."""
        panel = read_panel(params, scope)
        third = "coefficient" if correction is Correction.COEFFICIENT else "difference"
        keys = dict(zip(_ROUNDED, ("overall_mean", "panel_mean", third), strict=True))
        named = {name: key for name, key in keys.items() if key in params}
        places = {name: params.integer(key, high=MOST_PLACES) for name, key in named.items()}
        mode = params.choice("mode", Mode) if places else Mode.HALF_UP
        return cls(
            panel,
            correction,
            params.choice("overall", Overall, Overall.ENTRIES),
            params.integer("drop_high", 0),
            params.integer("drop_low", 0),
            {name: Rounding(number, mode) for name, number in places.items()},
        )

    def change(self, figures: Slice) -> Calibrated:
        """Correct each entry by its panel.

        Raises:
            Refusal: "calibrate.panel_small" when nothing is left of a panel,
                "calibrate.mean_zero" when a coefficient cannot be formed.
        """
        counted = self._counted(figures)
        means = {panel: self._round("panel_mean", mean(kept)) for panel, kept in counted.items()}
        every = [value for kept in counted.values() for value in kept]
        of = every if self.overall is Overall.ENTRIES else list(means.values())
        overall = self._round("overall_mean", mean(of))
        by_panel = {panel: self._correction(figures, overall, panel, means) for panel in means}
        cells = {
            cell: self._apply(value, by_panel[figures.panels[cell.entry]])
            for cell, value in figures.cells.items()
        }
        panels = {
            panel: {
                "count": len(counted[panel]),
                "mean": self._told("panel_mean", means[panel]),
                "correction": self._told("correction", by_panel[panel]),
            }
            for panel in means
        }
        shared: Told = {
            "overall_mean": self._told("overall_mean", overall),
            "of": len(of),
            "panels": panels,
        }
        by_cell: dict[Cell, Told] = {
            cell: {"panel": figures.panels[cell.entry]} for cell in figures.cells
        }
        return Calibrated(cells, shared, by_cell)

    def to_json(self) -> Told:
        """The parameters; `roundings` by what is rounded, as [places, mode]."""
        return {
            "way": self.correction.value,
            "panel": self.panel,
            "overall": self.overall.value,
            "drop_high": self.high,
            "drop_low": self.low,
            "roundings": {
                name: [one.places, one.mode.value] for name, one in sorted(self.roundings.items())
            },
        }

    def _counted(self, figures: Slice) -> dict[str, list[Fraction]]:
        by_panel: dict[str, list[Fraction]] = {}
        for cell, value in figures.cells.items():
            by_panel.setdefault(figures.panels[cell.entry], []).append(value)
        counted: dict[str, list[Fraction]] = {}
        for panel, values in sorted(by_panel.items()):
            counted[panel] = sorted(values)[self.low : max(len(values) - self.high, 0)]
            if not counted[panel]:
                raise Refusal("calibrate.panel_small", step=figures.step, panel=panel)
        return counted

    def _correction(
        self, figures: Slice, overall: Fraction, panel: str, means: Mapping[str, Fraction]
    ) -> Fraction:
        if self.correction is Correction.DIFFERENCE:
            return self._round("correction", overall - means[panel])
        if means[panel] == 0:
            raise Refusal("calibrate.mean_zero", step=figures.step, panel=panel)
        return self._round("correction", overall / means[panel])

    def _apply(self, value: Fraction, correction: Fraction) -> Fraction:
        if self.correction is Correction.DIFFERENCE:
            return value + correction
        return value * correction

    def _round(self, name: str, value: Fraction) -> Fraction:
        return rounded(value, self.roundings.get(name))

    def _told(self, name: str, value: Fraction) -> Told:
        return told(value, self.roundings.get(name))

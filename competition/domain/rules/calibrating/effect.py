"""Judges' leniency taken out of their marks, for panels in which not everyone saw everything."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from competition.domain import calibration
from competition.domain.calibration.estimator import Estimator
from competition.domain.calibration.graph import require_connected
from competition.domain.calibration.settled import settled
from competition.domain.rounding import Rounding
from competition.domain.rules.calibrating.way import (
    Calibrated,
    Cell,
    Slice,
    Told,
    read_rounding,
    told,
)
from competition.domain.rules.params import Params

if TYPE_CHECKING:
    from competition.domain.calibration.effects import Effects

_PULLED = 1e-9


@dataclass(frozen=True, slots=True)
class JudgeEffect:
    """`{"calibrate": "judge_effect", "estimator": "random", "places": 6, "mode": "half_up"}`.

    The mean of the new marks of an entry is its estimate, so `reduce` the judges by mean next.
    """

    estimator: Estimator
    rounding: Rounding
    panel: None = None

    @classmethod
    def read(cls, params: Params) -> "JudgeEffect":
        """Read the parameters; places and mode of the one rounding must be named."""
        return cls(params.choice("estimator", Estimator), read_rounding(params))

    def change(self, figures: Slice) -> Calibrated:
        """Take each judge's leniency out.

        Raises:
            Refusal: "calibrate.disconnected" with the components.
        """
        pairs = [(cell.entry, cell.judge) for cell in figures.cells]
        require_connected(pairs, figures.step, figures.group)
        if not pairs:
            return Calibrated({})
        marks = {(cell.entry, cell.judge): float(v) for cell, v in figures.cells.items()}
        found = calibration.judge_effects(marks, self.estimator)
        unit = 10**self.rounding.places
        cells = {
            Cell(*key): Fraction(settled(value, self.rounding), unit)
            for key, value in found.marks.items()
        }
        effects = {
            judge: told(Fraction(settled(effect, self.rounding), unit))
            for judge, effect in found.judges.items()
        }
        by_cell: dict[Cell, Told] = {
            cell: {
                "effect": effects[cell.judge],
                "pulled": _pulled(found, cell, float(value)),
            }
            for cell, value in figures.cells.items()
        }
        return Calibrated(cells, {"judges": effects}, by_cell)

    def to_json(self) -> Told:
        """The parameters."""
        return {
            "way": "judge_effect",
            "panel": None,
            "estimator": self.estimator.value,
            "rounding": [self.rounding.places, self.rounding.mode.value],
        }


def _pulled(found: "Effects", cell: Cell, mark: float) -> bool:
    """Whether a mark lay so far from its entry that the robust estimate pulled it in."""
    kept = found.marks[cell.entry, cell.judge] + found.judges[cell.judge]
    return abs(kept - mark) > _PULLED

"""Ranks by plain means and by calibrated estimates, side by side; floating point."""

from collections.abc import Mapping
from fractions import Fraction

from competition.domain import calibration
from competition.domain.agreement.matrix import Marks
from competition.domain.calibration.estimator import Estimator
from competition.domain.calibration.graph import leaves_nothing_over, require_connected
from competition.domain.calibration.settled import settled
from competition.domain.rounding import Mode, Rounding

# Estimates that are equal differ in the last bits.
_ALIKE = Rounding(8, Mode.HALF_UP)


def mean_ranks(marks: Marks) -> dict[str, int]:
    """Ranks by the plain mean of the marks of each entry; equal ones share the better rank."""
    piles: dict[str, list[Fraction]] = {}
    for (entry, _), value in marks.items():
        piles.setdefault(entry, []).append(Fraction(value))
    return _ranks({entry: sum(pile, Fraction(0)) / len(pile) for entry, pile in piles.items()})


def calibrated_ranks(marks: Marks, estimator: Estimator) -> dict[str, int]:
    """Ranks by the estimates without judges' leniency; equal ones share the better rank.

    None where the estimator needs marks left over and there are not any.

    Raises:
        Refusal: "calibrate.disconnected" when judges cannot be compared.
    """
    require_connected(marks, "trust")
    is_fixed = estimator is Estimator.LEAST_SQUARES
    if not marks or not is_fixed and leaves_nothing_over(marks):
        return {}
    found = calibration.judge_effects(
        {key: float(value) for key, value in marks.items()}, estimator
    )
    return _ranks({e: Fraction(settled(value, _ALIKE)) for e, value in found.entries.items()})


def _ranks(figures: Mapping[str, Fraction]) -> dict[str, int]:
    order = sorted(figures.values(), reverse=True)
    first: dict[Fraction, int] = {}
    for place, value in enumerate(order, start=1):
        first.setdefault(value, place)
    return {entry: first[value] for entry, value in sorted(figures.items())}

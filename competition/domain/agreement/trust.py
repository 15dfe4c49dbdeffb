"""How far a ranking can be trusted: intervals, and the group at a line.

Floating point, through `calibration.effects`. The interval of an entry is its estimate in the
additive model, plus and minus t times the residual deviation times its leverage: what neither
entry nor judge explains is taken for chance. Two entries cannot be told apart when they differ
by less than t times the standard error of the difference (Fisher's least significant
difference, 1935; on the reading of ranks by it, Goldstein & Spiegelhalter 1996).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from competition.domain import calibration
from competition.domain.agreement.distributions import t_quantile
from competition.domain.agreement.matrix import Marks
from competition.domain.calibration.estimator import Estimator
from competition.domain.calibration.graph import require_connected

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Interval:
    """An entry's estimate without its judges' leniency, and how far chance may have moved it.

    Attributes:
        freedom: the degrees of freedom that `error` stands on.
    """

    entry: str
    estimate: float
    low: float
    high: float
    error: float
    freedom: float

    @property
    def reach(self) -> float:
        """Half its length."""
        return (self.high - self.low) / 2


def intervals(marks: Marks, level: float = LEVEL) -> list[Interval]:
    """The interval of each entry, best first; empty where nothing is left to judge chance by.

    Raises:
        Refusal: "calibrate.disconnected" when judges cannot be compared.
    """
    require_connected(marks, "trust")
    entries, judges = ({key[side] for key in marks} for side in (0, 1))
    freedom = len(marks) - len(entries) - len(judges) + 1
    if freedom < 1:
        return []
    values = {key: float(value) for key, value in marks.items()}
    found = calibration.judge_effects(values, Estimator.LEAST_SQUARES)
    t = t_quantile(1 - level, freedom)
    deviation = sqrt(found.residual_variance)
    told = [
        _interval(entry, estimate, deviation * found.leverage[entry], freedom, t)
        for entry, estimate in found.entries.items()
    ]
    return sorted(told, key=lambda one: (-one.estimate, one.entry))


def combined(
    parts: Sequence[tuple[float, Mapping[str, Interval]]], level: float = LEVEL
) -> dict[str, Interval]:
    """Intervals of a weighted sum of stages, for entries that have one in each of them.

    Chance in one stage is taken to know nothing of chance in another, so squared errors add up;
    the degrees of freedom are those of Satterthwaite (1946).

    Args:
        parts: weight and intervals of each stage.
    """
    if not parts:
        return {}
    told: dict[str, Interval] = {}
    for entry in set.intersection(*(set(found) for _, found in parts)):
        own = [(weight, found[entry]) for weight, found in parts]
        squared = [(weight * one.error) ** 2 for weight, one in own]
        below = sum(s**2 / one.freedom for s, (_, one) in zip(squared, own, strict=True))
        freedom = sum(squared) ** 2 / below if below else min(one.freedom for _, one in own)
        estimate = sum(weight * one.estimate for weight, one in own)
        t = t_quantile(1 - level, freedom)
        told[entry] = _interval(entry, estimate, sqrt(sum(squared)), freedom, t)
    return told


def around_line(told: Sequence[Interval], places: int) -> list[str]:
    """The entries at a line that cannot be told apart across it.

    Args:
        told: intervals in the order of the ranking.
        places: how many are above the line.
    Returns:
        Those above that are not clearly better than the best estimate below, and those below
        that are not clearly worse than the lowest estimate above; empty where the line is clear.
    """
    above, below = told[:places], told[places:]
    if not above or not below:
        return []
    last = min(above, key=lambda one: one.estimate)
    first = max(below, key=lambda one: one.estimate)
    level = [one.entry for one in above if not _is_better(one, first)]
    return level + [one.entry for one in below if not _is_better(last, one)]


def _is_better(one: Interval, other: Interval) -> bool:
    return one.estimate - other.estimate > hypot(one.reach, other.reach)


def _interval(entry: str, estimate: float, error: float, freedom: float, t: float) -> Interval:
    return Interval(entry, estimate, estimate - t * error, estimate + t * error, error, freedom)

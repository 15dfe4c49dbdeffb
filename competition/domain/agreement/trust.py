"""How far a ranking can be trusted: intervals, the group at a line, leaving a judge out.

Floating point, through `calibration.effects`. The interval of an entry is its estimate in the
additive model, plus and minus t times the residual deviation times its leverage: what neither
entry nor judge explains is taken for chance. Two entries cannot be told apart when they differ
by less than t times the standard error of the difference (Fisher's least significant
difference, 1935; on the reading of ranks by it, Goldstein & Spiegelhalter 1996).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import hypot

from competition.domain.agreement.distributions import t_quantile
from competition.domain.agreement.matrix import Marks
from competition.domain.calibration.effects import Estimator, judge_effects
from competition.domain.calibration.graph import require_connected
from competition.domain.rules.engine import Given, evaluate
from competition.domain.rules.facts import Facts, Sheet
from competition.domain.rules.part import Part

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Interval:
    """An entry's estimate without its judges' leniency, and how far chance may have moved it."""

    entry: str
    estimate: float
    low: float
    high: float
    error: float


@dataclass(frozen=True, slots=True)
class Ranks:
    """An entry's rank, and its best and worst when any one judge is left out.

    Attributes:
        rank, best, worst: None where it has no rank.
        unranked_without: judges without whom the entry has no rank.
    """

    entry: str
    rank: int | None
    best: int | None
    worst: int | None
    unranked_without: tuple[str, ...]


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
    found = judge_effects(values, Estimator.LEAST_SQUARES)
    t = t_quantile(1 - level, freedom)
    deviation = found.residual_variance**0.5
    told = []
    for entry, estimate in found.entries.items():
        error = deviation * found.leverage[entry]
        told.append(Interval(entry, estimate, estimate - t * error, estimate + t * error, error))
    return sorted(told, key=lambda one: (-one.estimate, one.entry))


def around_line(told: list[Interval], places: int, t: float) -> list[str]:
    """The entries at a line that cannot be told apart across it.

    Args:
        told: intervals, best first.
        places: how many are above the line.
        t: how many standard errors of a difference count as one, as of `t_quantile`.
    Returns:
        Those above that cannot be told from the best below, and those below that cannot be told
        from the last above; empty where the line is clear.
    """
    above, below = told[:places], told[places:]
    if not above or not below:
        return []
    last, first = above[-1], below[0]
    level = [one.entry for one in above if _alike(one, first, t)]
    return level + [one.entry for one in below if _alike(one, last, t)]


def ranks_without_a_judge(part: Part, facts: Facts, given: Given | None = None) -> list[Ranks]:
    """Each entry's range of ranks when the rules are applied without any one of the judges."""
    judges = sorted({sheet.judge for sheet in facts.sheets if sheet.stage == part.key})
    full = _ranks(part, facts, given)
    without = {
        judge: _ranks(part, replace(facts, sheets=_sheets_without(part, facts, judge)), given)
        for judge in judges
    }
    told = []
    for entry in sorted(full):
        found = {judge: ranks[entry] for judge, ranks in without.items()}
        ranked = [rank for rank in (full[entry], *found.values()) if rank is not None]
        gone = tuple(judge for judge, rank in found.items() if rank is None)
        best, worst = (min(ranked), max(ranked)) if ranked else (None, None)
        told.append(Ranks(entry, full[entry], best, worst, gone))
    return told


def _alike(one: Interval, other: Interval, t: float) -> bool:
    return abs(one.estimate - other.estimate) <= t * hypot(one.error, other.error)


def _ranks(part: Part, facts: Facts, given: Given | None) -> Mapping[str, int | None]:
    return {one.entry: one.rank for one in evaluate(part, facts, given).standings}


def _sheets_without(part: Part, facts: Facts, judge: str) -> tuple[Sheet, ...]:
    return tuple(s for s in facts.sheets if s.stage != part.key or s.judge != judge)

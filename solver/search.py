"""The best plan over all pairs, though only a few of them are ever in the program.

1. The linear program over a pool of pairs is solved; pairs outside that its prices show to be worth
   taking join, until there are none. Its value then bounds every plan over all pairs.
2. Where it takes no pair by half, it is the plan. Otherwise the integer program over the pairs that
   are near to worth taking gives a plan, and only pairs whose reduced cost is within the distance
   to the bound can be part of a better one: where some of them were left out, they join and it is
   solved again. What is best then is best of all.

Source: L. A. Wolsey, "Integer Programming", 2nd edition 2020, chapters 7.2 (reduced costs) and 11
(column generation).
"""

import math
import time
from dataclasses import dataclass

import numpy as np

from solver.bounds import price_bound
from solver.prices import first_pool
from solver.program import Outcome, Program
from solver.rows import Family, basic_families, colleague_cost
from solver.task import Floats, Mask, Task

NEAR = 1e-6
NEARBY = 0.005
SAFE = 1e-4
NEAR_ONE = 1 - SAFE
FAR = -1e18
MOST_JOINING = 8
LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be as large as possible, and what else must hold.

    Args:
        weights: points by entry and judge, whole numbers; None for the points of the worst-off
            entry, which then needs the family "points" among `further`.
    """

    weights: Floats | None
    further: tuple[Family, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The linear program over all pairs, in effect.

    Args:
        reduced: what taking a pair would bring; when finished, at most 0 for all outside the pool.
        bound: what no plan exceeds.
    """

    outcome: Outcome
    reduced: Floats
    bound: float
    finished: bool


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan for a goal.

    Args:
        taken: by entry and judge; None when there is no plan or none was found in time.
        bound: no plan exceeds it.
        proven: whether nothing is better; without a plan, whether there is none.
        linear: whether the linear program gave it.
        prices: of the judges, from the linear program.
    """

    taken: Mask | None
    value: int
    bound: int
    proven: bool
    linear: bool
    prices: Floats


class Search:
    """Programs over a pool of pairs that grows as it is needed."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.pool = first_pool(task)
        self.ends = time.monotonic() + task.seconds

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self.ends - time.monotonic()

    def best(self, goal: Goal) -> Best:
        """The best plan for a goal, with its proof."""
        relaxed = self._relaxed_without_lack(goal)
        outcome = relaxed.outcome
        if not outcome.solved or outcome.lacks:
            proven = outcome.solved and relaxed.finished
            return Best(None, 0, 0, proven, False, np.zeros(len(self.task.low)))
        bound = math.floor(relaxed.bound + SAFE)
        if outcome.whole:
            value = math.floor(outcome.value + 0.5)
            taken = self._taken(outcome, self.pool)
            return Best(taken, value, bound, value >= bound, True, outcome.prices[1])
        return self._whole(goal, relaxed, bound)

    def limit(self, goal: Goal) -> int | None:
        """What no plan exceeds, by the linear program alone; None where it has no solution."""
        relaxed = self._relaxed_without_lack(goal)
        good = relaxed.finished and not relaxed.outcome.lacks
        return math.floor(relaxed.bound + SAFE) if good else None

    def lacking(self, goal: Goal) -> dict[str, Floats]:
        """How far the rules cannot be kept, in as few places as can be; by family and row."""
        nothing = Goal(np.zeros_like(self.task.affinity), goal.further)
        self._relax(nothing, penalty=LEAST)
        return self._program(nothing, penalty=LEAST).run(whole=True, seconds=self.left).missing

    def _relaxed_without_lack(self, goal: Goal) -> Relaxed:
        """Raise the price of breaking a rule until nothing is broken, or nothing else can be."""
        penalty = 20.0 * (self.task.affinity.max() + 1)
        for _ in range(3):
            relaxed = self._relax(goal, penalty=penalty)
            if not relaxed.outcome.lacks or not relaxed.outcome.solved:
                break
            nothing = Goal(np.zeros_like(self.task.affinity), goal.further)
            if self._relax(nothing, penalty=LEAST).outcome.lacks:
                break
            penalty *= 1000
        return relaxed

    def _relax(self, goal: Goal, *, penalty: float) -> Relaxed:
        """Solve the linear program; let pairs join until none outside is worth taking.

        It ends before that where the prices prove that what was found is best, or in time.
        """
        bound = math.inf
        while True:
            program = self._program(goal, penalty)
            outcome = program.run(whole=False, seconds=self.left)
            if not outcome.solved:
                return Relaxed(outcome, np.zeros_like(self.task.affinity), bound, False)
            reduced = self._reduced(goal, program, outcome)
            joining = self._worth_joining(reduced)
            finished = not joining.any()
            if goal.weights is not None:
                bound = min(bound, price_bound(self.task, goal.weights, outcome.prices[1]))
            if finished:
                bound = min(bound, outcome.value)
            plan = outcome.whole and not outcome.lacks
            if finished or (plan and (bound < outcome.value + NEAR_ONE or self.left < 0)):
                return Relaxed(outcome, reduced, bound, finished)
            self.pool |= joining

    def _reduced(self, goal: Goal, program: Program, outcome: Outcome) -> Floats:
        points = np.zeros_like(self.task.affinity) if goal.weights is None else goal.weights.copy()
        for family, prices in zip(program.families, outcome.prices, strict=True):
            points -= family.cost(prices)
        if self.task.organisations is not None:
            points -= colleague_cost(self.task.organisations, self.pool, points)
        points[~self.task.allowed] = FAR
        return points

    def _worth_joining(self, reduced: Floats) -> Mask:
        """Pairs outside the pool that would bring something, the best few of each entry."""
        outside = np.where(self.pool, FAR, reduced)
        joining = outside > NEAR
        width = min(MOST_JOINING, outside.shape[1])
        few = np.argpartition(-outside, width - 1, axis=1)[:, :width]
        best = np.zeros_like(self.pool)
        np.put_along_axis(best, few, True, axis=1)
        return joining & best

    def _whole(self, goal: Goal, relaxed: Relaxed, bound: int) -> Best:
        """Solve the integer program over the pairs that are near to worth taking.

        A pair further from it than the plan found is from the bound is in no better plan.
        """
        prices = relaxed.outcome.prices[1]
        margin = NEARBY * (self.task.affinity.max() + 1)
        while True:
            near = self.task.allowed & (relaxed.reduced >= -margin - NEAR) | self.task.fixed
            outcome = self._program(goal, 0.0, near).run(whole=True, seconds=self.left)
            found = len(outcome.chosen) > 0
            value = math.floor(outcome.value + 0.5) if found else 0
            taken = self._taken(outcome, near) if found else None
            if self.left <= 0 or (found and not outcome.solved):
                return Best(taken, value, bound, found and value >= bound, False, prices)
            gap = bound - value
            if (found and gap <= margin) or bool((near == self.task.allowed).all()):
                return Best(taken, value, value if found else bound, True, False, prices)
            margin = max(4 * margin, gap if found else 0.0)

    def _program(self, goal: Goal, penalty: float, pairs: Mask | None = None) -> Program:
        entries, judges = np.nonzero(self.pool if pairs is None else pairs)
        families = [*basic_families(self.task, entries, judges), *goal.further]
        weights = None if goal.weights is None else goal.weights[entries, judges]
        penalties = dict.fromkeys((family.name for family in families), penalty)
        if penalty == LEAST:
            penalties |= {"entry": 1000.0, "judge": LEAST / 3}
        if goal.weights is None:
            penalties["points"] = 0.0
        return Program(self.task, entries, judges, families, weights, penalties)

    def _taken(self, outcome: Outcome, pairs: Mask) -> Mask:
        taken = np.zeros_like(pairs)
        taken[np.nonzero(pairs)] = outcome.chosen > 0.5
        return taken

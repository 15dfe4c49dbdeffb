"""What a plan is to reach, one goal after another, each kept while the next is sought."""

import time
from typing import Any

import numpy as np

from solver.rows import Family, at_least, at_least_points
from solver.search import Best, Goal, Search
from solver.task import Floats, Mask, Task

MILLI = 1000
NOTHING = 1e-6


def answer(task: Task) -> dict[str, Any]:
    """Solve a problem.

    Returns:
        state: "best" (proven), "good" (not proven in time), "impossible" or "late" (nothing found).
        pairs: [entry, judge]; prices: of the judges, in thousandths of a point.
        bound: no plan has a greater total, given what the goals before it reached; worst_bound:
            no plan gives its worst-off entry more, or null where that was no goal.
        by: "prices" when the linear program gave the plan, else "search".
        missing: when impossible, [rule, row, how much] for the rules that cannot be kept.
        seconds: time that it took.
    """
    begun = time.monotonic()
    search = Search(task)
    found = _Steps(search).run()
    found["seconds"] = round(time.monotonic() - begun, 3)
    return found


class _Steps:
    """Most kept pairs first, then the worst-off entry, then the total."""

    def __init__(self, search: Search) -> None:
        self.search, self.task = search, search.task
        self.further: tuple[Family, ...] = ()
        self.worst_bound: int | None = None

    def run(self) -> dict[str, Any]:
        """All goals in turn."""
        steady = True
        if self.task.kept.any():
            best = self._reach(self.task.kept.astype(np.float64))
            if best.taken is None:
                return self._none(best)
            self.further += (at_least("kept", self.task.kept, best.value),)
            steady = best.proven
        best = self._reach(self.task.affinity)
        if best.taken is None:
            return self._none(best)
        if self.task.fair:
            best = self._fairer(best)
            steady = steady and self.worst_bound == self._worst(best)
        return {
            "state": "best" if steady and best.proven else "good",
            "pairs": np.argwhere(np.asarray(best.taken)).tolist(),
            "prices": np.rint(best.prices * MILLI).astype(int).tolist(),
            "bound": best.bound,
            "worst_bound": self.worst_bound,
            "by": "prices" if best.linear else "search",
            "missing": [],
        }

    def _fairer(self, best: Best) -> Best:
        """The plan of greatest total among those whose worst-off entry has most.

        The linear program says what the worst-off entry can have at most. That is tried first; if
        no plan has it, the interval down to what is known to be possible is halved.
        """
        points = self._with_points(0)
        limit = self.search.limit(Goal(None, points))
        low = self._worst(best)
        high = asked = low if limit is None else limit
        while low < high and self.search.left > 0:
            further, tried = self.further, asked
            self.further = self._with_points(tried)
            found = self._reach(self.task.affinity)
            if found.taken is not None:
                best, low = found, self._worst(found)
            elif found.proven:
                self.further, high = further, tried - 1
            else:
                self.further = further
                break
            asked = (low + high + 1) // 2
        self.worst_bound = high
        return best

    def _with_points(self, least: int) -> tuple[Family, ...]:
        others = tuple(family for family in self.further if family.name != "points")
        return (*others, at_least_points(self.task, least))

    def _worst(self, best: Best) -> int:
        return int(np.where(np.asarray(best.taken), self.task.affinity, 0).sum(axis=1).min())

    def _reach(self, weights: Floats) -> Best:
        """The best plan; where it must hang together and does not, it is told to, and sought anew.

        Source: G. B. Dantzig, D. R. Fulkerson, S. M. Johnson, "Solution of a large-scale
        traveling-salesman problem", 1954, for cuts of this kind.
        """
        best = self.search.best(Goal(weights, self.further))
        while self.task.connected and best.taken is not None:
            part = _part(best.taken)
            if part is None:
                break
            self.further += (at_least("connected", part & self.task.allowed, 1),)
            best = self.search.best(Goal(weights, self.further))
        return best

    def _none(self, best: Best) -> dict[str, Any]:
        missing = self.search.lacking(Goal(None, self.further)) if best.proven else {}
        return {
            "state": "impossible" if best.proven else "late",
            "pairs": [],
            "prices": [],
            "bound": None,
            "worst_bound": None,
            "by": "search",
            "missing": [
                [name, int(row), float(rows[row])]
                for name, rows in missing.items()
                for row in np.flatnonzero(rows > NOTHING)
            ],
        }


def _part(taken: Mask) -> Mask | None:
    """Pairs between the first part of a plan and the rest; None where it is of one piece."""
    entries = np.zeros(taken.shape[0], dtype=bool)
    entries[0] = True
    while True:
        judges = np.asarray(taken[entries].any(axis=0))
        wider = np.asarray(taken[:, judges].any(axis=1))
        if (wider == entries).all():
            break
        entries = wider
    if entries.all():
        return None
    return np.asarray(entries[:, None] != judges[None, :])

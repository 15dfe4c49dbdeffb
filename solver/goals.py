"""What a plan is to reach, one goal after another, each kept while the next is sought."""

import time
from typing import Any

import numpy as np

from solver.bounds import own_bound
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
        self.least: int | None = None
        self.watched = np.zeros(len(search.task.needs), dtype=bool)
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

        What the worst-off entry could have if loads did not matter is tried first, since it can
        mostly be had. Else the linear program says what it can have at most, and down to what is
        known to be possible the interval is halved.
        """
        low, high = self._worst(best), own_bound(self.task)
        asked, is_known = high, False
        while low < high and self.search.left > 0:
            known, self.least = self.least, asked
            self.watched |= self._points(np.asarray(best.taken)) < asked
            found = self._reach(self.task.affinity)
            if found.taken is not None:
                best, low = found, self._worst(found)
            elif not found.proven:
                self.least = known
                break
            else:
                self.least, high = known, asked - 1
            asked = (low + high + 1) // 2
            if low < high and found.taken is None and not is_known:
                is_known, asked = True, self._linear_limit(low, high)
                high = asked
        self.worst_bound = high
        return best

    def _linear_limit(self, low: int, high: int) -> int:
        """What the linear program says that the worst-off entry has at most."""
        goal = Goal(None, (*self.further, at_least_points(self.task, 0)))
        limit = self.search.limit(goal)
        return high if limit is None else max(low, min(high, limit))

    def _worst(self, best: Best) -> int:
        return int(self._points(np.asarray(best.taken)).min())

    def _points(self, taken: Mask) -> Floats:
        return np.asarray(np.where(taken, self.task.affinity, 0).sum(axis=1))

    def _reach(self, weights: Floats) -> Best:
        """The best plan; what it does not keep is told, and it is sought anew.

        That a plan hangs together, and that each entry has as many points as are asked for, are
        rules that hardly any entry needs to be told.

        Source: G. B. Dantzig, D. R. Fulkerson, S. M. Johnson, "Solution of a large-scale
        traveling-salesman problem", 1954, for cuts of this kind.
        """
        best = self.search.best(self._goal(weights))
        while best.taken is not None and self._tell(best.taken):
            best = self.search.best(self._goal(weights))
        return best

    def _goal(self, weights: Floats) -> Goal:
        if self.least is None or not self.watched.any():
            return Goal(weights, self.further)
        points = at_least_points(self.task, self.least, self.watched)
        return Goal(weights, (*self.further, points))

    def _tell(self, taken: Mask) -> bool:
        """Demand what a plan does not keep; whether there was anything."""
        poor = self._points(taken) < (self.least or 0)
        if poor.any():
            self.watched |= poor
            return True
        part = _part(taken) if self.task.connected else None
        if part is None:
            return False
        self.further += (at_least("connected", part & self.task.allowed, 1),)
        return True

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

"""A problem of assignment and a plan that answers it, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
"""An entry and a judge by their positions in the problem, counted from 0."""

MOST_POINTS = 65_535


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """Who may mark what, how well it suits, and what every plan must keep.

    Fixed pairs stay whatever else is asked. Where they break a rule by themselves, the rule yields
    exactly as far: more judges for that entry, a higher load for that judge, two of one
    organisation, no senior where no place is left.

    Args:
        entries, judges: opaque ids.
        per_entry: judges of each entry.
        low, high: least and most entries of each judge.
        affinity: how well each judge (column) suits each entry (row), 0 to 65,535 points.
        barred: for each entry the positions of the judges who must not mark it.
        fixed: pairs that stay.
        kept: pairs of which as many as possible stay; for replacing a judge.
        guests: positions of judges who have fixed pairs and get no others; barred everywhere, and
            the least load is not asked of them.
        seniors: positions of the judges of whom each entry needs at least one; None: not asked.
        organisations: for each judge a key that colleagues share, or None; at most one of them
            marks an entry. None instead of the tuple: not asked.
        connected: whether each entry must be reachable from each other over shared judges, so that
            marks of different judges can be compared.
        fair: whether the entry with fewest points comes before the total.
    """

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    per_entry: int
    low: int
    high: int
    affinity: Sequence[Sequence[int]]
    barred: tuple[frozenset[int], ...]
    fixed: frozenset[Place] = frozenset()
    kept: frozenset[Place] = frozenset()
    guests: frozenset[int] = frozenset()
    seniors: frozenset[int] | None = None
    organisations: tuple[str | None, ...] | None = None
    connected: bool = False
    fair: bool = False

    def fixed_by_entry(self) -> list[list[int]]:
        """For each entry the judges that are fixed, in order."""
        found: list[list[int]] = [[] for _ in self.entries]
        for entry, judge in sorted(self.fixed):
            found[entry].append(judge)
        return found

    def lows(self) -> list[int]:
        """The least load of each judge."""
        return [0 if judge in self.guests else self.low for judge in range(len(self.judges))]

    def highs(self) -> list[int]:
        """The greatest load of each judge, fixed pairs minded."""
        loads = [0] * len(self.judges)
        for _, judge in self.fixed:
            loads[judge] += 1
        return [
            load if judge in self.guests else max(self.high, load)
            for judge, load in enumerate(loads)
        ]


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """An answer to a problem.

    Args:
        pairs: in order of entries, then judges.
        proven: whether nothing is better.
        bound: points that no plan exceeds, given what went before the total.
        worst_bound: points that the worst-off entry cannot exceed, where that was asked.
        prices: of the judges, in thousandths of a point; with `price_bound` anybody can check the
            bound without a solver.
        seconds: that the search took.
    """

    pairs: tuple[Place, ...]
    proven: bool
    bound: int
    worst_bound: int | None = None
    prices: tuple[int, ...] = field(default=())
    seconds: str = ""

"""What a plan comes to, in figures that a person can check."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from competition.domain.matching.problem import AssignmentProblem, Place


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """Figures of a plan.

    Args:
        total: points of all pairs, the objective.
        loads: entries of each judge, in the problem's order.
        worst: points of the entry that has fewest; worst_entries: those that have so few.
        parts: numbers of entries in each connected part, the largest first.
    """

    total: int
    loads: tuple[int, ...]
    worst: int
    worst_entries: tuple[str, ...]
    parts: tuple[int, ...]


def summarise(problem: AssignmentProblem, pairs: Collection[Place]) -> PlanSummary:
    """The figures of a plan."""
    points = [0] * len(problem.entries)
    for entry, judge in pairs:
        points[entry] += problem.affinity[entry][judge]
    loads = Counter(judge for _, judge in pairs)
    worst = min(points, default=0)
    return PlanSummary(
        total=sum(points),
        loads=tuple(loads[judge] for judge in range(len(problem.judges))),
        worst=worst,
        worst_entries=tuple(
            key for key, each in zip(problem.entries, points, strict=True) if each == worst
        ),
        parts=tuple(sorted(map(len, parts_of(problem, pairs)), reverse=True)),
    )


def parts_of(problem: AssignmentProblem, pairs: Collection[Place]) -> list[list[int]]:
    """The entries by connected part: two are together when judges link them, over others or not."""
    by_entry: list[list[int]] = [[] for _ in problem.entries]
    by_judge: list[list[int]] = [[] for _ in problem.judges]
    for entry, judge in pairs:
        by_entry[entry].append(judge)
        by_judge[judge].append(entry)
    seen_judges: set[int] = set()
    seen: set[int] = set()
    parts = []
    for start in range(len(problem.entries)):
        if start in seen:
            continue
        seen.add(start)
        part, waiting = [], [start]
        while waiting:
            entry = waiting.pop()
            part.append(entry)
            for judge in by_entry[entry]:
                if judge not in seen_judges:
                    seen_judges.add(judge)
                    fresh = [each for each in by_judge[judge] if each not in seen]
                    seen.update(fresh)
                    waiting += fresh
        parts.append(sorted(part))
    return parts

"""Assignment as it is usually written: the best free judge, entry by entry, then repairs."""

from competition.domain.matching import AssignmentProblem, Place


def greedy_pairs(problem: AssignmentProblem) -> list[Place]:
    """A plan that takes what looks best at each step.

    Entries with the fewest judges choose first; each takes its best judges who have room. Judges
    below the least load then take over from those above it where that costs fewest points.
    """
    judges = range(len(problem.judges))
    loads = [0] * len(problem.judges)
    taken: list[set[int]] = [set() for _ in problem.entries]
    order = sorted(range(len(taken)), key=lambda entry: -len(problem.barred[entry]))
    for entry in order:
        points, barred = problem.affinity[entry], problem.barred[entry]
        free = [judge for judge in judges if judge not in barred and loads[judge] < problem.high]
        free.sort(key=lambda judge: -points[judge])
        for judge in free[: problem.per_entry]:
            taken[entry].add(judge)
            loads[judge] += 1
    for judge in judges:
        if loads[judge] < problem.low:
            _take_over(problem, taken, loads, judge)
    return [(entry, judge) for entry, chosen in enumerate(taken) for judge in sorted(chosen)]


def _take_over(
    problem: AssignmentProblem, taken: list[set[int]], loads: list[int], judge: int
) -> None:
    """Give the judge entries of those who have enough, the least loss first."""
    offers = sorted(
        (problem.affinity[entry][other] - problem.affinity[entry][judge], entry, other)
        for entry, chosen in enumerate(taken)
        if judge not in chosen and judge not in problem.barred[entry]
        for other in chosen
        if loads[other] > problem.low
    )
    for _, entry, other in offers:
        if loads[judge] == problem.low:
            break
        if judge not in taken[entry] and loads[other] > problem.low:
            taken[entry] = taken[entry] - {other} | {judge}
            loads[other] -= 1
            loads[judge] += 1

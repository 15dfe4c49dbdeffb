"""5,000 entries to 500 judges, five each, to proven optimality, against a greedy assignment.

Ours is the whole way of the product: the problem as JSON to the solver's own process, the plan
back, every rule checked, and the bound worked out again from the judges' prices in whole numbers.
Greedy is `benchmarks/greedy_assignment.py`. Both get the same problem, one after the other. The
aim is held against seconds of CPU, all processes counted, which equal the clock's on an idle
machine; one thread does it all.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.greedy_assignment import greedy_pairs
from benchmarks.report import conclude
from competition.domain.matching import AssignmentProblem, Place, faults, price_bound, summarise
from competition.services.judging.solver_process import solve

AIM_SECONDS = 5
PER_ENTRY = 5
SIZES = ((200, 40), (1_000, 100), (5_000, 500))
SEEDS = (0, 1, 2)
TOPICS = 12
Found = tuple[tuple[Place, ...], bool, int]
"""Pairs, whether they are proven best, the bound."""


def made_problem(entries: int, judges: int, seed: int) -> AssignmentProblem:
    """An invented problem: everybody knows a few of twelve topics, three pairs in 100 conflict."""
    chance = np.random.default_rng(seed)
    topics = chance.dirichlet([0.3] * TOPICS, entries)
    known = chance.dirichlet([0.3] * TOPICS, judges)
    likeness = np.sqrt(topics) @ np.sqrt(known).T
    points = np.clip(likeness * 800 + chance.normal(0, 60, likeness.shape), 0, 1000).astype(int)
    barred = chance.random(likeness.shape) < 0.03
    work = entries * PER_ENTRY
    return AssignmentProblem(
        entries=tuple(map(str, range(entries))),
        judges=tuple(map(str, range(judges))),
        per_entry=PER_ENTRY,
        low=work * 9 // (10 * judges),
        high=-(-work * 11 // (10 * judges)),
        affinity=points.tolist(),
        barred=tuple(frozenset(np.flatnonzero(row).tolist()) for row in barred),
    )


def ours(problem: AssignmentProblem) -> Found:
    """Solved, checked, and proven by the prices."""
    plan = solve(problem)
    bound = price_bound(problem, plan.prices)
    return plan.pairs, plan.proven and bound == summarise(problem, plan.pairs).total, bound


def greedy(problem: AssignmentProblem) -> Found:
    """What looked best at each step; nothing is proven."""
    return tuple(greedy_pairs(problem)), False, 0


def cpu() -> float:
    """Seconds of CPU that this process and those it has waited for have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def timed(
    way: Callable[[AssignmentProblem], Found], problem: AssignmentProblem
) -> tuple[str, float, Found]:
    """The time in words, in seconds of CPU, and what was found."""
    begun, used = time.perf_counter(), cpu()
    found = way(problem)
    used = cpu() - used
    return f"{used:.2f} s of CPU, {time.perf_counter() - begun:.2f} s by the clock", used, found


def compare(problem: AssignmentProblem, label: str) -> tuple[float, float, bool]:
    """Print both; seconds of ours, points of ours to one of greedy, whether ours is proven."""
    plain_time, _, (plain, _, _) = timed(greedy, problem)
    our_time, seconds, (pairs, proven, bound) = timed(ours, problem)
    plain_figures, figures = summarise(problem, plain), summarise(problem, pairs)
    print(
        f"{label}: greedy {plain_time}, {plain_figures.total} points, worst-off "
        f"{plain_figures.worst}, {len(faults(problem, plain))} rules broken; ours {our_time}, "
        f"{figures.total} of at most {bound} points, worst-off {figures.worst}, "
        f"proven {proven}, connected parts {len(figures.parts)}"
    )
    return seconds, figures.total / plain_figures.total, proven


def main() -> None:
    """Every size and seed, then the same with every demand at once."""
    largest = []
    for entries, judges in SIZES:
        for seed in SEEDS:
            problem = made_problem(entries, judges, seed)
            result = compare(problem, f"{entries} x {judges}, seed {seed}")
            if (entries, judges) == SIZES[-1]:
                largest.append(result)
    demanding(made_problem(*SIZES[1], seed=0))
    slowest = max(seconds for seconds, _, _ in largest)
    proven = all(each for _, _, each in largest)
    conclude(
        "assignment",
        "greedy, points",
        statistics.median(ratio for _, ratio, _ in largest),
        1.0,
        proven and slowest < AIM_SECONDS,
        cpu_seconds=round(slowest, 2),
        seconds_aim=AIM_SECONDS,
        proven=proven,
    )


def demanding(problem: AssignmentProblem) -> None:
    """The same judges with seniors, organisations and fairness asked for."""
    judges = len(problem.judges)
    problem = replace(
        problem,
        seniors=frozenset(range(0, judges, 4)),
        organisations=tuple(str(judge // 3) for judge in range(judges)),
        connected=True,
        fair=True,
    )
    begun = time.perf_counter()
    plan = solve(problem)
    figures = summarise(problem, plan.pairs)
    print(
        f"every demand at once: {time.perf_counter() - begun:.2f} s, {figures.total} points, "
        f"worst-off {figures.worst} of at most {plan.worst_bound}, proven {plan.proven}"
    )


if __name__ == "__main__":
    main()

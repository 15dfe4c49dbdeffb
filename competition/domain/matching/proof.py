"""What no plan can exceed, by prices of the judges, in whole numbers."""

from collections.abc import Sequence
from heapq import nlargest

from competition.domain.matching.problem import AssignmentProblem

MILLI = 1000


def price_bound(problem: AssignmentProblem, prices: Sequence[int]) -> int:
    """Points that no plan exceeds, whatever the prices are.

    Give each judge a price for an entry. A plan's total is what its pairs bring beyond the prices,
    plus the prices paid. The first is at most what each entry could choose best for itself; the
    second at most the price times the highest load, or the lowest where the price is below zero.
    Good prices make the bound meet the plan's total: then the plan is proven best, and who wants
    to check that needs no solver, only these prices.

    Args:
        prices: of the judges, in thousandths of a point, any sign.
    Source: weak duality; M. L. Fisher, "The Lagrangian relaxation method for solving integer
        programming problems", Management Science 27, 1981.
    """
    paid = sum(
        price * (high if price > 0 else low)
        for price, low, high in zip(prices, problem.lows(), problem.highs(), strict=True)
    )
    held = problem.fixed_by_entry()
    chosen = sum(_best_choice(problem, prices, entry, held[entry]) for entry in range(len(held)))
    return (paid + chosen) // MILLI


def _best_choice(
    problem: AssignmentProblem, prices: Sequence[int], entry: int, fixed: list[int]
) -> int:
    """At most so much can the judges of one entry bring beyond their prices, in thousandths."""
    gains = [
        points * MILLI - price
        for points, price in zip(problem.affinity[entry], prices, strict=True)
    ]
    barred = problem.barred[entry]
    if fixed:
        others = [
            gain for judge, gain in enumerate(gains) if judge not in barred and judge not in fixed
        ]
        places = max(0, problem.per_entry - len(fixed))
        return sum(gains[judge] for judge in fixed) + sum(nlargest(places, others))
    free = [judge for judge in range(len(gains)) if judge not in barred]
    if problem.organisations is None and problem.seniors is None:
        return sum(nlargest(problem.per_entry, [gains[judge] for judge in free]))
    return _best_mixed(problem, gains, free)


def _best_mixed(problem: AssignmentProblem, gains: Sequence[int], free: Sequence[int]) -> int:
    """The best of different organisations with a senior among them."""
    best: dict[object, int] = {}
    senior: dict[object, int] = {}
    for judge in free:
        own = problem.organisations[judge] if problem.organisations else None
        key = judge if own is None else own
        best[key] = max(gains[judge], best.get(key, gains[judge]))
        if problem.seniors is not None and judge in problem.seniors:
            senior[key] = max(gains[judge], senior.get(key, gains[judge]))
    top = nlargest(problem.per_entry, best.values())
    if problem.seniors is None or not senior or len(top) < problem.per_entry:
        return sum(top)
    return sum(top) + min(0, max(gain - max(best[key], top[-1]) for key, gain in senior.items()))

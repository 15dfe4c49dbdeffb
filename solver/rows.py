"""The rules of a plan as rows of a linear program.

Each family of rows knows its bounds, what a pair counts for in which of its rows, and what a pair
costs when its rows have prices: most pairs never become columns and are only priced.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.task import Floats, Ints, Mask, Task

Cells = tuple[Ints, Ints, Floats]
"""Row within the family, column, coefficient."""


@dataclass(frozen=True, slots=True)
class Family:
    """Rows of one rule.

    Args:
        lower, upper: bounds, one for each row.
        cells: what the columns, given by entry and judge, count for.
        cost: what each pair costs at prices of the rows; broadcasts over entries x judges.
    """

    name: str
    lower: Floats
    upper: Floats
    cells: Callable[[Ints, Ints], Cells]
    cost: Callable[[Floats], Floats]


def basic_families(task: Task, entries: Ints, judges: Ints) -> list[Family]:
    """The rules that every plan follows, for these columns."""
    found = [_each_entry(task), _each_judge(task)]
    if task.seniors is not None:
        found.append(_one_senior(task, task.seniors))
    if task.organisations is not None:
        found.append(_one_colleague(task, task.organisations, entries, judges))
    return found


def _each_entry(task: Task) -> Family:
    needs = task.needs.astype(np.float64)

    def cells(entries: Ints, judges: Ints) -> Cells:
        return entries, np.arange(len(entries)), np.ones(len(entries))

    return Family("entry", needs, needs, cells, lambda prices: prices[:, None])


def _each_judge(task: Task) -> Family:
    def cells(entries: Ints, judges: Ints) -> Cells:
        return judges, np.arange(len(judges)), np.ones(len(judges))

    low, high = task.low.astype(np.float64), task.high.astype(np.float64)
    return Family("judge", low, high, cells, lambda prices: prices[None, :])


def _one_senior(task: Task, seniors: Mask) -> Family:
    """At least one senior, except where the fixed judges leave no place for one."""
    full = task.fixed.sum(axis=1) >= task.needs
    least = np.where(full & ~task.fixed[:, seniors].any(axis=1), 0.0, 1.0)

    def cells(entries: Ints, judges: Ints) -> Cells:
        at = np.flatnonzero(seniors[judges])
        return entries[at], at, np.ones(len(at))

    return Family(
        "senior",
        least,
        np.full(len(least), np.inf),
        cells,
        lambda prices: prices[:, None] * seniors,
    )


def _one_colleague(task: Task, organisations: Ints, entries: Ints, judges: Ints) -> Family:
    """At most one judge of an organisation; a row only where two are among the columns."""
    count, width = len(task.needs), int(organisations.max(initial=0)) + 1
    known = organisations[judges] >= 0
    keys = np.where(known, entries * width + organisations[judges], -1)
    rows, numbers = np.unique(keys[known], return_counts=True)
    rows = rows[numbers > 1]
    fixed = np.zeros((count, width))
    at, who = np.nonzero(task.fixed & (organisations >= 0))
    np.add.at(fixed, (at, organisations[who]), 1.0)

    def cells(entries: Ints, judges: Ints) -> Cells:
        at = np.flatnonzero(np.isin(keys, rows))
        return np.searchsorted(rows, keys[at]), at, np.ones(len(at))

    def cost(prices: Floats) -> Floats:
        table = np.zeros((count, width + 1))
        table.ravel()[rows // width * (width + 1) + rows % width] = prices
        return table[:, organisations]

    upper = np.maximum(1.0, fixed.ravel()[rows])
    return Family("organisation", np.full(len(rows), -np.inf), upper, cells, cost)


def colleague_cost(organisations: Ints, pool: Mask, reduced: Floats) -> Floats:
    """What a judge costs because a colleague would have to go for them.

    It stands for the price of a row that is not in the program, since only one of the organisation
    is in the pool: what that one brings beyond the other prices.
    """
    entries, judges = np.nonzero(pool & (organisations >= 0))
    shape = (len(pool), int(organisations.max(initial=0)) + 2)
    members, gain = np.zeros(shape), np.zeros(shape)
    np.add.at(members, (entries, organisations[judges]), 1)
    np.add.at(gain, (entries, organisations[judges]), np.maximum(0, reduced[entries, judges]))
    gain[members != 1] = 0
    return np.where(pool, 0.0, gain[:, organisations])


def at_least(name: str, among: Mask, least: int) -> Family:
    """At least so many of these pairs."""

    def cells(entries: Ints, judges: Ints) -> Cells:
        at = np.flatnonzero(among[entries, judges])
        return np.zeros(len(at), dtype=np.int64), at, np.ones(len(at))

    return Family(
        name, np.array([float(least)]), np.array([np.inf]), cells, lambda prices: prices[0] * among
    )


def at_least_points(task: Task, least: int, watched: Mask | None = None) -> Family:
    """At least so many points for each entry, or for those that are watched."""
    own = np.arange(len(task.needs)) if watched is None else np.flatnonzero(watched)
    row = np.full(len(task.needs), -1)
    row[own] = np.arange(len(own))

    def cells(entries: Ints, judges: Ints) -> Cells:
        at = np.flatnonzero(row[entries] >= 0)
        return row[entries[at]], at, task.affinity[entries[at], judges[at]]

    def cost(prices: Floats) -> Floats:
        each = np.zeros(len(row))
        each[own] = prices
        return each[:, None] * task.affinity

    lower, upper = np.full(len(own), float(least)), np.full(len(own), np.inf)
    return Family("points", lower, upper, cells, cost)

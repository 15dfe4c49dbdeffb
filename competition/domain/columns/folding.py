"""The step `reduce` on blocks."""

from collections.abc import Mapping, Sequence
from math import lcm
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from competition.domain.columns.block import Block, room
from competition.domain.columns.cube import BLANK, CODES, NOTHING, SCORED, Integers, States
from competition.domain.refusal import Refusal
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.reduce_params import (
    ADDING,
    Below,
    Choosing,
    Meaning,
    Method,
    Weights,
)

Value = TypeVar("Value")
Counts = NDArray[np.intp]
Sums = tuple[Integers, Integers | int]
"""Sums, and what each is divided by."""


def folded(step: Reduce, block: Block) -> Block:
    """The block with the step's axis folded."""
    at = block.axes.index(step.axis)
    cells = np.moveaxis(block.numerators, at, -1)
    members = block.members[at]
    if block.states is None and _counts_alike(step, len(members)):
        sums = _sums(step, cells, members)
        return _divided(step, block, at, sums, None)
    given = np.zeros(block.numerators.shape, np.int8) if block.states is None else block.states
    states = np.moveaxis(given, at, -1)
    if step.due:
        there = _any(states != NOTHING)[..., None]
        states = np.where((states == NOTHING) & there, np.int8(BLANK), states)
    counted = _marked(states, {SCORED, *_meaning(step, Meaning.ZERO)})
    counts = added(counted.astype(np.int64))
    cells = np.where(states == SCORED, cells, 0)
    result = _outcome(step, states, counts)
    return _divided(step, block, at, _sums_of_some(step, cells, counted, counts, members), result)


def added(cells: Integers) -> Integers:
    """Sums along the last axis, member by member, which is quick where it is short."""
    if cells.shape[-1] == 0:
        return np.zeros(cells.shape[:-1], cells.dtype)
    total = cells[..., 0].copy()
    for at in range(1, cells.shape[-1]):
        total += cells[..., at]
    return total


def _any(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether any along the last axis is marked, member by member as in `added`."""
    found = np.zeros(marked.shape[:-1], np.bool_)
    for at in range(marked.shape[-1]):
        found |= marked[..., at]
    return found


def _counts_alike(step: Reduce, count: int) -> bool:
    """Whether rows of so many figures all give one."""
    blocked = step.trim is not None and step.trim.below is Below.BLOCK
    return count >= step.quorum and not (blocked and not step.is_trimmed(count))


def _meaning(step: Reduce, meaning: Meaning) -> set[int]:
    return {CODES[state] for state, meant in step.meanings.items() if meant is meaning}


def _marked(states: States, codes: set[int]) -> NDArray[np.bool_]:
    marked = np.zeros(states.shape, dtype=np.bool_)
    for code in codes:
        marked |= states == code
    return marked


def _outcome(step: Reduce, states: States, counts: Counts) -> States:
    """The state of each folded row."""
    result = np.where(counts < step.quorum, BLANK, SCORED)
    if step.trim is not None and step.trim.below is Below.BLOCK:
        result = np.where(counts < step.trim.at_least, BLANK, result)
    for code in sorted(_meaning(step, Meaning.CARRY), reverse=True):
        result = np.where(_any(states == code), code, result)
    result = np.where(_any(states != NOTHING), result, NOTHING)
    return result.astype(np.int8)


def _sums(step: Reduce, cells: Integers, members: Sequence[str]) -> Sums:
    """Sums and divisor of rows that all hold a number in every cell."""
    if step.weights is not None:
        return _weighted(step, step.weights, cells, None, members)
    return _fold_rows(step.choosing, cells)


def _sums_of_some(
    step: Reduce,
    cells: Integers,
    counted: NDArray[np.bool_],
    counts: Counts,
    members: Sequence[str],
) -> Sums:
    """Sums and divisors of rows with gaps; cells that are not counted hold 0."""
    if step.weights is not None:
        return _weighted(step, step.weights, cells, counted, members)
    plain = added(cells)
    if step.method is Method.SUM and step.trim is None and not step.choosing.best:
        return plain, 1
    if step.method is Method.MEAN and step.trim is None and not step.choosing.best:
        return plain, counts
    totals, divisors = plain.copy(), np.ones(counts.shape, np.int64)
    first = np.argsort(~counted, axis=-1, kind="stable")
    packed = np.take_along_axis(cells, first, axis=-1)
    for count in np.unique(counts).tolist():
        rows = counts == count
        if count:
            totals[rows], divisors[rows] = _fold_rows(step.choosing, packed[rows][:, :count])
    return totals, divisors


def _weighted(
    step: Reduce,
    weights: Weights,
    cells: Integers,
    counted: NDArray[np.bool_] | None,
    members: Sequence[str],
) -> Sums:
    named = [
        known(weights.factors, step.axis, member)
        if member in weights.factors or counted is None or counted[..., at].any()
        else 0
        for at, member in enumerate(members)
    ]
    factors = np.array(named, dtype=cells.dtype)
    total = added(cells * factors)
    if step.method is not Method.MEAN:
        return total, weights.unit
    return total, sum(named) if counted is None else added(np.where(counted, factors, 0))


def _fold_rows(choosing: Choosing, rows: Integers) -> tuple[Integers, int]:
    """As `Choosing.fold`, on rows of equally many figures."""
    count = rows.shape[-1]
    high, low = choosing.dropped(count)
    if high or low:
        rows = np.sort(rows, axis=-1)[..., low : count - high]
    total = added(rows)
    if choosing.method is Method.WINSORISED:
        return total + low * rows[..., 0] + high * rows[..., -1], count
    return total, 1 if choosing.method in ADDING else rows.shape[-1]


def _divided(step: Reduce, block: Block, at: int, sums: Sums, states: States | None) -> Block:
    """The block that a fold makes."""
    width = max(len(block.members[at]), 1)
    if step.weights is not None:
        width *= max(step.weights.factors.values())
    bound = room(block.bound * width, block.is_wide)
    members = (*block.members[:at], *block.members[at + 1 :])
    return over_one(step.makes, members, sums, block.denominator, bound, states)


def known(values: Mapping[str, Value], axis: str, member: str) -> Value:
    """What the rules give a member of an axis.

    Raises:
        Refusal: "facts.weight_missing" for a member that they do not name.
    """
    if member not in values:
        raise Refusal("facts.weight_missing", axis=axis, member=member)
    return values[member]


def over_one(
    axes: tuple[str, ...],
    members: tuple[Sequence[str], ...],
    sums: Sums,
    denominator: int,
    bound: int,
    states: States | None,
) -> Block:
    """A block of sums over divisors, brought to the common multiple of these."""
    totals, divisors = sums
    if isinstance(divisors, int):
        return Block(axes, members, totals, denominator * divisors, bound, states)
    if states is not None:
        divisors = np.where(states == SCORED, divisors, 1)
    common = lcm(*np.unique(divisors).tolist())
    is_wide = totals.dtype == object
    bound = room(bound * common, bool(is_wide))
    return Block(axes, members, totals * (common // divisors), denominator * common, bound, states)

"""The step `map deduct_from` and the sub-scores of tie keys, on blocks."""

from fractions import Fraction
from math import lcm, prod

import numpy as np

from competition.domain.columns.block import Block, room
from competition.domain.columns.cube import NOTHING, SCORED, Integers
from competition.domain.columns.folding import added, known, over_one
from competition.domain.rules.part import Part
from competition.domain.rules.steps.map_each import Deduct
from competition.domain.sheet import leaves


def deducted(part: Part, change: Deduct, block: Block) -> Block:
    """What is left of the base of each figure, as `Deduct.changed`."""
    bases, at = _bases(part, change, block)
    floor = (change.floor and change.floor.constant) or Fraction(0)
    parts = [base.denominator for base in bases] + [floor.denominator]
    unit = lcm(block.denominator * change.each.denominator, *parts)
    rate = int(change.each * unit / block.denominator)
    start = [int(base * unit) for base in bases]
    least = int(floor * unit)
    bound = max(*(abs(n) for n in start), abs(least)) + rate * (block.bound + 1)
    room(bound, block.is_wide)
    shape = [1] * len(block.axes)
    shape[at] = len(start)
    left = np.array(start, dtype=block.numerators.dtype).reshape(shape) - rate * block.numerators
    if change.floor is not None:
        left = np.maximum(left, least)
    return Block(block.axes, block.members, left, unit, bound, block.states)


def sub_scores(marks: Block, criterion: str) -> Block:
    """Each entry's mean mark in a criterion over its sheets without a gap."""
    at = list(marks.members[-1]).index(criterion)
    count, *further = marks.numerators.shape[:-1]
    rows = (count, prod(further))
    column = marks.numerators[..., at].reshape(rows)
    divisors: Integers | int = column.shape[1]
    states = None
    if marks.states is not None or not divisors:
        valid = np.ones(rows, np.bool_)
        if marks.states is not None:
            valid = (marks.states == SCORED).all(-1).reshape(rows)
        column = np.where(valid, column, 0)
        divisors = valid.sum(-1)
        states = np.where(divisors > 0, SCORED, NOTHING).astype(np.int8)
    sums = added(column), divisors
    bound = room(marks.bound * column.shape[1], marks.is_wide)
    return over_one(("entry",), marks.members[:1], sums, marks.denominator, bound, states)


def _bases(part: Part, change: Deduct, block: Block) -> tuple[list[Fraction], int]:
    """The bases, and the axis whose members they belong to."""
    base = change.base
    if base.constant is not None:
        return [base.constant], 0
    at = block.axes.index(base.axis)
    if base.values:
        return [known(base.values, base.axis, member) for member in block.members[at]], at
    ranges = {leaf.key: leaf.range for leaf in leaves(part.criteria)}
    named = [ranges[member] for member in block.members[at]]
    return [Fraction(one.high, 10**one.scale) for one in named], at

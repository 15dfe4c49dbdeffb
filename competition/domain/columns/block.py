"""A table of a run of entries as one array, and the guard against numbers too large for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np

from competition.domain.columns.cube import SCORED, Integers, States
from competition.domain.rounding import Mode, Rounding

ROOM = 2**62


class TooLargeError(Exception):
    """A figure might not fit into 64 bits; the whole is done again on Python's integers."""


@dataclass(frozen=True, slots=True)
class Block:
    """Figures along axes that begin with the entries.

    Attributes:
        bound: no numerator is further from zero.
        states: as in `Cube`; None where every cell holds a number.
    """

    axes: tuple[str, ...]
    members: tuple[Sequence[str], ...]
    numerators: Integers
    denominator: int
    bound: int
    states: States | None = None
    shown: Rounding | None = None

    def published(self) -> "Block":
        """As `Table.published`."""
        return self if self.shown is None else rounded(self, self.shown)

    @property
    def is_wide(self) -> bool:
        """Whether these are Python's integers, which are never too large."""
        return bool(self.numerators.dtype == object)


def room(bound: int, is_wide: bool) -> int:
    """The bound, if numbers up to it fit.

    Raises:
        TooLargeError: when they do not.
    """
    if bound >= ROOM and not is_wide:
        raise TooLargeError
    return bound


def rounded(block: Block, rounding: Rounding) -> Block:
    """The figures rounded, half away from zero, half to even, or cut, as `round_ratio` does."""
    unit = 10**rounding.places
    if unit == block.denominator:
        return _with(block, block.numerators, unit, block.bound, rounding)
    room(2 * (block.bound + 1) * unit + 2 * block.denominator, block.is_wide)
    scaled = np.abs(block.numerators) * unit
    whole = scaled // block.denominator
    if rounding.mode is not Mode.TRUNCATE:
        twice = 2 * (scaled - whole * block.denominator)
        up = twice > block.denominator
        level = twice == block.denominator
        up |= level if rounding.mode is Mode.HALF_UP else level & (whole % 2 == 1)
        whole = whole + up
    signed = np.where(block.numerators < 0, -whole, whole)
    return _with(block, signed, unit, block.bound * unit // block.denominator + 1, rounding)


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks of entries that follow each other, brought to one denominator."""
    first = blocks[0]
    common = lcm(*{block.denominator for block in blocks})
    parts, bound = [], 0
    for block in blocks:
        factor = common // block.denominator
        bound = max(bound, room(block.bound * factor, block.is_wide))
        parts.append(block.numerators if factor == 1 else block.numerators * factor)
    states = None
    if any(block.states is not None for block in blocks):
        full = [np.full(b.numerators.shape, SCORED, np.int8) for b in blocks if b.states is None]
        given = iter(full)
        states = np.concatenate([next(given) if b.states is None else b.states for b in blocks])
    entries = [entry for block in blocks for entry in block.members[0]]
    members = (entries, *first.members[1:])
    numerators = np.concatenate(parts)
    return Block(first.axes, members, numerators, common, bound, states, first.shown)


def _with(
    block: Block, numerators: Integers, denominator: int, bound: int, shown: Rounding
) -> Block:
    return Block(block.axes, block.members, numerators, denominator, bound, block.states, shown)

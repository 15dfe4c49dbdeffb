"""Blocks as tables of the engine, whose rows are made when somebody asks for them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from competition.domain.columns.block import Block
from competition.domain.columns.cube import CODES, NOTHING, SCORED
from competition.domain.marks import State
from competition.domain.rules.table import RowKey

Row = TypeVar("Row")
_STATES = {code: state for state, code in CODES.items()}


class Later(Mapping[RowKey, Row]):
    """Rows that are made when they are first asked for."""

    __slots__ = ("_make", "_rows")

    def __init__(self, make: Callable[[], Mapping[RowKey, Row]]) -> None:
        self._make = make
        self._rows: Mapping[RowKey, Row] | None = None

    @property
    def _made(self) -> Mapping[RowKey, Row]:
        if self._rows is None:
            self._rows = self._make()
        return self._rows

    def __getitem__(self, key: RowKey) -> Row:
        return self._made[key]

    def __iter__(self) -> Iterator[RowKey]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def rows_of(block: Block) -> dict[RowKey, dict[str, int]]:
    """The figures of a block, row by row as in `Table.rows`."""
    members = block.members[-1]
    flat = block.numerators.reshape(-1, len(members)).tolist()
    if block.states is None:
        rows = zip(_keys(block), flat, strict=True)
        return {key: dict(zip(members, row, strict=True)) for key, row in rows}
    found: dict[RowKey, dict[str, int]] = {}
    for key, row, codes in zip(_keys(block), flat, _codes(block), strict=True):
        if any(code != NOTHING for code in codes):
            cells = zip(members, row, codes, strict=True)
            found[key] = {member: number for member, number, code in cells if code == SCORED}
    return found


def missing_of(block: Block) -> dict[RowKey, dict[str, State]]:
    """The cells without a number, as in `Table.missing`."""
    if block.states is None:
        return {}
    found: dict[RowKey, dict[str, State]] = {}
    for key, codes in zip(_keys(block), _codes(block), strict=True):
        gone = {
            member: _STATES[code]
            for member, code in zip(block.members[-1], codes, strict=True)
            if code in _STATES and code != SCORED
        }
        if gone:
            found[key] = gone
    return found


def _codes(block: Block) -> list[list[int]]:
    assert block.states is not None
    codes: list[list[int]] = block.states.reshape(-1, len(block.members[-1])).tolist()
    return codes


def _keys(block: Block) -> Iterator[RowKey]:
    """The members of all axes but the last, in the order of the figures."""
    outer: tuple[Sequence[str], ...] = block.members[:-1]
    for place in np.ndindex(block.numerators.shape[:-1]):
        yield tuple(named[at] for named, at in zip(outer, place, strict=True))

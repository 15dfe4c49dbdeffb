"""Ordering entries by whole columns of keys, and numbering their places."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from competition.domain.columns.block import Block
from competition.domain.columns.cube import SCORED, Cube, Integers
from competition.domain.rounding import exact_text, fixed_text
from competition.domain.rules.evaluation import Standing
from competition.domain.rules.keys import Direction, Key, KeyKind
from competition.domain.rules.steps.rank import Rank, Style

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Scores and places, entry by entry, in the order of the cube.

    Attributes:
        score: the figures that entries are ranked by first.
        order: the ranked entries, by number, best first, group by group.
        place: by entry, the first place of its tie within its group; 0 for the unranked.
        dense: the same counted 1, 2, 2, 3.
        shared: how many share the place.
    """

    rank: Rank
    entries: Sequence[str]
    score: Block
    groups: tuple[tuple[str, ...], Places] | None
    order: Places
    place: Places
    dense: Places
    shared: Places

    def score_of(self, at: int) -> str | None:
        """An entry's score as it is published; None where it has none."""
        if self.score.states is not None and self.score.states[at] != SCORED:
            return None
        number, shown = int(self.score.numerators[at]), self.score.shown
        if shown is None:
            return exact_text(number, self.score.denominator)
        return fixed_text(shown.apply(number, self.score.denominator), shown.places)

    def ranks(self) -> dict[str, int | None]:
        """The rank of every entry; None for the unranked."""
        if self.rank.style is Style.COMPETITION:
            places = (place or None for place in self.place.tolist())
            return dict(zip(self.entries, places, strict=True))
        return {entry: self.standing(at).rank for at, entry in enumerate(self.entries)}

    def tied_groups(self) -> dict[str, list[list[str]]]:
        """The ranked entries, best first, those level together, by what is ranked apart."""
        own = None if self.groups is None else self.groups[1].tolist()
        order, shared = self.order.tolist(), self.shared.tolist()
        found: dict[str, list[list[str]]] = {}
        at = 0
        while at < len(order):
            first = order[at]
            group = "" if own is None or self.groups is None else self.groups[0][own[first]]
            tied = [self.entries[one] for one in order[at : at + shared[first]]]
            found.setdefault(group, []).append(tied)
            at += len(tied)
        return found

    def standing(self, at: int) -> Standing:
        """Where an entry stands."""
        group = "" if self.groups is None else self.groups[0][self.groups[1][at]]
        place, shared = int(self.place[at]), int(self.shared[at])
        if not place:
            return Standing(self.entries[at], group, None, None, reason="no_score")
        return self.rank.standing(self.entries[at], group, place, int(self.dense[at]), shared)


def placed(rank: Rank, cube: Cube, columns: Sequence[Block]) -> Ranked:
    """The entries ordered by the blocks of the rank's keys.

    Entries come in the order of their ids, and sorting is stable, so that those that nothing
    tells apart stay in it.
    """
    first = columns[0]
    count = len(cube.members[0])
    has = np.ones(count, np.bool_) if first.states is None else first.states == SCORED
    own = np.zeros(count, np.intp) if cube.groups is None else cube.groups[1]
    order = np.flatnonzero(has)
    leading = _columns(rank.keys[0], first)[0]
    order = order[np.argsort(leading[order], kind="stable")]
    if cube.groups is not None:
        order = order[np.argsort(own[order], kind="stable")]
    level = _level([own, leading], order)
    if len(rank.keys) > 1 and level.any():
        order, level = _told_apart(rank, columns, order, level)
    place, dense, shared = _numbered(own, order, level, count)
    return Ranked(rank, cube.members[0], first, cube.groups, order, place, dense, shared)


def _columns(key: Key, block: Block) -> list[Integers]:
    """What sorts upward into the key's order; what is missing comes last."""
    figures = block.numerators if block.numerators.ndim > 1 else block.numerators[:, None]
    down = key.direction is Direction.DESC or key.kind is KeyKind.HIGHER_MARKS
    turned = -figures if down else figures
    if block.states is not None:
        there = (block.states == SCORED).reshape(turned.shape)
        turned = np.where(there, turned, block.bound + 1)
    if key.kind is KeyKind.HIGHER_MARKS:
        turned = np.sort(turned, axis=-1)
    return [_small(turned[:, at]) for at in range(turned.shape[1])]


def _small(column: Integers) -> Integers:
    """The column, or in place of Python's integers their ranks, which sort alike."""
    if column.dtype != object:
        return column
    distinct = {value: at for at, value in enumerate(sorted(set(column.tolist())))}
    return np.array([distinct[value] for value in column.tolist()], dtype=np.int64)


def _level(columns: Sequence[Integers], order: Places) -> NDArray[np.bool_]:
    """For each entry in order but the first, whether it is level with the one before."""
    level = np.ones(max(len(order) - 1, 0), np.bool_)
    for column in columns:
        ordered = column[order]
        level &= ordered[1:] == ordered[:-1]
    return level


def _told_apart(
    rank: Rank, blocks: Sequence[Block], order: Places, level: NDArray[np.bool_]
) -> tuple[Places, NDArray[np.bool_]]:
    """The order with level entries told apart by the further keys."""
    tied = np.zeros(len(order), np.bool_)
    tied[1:] |= level
    tied[:-1] |= level
    ties = np.concatenate([[0], np.cumsum(~level)])
    among = order[tied]
    columns = [
        column
        for key, block in zip(rank.keys[1:], blocks[1:], strict=True)
        for column in _columns(key, block)
    ]
    turn = np.lexsort([*(column[among] for column in reversed(columns)), ties[tied]])
    order = order.copy()
    order[tied] = among[turn]
    return order, level & _level(columns, order)


def _numbered(
    own: Places, order: Places, level: NDArray[np.bool_], count: int
) -> tuple[Places, Places, Places]:
    """By entry: place, dense place, and how many share it; 0 for those not in order."""
    found = [np.zeros(count, np.intp) for _ in range(3)]
    if not len(order):
        return found[0], found[1], found[2]
    starts = np.flatnonzero(np.concatenate([[True], ~level]))
    sizes = np.diff(np.append(starts, len(order)))
    group = own[order[starts]]
    heads = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    lengths = np.diff(np.append(heads, len(starts)))
    place = starts - np.repeat(starts[heads], lengths) + 1
    dense = np.arange(len(starts)) - np.repeat(heads, lengths) + 1
    for into, values in zip(found, (place, dense, sizes), strict=True):
        into[order] = np.repeat(values, sizes)
    return found[0], found[1], found[2]

"""Tables of exact figures: what each step takes and gives.

A table has named axes, such as ("entry", "judge", "criterion"). Its cells are integers over one
common denominator, kept in rows along the last axis, so that folding that axis is one pass
over rows. Cells that hold no number stand apart with their state.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, TypeVar

from competition.domain.marks import State
from competition.domain.rounding import (
    Mode,
    Rounding,
    exact_text,
    exact_value,
    fixed_text,
    readable_text,
)

RowKey = tuple[str, ...]
Fold = tuple[int, int]
Cell = TypeVar("Cell")


class BySheet(Mapping[RowKey, Mapping[str, int]]):
    """The marks of sheets under entry and judge, those of an entry together.

    Attributes:
        criteria: in order.
        whole: by entry and judge, the marks of sheets without a gap, as the criteria follow.
        others: the sheets with gaps.
    """

    __slots__ = ("criteria", "others", "whole")

    def __init__(
        self,
        criteria: tuple[str, ...],
        whole: Mapping[str, Mapping[str, tuple[int, ...]]],
        others: Mapping[RowKey, Mapping[str, int]],
    ) -> None:
        self.criteria, self.whole, self.others = criteria, whole, others

    def __getitem__(self, key: RowKey) -> Mapping[str, int]:
        if key in self.others:
            return self.others[key]
        if len(key) != 2:
            raise KeyError(key)
        return dict(zip(self.criteria, self.whole[key[0]][key[1]], strict=True))

    def __iter__(self) -> Iterator[RowKey]:
        yield from ((entry, judge) for entry, own in self.whole.items() for judge in own)
        yield from self.others

    def __len__(self) -> int:
        return sum(map(len, self.whole.values())) + len(self.others)


@dataclass(frozen=True, slots=True)
class Table:
    """Exact figures over named axes.

    Attributes:
        axes: names of the dimensions; rows run along the last one.
        rows: by the members of all axes but the last, the numerators by member of the last.
        denominator: what every numerator is divided by; positive.
        missing: cells without a number, in the same shape as `rows`; each of its rows is in
            `rows` too, if only empty.
        shown: how the figures are printed; None prints them exactly.
    """

    axes: tuple[str, ...]
    rows: Mapping[RowKey, Mapping[str, int]]
    denominator: int = 1
    missing: Mapping[RowKey, Mapping[str, State]] = field(default_factory=dict)
    shown: Rounding | None = None

    @property
    def by_entry(self) -> Mapping[str, int]:
        """Numerators by entry, of a table that is folded down to its entries."""
        return self.rows.get((), {})

    def column(self, member: str) -> Mapping[str, int]:
        """Numerators by entry of one member of the second axis."""
        return {key[0]: row[member] for key, row in self.rows.items() if member in row}

    def rows_of(self, entry: str) -> dict[RowKey, Mapping[str, int]]:
        """The rows that speak of one entry."""
        return {key: row for key, row in self.rows.items() if key[:1] == (entry,)}

    def value(self, numerator: int) -> Fraction:
        """The figure that a numerator of this table stands for."""
        return Fraction(numerator, self.denominator)

    def text(self, numerator: int) -> str:
        """The figure as it is printed: rounded as shown, else exact."""
        if self.shown is None:
            return exact_text(numerator, self.denominator)
        return fixed_text(self.shown.apply(numerator, self.denominator), self.shown.places)

    def readable(self, numerator: int) -> str:
        """The figure for people: as printed, else exact where it ends, else cut with "…"."""
        if self.shown is not None:
            return self.text(numerator)
        return readable_text(numerator, self.denominator)

    def unrounded(self) -> "Table":
        """The table without the way it is shown, for comparing all decimals."""
        if self.shown is None:
            return self
        return Table(self.axes, self.rows, self.denominator, self.missing)

    def published(self) -> "Table":
        """The table with its figures as they are printed, for ranking on what is published."""
        rounding = self.shown
        if rounding is None or 10**rounding.places == self.denominator:
            return self
        rows = {
            key: {m: rounding.apply(n, self.denominator) for m, n in row.items()}
            for key, row in self.rows.items()
        }
        return Table(self.axes, rows, 10**rounding.places, self.missing, rounding)

    def with_last(self, axis: str) -> "Table":
        """The same cells with `axis` as the last one."""
        if self.axes[-1] == axis:
            return self
        at = self.axes.index(axis)
        axes = (*self.axes[:at], *self.axes[at + 1 :], axis)
        missing = _turned(self.missing, at)
        rows: dict[RowKey, dict[str, int]] = {key: {} for key in missing}
        rows |= _turned(self.rows, at)
        return Table(axes, rows, self.denominator, missing, self.shown)

    def to_json(self) -> dict[str, object]:
        """Figures as exact text, in one order."""
        return {
            "axes": list(self.axes),
            "shown": [self.shown.places, self.shown.mode.value] if self.shown else None,
            "cells": [
                [*key, member, exact_text(row[member], self.denominator)]
                for key, row in sorted(self.rows.items())
                for member in sorted(row)
            ],
            "missing": [
                [*key, member, row[member].value]
                for key, row in sorted(self.missing.items())
                for member in sorted(row)
            ],
        }


def table_from_json(document: Mapping[str, Any]) -> Table:
    """The table that `Table.to_json` wrote."""
    axes = tuple(document["axes"])
    cells = [(tuple(cell[:-1]), exact_value(cell[-1])) for cell in document["cells"]]
    exact = over_one_divisor(axes, [(k, (v.numerator, v.denominator)) for k, v in cells], 1)
    missing: dict[RowKey, dict[str, State]] = {}
    for cell in document["missing"]:
        missing.setdefault(tuple(cell[:-2]), {})[cell[-2]] = State(cell[-1])
    shown = document["shown"]
    rounding = Rounding(shown[0], Mode(shown[1])) if shown else None
    return Table(axes, exact.rows, exact.denominator, missing, rounding)


def over_one_divisor(
    axes: tuple[str, ...],
    folds: Iterable[tuple[RowKey, Fold]],
    denominator: int,
    missing: Mapping[RowKey, Mapping[str, State]] | None = None,
    sums: dict[RowKey, dict[str, int]] | None = None,
    divisor: int = 1,
) -> Table:
    """A table of folds, all brought to the common multiple of their divisors.

    Args:
        folds: sums over divisors, by the members of all axes.
        denominator: what the sums are divided by besides.
        sums: rows that are all over one `divisor`; they become part of the table.
    """
    listed = list(folds)
    rows = {} if sums is None else sums
    common = lcm(*{below for _, (_, below) in listed}, divisor if rows else 1)
    if rows and common != divisor:
        factor = common // divisor
        rows = {key: {m: total * factor for m, total in row.items()} for key, row in rows.items()}
    for outer in missing or ():
        rows.setdefault(outer, {})
    for key, (total, below) in listed:
        outer, member = key[:-1], key[-1]
        if outer not in rows:
            rows[outer] = {}
        rows[outer][member] = total if below == common else total * (common // below)
    return Table(axes, rows, denominator * common, missing or {})


def _turned(rows: Mapping[RowKey, Mapping[str, Cell]], at: int) -> dict[RowKey, dict[str, Cell]]:
    turned: dict[RowKey, dict[str, Cell]] = {}
    for key, row in rows.items():
        before, moved = key[:at] + key[at + 1 :], key[at]
        for member, cell in row.items():
            turned.setdefault((*before, member), {})[moved] = cell
    return turned

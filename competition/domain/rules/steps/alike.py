"""Rows that lack nothing and are of one length: `reduce` folds them without a look at each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import mul

from competition.domain.rules.table import BySheet, RowKey, Table

Row = Mapping[str, int]
Sums = dict[RowKey, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Folding:
    """How rows of one length become figures.

    Attributes:
        total: adds up what counts of a row.
        divisor: of all of them.
        factors: by member, what its figure is multiplied by first; None for nothing.
    """

    total: Callable[[Iterable[int]], int]
    divisor: int
    factors: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """What became of a table.

    Attributes:
        sums: of the rows that are alike, over one `divisor`, in the shape of the folded table.
        others: the rows that have to be looked at.
    """

    sums: Sums
    divisor: int
    others: Iterable[tuple[RowKey, Row]]


def fold_alike(table: Table, folding_of: Callable[[int], Folding | None]) -> Alike:
    """Fold the rows that lack nothing and are as long as the first of them.

    Args:
        folding_of: by the length of a row, how it is folded; None where it needs a look.
    """
    rows, missing = table.rows, table.missing
    length = next((len(row) for key, row in rows.items() if key not in missing), 0)
    folding = folding_of(length)
    if folding is None:
        return Alike({}, 1, rows.items())
    if isinstance(rows, BySheet):
        return Alike(_sums_of_sheets(rows, folding), folding.divisor, rows.others.items())
    sums: Sums = {}
    others = []
    for key, row in rows.items():
        if len(row) == length and key not in missing:
            sums.setdefault(key[:-1], {})[key[-1]] = folding.total(_values(row, folding))
        else:
            others.append((key, row))
    return Alike(sums, folding.divisor, others)


def _values(row: Row, folding: Folding) -> Iterable[int]:
    factors = folding.factors
    if factors is None:
        return row.values()
    return [factors[member] * number for member, number in row.items()]


def _sums_of_sheets(rows: BySheet, folding: Folding) -> Sums:
    """The sums of whole sheets by entry and judge."""
    total = folding.total
    if folding.factors is not None:
        factors = [folding.factors[criterion] for criterion in rows.criteria]
        return {
            (entry,): {judge: total(map(mul, factors, marks)) for judge, marks in own.items()}
            for entry, own in rows.whole.items()
        }
    return {
        (entry,): dict(zip(own, map(total, own.values()), strict=True))
        for entry, own in rows.whole.items()
    }

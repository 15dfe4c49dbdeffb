"""Marks by entry and judge, as the figures of agreement need them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt

Value = int | Fraction
Marks = Mapping[tuple[str, str], Value]


def judges_of(marks: Marks) -> list[str]:
    """Every judge with a mark, in one order."""
    return sorted({judge for _, judge in marks})


def complete_rows(marks: Marks) -> list[list[Fraction]]:
    """The marks of each entry that every judge marked, in the order of `judges_of`."""
    judges = judges_of(marks)
    entries = sorted({entry for entry, _ in marks})
    return [
        [Fraction(marks[entry, judge]) for judge in judges]
        for entry in entries
        if all((entry, judge) in marks for judge in judges)
    ]


def mean(values: Sequence[Fraction]) -> Fraction:
    """The mean of at least one figure."""
    return sum(values, Fraction(0)) / len(values)


def squares(values: Sequence[Fraction]) -> Fraction:
    """The sum of squared distances from the mean."""
    middle = mean(values)
    return sum(((value - middle) ** 2 for value in values), Fraction(0))


def fractional_ranks(values: Sequence[Fraction]) -> list[Fraction]:
    """Ranks from the lowest figure up; equal ones share the mean of theirs."""
    below: dict[Fraction, Fraction] = {}
    ahead = 0
    for value in sorted(set(values)):
        count = values.count(value)
        below[value] = ahead + Fraction(count + 1, 2)
        ahead += count
    return [below[value] for value in values]


def correlation(first: Sequence[Fraction], second: Sequence[Fraction]) -> float | None:
    """Pearson's correlation; None where one of the two does not vary."""
    if len(first) < 2:
        return None
    spread = squares(first) * squares(second)
    if not spread:
        return None
    a, b = mean(first), mean(second)
    together = sum(((x - a) * (y - b) for x, y in zip(first, second, strict=True)), Fraction(0))
    return float(together) / sqrt(spread)

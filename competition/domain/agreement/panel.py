"""How far the judges of a panel agree: intraclass correlation and concordance."""

from dataclasses import dataclass
from fractions import Fraction

from competition.domain.agreement.distributions import chi_square_tail
from competition.domain.agreement.matrix import (
    Marks,
    complete_rows,
    fractional_ranks,
    mean,
    squares,
)


@dataclass(frozen=True, slots=True)
class Intraclass:
    """The six intraclass correlations of Shrout & Fleiss (1979).

    1: each entry by other judges; 2: the same judges, drawn from many; 3: exactly these judges.
    The figures with k are of the mean of all judges, the others of a single one.

    Attributes:
        entries, judges: how many of both the figures stand on; entries that not every judge
            marked are left out.
    """

    icc1: float
    icc2: float
    icc3: float
    icc1k: float
    icc2k: float
    icc3k: float
    entries: int
    judges: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W.

    Attributes:
        w: corrected for ties.
        uncorrected: without that.
        chance: of a W so high among judges who order at random, by chi-square m (n - 1) W
            (of the uncorrected one, which is the larger chance).
    """

    w: float
    uncorrected: float
    chance: float
    entries: int
    judges: int


def intraclass(marks: Marks) -> Intraclass | None:
    """The correlations; None with fewer than two entries or judges, or without differences."""
    rows = complete_rows(marks)
    n, k = len(rows), len(rows[0]) if rows else 0
    if n < 2 or k < 2:
        return None
    every = squares([value for row in rows for value in row])
    between = k * squares([mean(row) for row in rows])
    judged = n * squares([mean(list(column)) for column in zip(*rows, strict=True)])
    if not every:
        return None
    msr, msw = between / (n - 1), (every - between) / (n * (k - 1))
    msc, mse = judged / (k - 1), (every - between - judged) / ((n - 1) * (k - 1))
    shift = (msc - mse) / n
    return Intraclass(
        icc1=_ratio(msr - msw, msr + (k - 1) * msw),
        icc2=_ratio(msr - mse, msr + (k - 1) * mse + k * shift),
        icc3=_ratio(msr - mse, msr + (k - 1) * mse),
        icc1k=_ratio(msr - msw, msr),
        icc2k=_ratio(msr - mse, msr + shift),
        icc3k=_ratio(msr - mse, msr),
        entries=n,
        judges=k,
    )


def concordance(marks: Marks) -> Concordance | None:
    """Kendall's W of the judges' orders; None with fewer than two entries or judges."""
    rows = complete_rows(marks)
    n, m = len(rows), len(rows[0]) if rows else 0
    if n < 2 or m < 2:
        return None
    columns = [list(column) for column in zip(*rows, strict=True)]
    ranks = [fractional_ranks(column) for column in columns]
    apart = squares([sum(row, Fraction(0)) for row in zip(*ranks, strict=True)])
    tied = sum(count**3 - count for column in columns for count in map(column.count, set(column)))
    most = m * m * (n**3 - n)
    if most == m * tied:
        return None
    plain = 12 * apart / most
    chance = chi_square_tail(float(m * (n - 1) * plain), n - 1)
    return Concordance(float(12 * apart / (most - m * tied)), float(plain), chance, n, m)


def _ratio(over: Fraction, under: Fraction) -> float:
    return float(over / under) if under else 0.0

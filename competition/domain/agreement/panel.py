"""How far the judges of a panel agree: intraclass correlation and concordance."""

from dataclasses import dataclass
from fractions import Fraction

from competition.domain.agreement.distributions import chi_square_tail, f_quantile
from competition.domain.agreement.matrix import (
    Marks,
    complete_rows,
    fractional_ranks,
    mean,
    squares,
)

LEVEL = 0.90
Limits = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Intraclass:
    """The six intraclass correlations of Shrout & Fleiss (1979).

    1: each entry by other judges; 2: the same judges, drawn from many; 3: exactly these judges.
    The figures with k are of the mean of all judges, the others of a single one.

    Attributes:
        entries, judges: how many of both the figures stand on; entries that not every judge
            marked are left out.
        limits2k: the interval of `icc2k` at `LEVEL`; None where the marks give none.
    """

    icc1: float
    icc2: float
    icc3: float
    icc1k: float
    icc2k: float
    icc3k: float
    entries: int
    judges: int
    limits2k: Limits


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
    single = _ratio(msr - mse, msr + (k - 1) * mse + k * shift)
    limits = _limits(single, (float(msr), float(msc), float(mse)), n, k)
    return Intraclass(
        icc1=_ratio(msr - msw, msr + (k - 1) * msw),
        icc2=single,
        icc3=_ratio(msr - mse, msr + (k - 1) * mse),
        icc1k=_ratio(msr - msw, msr),
        icc2k=_ratio(msr - mse, msr + shift),
        icc3k=_ratio(msr - mse, msr),
        entries=n,
        judges=k,
        limits2k=_of_mean(limits, k),
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


def _limits(single: float, means: tuple[float, float, float], n: int, k: int) -> Limits:
    """The interval of one judge's correlation (McGraw & Wong 1996, table 7, ICC(A,1)).

    Args:
        means: mean squares of entries, of judges, and of what is left.
    """
    msr, msc, mse = means
    if mse <= 0:
        return single, single
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    spread = (a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1))
    rest = k * msc + (k * n - k - n) * mse
    if not spread or min(rest, msr) <= 0:
        return None
    freedom = (a * msc + b * mse) ** 2 / spread
    if freedom < 1:
        return None
    tail = (1 - LEVEL) / 2
    below, above = f_quantile(tail, n - 1, freedom), f_quantile(tail, freedom, n - 1)
    low = n * (msr - below * mse) / (below * rest + n * msr)
    return low, n * (above * msr - mse) / (rest + n * above * msr)


def _of_mean(limits: Limits, k: int) -> Limits:
    """Limits of the mean of k judges from those of one (Spearman & Brown 1910)."""
    if limits is None or 1 + (k - 1) * limits[0] <= 0:
        return None
    low, high = (k * one / (1 + (k - 1) * one) for one in limits)
    return low, high


def _ratio(over: Fraction, under: Fraction) -> float:
    """A share of variance; 0 where less than none is left to share, as below chance."""
    return float(over / under) if under > 0 else 0.0

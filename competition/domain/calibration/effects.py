"""Judge effects in the additive model mark = entry + judge + error, by three estimators.

Floating point with numpy throughout. Entries are eliminated first, so that what is solved has
the size of the panel, not of the field:

- LEAST_SQUARES: both fixed, judge effects sum to zero (ordinary least squares);
- RANDOM: judges drawn from a normal distribution, variances by restricted maximum likelihood
  (Patterson & Thompson 1971). Since the entries are projected out, one eigendecomposition of
  the judges' matrix turns the likelihood into a function of one number;
- ROBUST: as RANDOM, on marks whose residuals are pulled in to Huber's limit (k = 1.345 scales
  by the median absolute deviation), repeated until nothing moves (Huber 1964). Pulling a mark
  in is the same as giving it Huber's weight, and can be shown on the mark itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from competition.domain.calibration.estimator import MAD_TO_SIGMA, Estimator
from competition.domain.calibration.graph import leaves_nothing_over
from competition.domain.refusal import Refusal

Vector = NDArray[np.float64]
Index = NDArray[np.intp]
Marks = Mapping[tuple[str, str], float]

HUBER = 1.345
_LOWEST, _HIGHEST = -18.0, 18.0
_GRID = 145
_HALVINGS = 80
_NOTHING = 1e-20
_NO_VALUE = 1e-10
_FREE_ROUNDS = 10
_ROUNDS = 400
_STILL = 1e-12


@dataclass(frozen=True, slots=True)
class Effects:
    """What the model says of judges and entries.

    Attributes:
        judges: leniency by judge, in marks; positive is lenient.
        entries: estimate by entry.
        marks: each mark without its judge's leniency; under ROBUST also pulled in where it lies
            further from its entry than the tolerance. The mean over judges is the estimate.
        judge_variance: between judges; None under LEAST_SQUARES.
        residual_variance: what neither entry nor judge explains.
        leverage: by entry, its standard error in units of the residual deviation.
    """

    judges: Mapping[str, float]
    entries: Mapping[str, float]
    marks: Mapping[tuple[str, str], float]
    judge_variance: float | None
    residual_variance: float
    leverage: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Design:
    """Marks as vectors, with the places of their entry and judge."""

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    entry: Index
    judge: Index
    mark: Vector


@dataclass(frozen=True, slots=True)
class _Basis:
    """The design with its entries eliminated, in the eigenbasis of the judges.

    Attributes:
        table: 1 where an entry has a judge's mark.
        size: by entry, the number of its marks.
    """

    design: _Design
    table: Vector
    size: Vector
    values: Vector
    vectors: Vector

    @property
    def freedom(self) -> int:
        """Marks left once each entry has its own mean."""
        return len(self.design.mark) - len(self.design.entries)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Effects on some marks.

    Attributes:
        ratio: variance between judges over that of the error; None is no shrinkage at all.
        error: variance of the error.
    """

    judge: Vector
    entry: Vector
    ratio: float | None
    error: float


def judge_effects(marks: Marks, estimator: Estimator) -> Effects:
    """Estimate the model on marks by (entry, judge), of a graph that is connected.

    Raises:
        Refusal: "calibrate.no_marks_over" for RANDOM and ROBUST where entries and judges explain
            every mark, so that chance and leniency cannot be told apart.
    """
    design = _design(marks)
    if estimator is not Estimator.LEAST_SQUARES and leaves_nothing_over(marks):
        raise Refusal("calibrate.no_marks_over", marks=len(marks), judges=len(design.judges))
    basis = _basis(design)
    values = design.mark
    ratio = None if estimator is Estimator.LEAST_SQUARES else _restricted_ratio(basis, values)
    fit = _fit(basis, values, ratio)
    if estimator is Estimator.ROBUST:
        fit, values = _pulled(basis, fit)
    freed = values - fit.judge[design.judge]
    return Effects(
        dict(zip(design.judges, map(float, fit.judge), strict=True)),
        dict(zip(design.entries, map(float, fit.entry), strict=True)),
        {
            (design.entries[e], design.judges[j]): float(value)
            for e, j, value in zip(design.entry, design.judge, freed, strict=True)
        },
        None if fit.ratio is None else fit.ratio * fit.error,
        fit.error,
        dict(zip(design.entries, map(float, _leverage(basis, fit.ratio)), strict=True)),
    )


def _design(marks: Marks) -> _Design:
    """The marks in one order, whatever order they were given in."""
    keys = sorted(marks)
    entries = tuple(sorted({entry for entry, _ in keys}))
    judges = tuple(sorted({judge for _, judge in keys}))
    at_entry = {key: at for at, key in enumerate(entries)}
    at_judge = {key: at for at, key in enumerate(judges)}
    return _Design(
        entries,
        judges,
        np.array([at_entry[entry] for entry, _ in keys], dtype=np.intp),
        np.array([at_judge[judge] for _, judge in keys], dtype=np.intp),
        np.array([marks[key] for key in keys], dtype=np.float64),
    )


def _basis(design: _Design) -> _Basis:
    table = np.zeros((len(design.entries), len(design.judges)))
    table[design.entry, design.judge] = 1.0
    size = table.sum(axis=1)
    matrix = np.diag(table.sum(axis=0)) - table.T @ (table / size[:, None])
    values, vectors = np.linalg.eigh(matrix)
    values[values < _NO_VALUE * max(values[-1], 1.0)] = 0.0
    return _Basis(design, table, size, values, vectors)


def _projected(basis: _Basis, mark: Vector) -> tuple[Vector, Vector, float]:
    """Entry means, what pulls along each eigenvector, and the squares within entries."""
    design = basis.design
    plain = np.bincount(design.entry, mark) / basis.size
    inside = mark - plain[design.entry]
    pull = np.bincount(design.judge, inside, minlength=len(design.judges))
    along = np.where(basis.values > 0, basis.vectors.T @ pull, 0.0)
    return plain, along, float(inside @ inside)


def _fit(basis: _Basis, mark: Vector, ratio: float | None) -> _Fit:
    plain, along, total = _projected(basis, mark)
    shrunk = _inverse_values(basis.values, ratio)
    judge = basis.vectors @ (shrunk * along)
    left = max(total - float(shrunk @ along**2), 0.0)
    used = int(np.count_nonzero(basis.values)) if ratio is None else 0
    entry = plain - (basis.table @ judge) / basis.size
    return _Fit(judge, entry, ratio, left / max(basis.freedom - used, 1))


def _leverage(basis: _Basis, ratio: float | None) -> Vector:
    shares = basis.table / basis.size[:, None]
    turned = shares @ basis.vectors
    return np.sqrt(1 / basis.size + (turned**2) @ _inverse_values(basis.values, ratio))


def _inverse_values(values: Vector, ratio: float | None) -> Vector:
    """What the eigenvalues are inverted to; without a ratio, by the generalised inverse."""
    if ratio is not None:
        return ratio / (1 + ratio * values)
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)


def _restricted_ratio(basis: _Basis, mark: Vector) -> float | None:
    """The ratio of variances at which the restricted likelihood is highest.

    The best point of a grid is sharpened on the derivative, whose zero is found to the last
    bits; the likelihood itself is too flat there. None when nothing but judges explains the
    marks, so that there is no error to weigh them against.
    """
    _, along, total = _projected(basis, mark)
    values, freedom, squares = basis.values, basis.freedom, along**2
    bare = total - float(squares @ _inverse_values(values, None))
    if freedom == 0 or total == 0:
        return 0.0
    if bare <= total * _NOTHING:
        return None

    def deviance(ratio: float) -> float:
        left = total - float(squares @ _inverse_values(values, ratio))
        return freedom * float(np.log(left)) + float(np.log1p(ratio * values).sum())

    def slope(ratio: float) -> float:
        left = total - float(squares @ _inverse_values(values, ratio))
        falling = float((squares / (1 + ratio * values) ** 2).sum())
        return float((values / (1 + ratio * values)).sum()) - freedom * falling / left

    grid = [0.0, *np.exp(np.linspace(_LOWEST, _HIGHEST, _GRID)).tolist()]
    best = min(range(len(grid)), key=lambda at: deviance(grid[at]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    if slope(low) >= 0:
        return float(low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return float(low + high) / 2


def _pulled(basis: _Basis, fit: _Fit) -> tuple[_Fit, Vector]:
    """The fit on marks pulled in to the tolerance around what they are expected to be.

    Scale and ratio of variances are estimated anew in the first rounds and then held, so that
    the rest is a convex problem and comes to stand still.
    """
    design = basis.design
    lost = (len(design.mark) / max(basis.freedom, 1)) ** 0.5
    limit, mark, ratio = 0.0, design.mark, fit.ratio
    for number in range(_ROUNDS):
        expected = fit.entry[design.entry] + fit.judge[design.judge]
        away = design.mark - expected
        if number < _FREE_ROUNDS:
            limit = HUBER * MAD_TO_SIGMA * lost * float(np.median(np.abs(away)))
        if limit <= _STILL:
            return fit, mark
        mark = expected + np.clip(away, -limit, limit)
        if number < _FREE_ROUNDS:
            ratio = _restricted_ratio(basis, mark)
        again = _fit(basis, mark, ratio)
        moved = float(np.abs(again.entry - fit.entry).max())
        fit = again
        if number >= _FREE_ROUNDS and moved < _STILL:
            break
    return fit, mark

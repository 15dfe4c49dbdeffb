"""A quick guess of the judges' prices, good enough to know which pairs are worth looking at."""

import numpy as np
import numpy.typing as npt

from solver.task import Floats, Mask, Task

STEPS = 60
NARROW = 48
FURTHER = 8
NEVER = -1e6
Singles = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


def first_pool(task: Task) -> Mask:
    """The pairs to begin with: each entry's best at guessed prices, the best of all, the kept."""
    points = _points(task)
    width = int(task.needs.max())
    prices = _guess_prices(task, points).astype(np.float32)
    pool = task.fixed | task.kept
    np.put_along_axis(pool, _best(points, width), True, axis=1)
    np.put_along_axis(pool, _best(points - prices, width + FURTHER), True, axis=1)
    if task.seniors is not None:
        only = np.where(task.seniors, points, np.float32(NEVER))
        np.put_along_axis(pool, _best(only, 1), True, axis=1)
    return pool & task.allowed


def _points(task: Task) -> Singles:
    """Points with lots below one point, so that equals are spread over the judges."""
    lots = np.random.default_rng(0).random(task.affinity.shape, dtype=np.float32)
    return np.where(task.allowed, task.affinity.astype(np.float32) + lots, np.float32(NEVER))


def _guess_prices(task: Task, points: Singles) -> Floats:
    """Prices at which the entries' own choices nearly keep the loads, by subgradient steps.

    Each entry looks only at the judges that suit it best. A poor guess costs time, nothing else.

    Source: M. L. Fisher, "The Lagrangian relaxation method for solving integer programming
    problems", Management Science 27, 1981.
    """
    near = _best(points, NARROW)
    points = np.take_along_axis(points, near, axis=1)
    wanted = int(task.needs.max())
    prices = best = np.zeros(len(task.low))
    least, step = np.inf, float(task.affinity.max()) / 5 + 1
    for _ in range(STEPS):
        reduced = points - prices.astype(np.float32)[near]
        chosen = _best(reduced, wanted)
        load = np.bincount(np.take_along_axis(near, chosen, 1).ravel(), minlength=len(prices))
        value = np.take_along_axis(reduced, chosen, 1).sum(dtype=np.float64)
        bound = value + np.where(prices > 0, prices * task.high, prices * task.low).sum()
        if bound < least:
            least, best = bound, prices
        slope = _slope(load, prices, task)
        length = float(np.sqrt((slope**2).sum()))
        if length == 0:
            break
        prices = prices + step * slope / length
        step *= 0.93
    return best


def _best(values: Singles, width: int) -> Places:
    """The positions of the largest in each row, in no order."""
    width = min(width, values.shape[1])
    return np.argpartition(-values, width - 1, axis=1)[:, :width]


def _slope(load: Places, prices: Floats, task: Task) -> Floats:
    """By how much each load is off what its price stands for."""
    over, under = load - task.high, load - task.low
    binding = np.where(prices > 0, over, np.where(prices < 0, under, 0))
    return np.where(over > 0, over, np.where(under < 0, under, binding)).astype(np.float64)

"""What no plan can exceed, told by the judges' prices alone."""

import numpy as np

from solver.task import Floats, Ints, Mask, Task

NEVER = -1e12


def price_bound(task: Task, weights: Floats, prices: Floats) -> float:
    """A value that no plan exceeds, whatever the prices: the better they are, the closer it is.

    Each entry takes the judges that bring it most beyond their prices, seniors and organisations
    minded, loads not; the prices pay for the loads. See `competition.domain.matching.proof` for
    the same in exact arithmetic.
    """
    gain = np.where(task.allowed, weights - prices, NEVER)
    paid = float(np.where(prices > 0, prices * task.high, prices * task.low).sum())
    held = np.asarray(task.fixed.any(axis=1))
    free = _free(task, gain[~held], task.needs[~held])
    return paid + float(free.sum()) + float(_held(task, gain, held).sum())


def own_bound(task: Task) -> int:
    """Points that the worst-off entry cannot exceed, whatever the loads are."""
    gain = np.where(task.allowed, task.affinity, NEVER)
    held = np.asarray(task.fixed.any(axis=1))
    free = _free(task, gain[~held], task.needs[~held])
    return int(min(free.min(initial=np.inf), _held(task, gain, held).min(initial=np.inf)))


def _free(task: Task, gain: Floats, needs: Ints) -> Floats:
    """Entries without fixed judges: the best of each organisation, a senior among them."""
    if len(gain) == 0:
        return np.zeros(0)
    need = int(needs[0])
    best = _of_each_organisation(task, gain)
    need = min(need, best.shape[1])
    top = -np.partition(-best, need - 1, axis=1)[:, :need]
    total = top.sum(axis=1)
    if task.seniors is not None:
        senior = _of_each_organisation(task, np.where(task.seniors, gain, NEVER))
        last = top[:, need - 1 :][:, :1]
        total = total + (senior - np.maximum(best, last)).max(axis=1).clip(max=0.0)
    return np.asarray(total)


def _of_each_organisation(task: Task, gain: Floats) -> Floats:
    """The greatest gain by entry and organisation; who has none stands alone."""
    if task.organisations is None:
        return gain
    own = task.organisations.copy()
    alone = own < 0
    own[alone] = own.max(initial=-1) + 1 + np.arange(alone.sum())
    order = np.argsort(own, kind="stable")
    starts = np.flatnonzero(np.diff(own[order], prepend=-1))
    return np.maximum.reduceat(gain[:, order], starts, axis=1)


def _held(task: Task, gain: Floats, held: Mask) -> Floats:
    """Entries with fixed judges: these, and the best others."""
    total = []
    for entry in np.flatnonzero(held):
        fixed = task.fixed[entry]
        others = np.sort(gain[entry][~fixed])[::-1]
        total.append(gain[entry][fixed].sum() + others[: task.needs[entry] - fixed.sum()].sum())
    return np.array(total, dtype=np.float64)

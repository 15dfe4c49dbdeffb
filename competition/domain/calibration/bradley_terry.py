"""Abilities from pairwise choices: the Bradley-Terry model by maximum likelihood.

Floating point with numpy. Source: Bradley & Terry 1952; when the estimate exists: Ford 1957.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from competition.domain.calibration.effects import Vector
from competition.domain.refusal import Refusal

Wins = Mapping[tuple[str, str], float]
_STEPS = 100
_STILL = 1e-13


@dataclass(frozen=True, slots=True)
class Abilities:
    """Log-abilities that sum to zero, in the order of `entries`, and their covariance."""

    entries: tuple[str, ...]
    values: Vector
    covariance: Vector

    def by_entry(self) -> dict[str, float]:
        """The log-ability of each entry."""
        return dict(zip(self.entries, map(float, self.values), strict=True))

    def relative_to(self, reference: str) -> dict[str, tuple[float, float]]:
        """By other entry, the log-ability above that of a reference and its standard error."""
        at = self.entries.index(reference)
        spread = np.diag(self.covariance)
        error = np.sqrt(spread + spread[at] - 2 * self.covariance[:, at])
        return {
            entry: (float(self.values[k] - self.values[at]), float(error[k]))
            for k, entry in enumerate(self.entries)
            if k != at
        }


def bradley_terry(wins: Wins) -> Abilities:
    """The abilities under which the choices are likeliest.

    Args:
        wins: by (better, worse) how often it was chosen; a tie is half a choice each way.
    Raises:
        Refusal: "ranking.not_linked" when some were never beaten by, or never beat, the rest,
            so that no finite ability fits; `groups` names them.
    """
    entries = tuple(sorted({entry for pair in wins for entry in pair}))
    table = np.zeros((len(entries), len(entries)))
    at = {entry: k for k, entry in enumerate(entries)}
    for (better, worse), count in sorted(wins.items()):
        table[at[better], at[worse]] += count
    _require_linked(entries, table)
    both = table + table.T
    values = np.zeros(len(entries))
    level = np.full_like(table, 1 / len(entries))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(values[None, :] - values[:, None]))
        slope = table.sum(axis=1) - (both * chance).sum(axis=1)
        weight = both * chance * (1 - chance)
        information = np.diag(weight.sum(axis=1)) - weight
        step = np.linalg.solve(information + level, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        values = values + step - step.mean()
        if float(np.abs(step).max()) < _STILL:
            break
    return Abilities(entries, values, np.linalg.inv(information + level) - level)


def _require_linked(entries: tuple[str, ...], table: Vector) -> None:
    """Refuse choices that are not strongly connected."""
    reach = (table > 0) | np.eye(len(entries), dtype=bool)
    for middle in range(len(entries)):
        reach |= np.outer(reach[:, middle], reach[middle, :])
    both = reach & reach.T
    if not both.all():
        groups = {
            tuple(e for e, inside in zip(entries, row, strict=True) if inside) for row in both
        }
        told = " | ".join(", ".join(group) for group in sorted(groups))
        raise Refusal("ranking.not_linked", groups=told)

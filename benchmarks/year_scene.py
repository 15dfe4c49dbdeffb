"""A year of a country's units: 141,400 of them, twelve months, ten indicators each.

What is given is how much each indicator loses. A month is the sum of what is left of each
indicator's maximum, never below zero (扣完为止); a quarter the mean of its months, the year the
mean of at least three quarters, published with two decimals. One month in fifty is missing, and
one unit in fifty began in the third quarter.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from competition.domain.columns import Cube
from competition.domain.rules import Part, parse_rule_set

UNITS = 141_400
INDICATORS, MOST, QUARTERS_NEEDED = 10, 10, 3
_KEYS = tuple(f"i{number}" for number in range(INDICATORS))
_STEPS = [
    {"map": "deduct_from", "base": {"attribute": "max", "of": "criterion"}, "floor": "0"},
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "judge", "by": "sum"},
    {"reduce": "month", "by": "mean"},
    {"round": 2, "mode": "half_up", "show_only": True},
    {"reduce": "quarter", "by": "mean", "quorum": QUARTERS_NEEDED, "below_quorum": "unranked"},
    {"round": 2, "mode": "half_up", "as": "score"},
    {"rank": [{"key": "score"}]},
]


@dataclass(frozen=True, slots=True)
class Year:
    """What units lost, in tenths, by unit, quarter, month and indicator; and which months count."""

    off: np.ndarray[Any, Any]
    there: np.ndarray[Any, Any]


def year(units: int = UNITS, seed: int = 1) -> Year:
    """Losses drawn from a seed."""
    chance = np.random.default_rng(seed)
    off = chance.integers(0, 121, (units, 4, 3, INDICATORS), dtype=np.int16)
    there = chance.random((units, 4, 3), dtype=np.float32) >= 0.02
    there[chance.random(units) < 0.02, :2] = False
    return Year(off, there)


def rules() -> Part:
    """The part, as the product reads it."""
    criteria = [{"key": key, "max": str(MOST), "step": "0.1"} for key in _KEYS]
    stage = {"dimensions": {"quarter": [], "month": []}, "criteria": criteria, "steps": _STEPS}
    return parse_rule_set({"schema": 1, "stages": {"year": stage}}).part("year")


def cube(scene: Year) -> Cube:
    """The same marks as the product's cube; one body assesses all."""
    units = [f"U{number:06}" for number in range(len(scene.off))]
    gone = np.where(scene.there, np.int8(0), np.int8(4))[:, :, :, None, None]
    shape = (*scene.there.shape, 1, INDICATORS)
    return Cube(
        ("entry", "quarter", "month", "judge", "criterion"),
        (units, ("1", "2", "3", "4"), ("a", "b", "c"), ("J",), _KEYS),
        scene.off[:, :, :, None, :],
        10,
        np.ascontiguousarray(np.broadcast_to(gone, shape)),
    )

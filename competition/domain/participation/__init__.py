"""参赛统计: how participations, distinct people and coverage are counted over a tree."""

from competition.domain.participation.effect import Gained, Key, Leaf, Place, Told, effect
from competition.domain.participation.figures import FIGURES, Figures, percentage
from competition.domain.participation.listing import keys_of, pack_list, times_of, unpack_list
from competition.domain.participation.spans import (
    HALVES,
    MONTHS,
    QUARTERS,
    SPANS,
    YEAR,
    bounds,
    containing,
    overlapping,
)

__all__ = [
    "FIGURES",
    "HALVES",
    "MONTHS",
    "QUARTERS",
    "SPANS",
    "YEAR",
    "Figures",
    "Gained",
    "Key",
    "Leaf",
    "Place",
    "Told",
    "bounds",
    "containing",
    "effect",
    "keys_of",
    "overlapping",
    "pack_list",
    "percentage",
    "times_of",
    "unpack_list",
]

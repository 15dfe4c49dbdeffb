"""Geometry of a chart of upright bars: pairs of figures side by side, over one scale from zero."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 12, 28
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One upright bar; `series` is its number among those of its group."""

    x: int
    y: int
    width: int
    height: int
    series: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a place."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws; nothing in it is told by the drawing alone."""

    width: int
    height: int
    bars: list[Bar]
    labels: list[Mark]
    levels: list[Mark]
    grid: str


def columns(labels: Sequence[str], groups: Sequence[Sequence[int]]) -> Chart:
    """A chart of one group of bars for each label.

    Args:
        groups: for each label its figures, not below zero, as many everywhere.
    """
    top = scale_top(max((max(group) for group in groups), default=0))
    ground = HEIGHT - BOTTOM
    room = (WIDTH - LEFT - RIGHT) // max(len(labels), 1)
    wide = max(min(room * 7 // 10 // max(len(groups[0]), 1), 28), 2) if groups else 0
    bars = []
    for place, group in enumerate(groups):
        middle = LEFT + place * room + room // 2
        for series, figure in enumerate(group):
            tall = figure * (ground - TOP) // top
            left = middle - wide * len(group) // 2 + series * wide
            bars.append(Bar(left, ground - tall, wide - 1, tall, series))
    names = [
        Mark(LEFT + place * room + room // 2, HEIGHT - 9, text) for place, text in enumerate(labels)
    ]
    heights = [ground - (ground - TOP) * part // 4 for part in range(5)]
    levels = [
        Mark(LEFT - 8, height + 4, f"{top * part // 4:,}") for part, height in enumerate(heights)
    ]
    grid = "".join(f"M{LEFT} {height}H{WIDTH - RIGHT}" for height in heights)
    return Chart(WIDTH, HEIGHT, bars, names, levels, grid)


def scale_top(most: int) -> int:
    """The end of the scale: a round number, a multiple of four, not below the highest figure."""
    unit = 4
    while True:
        for step in STEPS:
            if unit * step >= most:
                return unit * step
        unit *= 10

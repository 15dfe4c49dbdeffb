"""Geometry of the two drawings that pages show: the judging board and the ruler of stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

CELL = 10
PITCH = 12
TEN_GAP = 5
RULER_WIDTH = 1150
LABEL_MARGIN = 70

_CELL_SHAPES: Mapping[str, str] = {
    "done": "h10v10h-10z",
    "draft": "m0 5h10v5h-10z",
    "none": "h10v10h-10z",
    "recused": "m.5 .5h9v9h-9zm0 9l9 -9",
    "absent": "m1.5 1.5l7 7m0 -7l-7 7",
}


def _cell_x(position: int) -> int:
    return position * PITCH + position // 10 * TEN_GAP


def board_width(count: int) -> int:
    """Width in SVG units of a row of `count` cells, a gap after every ten."""
    return _cell_x(count - 1) + CELL if count else CELL


def cell_paths(states: Sequence[str]) -> dict[str, str]:
    """One SVG path per state for one judge's row.

    Args:
        states: per entry, in order: done, draft, none, recused or absent; empty leaves a gap.
    Returns:
        State to path data; `frame` outlines the drafts, whose lower half is filled.
    """
    paths: dict[str, str] = {}
    for position, state in enumerate(states):
        if not state:
            continue
        corner = f"M{_cell_x(position)} 1"
        if state == "draft":
            paths["frame"] = paths.get("frame", "") + corner + "m.5 .5h9v9h-9z"
        paths[state] = paths.get(state, "") + corner + _CELL_SHAPES[state]
    return paths


def underline(reached: Sequence[bool]) -> str:
    """SVG path underlining the entries that have reached the quorum of sheets."""
    return "".join(
        f"M{_cell_x(position)} 1h10v2h-10z" for position, full in enumerate(reached) if full
    )


@dataclass(frozen=True)
class RulerText:
    """A word at a place of the ruler."""

    x: int
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class RulerBar:
    """A stage in true time."""

    x: int
    width: int
    state: str


@dataclass(frozen=True)
class Ruler:
    """What figures.ruler draws."""

    month_ticks: str
    week_ticks: str
    months: list[RulerText]
    bars: list[RulerBar]
    today: RulerText | None


def time_ruler(
    stages: Sequence[tuple[date, date, str]],
    *,
    today: date | None,
    today_label: str,
    month_labels: Sequence[str],
) -> Ruler:
    """Place stages (first day, last day, state), at least one, on a scale of whole months.

    The state is done, cur or next; `month_labels` are twelve names, January first.
    """
    start = min(first for first, _, _ in stages).replace(day=1)
    end = _next_month(max(last for _, last, _ in stages))
    days = (end - start).days

    def place(day: date) -> int:
        return (day - start).days * RULER_WIDTH // days

    months = _months(start, end)
    weeks = (start + timedelta(n) for n in range(days))
    mark = _today_mark(place(today), today_label) if today and start <= today < end else None
    return Ruler(
        month_ticks="".join(f"M{place(day)} 30V44" for day in [*months, end]),
        week_ticks="".join(f"M{place(day)} 37V44" for day in weeks if day.weekday() == 0),
        months=[RulerText(place(day) + 5, month_labels[day.month - 1]) for day in months],
        bars=[
            RulerBar(place(first), max(place(last + timedelta(1)) - place(first), 6), state)
            for first, last, state in stages
        ],
        today=mark,
    )


def _today_mark(x: int, label: str) -> RulerText:
    if x < LABEL_MARGIN:
        return RulerText(x, label, "start")
    return RulerText(x, label, "end" if x > RULER_WIDTH - LABEL_MARGIN else "middle")


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1)


def _months(start: date, end: date) -> list[date]:
    months = [start]
    while (following := _next_month(months[-1])) < end:
        months.append(following)
    return months

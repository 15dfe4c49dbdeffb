"""The tables of entries on the trust page: what to show at once, what to unfold, and drawings."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from competition.services.results.trust import TrustReport, TrustRow
from competition.web.trust_drawing import Scale as Axis
from competition.web.trust_drawing import places, scale_of, span
from competition.web.trust_words import line_name, plain

AROUND = 6
MOST = 20


def errors(report: TrustReport) -> dict[str, Any] | None:
    """Intervals by rank: the rows around the lines, and all others; None without any."""
    rows = [row for row in report.rows if row.interval is not None]
    if not rows:
        return None
    alike = {entry for line in report.lines for entry in line.alike}
    near = near_lines(report) | alike or {row.line.key for row in rows[:MOST]}
    chosen = [row for row in rows if row.line.key in near]
    rest = [row for row in rows if row.line.key not in near]

    def drawn(row: TrustRow, scale: Axis) -> dict[str, Any]:
        found = row.interval
        assert found is not None
        return {
            "line": row.line,
            "drawing": span(scale, found.low, found.estimate, found.high),
            "text": f"{plain(found.low)} – {plain(found.high)}",
            "middle": plain(found.estimate),
            "alike": _("、").join(
                line.tier or _("入围") for line in report.lines if row.line.key in line.alike
            ),
        }

    return two_tables(report, chosen, rest, drawn, interval_ends, places_shown=1)


def ranges(report: TrustReport) -> dict[str, Any] | None:
    """Ranks without a judge: those that cross a line or move most, and all others."""
    rows = [row for row in report.rows if row.ranks is not None and row.ranks.best is not None]
    if not rows:
        return None
    moving = {entry for line in report.lines for entry in line.moving}
    widest = sorted(rows, key=lambda row: -(rank_ends(row)[1] - rank_ends(row)[0]))[:10]
    near = moving | {row.line.key for row in widest}

    def drawn(row: TrustRow, scale: Axis) -> dict[str, Any]:
        best, worst = rank_ends(row)
        gone = row.ranks.unranked_without if row.ranks else ()
        return {
            "line": row.line,
            "drawing": span(scale, best, row.line.rank or best, worst),
            "text": f"{best:.0f} – {worst:.0f}",
            "gone": _("、").join(report.judges.get(judge, judge) for judge in gone),
            "moving": row.line.key in moving,
        }

    chosen = [row for row in rows if row.line.key in near]
    rest = [row for row in rows if row.line.key not in near]
    return two_tables(report, chosen, rest, drawn, lambda row: list(rank_ends(row)))


def calibrated(report: TrustReport) -> dict[str, Any] | None:
    """Published ranks beside plain and calibrated ones; None where judges cannot be compared."""
    rows = [row for row in report.rows if row.least_squares is not None]
    if not rows:
        return None
    shifted = [row for row in rows if len({row.line.rank, row.mean, row.least_squares}) > 1]
    near = {row.line.key for row in sorted(shifted, key=lambda row: -change(row))[:MOST]}

    def drawn(row: TrustRow, scale: Axis) -> dict[str, Any]:
        return {
            "line": row.line,
            "drawing": places(scale, row.line.rank or 0, (row.least_squares, row.random)),
            "mean": row.mean,
            "fixed": row.least_squares,
            "random": row.random,
        }

    chosen = [row for row in rows if row.line.key in near]
    rest = [row for row in rows if row.line.key not in near]
    made = two_tables(report, chosen, rest, drawn, all_ranks)
    return made | {
        "all": len(rows),
        "moved": sum(row.line.rank != row.least_squares for row in rows),
        "by_leniency": sum(row.mean != row.least_squares for row in rows),
    }


def two_tables(
    report: TrustReport,
    chosen: Sequence[TrustRow],
    rest: Sequence[TrustRow],
    drawn: Callable[[TrustRow, Axis], dict[str, Any]],
    ends: Callable[[TrustRow], list[float]],
    places_shown: int = 0,
) -> dict[str, Any]:
    """Rows to show at once and rows to unfold, each on a scale of its own; lines among them."""
    tables = {}
    for name, rows in (("rows", chosen), ("rest", rest)):
        scale = scale_of([end for row in rows for end in ends(row)])
        beneath = cuts(report, rows)
        tables[name] = {
            "axis": (f"{scale.low:.{places_shown}f}", f"{scale.high:.{places_shown}f}"),
            "rows": [drawn(row, scale) | {"cut": beneath.get(row.line.key)} for row in rows],
        }
    return tables


def near_lines(report: TrustReport) -> set[str]:
    """The entries within `AROUND` places of a line."""
    order = [row.line.key for row in report.rows]
    ends = [len(line.above) for line in report.lines]
    return {
        key
        for place, key in enumerate(order, start=1)
        if any(end - AROUND < place <= end + AROUND for end in ends)
    }


def cuts(report: TrustReport, rows: Sequence[TrustRow]) -> dict[str, str]:
    """By the last of these rows above a line, the lines drawn beneath it, in words."""
    found: dict[str, list[str]] = {}
    for line in report.lines:
        above = [row.line.key for row in rows if row.line.key in line.above]
        if above and len(above) < len(rows):
            found.setdefault(above[-1], []).append(line_name(line))
    return {key: _("；").join(names) for key, names in found.items()}


def interval_ends(row: TrustRow) -> list[float]:
    """Both ends of an interval."""
    return [row.interval.low, row.interval.high] if row.interval else []


def rank_ends(row: TrustRow) -> tuple[float, float]:
    """Best and worst rank; its own where there is no range."""
    own = float(row.line.rank or 0)
    if row.ranks is None or row.ranks.best is None or row.ranks.worst is None:
        return own, own
    return float(row.ranks.best), float(row.ranks.worst)


def all_ranks(row: TrustRow) -> list[float]:
    """Every rank that a row of calibrated ranks shows."""
    found = (row.line.rank, row.least_squares, row.random)
    return [float(rank) for rank in found if rank is not None]


def change(row: TrustRow) -> int:
    """By how many places calibration moves an entry."""
    return abs((row.line.rank or 0) - (row.least_squares or 0))

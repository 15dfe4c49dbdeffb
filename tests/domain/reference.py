"""A slow reading of rule documents with Fractions, written apart from the engine.

It folds a plain dictionary of cells and knows nothing of integers, tables or parts. It covers
`reduce`, `round`, `rank` and `award` of one stage, without trimming shares.
"""

from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Any

from competition.domain.marks import State
from competition.domain.rules import Facts

Key = tuple[str, ...]
Cells = dict[Key, Fraction | State]


def reference(document: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Scores, ranks and awards of the one stage of a document."""
    (stage,) = document["stages"].values()
    axes = ["entry", "judge", "criterion"]
    cells = _cells(stage["criteria"], facts)
    named: dict[str, Cells] = {}
    told: dict[str, Any] = {"awards": {}}
    for step in stage["steps"]:
        if "reduce" in step:
            at = axes.index(step["reduce"])
            axes = axes[:at] + axes[at + 1 :]
            cells = _reduced(cells, at, step)
        elif "round" in step:
            cells = {
                key: cell if isinstance(cell, State) else _rounded(cell, step)
                for key, cell in cells.items()
            }
        elif "rank" in step:
            told["ranks"] = _ranks(named, step)
        elif "award" in step:
            told["awards"] = _awards(told["ranks"], step)
        if "as" in step:
            named[step["as"]] = cells
    told["scores"] = {
        key[0]: cell for key, cell in named["score"].items() if not isinstance(cell, State)
    }
    return told


def _cells(criteria: list[dict[str, Any]], facts: Facts) -> Cells:
    cells: Cells = {}
    for sheet in facts.sheets:
        for criterion in criteria:
            key = criterion["key"]
            decimals = len(str(criterion["step"]).partition(".")[2])
            if sheet.state is not State.SCORED:
                cell: Fraction | State = sheet.state
            elif key in sheet.marks:
                cell = Fraction(sheet.marks[key], 10**decimals)
            else:
                cell = sheet.missing.get(key, State.BLANK)
            cells[sheet.entry, sheet.judge, key] = cell
    return cells


def _reduced(cells: Cells, at: int, step: dict[str, Any]) -> Cells:
    rows: dict[Key, dict[str, Fraction | State]] = {}
    for key, cell in cells.items():
        rows.setdefault(key[:at] + key[at + 1 :], {})[key[at]] = cell
    return {key: _folded(row, step) for key, row in rows.items()}


def _folded(row: dict[str, Fraction | State], step: dict[str, Any]) -> Fraction | State:
    gaps = [cell for cell in row.values() if isinstance(cell, State)]
    if step["reduce"] == "criterion" and gaps:
        return min(gaps, key=[State.BLANK, State.ABSENT, State.RECUSED].index)
    values = sorted((c, m) for m, c in row.items() if not isinstance(c, State))
    if len(values) < step.get("quorum", 1):
        return State.BLANK
    high, low = step.get("drop_high", 0), step.get("drop_low", 0)
    if high + low:
        if len(values) >= step["at_least"]:
            values = values[low : len(values) - high]
        elif step.get("below", "block") == "block":
            return State.BLANK
    weights = {m: Fraction(w) for m, w in step.get("weights", {}).items()}
    total = sum(value * weights.get(member, 1) for value, member in values)
    if step["by"] == "sum":
        return Fraction(total)
    return Fraction(total) / sum(weights.get(member, Fraction(1)) for _, member in values)


def _rounded(value: Fraction, step: dict[str, Any]) -> Fraction:
    scaled = abs(value) * 10 ** step["round"]
    whole = floor(scaled)
    rest = scaled - whole
    up = {
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
        "truncate": False,
    }[step["mode"]]
    return Fraction(whole + up, 10 ** step["round"]) * (-1 if value < 0 else 1)


def _ranks(named: dict[str, Cells], step: dict[str, Any]) -> dict[str, int]:
    def figures(entry: str) -> tuple[Fraction, ...]:
        return tuple(-named[key["key"]][entry,] for key in step["rank"])

    first = named[step["rank"][0]["key"]]
    ranked = sorted((key[0] for key, c in first.items() if not isinstance(c, State)), key=figures)
    ranks: dict[str, int] = {}
    dense = 0
    for _, tied in groupby(ranked, key=figures):
        dense, place = dense + 1, len(ranks) + 1
        ranks |= dict.fromkeys(tied, dense if step.get("style") == "1223" else place)
    return ranks


def _awards(ranks: dict[str, int], step: dict[str, Any]) -> dict[str, str]:
    """Only the boundary rules EXPAND (next tier keeps its quota) and SHRINK (unused lapse)."""
    awards: dict[str, str] = {}
    waiting = sorted(set(ranks.values()))
    for tier in step["award"]:
        left = tier["quota"]
        while waiting:
            tied = [entry for entry, rank in ranks.items() if rank == waiting[0]]
            if left <= 0 or (len(tied) > left and step["boundary"] == "shrink"):
                break
            awards |= dict.fromkeys(tied, tier["tier"])
            left -= len(tied)
            waiting.pop(0)
    return awards

"""The step `calibrate`: changes figures by looking at all of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from competition.domain.refusal import Refusal
from competition.domain.rules.calibrating.effect import JudgeEffect
from competition.domain.rules.calibrating.panel import Correction, PanelCorrection
from competition.domain.rules.calibrating.scale700 import Scale700
from competition.domain.rules.calibrating.standard import MinMax, ZScore
from competition.domain.rules.calibrating.way import Calibrated, Cell, Slice, Way, read_panel
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.table import RowKey, Table
from competition.domain.rules.trace import figure

_ENTRIES = ("entry",)
_SHEETS = ("entry", "judge")


class Method(StrEnum):
    """The ways of calibrating."""

    PANEL_COEFFICIENT = "panel_coefficient"
    PANEL_DIFFERENCE = "panel_difference"
    JUDGE_EFFECT = "judge_effect"
    Z_SCORE = "z_score"
    MIN_MAX = "min_max"
    SCALE_700 = "scale_700"


@dataclass(frozen=True, slots=True)
class Calibrate:
    """`{"calibrate": "judge_effect", "estimator": "least_squares", "per": "track", ...}`.

    Attributes:
        per: the attribute whose values are calibrated apart; None looks at all together.
    """

    name: str
    source: str
    makes: tuple[str, ...]
    way: Way
    per: str | None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Calibrate":
        """Read the step.

        Raises:
            Refusal: "rules.axes" when the table has not the shape that the way looks at, and
                those of the way.
        """
        source, axes = scope.source(params)
        method = params.choice("calibrate", Method)
        way = _read_way(method, params, scope)
        wanted = _SHEETS if way.panel is None and method is not Method.SCALE_700 else _ENTRIES
        if axes != wanted:
            raise Refusal(
                "rules.axes",
                path=params.at("from") if "from" in params else params.path,
                table=source,
                axes=", ".join(axes),
                wanted=", ".join(wanted),
            )
        per = scope.group_attribute(params)
        return cls(scope.step_name(params, "calibrate"), source, axes, way, per)

    def run(self, run: Run) -> None:
        """Calibrate each group of entries apart."""
        table = run.table(self.source)
        cells = _cells(table)
        made: dict[Cell, Fraction] = {}
        found: dict[str, Calibrated] = {}
        for group, entries in run.grouped(run.competing, self.per).items():
            inside = set(entries)
            chosen = {cell: value for cell, value in cells.items() if cell.entry in inside}
            panels = self._panels(run, {cell.entry for cell in chosen})
            if chosen:
                found[group] = self.way.change(Slice(self.name, group, chosen, panels))
                made |= found[group].cells
        run.remembered[self.name, "found"] = found
        run.tables[self.name] = _table(table, made)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each figure of the entry before and after, and what was found out about the whole."""
        table, made = run.table(self.source), run.tables[self.name]
        before = _cells(_about(run, f"{self.name}:before", table, entry))
        after = _cells(_about(run, f"{self.name}:after", made, entry))
        own = sorted(cell for cell in before if cell.entry == entry and cell in after)
        if not own:
            return []
        group = run.group_of(entry, self.per)
        found: Calibrated = run.remembered[self.name, "found"][group]
        return [
            {
                "code": "calibrate",
                "step": self.name,
                "source": self.source,
                "group": group,
                "per": self.per,
                "rule": self.way.to_json(),
                "shared": found.shared,
                "cells": [
                    {
                        "judge": cell.judge,
                        "before": figure(table, int(before[cell] * table.denominator)),
                        "after": figure(made, int(after[cell] * made.denominator)),
                        **found.by_cell.get(cell, {}),
                    }
                    for cell in own
                ],
            }
        ]

    def _panels(self, run: Run, entries: set[str]) -> Mapping[str, str]:
        panel = self.way.panel
        if panel is None:
            return {}
        for entry in sorted(entries):
            if panel not in run.by_id[entry].attributes:
                raise Refusal("facts.attribute_missing", entry=entry, attribute=panel)
        return {entry: run.by_id[entry].attributes[panel] for entry in entries}


def _read_way(method: Method, params: Params, scope: Scope) -> Way:
    if method is Method.PANEL_COEFFICIENT:
        return PanelCorrection.read(params, scope, Correction.COEFFICIENT)
    if method is Method.PANEL_DIFFERENCE:
        return PanelCorrection.read(params, scope, Correction.DIFFERENCE)
    if method is Method.JUDGE_EFFECT:
        return JudgeEffect.read(params)
    if method is Method.SCALE_700:
        return Scale700.read(params)
    panel = read_panel(params, scope) if "panel" in params else None
    return ZScore.read(params, panel) if method is Method.Z_SCORE else MinMax.read(params, panel)


def _about(run: Run, index: str, table: Table, entry: str) -> Table:
    """The table with nothing but what it says of one entry."""
    if table.axes == _ENTRIES:
        own = {entry: table.by_entry[entry]} if entry in table.by_entry else {}
        return Table(table.axes, {(): own}, table.denominator)
    rows = {key: table.rows[key] for key in run.row_keys(index, table, entry)}
    return Table(table.axes, rows, table.denominator)


def _cells(table: Table) -> dict[Cell, Fraction]:
    if table.axes == _ENTRIES:
        return {Cell(entry): table.value(value) for entry, value in table.by_entry.items()}
    return {
        Cell(key[0], judge): table.value(value)
        for key, row in table.rows.items()
        for judge, value in row.items()
    }


def _table(source: Table, cells: Mapping[Cell, Fraction]) -> Table:
    unit = lcm(*{value.denominator for value in cells.values()})
    rows: dict[RowKey, dict[str, int]] = {key: {} for key in source.missing}
    for cell, value in cells.items():
        key, member = ((cell.entry,), cell.judge) if cell.judge else ((), cell.entry)
        rows.setdefault(key, {})[member] = value.numerator * (unit // value.denominator)
    return Table(source.axes, rows, unit, source.missing)

"""The step `map`: changes each figure of a table and keeps its shape."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.map_bands import Bands
from competition.domain.rules.steps.map_each import (
    Add,
    Clamp,
    Deduct,
    Multiply,
    Points,
    Proportion,
)
from competition.domain.rules.steps.map_facts import FromAttribute, FromEvents
from competition.domain.rules.steps.map_field import BestOfField, Places, ShareOfTotal
from competition.domain.rules.table import RowKey, Table
from competition.domain.rules.trace import every_cell, figure


class Change(Protocol):
    """One way of changing figures."""

    def changed(self, run: Run, table: Table) -> Table:
        """The table with its figures changed."""

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The numbers that made one figure, as text by their name in the rules."""


_Reader = Callable[[Params, Scope, tuple[str, ...]], Change]
_EACH: dict[str, _Reader] = {
    "multiply": Multiply.read,
    "add": Add.read,
    "subtract": Add.read_subtract,
    "deduct_from": Deduct.read,
    "points": Points.read,
    "proportion": Proportion.read,
    "bands": Bands.read,
    "clamp": Clamp.read,
    "best_of_field": BestOfField.read,
    "share_of_total": ShareOfTotal.read,
    "places": Places.read,
}
_OUT_OF_FACTS: dict[str, _Reader] = {
    "attribute": FromAttribute.read,
    "events": FromEvents.read,
}
METHODS = (*_EACH, *_OUT_OF_FACTS)


@dataclass(frozen=True, slots=True)
class Map:
    """`{"map": "multiply", "by": [{"attribute": "difficulty", "of": "item"}, "0.6"]}` and so on.

    The methods "attribute" and "events" make a table of entries out of the facts themselves.
    """

    name: str
    source: str
    makes: tuple[str, ...]
    method: str
    change: Change

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Map":
        """Read the step.

        Raises:
            Refusal: "rules.not_choice" for an unknown method, and those of the methods.
        """
        method = params.text("map")
        if method not in METHODS:
            options = ", ".join(METHODS)
            raise Refusal("rules.not_choice", path=params.at("map"), value=method, options=options)
        if method in _OUT_OF_FACTS:
            source = ""
            axes: tuple[str, ...] = ("entry",)
            change = _OUT_OF_FACTS[method](params, scope, axes)
        else:
            source, axes = scope.source(params)
            change = _EACH[method](params, scope, axes)
        return cls(scope.step_name(params, "map"), source, axes, method, change)

    def run(self, run: Run) -> None:
        """Change every figure."""
        before = run.table(self.source) if self.source else Table(self.makes, {})
        run.tables[self.name] = self.change.changed(run, before)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each figure of the entry before and after, with the numbers that changed it."""
        made = run.tables[self.name]
        before = run.table(self.source) if self.source else None
        cells: list[dict[str, object]] = []
        for key, member, numerator in every_cell(made, entry):
            old = None if before is None else before.rows[key][member]
            cells.append(
                {
                    "key": list(key),
                    "member": member,
                    "before": None if before is None or old is None else figure(before, old),
                    "values": self.change.told(run, before or made, (*key, member)),
                    "after": figure(made, numerator),
                }
            )
        if not cells:
            return []
        told = {"code": "map", "step": self.name, "source": self.source, "method": self.method}
        return [{**told, "axes": list(self.makes), "cells": cells}]

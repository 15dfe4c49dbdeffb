"""The step `round`: the only place where figures are rounded."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.domain.rounding import Mode, Rounding
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.table import Table
from competition.domain.rules.trace import every_cell, figure

MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Round:
    """`{"round": 2, "mode": "half_up"}`: to so many decimals, in a mode of `Mode`.

    With `"show_only": true` figures are published so but stay exact for later steps.
    """

    name: str
    source: str
    makes: tuple[str, ...]
    rounding: Rounding
    show_only: bool

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Round":
        """Read the step; the mode must be named."""
        source, axes = scope.source(params)
        rounding = Rounding(params.integer("round", high=MOST_PLACES), params.choice("mode", Mode))
        show_only = params.flag("show_only", False)
        return cls(scope.step_name(params, "round"), source, axes, rounding, show_only)

    def run(self, run: Run) -> None:
        """Round each figure, or only note how it is shown."""
        exact = run.table(self.source)
        noted = Table(exact.axes, exact.rows, exact.denominator, exact.missing, self.rounding)
        run.tables[self.name] = noted if self.show_only else noted.published()

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each figure of the entry before and after."""
        before, after = run.table(self.source), run.table(self.name)
        cells: list[Mapping[str, object]] = [
            {
                "key": list(key),
                "member": member,
                "before": figure(before, numerator),
                "after": after.text(after.rows[key][member]),
            }
            for key, member, numerator in every_cell(before, entry)
        ]
        if not cells:
            return []
        return [
            {
                "code": "round",
                "step": self.name,
                "source": self.source,
                "axes": list(before.axes),
                "places": self.rounding.places,
                "mode": self.rounding.mode.value,
                "show_only": self.show_only,
                "cells": cells,
            }
        ]

"""The implied step behind a tie key on a criterion: mean marks by entry and criterion."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from competition.domain.refusal import Refusal
from competition.domain.rules.part import MARKS, Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.table import RowKey, table_from_cells


class Sheets(StrEnum):
    """Whose marks a sub-score is the mean of: all valid sheets, or those not dropped."""

    VALID = "valid"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class SubScores:
    """Mean mark of each criterion over an entry's valid sheets.

    With `dropping`, a sheet counts for the share that the named step kept of it: equal
    extremes share the drop, so that it never matters which of them was dropped.
    """

    name: str
    makes: tuple[str, ...]
    dropping: str | None

    def run(self, run: Run) -> None:
        """Average the marks of each criterion."""
        marks = run.table(MARKS)
        sheets: dict[str, list[tuple[str, Mapping[str, int]]]] = {}
        for (entry, judge), row in marks.rows.items():
            if row and (entry, judge) not in marks.missing:
                sheets.setdefault(entry, []).append((judge, row))
        cells: list[tuple[RowKey, str, Fraction]] = []
        for entry, valid in sheets.items():
            weights = self._weights(run, entry, [judge for judge, _ in valid])
            for criterion in valid[0][1]:
                total = sum(
                    weight * row[criterion] for weight, (_, row) in zip(weights, valid, strict=True)
                )
                mean = Fraction(total, sum(weights) * marks.denominator)
                cells.append(((entry,), criterion, mean))
        run.tables[self.name] = table_from_cells(self.makes, cells)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Nothing: the tie that needs a sub-score names it."""
        return []

    def _weights(self, run: Run, entry: str, judges: list[str]) -> list[int]:
        if self.dropping is None:
            return [1] * len(judges)
        step = next(s for s in run.part.steps if s.name == self.dropping)
        assert isinstance(step, Reduce)
        kept = step.kept_shares(run, (entry,))
        common = lcm(*(share.denominator for share in kept.values()))
        return [int(kept.get(judge, Fraction(0)) * common) for judge in judges]


def add_sub_scores(scope: Scope, sheets: Sheets, path: str) -> str:
    """Make sure that the part makes the table, and name it.

    Raises:
        Refusal: "rules.nothing_dropped" when kept sheets are named but no step drops any.
    """
    name = f"#{sheets.value}"
    if scope.has_table(name):
        return name
    dropping = None
    if sheets is Sheets.KEPT:
        steps = [s for s in scope.steps if isinstance(s, Reduce) and _drops(s, scope)]
        if not steps:
            raise Refusal("rules.nothing_dropped", path=path)
        dropping = steps[-1].name
    scope.add_aside(SubScores(name, ("entry", "criterion"), dropping))
    return name


def _drops(step: Reduce, scope: Scope) -> bool:
    return step.drops_sheets(scope.axes_of(step.source, step.name))

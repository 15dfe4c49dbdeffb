"""The implied step behind a tie key on a criterion: each entry's mean mark in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from operator import mul

from competition.domain.refusal import Refusal
from competition.domain.rules.part import MARKS, Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.table import BySheet, Table, over_one_divisor


class Sheets(StrEnum):
    """Whose marks a sub-score is the mean of: all valid sheets, or those not dropped."""

    VALID = "valid"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class SubScore:
    """Mean mark of one criterion over an entry's valid sheets.

    With `dropping`, a sheet counts for the share that this step kept of it: equal extremes
    share the drop, so that it never matters which of them was dropped.
    """

    name: str
    criterion: str
    dropping: Reduce | None
    makes: tuple[str, ...] = ("entry",)

    def run(self, run: Run) -> None:
        """Average the marks in the criterion."""
        marks = run.table(MARKS)
        folds = [
            ((entry,), self._fold(run, entry, judges, own))
            for entry, judges, own in _valid(marks, self.criterion)
        ]
        run.tables[self.name] = over_one_divisor(self.makes, folds, marks.denominator)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Nothing: the tie that needs a sub-score names it."""
        return []

    def _fold(
        self, run: Run, entry: str, judges: Iterable[str], marks: Sequence[int]
    ) -> tuple[int, int]:
        if self.dropping is None:
            return sum(marks), len(marks)
        kept = self.dropping.kept_shares(run, (entry,))
        unit = lcm(*(share.denominator for share in kept.values()))
        weights = [int(kept.get(judge, Fraction(0)) * unit) for judge in judges]
        return sum(map(mul, weights, marks)), sum(weights) or 1


def _valid(marks: Table, criterion: str) -> Iterator[tuple[str, Iterable[str], Sequence[int]]]:
    """By entry, the marks in a criterion on sheets without a gap that hold it, and whose."""
    if isinstance(marks.rows, BySheet):
        at = marks.rows.criteria.index(criterion)
        for entry, own in marks.rows.whole.items():
            yield entry, own, [given[at] for given in own.values()]
        return
    found: dict[str, tuple[list[str], list[int]]] = {}
    for key, row in marks.rows.items():
        if key not in marks.missing and criterion in row:
            judges, given = found.setdefault(key[0], ([], []))
            judges.append(key[-1])
            given.append(row[criterion])
    for entry, (judges, given) in found.items():
        yield entry, judges, given


def add_sub_score(scope: Scope, criterion: str, sheets: Sheets, path: str) -> str:
    """Make sure that the part makes the sub-score, and name its table.

    Raises:
        Refusal: "rules.nothing_dropped" when kept sheets are named but no step drops any.
    """
    name = f"#{sheets.value}:{criterion}"
    if scope.has_table(name):
        return name
    dropping = None
    if sheets is Sheets.KEPT:
        steps = [s for s in scope.steps if isinstance(s, Reduce) and _drops(s, scope)]
        if not steps:
            raise Refusal("rules.nothing_dropped", path=path)
        dropping = steps[-1]
    scope.add_aside(SubScore(name, criterion, dropping))
    return name


def _drops(step: Reduce, scope: Scope) -> bool:
    return step.drops_sheets(scope.axes_of(step.source, step.name))

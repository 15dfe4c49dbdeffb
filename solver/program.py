"""One linear or integer program over some of the pairs, run by HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from solver.rows import Family
from solver.task import Floats, Ints, Task

HARDLY = 1e-6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program came to.

    Args:
        solved: whether the optimum was found and proven.
        value: what was reached without the missing; bound: what nobody can exceed.
        chosen: by column, how much of each pair was taken.
        missing: by family and row, how far the rule is from being kept.
        prices: by family and row; of linear programs only.
        worst: the variable that stands for the worst-off entry, if there was one.
    """

    solved: bool
    value: float
    bound: float
    chosen: Floats
    missing: dict[str, Floats]
    prices: tuple[Floats, ...]

    @property
    def lacks(self) -> bool:
        """Whether a rule is broken."""
        return any(rows.max(initial=0.0) > HARDLY for rows in self.missing.values())

    @property
    def whole(self) -> bool:
        """Whether no pair is taken by half."""
        return bool((np.abs(self.chosen - self.chosen.round()) < HARDLY).all())


@dataclass(frozen=True, slots=True)
class Program:
    """A program over the columns given by entry and judge.

    Args:
        weights: points of each column; None: the points of the worst-off entry are maximised and
            the family "points" states how far each entry is above them.
        penalties: by family, what it costs to miss a rule by one; 0 forbids it.
    """

    task: Task
    entries: Ints
    judges: Ints
    families: Sequence[Family]
    weights: Floats | None
    penalties: dict[str, float]

    def run(self, *, whole: bool, seconds: float) -> Outcome:
        """Solve it, in whole pairs or not."""
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            highs.setOptionValue(option, value)
        highs.setOptionValue("time_limit", max(1.0, seconds))
        highs.passModel(self._model(whole))
        highs.run()
        return self._outcome(highs, whole)

    def _model(self, whole: bool) -> highspy.HighsLp:
        lower = np.concatenate([family.lower for family in self.families])
        upper = np.concatenate([family.upper for family in self.families])
        count, rows = len(self.entries), len(lower)
        under, over = self._slack_costs(lower, upper)
        worst = int(self.weights is None)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows, count + 2 * rows + worst
        model.row_lower_, model.row_upper_ = lower, upper
        model.sense_ = highspy.ObjSense.kMaximize
        weights = np.zeros(count) if self.weights is None else self.weights
        model.col_cost_ = np.concatenate([weights, -under, -over, np.ones(worst)])
        model.col_lower_ = np.concatenate(
            [self.task.fixed[self.entries, self.judges], np.zeros(2 * rows + worst)]
        )
        model.col_upper_ = np.concatenate(
            [np.ones(count), _room(under), _room(over), np.full(worst, np.inf)]
        )
        self._fill(model, count, rows)
        if whole:
            kind = highspy.HighsVarType
            model.integrality_ = [kind.kInteger] * count + [kind.kContinuous] * (2 * rows + worst)
        return model

    def _slack_costs(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        cost = np.concatenate(
            [np.full(len(each.lower), self.penalties[each.name]) for each in self.families]
        )
        over = [np.full(len(each.lower), each.name != "entry") for each in self.families]
        return (
            np.where(np.isfinite(lower), cost, 0.0),
            np.where(np.isfinite(upper) & np.concatenate(over), cost, 0.0),
        )

    def _fill(self, model: highspy.HighsLp, count: int, rows: int) -> None:
        """The coefficients, column by column."""
        at_row, at_column, values = [], [], []
        first = 0
        for family in self.families:
            row, column, value = family.cells(self.entries, self.judges)
            at_row.append(row + first)
            at_column.append(column)
            values.append(value)
            if self.weights is None and family.name == "points":
                at_row.append(np.arange(first, first + len(family.lower)))
                at_column.append(np.full(len(family.lower), count + 2 * rows))
                values.append(np.full(len(family.lower), -1.0))
            first += len(family.lower)
        for shift, sign in ((0, 1.0), (rows, -1.0)):
            at_row.append(np.arange(rows))
            at_column.append(np.arange(rows) + count + shift)
            values.append(np.full(rows, sign))
        columns = np.concatenate(at_column)
        order = np.argsort(columns, kind="stable")
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(model.num_col_ + 1))
        model.a_matrix_.index_ = np.concatenate(at_row)[order]
        model.a_matrix_.value_ = np.concatenate(values)[order]

    def _outcome(self, highs: highspy.Highs, whole: bool) -> Outcome:
        found, info = highs.getSolution(), highs.getInfo()
        solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.array(found.col_value)
        count, rows = len(self.entries), highs.getNumRow()
        if len(values) == 0 or not np.isfinite(info.objective_function_value):
            return Outcome(False, -np.inf, np.inf, np.zeros(0), {}, ())
        slack = values[count : count + rows] + values[count + rows : count + 2 * rows]
        missing: dict[str, Floats] = {}
        prices, first = [], 0
        duals = np.zeros(rows) if whole else np.array(found.row_dual)
        for family in self.families:
            span = slice(first, first + len(family.lower))
            missing[family.name] = np.maximum(slack[span], missing.get(family.name, 0.0))
            prices.append(duals[span])
            first += len(family.lower)
        value = info.objective_function_value
        bound = info.mip_dual_bound if whole else value
        return Outcome(solved, value, bound, values[:count], missing, tuple(prices))


_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.999,
}


def _room(cost: Floats) -> Floats:
    """How far a rule may be missed: not at all where that has no cost."""
    return np.where(cost > 0, np.inf, 0.0)

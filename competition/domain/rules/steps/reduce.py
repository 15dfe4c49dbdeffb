"""The step `reduce`: folds one axis of a table by a sum, a mean, or another method."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.due import names_markers, with_due_criteria
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.alike import Folding, fold_alike
from competition.domain.rules.steps.field import places_of_table
from competition.domain.rules.steps.only import Only, attributes_of, read_only
from competition.domain.rules.steps.reduce_params import (
    CRITERION,
    JUDGE,
    Below,
    BelowQuorum,
    Best,
    Choosing,
    Meaning,
    Method,
    Trim,
    Weights,
    due_members,
    read_choosing,
    read_meanings,
    read_weights,
)
from competition.domain.rules.table import Fold, RowKey, Table, over_one_divisor
from competition.domain.rules.trace import figure

_MISSING = {True: "MISSING_SHEET", False: "JUDGE_AWAY"}
_WORST_FIRST = (State.BLANK, State.ABSENT, State.RECUSED)


@dataclass(frozen=True, slots=True)
class Reduce:
    """`{"reduce": "judge", "by": "mean", "drop_high": 1, "drop_low": 1, "at_least": 5, ...}`.

    Attributes:
        axis: the axis that disappears.
        weights: factor by member of the axis; None counts all alike.
        choosing: which figures count: after dropping extremes (去掉最高分和最低分), the best ...
        quorum: fewest members with a number; below it there is no figure.
        meanings: what a cell without a number means.
        only: the members that are folded, such as the judges of one group; None for all.
        spread: by how much figures may differ; wider ones give no figure and must be redone.
        due: the members that each row must have; () where they are as they come.
    """

    name: str
    source: str
    makes: tuple[str, ...]
    axis: str
    method: Method
    weights: Weights | None
    choosing: Choosing
    quorum: int
    meanings: Mapping[State, Meaning]
    below_quorum: BelowQuorum = BelowQuorum.BLOCK
    only: Only | None = None
    spread: Fraction | None = None
    due: tuple[str, ...] = ()

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Reduce":
        """Read the step.

        Raises:
            Refusal: "rules.axis_unknown" when the table has no such axis or it is the entries,
                and those of weights and of what counts.
        """
        source, axes = scope.source(params)
        axis = params.text("reduce")
        if axis not in axes[1:]:
            known = ", ".join(axes[1:])
            raise Refusal("rules.axis_unknown", path=params.at("reduce"), axis=axis, known=known)
        method = params.choice("by", Method)
        weights = read_weights(params, scope, axis, method)
        return cls(
            scope.step_name(params, "reduce"),
            source,
            tuple(one for one in axes if one != axis),
            axis,
            method,
            weights,
            read_choosing(params, method, weights),
            params.integer("quorum", 1, low=1),
            read_meanings(params, axis, method),
            params.choice("below_quorum", BelowQuorum, BelowQuorum.BLOCK),
            read_only(params, scope, axis),
            params.optional_decimal("spread"),
            due_members(scope, axis, method, weights),
        )

    @property
    def trim(self) -> Trim | None:
        """How many extremes are dropped; None for none."""
        return self.choosing.trim

    def run(self, run: Run) -> None:
        """Fold every row of the source."""
        table = self._table(run)
        alike = fold_alike(table, lambda length: self._folding(run, length))
        folds: list[tuple[RowKey, Fold]] = []
        missing: dict[RowKey, dict[str, State]] = {}
        for key, row in alike.others:
            fold = self._fold(run, key, row, table.missing.get(key, {}))
            if isinstance(fold, State):
                missing.setdefault(key[:-1], {})[key[-1]] = fold
            else:
                folds.append((key, fold))
        run.tables[self.name] = over_one_divisor(
            self.makes, folds, table.denominator, missing, alike.sums, alike.divisor
        )
        if self.makes == ("entry",):
            self._require_every_entry(run)

    def counted(
        self, row: Mapping[str, int], gone: Mapping[str, State]
    ) -> Mapping[str, int] | State:
        """The numbers of a row that count, or the state that the result carries on."""
        carried = {state for state in gone.values() if self.meanings[state] is Meaning.CARRY}
        if carried:
            return next(state for state in _WORST_FIRST if state in carried)
        zeros = {m: 0 for m, state in gone.items() if self.meanings[state] is Meaning.ZERO}
        return {**row, **zeros}

    def drops_sheets(self, axes: tuple[str, ...]) -> bool:
        """Whether this step, working on a table of such axes, drops whole sheets."""
        drops = self.trim is not None or self.choosing.best > 0
        drops = drops and self.method is not Method.WINSORISED
        return drops and self.axis == JUDGE and axes == ("entry", JUDGE)

    def is_trimmed(self, count: int) -> bool:
        """Whether so many figures are enough for dropping extremes."""
        return self.trim is not None and count >= self.trim.at_least

    def kept_shares(self, run: Run, key: RowKey) -> dict[str, Fraction]:
        """By member of the axis, the share of its figure that counted, between 0 and 1."""
        table = self._table(run)
        values = self.counted(table.rows.get(key, {}), table.missing.get(key, {}))
        if isinstance(values, State):
            return {}
        drops = self.choosing.drops(values)
        return {member: 1 - high - low for member, (high, low) in drops.items()}

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each folded row of the entry: inputs, what was dropped, sum, divisor, result."""
        table = self._table(run)
        rows = [self._explain_row(run, table, key) for key in run.row_keys(self.name, table, entry)]
        if not rows:
            return []
        return [
            {
                "code": "reduce",
                "step": self.name,
                "source": self.source,
                "axis": self.axis,
                "method": self.method.value,
                "drop_high": self.trim.high if self.trim else 0,
                "drop_low": self.trim.low if self.trim else 0,
                "at_least": self.trim.at_least if self.trim else 0,
                "quorum": self.quorum,
                "rows": rows,
                **self._explain_more(),
            }
        ]

    def _explain_more(self) -> dict[str, object]:
        """What is told only of rules that use it."""
        told: dict[str, object] = {}
        if self.makes not in (("entry",), ("entry", "judge"), ("entry", "criterion")):
            told["axes"] = list(self.makes)
        if self.choosing.best:
            told["best"] = self.choosing.best
        if self.choosing.best_is_low:
            told["best_is"] = Best.LOWEST.value
        if self.only is not None:
            told["only"] = self.only.to_json()
        if self.spread is not None:
            told["spread"] = str(self.spread)
        return told

    def _table(self, run: Run) -> Table:
        """The source with the folded axis last, of the members that count only."""
        key = ("folded", self.name)
        if key not in run.remembered:
            table = run.table(self.source).with_last(self.axis)
            if self.only is not None:
                table = self.only.of(run, table)
            if table.axes[-2:] == (CRITERION, JUDGE) and names_markers(run.part):
                table = with_due_criteria(run.part, run.facts, table, self.only)
            if self.due:
                table = _with_due(table, self.due)
            if self.method is Method.RANK_SUM:
                table = places_of_table(run, table, lowest_first=self.choosing.best_is_low)
            run.remembered[key] = table
        found: Table = run.remembered[key]
        return found

    def _folding(self, run: Run, length: int) -> Folding | None:
        """How rows of that length fold if they lack nothing; None where they need a look."""
        enough = length >= self.quorum and (self.trim is None or self.is_trimmed(length))
        if not enough or self.spread is not None:
            return None
        if self.weights is None:
            return self.choosing.folding(length)
        if self.axis != CRITERION or length != len(self.weights.factors):
            return None
        factors, unit = self.weights.factors, self.weights.unit
        return Folding(sum, sum(factors.values()) if self.method is Method.MEAN else unit, factors)

    def _fold(
        self, run: Run, key: RowKey, row: Mapping[str, int], gone: Mapping[str, State]
    ) -> Fold | State:
        self._report(run, key, gone)
        values = self.counted(row, gone) if gone else row
        if isinstance(values, State):
            return values
        if len(values) < self.quorum:
            self._block_small(run, key, len(values))
            return State.BLANK
        if self.trim is not None and not self.is_trimmed(len(values)):
            run.flag(key[0], "TRIM_SKIPPED")
            if self.trim.below is Below.BLOCK:
                where = self._where(key)
                least = self.trim.at_least
                run.block(
                    self.name, "TOO_FEW_TO_TRIM", key[:1], valid=len(values), least=least, **where
                )
                return State.BLANK
        if self._is_wide(run, key, values):
            return State.BLANK
        fold = self._sum_over(run, values)
        if fold[1]:
            return fold
        # Only judges who weigh nothing are left.
        self._block_small(run, key, 0)
        return State.BLANK

    def _is_wide(self, run: Run, key: RowKey, values: Mapping[str, int]) -> bool:
        """Whether figures differ by more than they may, so that they must be given anew."""
        if self.spread is None or not values:
            return False
        table = self._table(run)
        spread = max(values.values()) - min(values.values())
        if table.value(spread) <= self.spread:
            return False
        run.flag(key[0], "SPREAD")
        told = exact_text(spread, table.denominator)
        most = exact_text(self.spread.numerator, self.spread.denominator)
        run.block(self.name, "SPREAD", key[:1], spread=told, most=most, **self._where(key))
        return True

    def _sum_over(self, run: Run, values: Mapping[str, int]) -> Fold:
        """Sum and divisor of the figures that count."""
        if self.weights is None:
            return self.choosing.fold(values)
        weights = self._member_weights(run)
        total, weight = weights.total(values, self.axis)
        return total, weight if self.method is Method.MEAN else weights.unit

    def _member_weights(self, run: Run) -> Weights:
        key = ("weights", self.name)
        if key not in run.remembered:
            assert self.weights is not None
            run.remembered[key] = self.weights.by_member(attributes_of(run, self.axis))
        found: Weights = run.remembered[key]
        return found

    def _report(self, run: Run, key: RowKey, gone: Mapping[str, State]) -> None:
        for member, state in gone.items():
            meaning = self.meanings[state]
            if meaning is Meaning.BLOCK:
                code = _MISSING[state is State.BLANK] if self.axis == JUDGE else "MISSING_MARK"
                where = {} if self.axis == JUDGE else self._where(key)
                run.block(self.name, code, key[:1], **where, **{self.axis: member})
            if self.axis == JUDGE and state is not State.BLANK:
                run.flag(key[0], f"{state.value.upper()}:{member}")

    def _block_small(self, run: Run, key: RowKey, count: int) -> None:
        run.flag(key[0], "INSUFFICIENT_PANEL")
        if self.below_quorum is BelowQuorum.UNRANKED:
            return
        where = self._where(key)
        run.block(
            self.name, "INSUFFICIENT_PANEL", key[:1], valid=count, quorum=self.quorum, **where
        )

    def _where(self, key: RowKey) -> dict[str, str]:
        """The members of the axes that stay, besides the entry."""
        return dict(zip(self.makes[1:], key[1:], strict=True))

    def _require_every_entry(self, run: Run) -> None:
        """An entry that nobody was to mark has no row, but must not slip through."""
        made = run.tables[self.name]
        found, gone = made.by_entry, made.missing.get((), {})
        for entry in run.competing:
            if entry.id not in found and entry.id not in gone:
                self._block_small(run, (entry.id,), 0)

    def _explain_row(self, run: Run, table: Table, key: RowKey) -> dict[str, object]:
        row, gone = table.rows[key], table.missing.get(key, {})
        values = self.counted(row, gone)
        made = run.tables[self.name]
        result = made.rows.get(key[:-1], {}).get(key[-1])
        told: dict[str, object] = {
            "key": list(key),
            "inputs": self._inputs(run, table, key),
            "count": 0 if isinstance(values, State) else len(values),
            "result": None if result is None else figure(made, result),
        }
        if result is not None and not isinstance(values, State):
            total, divisor = self._sum_over(run, values)
            told |= {"sum": figure(table, total), "divisor": divisor}
        if self.method not in (Method.SUM, Method.MEAN) or self.choosing.best:
            told["dropped"] = list(self.choosing.dropped(len(values)))
        return told

    def _inputs(self, run: Run, table: Table, key: RowKey) -> list[dict[str, object]]:
        row, gone = table.rows[key], table.missing.get(key, {})
        values = self.counted(row, gone)
        drops = {} if isinstance(values, State) else self.choosing.drops(values)
        inputs: list[dict[str, object]] = []
        for member in sorted({*row, *gone}):
            told: dict[str, object] = {"member": member}
            if member in row:
                told |= {"state": State.SCORED.value, "value": figure(table, row[member])}
            else:
                told |= {"state": gone[member].value, "meaning": self.meanings[gone[member]].value}
            if self.weights is not None:
                told["weight"] = str(self._member_weights(run).shares.get(member, ""))
            high, low = drops.get(member, (Fraction(0), Fraction(0)))
            if high or low:
                told |= {"dropped_high": str(high), "dropped_low": str(low)}
            inputs.append(told)
        return inputs


def _with_due(table: Table, due: tuple[str, ...]) -> Table:
    """The table in which a member that is due and has no cell is a blank."""
    missing = dict(table.missing)
    for key, row in table.rows.items():
        gone = missing.get(key, {})
        lacking = [member for member in due if member not in row and member not in gone]
        if lacking:
            missing[key] = {**gone, **dict.fromkeys(lacking, State.BLANK)}
    return Table(table.axes, table.rows, table.denominator, missing, table.shown)

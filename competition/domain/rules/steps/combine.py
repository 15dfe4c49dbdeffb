"""The step `combine`: a weighted sum of tables of entries, such as stages 40% and 60%."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.reduce_params import check_weights_sum
from competition.domain.rules.table import Fold, RowKey, Table, over_one_divisor
from competition.domain.rules.trace import figure


class MissingPart(StrEnum):
    """What it means that an entry has no figure in one of the tables.

    EXCLUDE leaves it unranked (it did not reach that stage), ZERO counts the part as zero,
    BLOCK also blocks publication, SKIP goes by the weights of those present.
    """

    EXCLUDE = "exclude"
    ZERO = "zero"
    BLOCK = "block"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Combine:
    """`{"combine": {"prelim.score": "40%", "final.score": "60%"}, "missing": "exclude"}`.

    Attributes:
        at_least: with fewer figures present there is none for the entry.
    """

    name: str
    weights: Mapping[str, Fraction]
    missing: MissingPart
    at_least: int = 1
    makes: tuple[str, ...] = ("entry",)

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Combine":
        """Read the step; `missing` must be named.

        Raises:
            Refusal: "rules.table_unknown", "rules.not_folded", "rules.weights_sum".
        """
        weights = params.decimals("combine")
        for name in weights:
            path = f"{params.at('combine')}.{name}"
            axes = scope.axes_of(name, path)
            if axes != ("entry",):
                raise Refusal("rules.not_folded", path=path, table=name, axes=", ".join(axes[1:]))
        check_weights_sum(weights, params.at("combine"))
        missing = params.choice("missing", MissingPart)
        at_least = params.integer("at_least", 1, low=1, high=len(weights))
        return cls(scope.step_name(params, "combine"), weights, missing, at_least)

    def run(self, run: Run) -> None:
        """Add the weighted figures of each entry."""
        unit = self._unit(run)
        parts = []
        for name, weight in self.weights.items():
            table = run.table(name)
            parts.append((name, table.by_entry, int(weight * unit / table.denominator)))
        folds: list[tuple[RowKey, Fold]] = []
        gone: dict[str, State] = {}
        whole = sum(self.weights.values())
        for entry in run.competing:
            present = [name for name, figures, _ in parts if entry.id in figures]
            if not self._is_enough(len(present)):
                gone[entry.id] = State.BLANK
                if self.missing is MissingPart.BLOCK:
                    for name in self.weights.keys() - present:
                        run.block(self.name, "MISSING_PART", (entry.id,), table=name)
                continue
            total = sum(figures.get(entry.id, 0) * factor for _, figures, factor in parts)
            share = Fraction(1)
            if self.missing is MissingPart.SKIP:
                share = sum((self.weights[name] for name in present), Fraction(0)) / whole
            if share == 0:
                gone[entry.id] = State.BLANK
                continue
            folds.append(((entry.id,), (total * share.denominator, share.numerator)))
        run.tables[self.name] = over_one_divisor(
            self.makes, folds, unit, {(): gone} if gone else {}
        )

    def _is_enough(self, present: int) -> bool:
        """Whether so many figures make one."""
        if present < len(self.weights) and self.missing in (MissingPart.EXCLUDE, MissingPart.BLOCK):
            return False
        return present >= self.at_least

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each part with its weight and product, and their sum."""
        made = run.tables[self.name]
        parts: list[dict[str, object]] = []
        for name, weight in self.weights.items():
            table = run.table(name)
            told: dict[str, object] = {"table": name, "weight": str(weight), "value": None}
            if entry in table.by_entry:
                numerator = table.by_entry[entry]
                product = Table(self.makes, {}, table.denominator * weight.denominator)
                told["value"] = figure(table, numerator)
                told["product"] = figure(product, numerator * weight.numerator)
            parts.append(told)
        result = made.by_entry.get(entry)
        more = {"at_least": self.at_least} if self.at_least > 1 else {}
        return [
            {
                "code": "combine",
                "step": self.name,
                "missing": self.missing.value,
                **more,
                "parts": parts,
                "result": None if result is None else figure(made, result),
            }
        ]

    def _unit(self, run: Run) -> int:
        return lcm(*(run.table(n).denominator * w.denominator for n, w in self.weights.items()))

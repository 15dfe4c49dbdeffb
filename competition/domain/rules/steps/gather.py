"""The step `combine` over a list: the sum or mean of periods, of those present, of the best n."""

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
from competition.domain.rules.table import Fold, RowKey, over_one_divisor
from competition.domain.rules.trace import figure


class How(StrEnum):
    """What becomes of the figures of the tables.

    FIRST takes the first that an entry has, in the order in which they are named
    (有核定分的取核定分，没有的取部门分). COUNT is how many it has (参加考核不少于六期).
    """

    SUM = "sum"
    MEAN = "mean"
    HIGHEST = "max"
    LOWEST = "min"
    FIRST = "first"
    COUNT = "count"


class Absent(StrEnum):
    """What a missing figure means: EXCLUDE leaves the entry unranked, ZERO counts as zero, BLOCK
    also blocks publication, SKIP goes by those present."""

    EXCLUDE = "exclude"
    ZERO = "zero"
    BLOCK = "block"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Gather:
    """`{"combine": ["m1.score", "m2.score", "m3.score"], "by": "mean", "missing": "skip",
    "at_least": 2, "best": 2}`.

    Attributes:
        best: only so many of the highest figures count; None counts all.
        at_least: with fewer figures present there is none for the entry.
    """

    name: str
    sources: tuple[str, ...]
    method: How
    missing: Absent
    at_least: int
    best: int | None
    makes: tuple[str, ...] = ("entry",)

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Gather":
        """Read the step.

        Raises:
            Refusal: "rules.table_unknown", "rules.not_folded", "rules.member_twice",
                "rules.not_text", "rules.best_unused" for the best of a method
                that takes none.
        """
        listed = params.sequence("combine")
        sources = tuple(str(name) for name in listed)
        if len(set(sources)) < len(sources):
            raise Refusal("rules.member_twice", path=params.at("combine"))
        for index, name in enumerate(sources):
            path = f"{params.at('combine')}[{index}]"
            axes = scope.axes_of(name, path)
            if axes != ("entry",):
                raise Refusal("rules.not_folded", path=path, table=name, axes=", ".join(axes[1:]))
        most = len(sources)
        best = params.integer("best", low=1, high=most) if "best" in params else None
        method = params.choice("by", How)
        if method in (How.FIRST, How.COUNT) and best is not None:
            raise Refusal("rules.best_unused", path=params.at("best"))
        return cls(
            scope.step_name(params, "combine"),
            sources,
            method,
            params.choice("missing", Absent),
            params.integer("at_least", 1, low=1, high=most),
            best,
        )

    def run(self, run: Run) -> None:
        """Fold the figures of each entry."""
        folds: list[tuple[RowKey, Fold]] = []
        gone: dict[str, State] = {}
        unit = lcm(*(run.table(name).denominator for name in self.sources))
        for entry in run.competing:
            present = self._figures(run, entry.id)
            lacking = [name for name in self.sources if name not in present]
            strict = self.missing in (Absent.EXCLUDE, Absent.BLOCK)
            if len(present) < self.at_least or (lacking and strict):
                gone[entry.id] = State.BLANK
                if self.missing is Absent.BLOCK:
                    for name in lacking:
                        run.block(self.name, "MISSING_PART", (entry.id,), table=name)
                continue
            counted = self._counted(present)
            numerators = [int(value * unit) for value in counted.values()]
            fold = (len(present) * unit, 1) if self.method is How.COUNT else self._fold(numerators)
            folds.append(((entry.id,), fold))
        missing: dict[RowKey, dict[str, State]] = {(): gone} if gone else {}
        run.tables[self.name] = over_one_divisor(self.makes, folds, unit, missing)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each figure, whether it counts, and the result."""
        made = run.tables[self.name]
        present = self._figures(run, entry)
        counted = self._counted(present)
        parts: list[dict[str, object]] = []
        for name in self.sources:
            table = run.table(name)
            has = entry in table.by_entry
            value = figure(table, table.by_entry[entry]) if has else None
            parts.append({"table": name, "value": value, "counts": name in counted})
        result = made.by_entry.get(entry)
        return [
            {
                "code": "gather",
                "step": self.name,
                "method": self.method.value,
                "missing": self.missing.value,
                "at_least": self.at_least,
                "best": self.best,
                "present": len(present),
                "parts": parts,
                "result": None if result is None else figure(made, result),
            }
        ]

    def _figures(self, run: Run, entry: str) -> dict[str, Fraction]:
        found = {}
        for name in self.sources:
            table = run.table(name)
            if entry in table.by_entry:
                found[name] = table.value(table.by_entry[entry])
        return found

    def _counted(self, present: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """The figures that count. Of equal ones at the cut any may, since they are the same."""
        if self.method is How.FIRST:
            return dict(list(present.items())[:1])
        if self.method is How.COUNT:
            return dict(present)
        values = dict(present)
        if self.missing is Absent.ZERO and present:
            values = {name: present.get(name, Fraction(0)) for name in self.sources}
        ordered = sorted(values, key=lambda name: values[name], reverse=True)
        return {name: values[name] for name in ordered[: self.best]}

    def _fold(self, numerators: list[int]) -> tuple[int, int]:
        if self.method is How.HIGHEST:
            return max(numerators), 1
        if self.method is How.LOWEST:
            return min(numerators), 1
        if self.method is How.FIRST:
            return numerators[0], 1
        return sum(numerators), len(numerators) if self.method is How.MEAN else 1

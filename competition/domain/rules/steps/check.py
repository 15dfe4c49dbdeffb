"""The step `check`: finds what blocks publication, without changing a figure."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.params import Params
from competition.domain.rules.part import MARKS, Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.table import RowKey, Table

JUDGE = "judge"


class Matter(StrEnum):
    """What is looked for.

    COMPLETE: sheets that are blank or have a blank in them. PANEL: entries with fewer than
    `at_least` valid sheets. SPREAD: entries whose highest and lowest sheet (or mark, in a table
    with further axes) differ by more than `at_most` points.
    """

    COMPLETE = "complete"
    PANEL = "panel"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Check:
    """`{"check": "spread", "from": "totals", "at_most": "15"}`."""

    name: str
    matter: Matter
    source: str
    at_least: int
    at_most: Fraction
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Check":
        """Read the step.

        Raises:
            Refusal: "rules.axes" unless the table has figures of judges.
        """
        matter = params.choice("check", Matter)
        name = scope.step_name(params, "check")
        if matter is Matter.COMPLETE:
            scope.axes_of(MARKS, params.path)
            return cls(name, matter, MARKS, 0, Fraction(0))
        source, axes = scope.source(params)
        if JUDGE not in axes:
            raise Refusal(
                "rules.axes",
                path=params.at("from"),
                table=source,
                axes=", ".join(axes),
                wanted="entry, judge",
            )
        if matter is Matter.PANEL:
            return cls(name, matter, source, params.integer("at_least", low=1), Fraction(0))
        return cls(name, matter, source, 0, params.decimal("at_most"))

    def run(self, run: Run) -> None:
        """Block once for each finding."""
        table = run.table(self.source)
        if self.matter is Matter.COMPLETE:
            for key, gone in table.missing.items():
                if State.BLANK in gone.values():
                    where = dict(zip(table.axes[1:-2], key[1:-1], strict=True))
                    run.block(self.name, "MISSING_SHEET", key[:1], judge=key[-1], **where)
            return
        table = table.with_last(JUDGE)
        rows: dict[str, list[RowKey]] = {entry.id: [] for entry in run.competing}
        for key in sorted(table.rows):
            rows.get(key[0], []).append(key)
        for entry, keys in rows.items():
            for key in keys or [(entry,)]:
                where = dict(zip(table.axes[1:], key[1:], strict=False))
                self._look(run, table, key, where)

    def _look(self, run: Run, table: Table, key: RowKey, where: dict[str, str]) -> None:
        """Look at the figures of the judges in one row."""
        values = sorted(table.rows.get(key, {}).values())
        if self.matter is Matter.PANEL and len(values) < self.at_least:
            run.flag(key[0], "INSUFFICIENT_PANEL")
            counts = {"valid": len(values), "quorum": self.at_least}
            run.block(self.name, "INSUFFICIENT_PANEL", key[:1], **counts, **where)
        elif self.matter is Matter.SPREAD and self._is_wide(table, values):
            spread = exact_text(values[-1] - values[0], table.denominator)
            run.flag(key[0], "SPREAD")
            run.block(self.name, "SPREAD", key[:1], spread=spread, most=self._most(), **where)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """What was found about the entry."""
        found = [
            {"code": block.code, "values": dict(block.values)}
            for block in run.blocks
            if block.step == self.name and entry in block.entries
        ]
        return [{"code": "check", "step": self.name, "found": found}] if found else []

    def _is_wide(self, table: Table, values: list[int]) -> bool:
        return bool(values) and table.value(values[-1] - values[0]) > self.at_most

    def _most(self) -> str:
        return exact_text(self.at_most.numerator, self.at_most.denominator)

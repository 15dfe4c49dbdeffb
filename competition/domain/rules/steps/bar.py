"""The step `bar`: entries that are ranked but get no award. The rank never changes."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope


class Ground(StrEnum):
    """Why an entry is barred: a recorded decision, an attribute with one of some values, a figure
    that does not reach a line, or an event, which the step `Veto` reads."""

    RECORDED = "recorded"
    ATTRIBUTE = "attribute"
    FIGURE = "figure"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Bar:
    """`{"bar": "recorded"}`, `{"bar": "attribute", "attribute": "kind", "in": ["guest"]}`, or
    `{"bar": "figure", "of": "lowest", "at_least": "60"}`.

    Attributes:
        table, line, is_least: barred is who has no figure there, or one below (above) the line.
    """

    name: str
    ground: Ground
    attribute: str
    values: tuple[str, ...]
    table: str = ""
    line: Fraction = Fraction(0)
    is_least: bool = True
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Bar":
        """Read the step.

        Raises:
            Refusal: "rules.attribute_unknown", "rules.not_text", "rules.not_folded",
                "rules.bound_sides" unless a figure has either a least or a most.
        """
        ground = params.choice("bar", Ground)
        name = scope.step_name(params, "bar")
        if ground is Ground.RECORDED:
            return cls(name, ground, "", ())
        if ground is Ground.FIGURE:
            return cls(name, ground, "", (), *_line(params, scope))
        attribute = scope.known_attribute(params, "attribute")
        values = params.sequence("in")
        if not all(isinstance(value, str) for value in values):
            raise Refusal("rules.not_text", path=params.at("in"))
        return cls(name, ground, attribute, tuple(str(value) for value in values))

    def run(self, run: Run) -> None:
        """Note who is barred, with the reason, or "recorded" where the facts leave it out."""
        if self.ground is Ground.ATTRIBUTE:
            for entry in run.entries:
                if entry.attributes.get(self.attribute) in self.values:
                    run.barred.setdefault(
                        entry.id, f"{self.attribute}={entry.attributes[self.attribute]}"
                    )
            return
        if self.ground is Ground.FIGURE:
            self._by_figure(run)
            return
        for decision in run.facts.decisions:
            if (decision.part, decision.step, decision.kind) == (run.part.key, self.name, "bar"):
                for barred in decision.chosen:
                    run.barred.setdefault(barred, decision.reason or self.ground.value)

    def _by_figure(self, run: Run) -> None:
        table = run.table(self.table).published()
        for entry in run.competing:
            numerator = table.by_entry.get(entry.id)
            if numerator is None:
                run.barred.setdefault(entry.id, f"{self.table}=")
                continue
            value = table.value(numerator)
            if value < self.line if self.is_least else value > self.line:
                run.barred.setdefault(entry.id, f"{self.table}={table.readable(numerator)}")

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The reason, for a barred entry."""
        if entry not in run.barred:
            return []
        return [{"code": "bar", "step": self.name, "reason": run.barred[entry]}]


def _line(params: Params, scope: Scope) -> tuple[str, Fraction, bool]:
    """The table of entries that is looked at, the line, and whether it is a least one."""
    table = params.text("of")
    axes = scope.axes_of(table, params.at("of"))
    if axes != ("entry",):
        raise Refusal(
            "rules.not_folded", path=params.at("of"), table=table, axes=", ".join(axes[1:])
        )
    is_least = "at_least" in params
    if is_least == ("at_most" in params):
        raise Refusal("rules.bound_sides", path=params.path)
    return table, params.decimal("at_least" if is_least else "at_most"), is_least

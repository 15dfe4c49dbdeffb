"""The step `bar`: entries that are ranked but get no award. The rank never changes."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.whom import Whom, read_whom


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
    `{"bar": "figure", "of": "lowest", "at_least": "60"}`, each for all entries or for some, and
    by the entry itself or by what it belongs to.

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
    whom: Whom = Whom()
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Bar":
        """Read the step.

        Raises:
            Refusal: "rules.attribute_unknown", "rules.not_text", "rules.not_folded",
                "rules.bound_sides" unless a figure has either a least or a most, and those of
                `read_whom`.
        """
        ground = params.choice("bar", Ground)
        name, whom = scope.step_name(params, "bar"), read_whom(params, scope)
        if ground is Ground.RECORDED:
            return cls(name, ground, "", (), whom=whom)
        if ground is Ground.FIGURE:
            return cls(name, ground, "", (), *_line(params, scope), whom)
        attribute = scope.known_attribute(params, "attribute")
        values = params.sequence("in")
        if not all(isinstance(value, str) for value in values):
            raise Refusal("rules.not_text", path=params.at("in"))
        return cls(name, ground, attribute, tuple(str(value) for value in values), whom=whom)

    def run(self, run: Run) -> None:
        """Note who is barred, with the reason, or "recorded" where the facts leave it out."""
        found = {
            Ground.ATTRIBUTE: self._by_attribute,
            Ground.FIGURE: self._by_figure,
        }.get(self.ground, self._recorded)(run)
        for entry, looked_at in self.whom.looked_at(run).items():
            if looked_at in found:
                run.barred.setdefault(entry, found[looked_at])

    def _by_attribute(self, run: Run) -> dict[str, str]:
        named = ((entry.id, entry.attributes.get(self.attribute)) for entry in run.entries)
        return {entry: f"{self.attribute}={v}" for entry, v in named if v in self.values}

    def _recorded(self, run: Run) -> dict[str, str]:
        return {
            barred: decision.reason or self.ground.value
            for decision in reversed(run.facts.decisions)
            if (decision.part, decision.step, decision.kind) == (run.part.key, self.name, "bar")
            for barred in decision.chosen
        }

    def _by_figure(self, run: Run) -> dict[str, str]:
        table = run.table(self.table).published()
        found = {}
        for entry in run.competing:
            numerator = table.by_entry.get(entry.id)
            if numerator is None:
                found[entry.id] = f"{self.table}="
                continue
            value = table.value(numerator)
            if value < self.line if self.is_least else value > self.line:
                found[entry.id] = f"{self.table}={table.readable(numerator)}"
        return found

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The reason, for a barred entry."""
        if entry not in run.barred:
            return []
        reason = run.barred[entry]
        return [{"code": "bar", "step": self.name, "reason": reason, **self.whom.to_json()}]


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

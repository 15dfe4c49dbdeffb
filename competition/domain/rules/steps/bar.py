"""The step `bar`: entries that are ranked but get no award. The rank never changes."""

from dataclasses import dataclass
from enum import StrEnum

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope


class Ground(StrEnum):
    """Why an entry is barred: a recorded decision, or an attribute with one of some values."""

    RECORDED = "recorded"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Bar:
    """`{"bar": "recorded"}`, or `{"bar": "attribute", "attribute": "kind", "in": ["guest"]}`."""

    name: str
    ground: Ground
    attribute: str
    values: tuple[str, ...]
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Bar":
        """Read the step.

        Raises:
            Refusal: "rules.attribute_unknown", "rules.not_text".
        """
        ground = params.choice("bar", Ground)
        name = scope.step_name(params, "bar")
        if ground is Ground.RECORDED:
            return cls(name, ground, "", ())
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
        for decision in run.facts.decisions:
            if (decision.part, decision.step, decision.kind) == (run.part.key, self.name, "bar"):
                for barred in decision.chosen:
                    run.barred.setdefault(barred, decision.reason or self.ground.value)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The reason, for a barred entry."""
        if entry not in run.barred:
            return []
        return [{"code": "bar", "step": self.name, "reason": run.barred[entry]}]

"""Whom a step that bars concerns, and at whom it looks: the entry itself, or what it belongs to."""

from dataclasses import dataclass

from competition.domain.refusal import Refusal
from competition.domain.rules.facts import Entry
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope


@dataclass(frozen=True, slots=True)
class Whom:
    """`"for": {"track": ["班组", "个人"]}, "through": "parent"`.

    Attributes:
        attribute, values: the entries it concerns; "" and () for all of them.
        through: the attribute that names another entry, whose lot it is (所属标段被否决的); "" for
            the entry itself. Whoever belongs to none is not concerned.
    """

    attribute: str = ""
    values: tuple[str, ...] = ()
    through: str = ""

    def __bool__(self) -> bool:
        return bool(self.attribute or self.through)

    def looked_at(self, run: Run) -> dict[str, str]:
        """By entry that is concerned, the id of the one that is looked at."""
        found = {}
        for entry in run.entries:
            target = entry.attributes.get(self.through, "") if self.through else entry.id
            if target and self._concerns(entry):
                found[entry.id] = target
        return found

    def to_json(self) -> dict[str, object]:
        """For a derivation; nothing where everybody is looked at."""
        told: dict[str, object] = {}
        if self.attribute:
            told["for"] = {self.attribute: list(self.values)}
        if self.through:
            told["through"] = self.through
        return told

    def _concerns(self, entry: Entry) -> bool:
        return not self.attribute or entry.attributes.get(self.attribute, "") in self.values


def read_whom(params: Params, scope: Scope) -> Whom:
    """What stands under `for` and `through`.

    Raises:
        Refusal: "rules.only_one_attribute", "rules.not_text", "rules.attribute_unknown".
    """
    through = scope.known_attribute(params, "through") if "through" in params else ""
    if "for" not in params:
        return Whom(through=through)
    inner = params.inner("for")
    named = list(inner)
    if len(named) != 1:
        raise Refusal("rules.only_one_attribute", path=params.at("for"))
    known = scope.dimensions.attributes
    if known is not None and named[0] not in known:
        raise Refusal("rules.attribute_unknown", path=params.at("for"), attribute=named[0])
    values = inner.sequence(named[0])
    if not all(isinstance(value, str) for value in values):
        raise Refusal("rules.not_text", path=inner.at(named[0]))
    return Whom(named[0], tuple(str(value) for value in values), through)

"""Tables of entries made out of the facts: an attribute, the amounts of events."""

from dataclasses import dataclass
from fractions import Fraction

from competition.domain.marks import State
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.numbers import number_in
from competition.domain.rules.table import RowKey, Table, over_one_divisor


@dataclass(frozen=True, slots=True)
class FromAttribute:
    """`{"map": "attribute", "attribute": "votes"}`: a number that each entry has."""

    attribute: str

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: tuple[str, ...]) -> "FromAttribute":
        """Read which attribute."""
        return cls(scope.known_attribute(params, "attribute"))

    def changed(self, run: Run, table: Table) -> Table:
        """The attribute of each entry as a figure; a blank where it has none."""
        found = {
            entry.id: number_in(entry.attributes[self.attribute], entry.id, self.attribute)
            for entry in run.competing
            if entry.attributes.get(self.attribute)
        }
        return _of_entries(run, found)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """Which attribute."""
        return {"attribute": self.attribute}


@dataclass(frozen=True, slots=True)
class FromEvents:
    """`{"map": "events", "kind": "time", "none": "0"}`: the sum of the amounts of events.

    Attributes:
        none: the figure of an entry without any; None for no figure.
    """

    kind: str
    none: Fraction | None = None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: tuple[str, ...]) -> "FromEvents":
        """Read which kind, and what it means that there are none."""
        return cls(params.text("kind"), params.optional_decimal("none"))

    def changed(self, run: Run, table: Table) -> Table:
        """The amounts of each entry; a blank where nothing of the kind happened."""
        competing = {entry.id for entry in run.competing}
        found = {} if self.none is None else dict.fromkeys(competing, self.none)
        begun: set[str] = set()
        for event in run.facts.events:
            here = event.kind == self.kind and event.stage in ("", run.part.key)
            if here and event.entry in competing:
                amount = number_in(event.amount, event.id, "amount")
                before = found[event.entry] if event.entry in begun else Fraction(0)
                found[event.entry] = before + amount
                begun.add(event.entry)
        return _of_entries(run, found)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """Which kind."""
        return {"kind": self.kind}


def _of_entries(run: Run, found: dict[str, Fraction]) -> Table:
    folds = [((e,), (value.numerator, value.denominator)) for e, value in sorted(found.items())]
    gone = {entry.id: State.BLANK for entry in run.competing if entry.id not in found}
    return over_one_divisor(("entry",), folds, 1, {(): gone} if gone else {})

"""Restricting a step to some members of an axis, by name or by an attribute of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.table import Table

JUDGE = "judge"
CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class Only:
    """`"only": ["A", "B"]`, or `"only": {"group": ["expert"]}` by an attribute.

    Attributes:
        attribute: the attribute that is looked at; "" for the members themselves.
    """

    axis: str
    attribute: str
    values: tuple[str, ...]

    def of(self, run: Run, table: Table) -> Table:
        """The table, whose last axis is the restricted one, without the other members.

        Raises:
            Refusal: "facts.member_attribute" for a member without the attribute.
        """
        members = {m for row in table.rows.values() for m in row}
        members |= {m for row in table.missing.values() for m in row}
        kept = {member for member in members if self._takes(run, member)}
        rows = {
            key: {m: cell for m, cell in row.items() if m in kept}
            for key, row in table.rows.items()
        }
        missing = {
            key: {m: cell for m, cell in row.items() if m in kept}
            for key, row in table.missing.items()
        }
        return Table(table.axes, rows, table.denominator, missing, table.shown)

    def to_json(self) -> dict[str, object]:
        """For a derivation."""
        return {"attribute": self.attribute, "values": list(self.values)}

    def _takes(self, run: Run, member: str) -> bool:
        if not self.attribute:
            return member in self.values
        named = attributes_of(run, self.axis).get(member, {})
        if self.attribute not in named:
            raise Refusal(
                "facts.member_attribute", axis=self.axis, member=member, attribute=self.attribute
            )
        return named[self.attribute] in self.values


def read_only(params: Params, scope: Scope, axis: str) -> Only | None:
    """The restriction under `only`, or None.

    Raises:
        Refusal: "rules.only_one_attribute", "rules.not_text", "rules.member_unknown" for a
            criterion that the stage has not.
    """
    if "only" not in params:
        return None
    attribute = ""
    path = params.at("only")
    if isinstance(params.raw("only"), list):
        values = params.sequence("only")
    else:
        inner = params.inner("only")
        if len(list(inner)) != 1:
            raise Refusal("rules.only_one_attribute", path=path)
        attribute = next(iter(inner))
        values = inner.sequence(attribute)
    known = scope.leaf_names() if axis == CRITERION and not attribute else None
    for value in values:
        if not isinstance(value, str):
            raise Refusal("rules.not_text", path=path)
        if known is not None and value not in known:
            raise Refusal("rules.member_unknown", path=path, member=value)
    return Only(axis, attribute, tuple(str(value) for value in values))


def attributes_of(run: Run, axis: str) -> Mapping[str, Mapping[str, str]]:
    """By member of an axis, its attributes; of items those that hold for every entry."""
    key = ("attributes", axis)
    if key not in run.remembered:
        if axis == JUDGE:
            found = {judge.id: judge.attributes for judge in run.facts.judges}
        else:
            here = ("", run.part.key)
            items = sorted(run.facts.items, key=lambda item: item.stage)
            found = {
                item.id: item.attributes
                for item in items
                if item.axis == axis and not item.entry and item.stage in here
            }
        run.remembered[key] = found
    remembered: Mapping[str, Mapping[str, str]] = run.remembered[key]
    return remembered

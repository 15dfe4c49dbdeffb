"""Numbers that a step needs for a cell: given outright, by member, by attribute, by table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text, exact_value
from competition.domain.rules.params import Params, read_decimal
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.shapes.common import NUMBER
from competition.domain.rules.table import RowKey
from competition.domain.sheet import leaves

MAX = "max"
ENTRY, JUDGE, CRITERION = "entry", "judge", "criterion"


@dataclass(frozen=True, slots=True)
class Number:
    """One of: a constant, values by member of an axis, an attribute, a figure of a table.

    Attributes:
        axis: of `values`, or whose members have the `attribute`.
        table_axes: axes of `table`, all of them axes of the table that the step works on.
    """

    constant: Fraction | None = None
    axis: str = ""
    values: Mapping[str, Fraction] = field(default_factory=dict)
    attribute: str = ""
    table: str = ""
    table_axes: tuple[str, ...] = ()

    def at(self, run: Run, axes: tuple[str, ...], cell: RowKey) -> Fraction:
        """The number for one cell.

        Raises:
            Refusal: "facts.number_missing" or "facts.not_number" with who lacks what.
        """
        if self.constant is not None:
            return self.constant
        if self.table:
            return self._in_table(run, axes, cell)
        member = cell[axes.index(self.axis)]
        if self.values:
            if member not in self.values:
                raise Refusal("facts.weight_missing", axis=self.axis, member=member)
            return self.values[member]
        if (self.axis, self.attribute) == (CRITERION, MAX):
            return _highest(run)[member]
        return attribute_number(run, self.axis, member, cell[0], self.attribute)

    def to_json(self) -> dict[str, object]:
        """For a derivation: where the number comes from."""
        if self.constant is not None:
            return {"constant": exact_text(self.constant.numerator, self.constant.denominator)}
        if self.table:
            return {"table": self.table}
        return {"axis": self.axis, "attribute": self.attribute}

    def _in_table(self, run: Run, axes: tuple[str, ...], cell: RowKey) -> Fraction:
        table = run.table(self.table)
        key = tuple(cell[axes.index(axis)] for axis in self.table_axes)
        row = table.by_entry if len(key) == 1 else table.rows.get(key[:-1], {})
        if key[-1] not in row:
            raise Refusal("facts.number_missing", member=cell[0], name=self.table)
        return table.value(row[key[-1]])


def read_number(params: Params, key: str, scope: Scope, axes: tuple[str, ...]) -> Number:
    """The number under a key; see `number_of`."""
    return number_of(params.raw(key), params.at(key), scope, axes)


def number_of(value: object, path: str, scope: Scope, axes: tuple[str, ...]) -> Number:
    """A number, for a step on a table of these axes, written as one of

    - `"1.5"`;
    - `{"by": "criterion", "values": {"A": "25", "B": "35"}}`;
    - `{"attribute": "difficulty", "of": "item"}`, of an entry without `of`;
      `{"attribute": "max", "of": "criterion"}` is the highest mark of the criterion;
    - `{"table": "plan"}`, a table whose axes are among those of the step's table.

    Raises:
        Refusal: "rules.number_form", "rules.axis_unknown", "rules.member_left_out",
            "rules.axes" for a table with other axes.
    """
    if not isinstance(value, dict):
        return Number(constant=read_decimal(value, path))
    params = Params(value, path, [NUMBER])
    if "by" in params:
        found = _by_member(params, scope, axes)
    elif "attribute" in params:
        axis = params.text("of", ENTRY)
        _expect_axis(params, "of", axis, axes)
        if axis == ENTRY:
            scope.known_attribute(params, "attribute")
        found = Number(axis=axis, attribute=params.text("attribute"))
    elif "table" in params:
        table = params.text("table")
        own = scope.axes_of(table, params.at("table"))
        if not set(own) <= set(axes):
            told = {"axes": ", ".join(own), "wanted": ", ".join(axes)}
            raise Refusal("rules.axes", path=params.at("table"), table=table, **told)
        found = Number(table=table, table_axes=own)
    else:
        raise Refusal("rules.number_form", path=path)
    params.close()
    return found


def attribute_number(run: Run, axis: str, member: str, entry: str, attribute: str) -> Fraction:
    """An attribute of a member as a number: of an item, that of this entry goes first."""
    for named in _candidates(run, axis, member, entry):
        if attribute in named:
            return number_in(named[attribute], member, attribute)
    raise Refusal("facts.number_missing", member=member, name=attribute)


def number_in(text: str, member: str, name: str) -> Fraction:
    """The number that a text of the facts holds.

    Raises:
        Refusal: "facts.not_number".
    """
    try:
        return exact_value(text)
    except (Refusal, ValueError):
        raise Refusal("facts.not_number", member=member, name=name, text=text) from None


def _by_member(params: Params, scope: Scope, axes: tuple[str, ...]) -> Number:
    axis = params.text("by")
    _expect_axis(params, "by", axis, axes)
    values = params.any_decimals("values")
    for member in scope.leaf_names() if axis == CRITERION else scope.further.get(axis, ()):
        if member not in values:
            raise Refusal("rules.member_left_out", path=params.at("values"), member=member)
    return Number(axis=axis, values=values)


def _expect_axis(params: Params, key: str, axis: str, axes: tuple[str, ...]) -> None:
    if axis not in axes:
        known = ", ".join(axes)
        raise Refusal("rules.axis_unknown", path=params.at(key), axis=axis, known=known)


def _highest(run: Run) -> Mapping[str, Fraction]:
    return {
        leaf.key: Fraction(leaf.range.high, 10**leaf.range.scale)
        for leaf in leaves(run.part.criteria)
    }


def _candidates(run: Run, axis: str, member: str, entry: str) -> list[Mapping[str, str]]:
    """Where the attributes of a member may stand, the most particular first."""
    if axis == ENTRY:
        return [run.by_id[member].attributes] if member in run.by_id else []
    index = run.remembered.get("numbers")
    if index is None:
        index = run.remembered["numbers"] = _index(run)
    stage = run.part.key
    keys = [(axis, member, e, s) for e in (entry, "") for s in (stage, "")]
    return [index[key] for key in keys if key in index]


def _index(run: Run) -> dict[tuple[str, str, str, str], Mapping[str, str]]:
    index = {(i.axis, i.id, i.entry, i.stage): i.attributes for i in run.facts.items}
    index |= {(JUDGE, judge.id, "", ""): judge.attributes for judge in run.facts.judges}
    return index

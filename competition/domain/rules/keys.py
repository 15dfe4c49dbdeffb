"""Keys: what entries are ordered by, one after the other."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.attributes import attribute_number
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.ranking.method import RankMethod, add_method
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.round import Round
from competition.domain.rules.steps.sub_scores import Sheets, add_sub_score
from competition.domain.rules.table import Table

Rankable = tuple[int | Fraction, ...]


class KeyKind(StrEnum):
    """What a key looks at.

    FIGURE is an entry's figure in a table. SUB_SCORE is its mean mark in one criterion.
    HIGHER_MARKS compares the marks in a table from the highest down, so that whoever has
    more of the higher ones comes first (高分多者列前). ATTRIBUTE is a number that the entry
    brings along, such as its time. FIRSTS counts how often the entry is first (then second,
    and so on) in the columns of a table, or in several tables (单项第一多者列前).
    """

    FIGURE = "figure"
    SUB_SCORE = "sub_score"
    HIGHER_MARKS = "higher_marks"
    ATTRIBUTE = "attribute"
    FIRSTS = "firsts"


class On(StrEnum):
    """Whether entries are compared by the figure as published or before it was rounded."""

    PUBLISHED = "published"
    EXACT = "exact"


class Direction(StrEnum):
    """Whether the higher or the lower figure comes first."""

    DESC = "desc"
    ASC = "asc"


@dataclass(frozen=True, slots=True)
class Key:
    """One comparison of a chain.

    Attributes:
        table: name of the table that is looked at.
        named: the table that the rules name, which is the published one.
        member: one member of its second axis; None where entries are its only axis.
        criterion, stage: of a sub-score; the stage is "" within its own part.
        sheets: whose marks a sub-score is the mean of.
        attribute: of the entry.
        tables, places, per: the tables in which firsts are counted, down to which place, and
            within which groups. Its direction says which figure is first.
        method: the way to rank that made the table; "" for others.
    """

    kind: KeyKind
    table: str
    member: str | None = None
    on: On = On.PUBLISHED
    direction: Direction = Direction.DESC
    named: str = ""
    criterion: str = ""
    stage: str = ""
    sheets: Sheets = Sheets.VALID
    attribute: str = ""
    tables: tuple[str, ...] = ()
    places: int = 1
    per: str | None = None
    method: str = ""

    def column(self, run: Run) -> Mapping[str, Rankable]:
        """By entry, what sorts in reverse into this key's order; entries without are absent."""
        if self not in run.remembered:
            run.remembered[self] = self._column(run)
        column: Mapping[str, Rankable] = run.remembered[self]
        return column

    def _column(self, run: Run) -> Mapping[str, Rankable]:
        sign = 1 if self.direction is Direction.DESC else -1
        if self.kind is KeyKind.ATTRIBUTE:
            found = {e.id: attribute_number(e, self.attribute) for e in run.entries}
            return {entry: (sign * n,) for entry, n in found.items() if n is not None}
        if self.kind is KeyKind.FIRSTS:
            return _counted(run, self, sign)
        table = self._table(run)
        if self.kind is KeyKind.HIGHER_MARKS:
            return {key[0]: _falling(row) for key, row in table.rows.items()}
        figures = table.by_entry if self.member is None else table.column(self.member)
        return {entry: (sign * figure,) for entry, figure in figures.items()}

    def column_of(self, run: Run, entries: Collection[str]) -> Mapping[str, Rankable]:
        """The column, of these entries at least."""
        if self in run.remembered or self.kind is not KeyKind.HIGHER_MARKS:
            return self.column(run)
        rows = self._table(run).rows
        found = ((entry, rows.get((entry,))) for entry in entries)
        return {entry: _falling(row) for entry, row in found if row is not None}

    def unit(self, run: Run) -> int:
        """What the integers of its column are divided by."""
        if self.kind in (KeyKind.ATTRIBUTE, KeyKind.FIRSTS):
            return 1
        return self._table(run).denominator

    def text(self, run: Run, entry: str) -> str:
        """The figure of an entry under this key, for reading; "" where it has none."""
        if self.kind is KeyKind.ATTRIBUTE:
            number = attribute_number(run.by_id[entry], self.attribute)
            return "" if number is None else exact_text(number.numerator, number.denominator)
        if self.kind is KeyKind.FIRSTS:
            return " ".join(str(count) for count in self.column(run)[entry])
        table = self._table(run)
        if self.kind is KeyKind.HIGHER_MARKS:
            row = table.rows.get((entry,), {})
            return " ".join(table.readable(mark) for mark in sorted(row.values(), reverse=True))
        figures = table.by_entry if self.member is None else table.column(self.member)
        return table.readable(figures[entry]) if entry in figures else ""

    def to_json(self) -> dict[str, object]:
        """The key for a derivation."""
        more: dict[str, object] = {}
        if self.attribute:
            more["attribute"] = self.attribute
        if self.tables:
            more |= {"tables": list(self.tables), "places": self.places}
        if self.method:
            more["method"] = self.method
        return more | {
            "kind": self.kind.value,
            "table": self.named or self.table,
            "member": self.member,
            "on": self.on.value,
            "direction": self.direction.value,
            "criterion": self.criterion,
            "stage": self.stage,
            "sheets": self.sheets.value,
        }

    def _table(self, run: Run) -> Table:
        table = run.table(self.table)
        return table.published() if self.on is On.PUBLISHED else table.unrounded()


def read_keys(params: Params, key: str, scope: Scope, per: str | None = None) -> tuple[Key, ...]:
    """A chain of keys; each item is one of

    - `{"key": "score"}`: a table of entries, or one `member` of a table such as
      ("entry", "criterion"); `"on": "exact"` looks at it before its rounding (more decimals);
    - `{"criterion": "novelty"}`: mean mark over all valid sheets, or over the `"sheets": "kept"`;
      in the final part with its `"stage"`;
    - `{"higher_marks": "totals"}`: a table of entries and judges;
    - `{"attribute": "time_s", "direction": "asc"}`: a number that entries bring along;
    - `{"firsts": "totals", "places": 3}`: how often an entry is first, then second, then third
      among the members of the table's second axis, or in a list of tables of entries;

    - `{"method": "schulze", "of": "totals"}`: what a way to rank makes of the judges' own orders
      (`ranking.method`), in the direction of that way.

    Figures sort downward unless `"direction": "asc"`; methods and higher marks have their own.

    Args:
        per: the attribute whose values are ranked apart; firsts are counted within them.
    """
    return tuple(_read(item, scope, per) for item in params.items(key))


def sorted_groups(entries: Sequence[str], keys: Sequence[Key], run: Run) -> list[list[str]]:
    """Entries in order, those that no key tells apart together; a missing figure comes last.

    The marks of a sheet are put in order only where the keys before left entries level.
    """
    groups = [sorted(entries)] if entries else []
    for key in keys:
        level = [entry for group in groups if len(group) > 1 for entry in group]
        column = key.column_of(run, level)
        groups = [part for group in groups for part in _told_apart(group, column)]
    return groups


def _told_apart(group: list[str], column: Mapping[str, Rankable]) -> list[list[str]]:
    """A group of entries by falling figures; those without come last."""
    if len(group) == 1:
        return [group]
    found: dict[Rankable, list[str]] = {}
    for entry in group:
        found.setdefault(column.get(entry, ()), []).append(entry)
    return [found[figure] for figure in sorted(found, reverse=True)]


def _read(params: Params, scope: Scope, per: str | None) -> Key:
    direction = Direction.DESC
    if "method" not in params and "higher_marks" not in params:
        direction = params.choice("direction", Direction, Direction.DESC)
    if "method" in params:
        found = _method(add_method(params, scope, per))
    elif "criterion" in params:
        found = _sub_score(params, scope, direction)
    elif "higher_marks" in params:
        table = params.text("higher_marks")
        _expect(scope, params, "higher_marks", table, ("entry", "judge"))
        found = Key(KeyKind.HIGHER_MARKS, table)
    elif "attribute" in params:
        attribute = scope.known_attribute(params, "attribute")
        found = Key(KeyKind.ATTRIBUTE, "", direction=direction, attribute=attribute)
    elif "firsts" in params:
        found = _firsts(params, scope, direction, per)
    else:
        found = _figure(params, scope, direction)
    params.close()
    return found


def _falling(row: Mapping[str, int]) -> Rankable:
    """The marks of a row from the highest down."""
    return tuple(sorted(row.values(), reverse=True))


def _method(step: RankMethod) -> Key:
    direction = Direction.DESC if step.higher_first else Direction.ASC
    name, method = step.name, step.method.value
    return Key(KeyKind.FIGURE, name, direction=direction, named=name, method=method)


def _figure(params: Params, scope: Scope, direction: Direction) -> Key:
    table = params.text("key")
    member = params.optional_text("member")
    on = params.choice("on", On, On.PUBLISHED)
    named = table
    axes = scope.axes_of(table, params.at("key"))
    if axes[:1] != ("entry",) or len(axes) != (1 if member is None else 2):
        raise Refusal(
            "rules.not_folded", path=params.at("key"), table=table, axes=", ".join(axes[1:])
        )
    if on is On.EXACT:
        maker = scope.maker(table)
        if not isinstance(maker, Round):
            raise Refusal("rules.never_rounded", path=params.at("on"), table=table)
        if not maker.show_only:
            table = _beside(table, maker.source)
    return Key(KeyKind.FIGURE, table, member, on, direction, named)


def _sub_score(params: Params, scope: Scope, direction: Direction) -> Key:
    stage = params.text("stage") if scope.is_final else ""
    home = scope.stages.get(stage) if scope.is_final else scope
    if home is None:
        raise Refusal("rules.stage_unknown", path=params.at("stage"), stage=stage)
    criterion = params.text("criterion")
    if criterion not in home.leaf_names():
        raise Refusal("rules.criterion_unknown", path=params.at("criterion"), criterion=criterion)
    sheets = params.choice("sheets", Sheets, Sheets.VALID)
    table = add_sub_score(home, criterion, sheets, params.at("sheets"))
    if scope.is_final:
        table = f"{stage}.{table}"
    return Key(
        KeyKind.SUB_SCORE,
        table,
        direction=direction,
        criterion=criterion,
        stage=stage,
        sheets=sheets,
    )


def _firsts(params: Params, scope: Scope, direction: Direction, per: str | None) -> Key:
    places = params.integer("places", 1, low=1, high=99)
    named = params.raw("firsts")
    tables = (params.text("firsts"),) if isinstance(named, str) else _listed(params, "firsts")
    for table in tables:
        axes = scope.axes_of(table, params.at("firsts"))
        if axes[:1] != ("entry",) or len(axes) != (2 if isinstance(named, str) else 1):
            raise Refusal(
                "rules.not_folded", path=params.at("firsts"), table=table, axes=", ".join(axes[1:])
            )
    return Key(KeyKind.FIRSTS, "", direction=direction, tables=tables, places=places, per=per)


def _listed(params: Params, key: str) -> tuple[str, ...]:
    values = params.sequence(key)
    if not all(isinstance(value, str) for value in values):
        raise Refusal("rules.not_text", path=params.at(key))
    return tuple(str(value) for value in values)


def _counted(run: Run, key: Key, sign: int) -> dict[str, Rankable]:
    """How often each entry of a group is first, second, ... among those who compete."""
    columns: list[Mapping[str, int]] = []
    for name in key.tables:
        table = run.table(name).published()
        if table.axes == ("entry",):
            columns.append(table.by_entry)
        else:
            members = sorted({member for row in table.rows.values() for member in row})
            columns += [table.column(member) for member in members]
    counts = {entry.id: [0] * key.places for entry in run.entries}
    for group in run.grouped(run.competing, key.per).values():
        for column in columns:
            ordered = sorted(sign * column[entry] for entry in group if entry in column)
            for entry in group:
                if entry in column:
                    ahead = len(ordered) - bisect_right(ordered, sign * column[entry])
                    if ahead < key.places:
                        counts[entry][ahead] += 1
    return {entry: tuple(count) for entry, count in counts.items()}


def _expect(scope: Scope, params: Params, key: str, table: str, wanted: tuple[str, ...]) -> None:
    axes = scope.axes_of(table, params.at(key))
    if axes != wanted:
        raise Refusal(
            "rules.axes",
            path=params.at(key),
            table=table,
            axes=", ".join(axes),
            wanted=", ".join(wanted),
        )


def _beside(table: str, source: str) -> str:
    """The name of `source`, which stands in the same part as `table`."""
    stage, point, _ = table.partition(".")
    return f"{stage}.{source}" if point and not table.startswith("#") else source

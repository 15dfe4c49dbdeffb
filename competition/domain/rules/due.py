"""Which criteria are on whose sheets, where rules say who marks them (考核部门)."""

from collections.abc import Callable

from competition.domain.rules.attributes import GROUP
from competition.domain.rules.facts import Facts
from competition.domain.rules.part import Part
from competition.domain.rules.steps.only import Only
from competition.domain.rules.table import RowKey, Table
from competition.domain.sheet import Criterion, leaves

DueTo = Callable[[str], tuple[Criterion, ...]]


def names_markers(part: Part) -> bool:
    """Whether some criterion of a part is not on every sheet."""
    return any(leaf.marked_by for leaf in leaves(part.criteria))


def due_to(part: Part, facts: Facts) -> DueTo:
    """What tells the leaves on the sheets of a judge, by the judge's id."""
    marked = leaves(part.criteria)
    if not names_markers(part):
        return lambda judge: marked
    groups = {judge.id: judge.attributes.get(GROUP, "") for judge in facts.judges}
    by_group: dict[str, tuple[Criterion, ...]] = {}

    def due(judge: str) -> tuple[Criterion, ...]:
        group = groups.get(judge, "")
        if group not in by_group:
            by_group[group] = tuple(leaf for leaf in marked if leaf.is_due(group))
        return by_group[group]

    return due


def with_due_criteria(part: Part, facts: Facts, table: Table, only: Only | None) -> Table:
    """A table of judges' marks with a row for every criterion that some of them have to mark.

    A criterion that nobody marked has no figure then, rather than being left out of the sum; one
    that none of the judges who count marks has no row.

    Args:
        table: its axes end with "criterion", "judge"; of the judges who count.
        only: which judges those are; None for all.
    """
    groups = _groups(facts, only)
    due = [
        leaf.key
        for leaf in leaves(part.criteria)
        if groups is None or any(leaf.is_due(group) for group in groups)
    ]
    seen = dict.fromkeys(key[:-1] for key in table.rows)
    rows: dict[RowKey, dict[str, int]] = {(*key, leaf): {} for key in seen for leaf in due}
    rows |= {key: dict(row) for key, row in table.rows.items() if key in rows}
    missing = {key: row for key, row in table.missing.items() if key in rows}
    return Table(table.axes, rows, table.denominator, missing, table.shown)


def _groups(facts: Facts, only: Only | None) -> set[str] | None:
    """The groups of the judges who count; None for those of all."""
    if only is None:
        return None
    if only.attribute == GROUP:
        return set(only.values)
    return {
        judge.attributes.get(GROUP, "")
        for judge in facts.judges
        if (judge.attributes.get(only.attribute) if only.attribute else judge.id) in only.values
    }

"""Figures of one entry compared with those of the whole field, cell by cell."""

from collections.abc import Mapping

from competition.domain.rules.part import Run
from competition.domain.rules.table import Fold, RowKey, Table, over_one_divisor


def places_of_table(run: Run, table: Table, *, lowest_first: bool = False) -> Table:
    """The same cells, each figure replaced by its place in its field.

    A field is what all entries have in the same cell, such as the totals of one judge. Equal
    figures share the mean of their places.
    """
    folds: list[tuple[RowKey, Fold]] = []
    for field in fields_of(run, table).values():
        numbered = places(field, lowest_first=lowest_first)
        folds += [(key, (twice, 2)) for key, twice in numbered.items()]
    return over_one_divisor(table.axes, folds, 1, table.missing)


def fields_of(
    run: Run, table: Table, per: str | None = None
) -> dict[tuple[str, ...], dict[RowKey, int]]:
    """Whole cell keys with their numerators, by group of the entry and by further members.

    Raises:
        Refusal: "facts.attribute_missing" when an entry lacks the attribute `per`.
    """
    fields: dict[tuple[str, ...], dict[RowKey, int]] = {}
    run.grouped(run.competing, per)
    for key, row in table.rows.items():
        for member, figure in row.items():
            cell = (*key, member)
            field = (run.group_of(cell[0], per), *cell[1:])
            fields.setdefault(field, {})[cell] = figure
    return fields


def places(field: Mapping[RowKey, int], *, lowest_first: bool = False) -> dict[RowKey, int]:
    """Twice the place of each cell, from the best; equal ones share the mean of their places."""
    levels: dict[int, list[RowKey]] = {}
    for cell, figure in field.items():
        levels.setdefault(figure, []).append(cell)
    found: dict[RowKey, int] = {}
    before = 0
    for figure in sorted(levels, reverse=not lowest_first):
        count = len(levels[figure])
        found |= dict.fromkeys(levels[figure], 2 * before + count + 1)
        before += count
    return found

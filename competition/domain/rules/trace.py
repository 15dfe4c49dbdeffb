"""Pieces of derivations: figures as JSON, and the cells of a table that speak of one entry."""

from collections.abc import Iterator

from competition.domain.rounding import ratio_text
from competition.domain.rules.table import RowKey, Table


def figure(table: Table, numerator: int) -> dict[str, object]:
    """A figure without loss ("ratio") and for reading ("text")."""
    return {
        "ratio": ratio_text(numerator, table.denominator),
        "text": table.readable(numerator),
    }


def every_cell(table: Table, entry: str) -> Iterator[tuple[RowKey, str, int]]:
    """Row key, member and numerator of each cell of one entry, in one order."""
    if table.axes == ("entry",):
        if entry in table.by_entry:
            yield (), entry, table.by_entry[entry]
        return
    for key, row in sorted(table.rows_of(entry).items()):
        for member in sorted(row):
            yield key, member, row[member]

"""Rows of text as records: columns found by their headers, faults named by row and column."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from competition.documents.tables.read import Row, Rows
from competition.documents.tables.values import CellFault, Column, column_letter
from competition.domain.refusal import Refusal

_HEADERS_NAMED = 12
_HEAD_WITHIN = 10  # a title and notes may stand above the header
_MARKS = re.compile(r"[*＊]|[（(](?:必填|选填|required|optional)[）)]|\s+")


class Record(NamedTuple):
    """One row: its number in Excel, its cells, and which place each column key has in it."""

    row: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def text(self, key: str) -> str:
        """The cell of this column; empty where there is no such column."""
        place = self.places.get(key)
        return self.cells[place] if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a table and everything that is wrong with it.

    Attributes:
        records: empty when the header is at fault.
        faults: of the header and of single cells, in the order of the sheet.
        places: where in a row each column stands that was found, by its key.
        letters: the same as Excel's columns.
    """

    records: list[Record]
    faults: list[CellFault]
    places: Mapping[str, int]
    letters: Mapping[str, str]

    def fault(self, record: Record, key: str, code: str, **values: object) -> CellFault:
        """A fault that a caller found in one cell."""
        return CellFault(record.row, self.letters.get(key, ""), code, values)


def read_records(rows: Rows, columns: Sequence[Column]) -> Records:
    """Match headers with columns, then check required cells and choices.

    Args:
        rows: from `read_rows`.
        columns: what is expected, in any order.
    Raises:
        Refusal: ``table.no_header`` (headers) when no row near the top names any column.
    """
    place_of_head = _find_head(rows.rows, columns)
    head, body = rows.rows[place_of_head], rows.rows[place_of_head + 1 :]
    places, faults = _match(head, columns, body)
    letters = {key: column_letter(place) for key, place in places.items()}
    if faults:
        return Records([], faults, places, letters)
    records = [Record(row.number, row.cells, places) for row in body]
    faults = [fault for fault in rows.faults if fault.row > head.number]
    ruled = [column for column in columns if column.required or column.choices]
    told = {(fault.row, fault.column) for fault in faults}
    for record in records:
        found = _cell_faults(record, ruled, letters)
        faults += [each for each in found if (each.row, each.column) not in told]
    return Records(records, sorted(faults, key=_position), places, letters)


def _find_head(rows: Sequence[Row], columns: Sequence[Column]) -> int:
    known = {name for column in columns for name in _names(column)}
    matches = [
        sum(plain_header(cell) in known for cell in row.cells if cell)
        for row in rows[:_HEAD_WITHIN]
    ]
    if not any(matches):
        named = "、".join(column.header for column in columns[:_HEADERS_NAMED])
        raise Refusal("table.no_header", headers=named)
    return matches.index(max(matches))


def _match(
    head: Row, columns: Sequence[Column], body: Sequence[Row]
) -> tuple[dict[str, int], list[CellFault]]:
    by_name = {name: column for column in columns for name in _names(column)}
    places: dict[str, int] = {}
    faults = []
    for place, cell in enumerate(head.cells):
        column = by_name.get(plain_header(cell))
        letter = column_letter(place)
        if column is None:
            if plain_header(cell) or _has_text(body, place):
                values = {"header": cell.strip(), "letter": letter}
                faults.append(CellFault(head.number, letter, "table.unknown_column", values))
        elif column.key in places:
            values = {"header": cell.strip(), "first": column_letter(places[column.key])}
            faults.append(CellFault(head.number, letter, "table.duplicate_column", values))
        else:
            places[column.key] = place
    for column in columns:
        if column.required and column.key not in places:
            values = {"header": column.header}
            faults.append(CellFault(head.number, "", "table.missing_column", values))
    return places, faults


def _cell_faults(
    record: Record, columns: Sequence[Column], letters: Mapping[str, str]
) -> list[CellFault]:
    faults = []
    cells, width = record.cells, len(record.cells)
    for column in columns:
        place = record.places.get(column.key, width)
        text = cells[place].strip() if place < width else ""
        if not text:
            if column.required:
                letter = letters[column.key]
                values = {"header": column.header}
                faults.append(CellFault(record.row, letter, "cell.required", values))
        elif column.choices and text not in column.choices:
            choices = "、".join(column.choices[:12])
            values = {"header": column.header, "text": text[:40], "choices": choices}
            faults.append(CellFault(record.row, letters[column.key], "cell.choice", values))
    return faults


def _names(column: Column) -> list[str]:
    return [plain_header(name) for name in (column.header, *column.aliases)]


def plain_header(header: str) -> str:
    """A header as headers are compared: without width, case, blanks and 必填 marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", header)).casefold()


def _has_text(body: Sequence[Row], place: int) -> bool:
    return any(place < len(row.cells) and row.cells[place].strip() for row in body)


def _position(fault: CellFault) -> tuple[int, int, str]:
    return fault.row, len(fault.column), fault.column

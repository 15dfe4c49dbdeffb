"""Reading Excel workbooks and CSV files into rows of text, within limits."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any, NamedTuple

import python_calamine

from competition.documents.tables.values import CellFault, Limits, column_letter
from competition.documents.tables.workbook_cells import ERROR_NUMBER
from competition.documents.tables.workbook_guard import repack_workbook
from competition.domain.refusal import Refusal

_EXACT_BELOW = 10**15  # Excel keeps 15 digits of a number
_DELIMITERS = ",\t;|"
_SAMPLE = 65_536  # characters in which the delimiter is looked for
_ONLY_TEXTS = {str}
_VISIBLE = python_calamine.SheetVisibleEnum.Visible
_GUARDED = "=+-@\t\r'"


class Row(NamedTuple):
    """One row as Excel numbers it, from 1, and its cells as text; blank cells are empty."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: its rows that are not blank, and cells that cannot be trusted."""

    rows: list[Row]
    faults: list[CellFault]


def read_rows(data: bytes, *, limits: Limits | None = None, sheet: str | None = None) -> Rows:
    """Read a workbook (.xlsx) or a CSV file in UTF-8, UTF-16 or GB18030.

    Texts stay as they are, leading zeros and blanks included. Whole numbers become digits, dates
    ISO 8601. A whole number of more than 15 digits is a fault: Excel has already changed it; so
    are merged cells and formulas that show an error.

    Args:
        data: the file.
        limits: the defaults of `Limits` when None.
        sheet: name of the sheet to read if there is one; otherwise the first.
    Raises:
        Refusal: ``table.empty``, ``table.unreadable``, ``table.old_excel``, ``table.encoding``,
            ``table.too_big`` (megabytes), ``table.too_many_rows`` (limit),
            ``table.too_many_columns`` (limit), ``table.error_cell`` (cell).
    """
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        raise Refusal("table.too_big", megabytes=limits.file_bytes // (1024 * 1024))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("table.old_excel")
    if data[:_SAMPLE].lstrip().startswith(b"<"):  # a web page that calls itself .xls
        raise Refusal("table.unreadable")
    if data.startswith(b"PK\x03\x04"):
        found = _read_workbook(data, limits, sheet)
    else:
        found = _read_csv(data, limits)
    if not found.rows:
        raise Refusal("table.empty")
    return found


def _read_workbook(data: bytes, limits: Limits, sheet: str | None) -> Rows:
    safe = repack_workbook(data, limits)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(safe)
        names = workbook.sheet_names
        if not names:
            raise Refusal("table.empty")
        chosen = workbook.get_sheet_by_name(sheet if sheet in names else _first_shown(workbook))
        raw = chosen.to_python(skip_empty_area=False)
        merged = _merged(chosen.merged_cell_ranges or ())
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refusal("table.unreadable") from error
    found = _collect(raw, limits, _text)
    return Rows(found.rows, found.faults + merged)


def _first_shown(workbook: Any) -> str:
    """The first sheet that Excel shows; a hidden one before it holds no table of anybody's."""
    shown = [each.name for each in workbook.sheets_metadata if each.visible == _VISIBLE]
    name: str = (shown or workbook.sheet_names)[0]
    return name


def _merged(ranges: Iterable[Any]) -> list[CellFault]:
    """Merged cells, each told at its first: below and beside that one they hold nothing."""
    faults = []
    for (top, left), (bottom, right) in ranges:
        first, last = column_letter(left), column_letter(right)
        values = {"range": f"{first}{top + 1}:{last}{bottom + 1}"}
        faults.append(CellFault(top + 1, first, "cell.merged", values))
    return faults


def _read_csv(data: bytes, limits: Limits) -> Rows:
    text = _decode(data)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _collect(reader, limits, _unguarded)
    except csv.Error as error:
        raise Refusal("table.unreadable") from error


def _collect(
    raw: Iterable[Sequence[Any]],
    limits: Limits,
    text: Callable[[object], str | None],
) -> Rows:
    rows: list[Row] = []
    faults: list[CellFault] = []
    for number, cells in enumerate(raw, start=1):
        if number > limits.rows:
            raise Refusal("table.too_many_rows", limit=limits.rows)
        if len(cells) > limits.columns:
            raise Refusal("table.too_many_columns", limit=limits.columns)
        if text is _text and set(map(type, cells)) == _ONLY_TEXTS:
            texts = list(cells)
        else:
            texts = _read_cells(number, cells, text, faults)
        joined = "".join(texts)
        if len(joined) > limits.cell_characters:
            faults += _too_long(number, texts, limits.cell_characters)
        if joined and not joined.isspace():
            rows.append(Row(number, texts))
    return Rows(rows, faults)


def _read_cells(
    number: int,
    cells: Sequence[object],
    text: Callable[[object], str | None],
    faults: list[CellFault],
) -> list[str]:
    """The cells as texts; numbers that cannot be trusted are added to the faults."""
    texts = []
    for place, cell in enumerate(cells):
        read = text(cell)
        if cell == ERROR_NUMBER:
            faults.append(CellFault(number, column_letter(place), "cell.error"))
            read = ""
        elif read is None:
            faults.append(CellFault(number, column_letter(place), "cell.digits_lost"))
            read = str(cell)
        texts.append(read)
    return texts


def _too_long(number: int, texts: Sequence[str], limit: int) -> list[CellFault]:
    return [
        CellFault(
            number, column_letter(place), "cell.too_long", {"limit": limit, "length": len(text)}
        )
        for place, text in enumerate(texts)
        if len(text) > limit
    ]


def _text(cell: object) -> str | None:
    """The text of a cell of a workbook; None for a number that Excel has shortened."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT_BELOW:
            return None
        return str(int(cell)) if cell == int(cell) else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _unguarded(cell: object) -> str:
    """A field of a CSV file without the apostrophe that keeps Excel from calculating it."""
    text = str(cell)
    if len(text) > 1 and text[0] == "'" and text[1] in _GUARDED:
        return text[1:]
    return text


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    raise Refusal("table.encoding")


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first line, outside quotes."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    quoted = False
    for character in text[:_SAMPLE]:
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character in "\r\n":
            if any(counts.values()):
                break
        elif character in counts:
            counts[character] += 1
    return max(counts, key=lambda delimiter: counts[delimiter])

"""Writing tables as Excel workbooks and as CSV."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, BinaryIO, Literal

import xlsxwriter

from competition.documents.tables.values import Column, check_writable, column_letter

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # so that equal tables are equal files
_FILLABLE_ROWS = 2_000
_LIST_CHARACTERS = 255  # most that Excel keeps of a drop-down list inside the validation itself
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_MISREAD_BY_EXCEL = "=+-@\t\r'"
_PLAIN_NUMBER = re.compile(r"-\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """What is to be written.

    Attributes:
        title: name of the sheet.
        columns: from left to right.
        rows: texts, one sequence per row, as long as `columns`; read once.
        examples: rows for a second sheet that shows how to fill in the first.
        examples_title: name of that sheet.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[str]]
    examples: Sequence[Sequence[str]] = ()
    examples_title: str = "示例"


def write_workbook(table: Table, target: BinaryIO, further: Sequence[Table] = ()) -> None:
    """Write an Excel workbook row by row; every cell is text, whatever it looks like.

    Args:
        further: tables for sheets after the first.
    Raises:
        Refusal: ``cell.unwritable``, ``cell.too_long`` (row, column, …).
    """
    workbook = xlsxwriter.Workbook(target, _OPTIONS)
    try:
        workbook.set_properties({"created": _CREATED})
        styles = _styles(workbook)
        sheet = workbook.add_worksheet(_sheet_name(table.title))
        last = _fill(sheet, table.columns, table.rows, styles)
        if table.examples:
            examples = workbook.add_worksheet(_sheet_name(table.examples_title))
            _fill(examples, table.columns, table.examples, styles)
        _add_choices(workbook, sheet, table.columns, max(last, _FILLABLE_ROWS))
        for number, one in enumerate(further, start=2):
            name = _sheet_name(one.title)
            if name.casefold() in {each.name.casefold() for each in workbook.worksheets()}:
                name = f"{name[:27]} {number}"
            _fill(workbook.add_worksheet(name), one.columns, one.rows, styles)
    finally:
        workbook.close()


def workbook_bytes(table: Table, further: Sequence[Table] = ()) -> bytes:
    """`write_workbook` into memory."""
    target = BytesIO()
    write_workbook(table, target, further)
    return target.getvalue()


def csv_bytes(table: Table, *, encoding: Literal["utf-8", "gb18030"] = "utf-8") -> bytes:
    """The table as CSV that Excel opens rightly; UTF-8 carries a mark at its beginning.

    A text that Excel would take for a formula gets an apostrophe in front, which our reader
    takes away again.

    Raises:
        Refusal: ``cell.unwritable``, ``cell.too_long`` (row, column, …).
    """
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_guarded(column.header) for column in table.columns])
    for number, row in enumerate(table.rows, start=2):
        check_writable(row, number=number)
        writer.writerow([_guarded(text) for text in row])
    return out.getvalue().encode("utf-8-sig" if encoding == "utf-8" else encoding)


def _guarded(text: str) -> str:
    if text[:1] and text[0] in _MISREAD_BY_EXCEL and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _styles(workbook: Any) -> dict[str, Any]:
    head = {
        "bold": True,
        "bg_color": "#EFEBE0",
        "bottom": 1,
        "text_wrap": True,
        "valign": "vcenter",
    }
    return {
        "text": workbook.add_format({"num_format": "@", "valign": "top"}),
        "head": workbook.add_format({**head, "num_format": "@"}),
        "required": workbook.add_format({**head, "num_format": "@", "font_color": "#A11D21"}),
    }


def _fill(
    sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[str]], styles: dict[str, Any]
) -> int:
    """Write the head and the rows; returns how many rows were written."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, styles["text"])
        style = styles["required" if column.required else "head"]
        sheet.write_string(0, place, column.header, style)
    sheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(rows, start=1):
        check_writable(row, number=number + 1)
        for place, text in enumerate(row):
            if text:
                sheet.write_string(number, place, text, styles["text"])
    return number


def _add_choices(workbook: Any, sheet: Any, columns: Sequence[Column], last: int) -> None:
    """Drop-down lists; long ones come from a hidden sheet."""
    hidden: Any = None
    place_of_list = 0
    for place, column in enumerate(columns):
        if not column.choices:
            continue
        source: list[str] | str = list(column.choices)
        has_comma = any("," in choice for choice in column.choices)
        if has_comma or len(",".join(column.choices)) > _LIST_CHARACTERS:
            hidden = hidden or _hidden_sheet(workbook)
            _write_across(hidden, place_of_list, column.choices)
            last_letter = column_letter(len(column.choices) - 1)
            line = place_of_list + 1
            source = f"='选项'!$A${line}:${last_letter}${line}"
            place_of_list += 1
        sheet.data_validation(
            1, place, last, place, {"validate": "list", "source": source, "error_type": "warning"}
        )


def _hidden_sheet(workbook: Any) -> Any:
    sheet = workbook.add_worksheet("选项")
    sheet.hide()
    return sheet


def _write_across(sheet: Any, row: int, texts: Sequence[str]) -> None:
    for place, text in enumerate(texts):
        sheet.write_string(row, place, text)


def _sheet_name(title: str) -> str:
    return _NOT_IN_SHEET_NAMES.sub(" ", title).strip()[:31] or "Sheet1"

"""Columns, limits, and faults of single cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from competition.domain.refusal import Refusal

EXCEL_CELL_CHARACTERS = 32_767

_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
    # Excel's own escape _x0041_ is undone wrongly by readers where two of them share a stroke.
    "|_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: name in code.
        header: what stands in the first row.
        required: a blank cell is a fault.
        choices: the only texts allowed; offered as a drop-down list. Empty means any text.
        width: in characters.
        aliases: other headers that are understood, such as the English one.
    """

    key: str
    header: str
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 16
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; beyond it the file is refused before it is read."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 160 * 1024 * 1024
    text_bytes: int = 256 * 1024 * 1024
    rows: int = 120_000
    columns: int = 100
    cells: int = 3_000_000
    cell_characters: int = EXCEL_CELL_CHARACTERS


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell.

    Attributes:
        row: as Excel numbers it, from 1.
        column: letter as Excel shows it; empty when a column is missing.
        code: as in `Refusal`.
        values: what its text needs.
    """

    row: int
    column: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def column_letter(number: int) -> str:
    """Excel's letters for a column counted from 0: A, …, Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The reverse of `column_letter`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def check_writable(row: Sequence[str], *, number: int) -> None:
    """Refuse a row of texts that a cell cannot hold and give back unchanged.

    Args:
        row: the texts.
        number: of the row, as Excel counts.
    Raises:
        Refusal: ``cell.unwritable`` (row, column) for control characters and the like,
            ``cell.too_long`` (row, column, limit, length).
    """
    for place, text in enumerate(row):
        if _UNWRITABLE.search(text):
            raise Refusal("cell.unwritable", row=number, column=column_letter(place))
        if len(text) > EXCEL_CELL_CHARACTERS:
            raise Refusal(
                "cell.too_long",
                row=number,
                column=column_letter(place),
                limit=EXCEL_CELL_CHARACTERS,
                length=len(text),
            )

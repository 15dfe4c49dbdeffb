"""Tables for a terminal, in which a Chinese character is as wide as two letters."""

import unicodedata
from collections.abc import Sequence

GAP = "  "


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_width(character) for character in text)


def padded(text: str, columns: int) -> str:
    """The text with blanks after it, so that it takes so many columns."""
    return text + " " * max(0, columns - width(text))


def aligned_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their headers, each column as wide as its widest cell; no blanks at line ends."""
    shown = [[_one_line(cell) for cell in row] for row in (headers, *rows)]
    widths = [max(width(row[place]) for row in shown) for place in range(len(headers))]
    shown.insert(1, ["─" * columns for columns in widths])
    lines = (
        GAP.join(padded(cell, columns) for cell, columns in zip(row, widths, strict=True)).rstrip()
        for row in shown
    )
    return "\n".join(lines)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _one_line(text: str) -> str:
    return " ".join(text.split())

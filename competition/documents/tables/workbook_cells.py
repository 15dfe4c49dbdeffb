"""What the XML of a sheet says of its cells that the reader keeps to itself."""

import re

from competition.domain.refusal import Refusal

_EMPTY = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?/>")
_LONG = re.compile(rb"<(?:\w+:)?c\s[^<>]{1000}")
_MERGED = re.compile(rb"<mergeCells[\s>]")
_MERGED_END = b"</mergeCells>"
_NONE_MERGED = b"<mergeCells></mergeCells>"
_FORMULA = re.compile(rb"f(?=>)")
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\s(?![^<>]*\bt=\"str\")[^<>]*\br=\"([A-Z]{1,3}[0-9]{1,7})\"[^<>]*>\s*"
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v(?:\s[^<>]*)?></)"
)

ERROR_NUMBER = 8.8e307  # how a cell that shows a formula error is handed to the reader
_ERROR = re.compile(
    rb"<((?:\w+:)?)c\s(?=[^<>]*\bt=\"e\")[^<>]*\br=\"([A-Z]{1,3}[0-9]{1,7})\"[^<>]*>\s*"
    rb"(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"<(?:\w+:)?v(?:\s[^<>]*)?>[^<]*</(?:\w+:)?v>\s*</(?:\w+:)?c>"
)


def with_errors_as_numbers(part: bytes) -> bytes:
    """The part with `ERROR_NUMBER` in cells that show #N/A or the like, which read as blanks.

    Raises:
        Refusal: ``table.unreadable`` for a cell with more attributes than any program writes.
    """
    _refuse_long(part)
    number = str(ERROR_NUMBER).encode("ascii")
    return _ERROR.sub(rb'<\1c r="\2"><\1v>' + number + rb"</\1v></\1c>", part)


def without_empty_cells(part: bytes) -> bytes:
    """The part without cells that have a format and nothing else; there may be millions."""
    return _EMPTY.sub(b"", part)


def uncalculated_cell(part: bytes) -> str | None:
    """The first cell with a formula whose result no program has stored; Excel always stores one.

    Raises:
        Refusal: ``table.unreadable`` for a cell with more attributes than any program writes.
    """
    if not _FORMULA.search(part):  # also where a formula is shared, one cell spells it out
        return None
    _refuse_long(part)
    found = _UNCALCULATED.search(part)
    return found[1].decode("ascii") if found else None


def merged_first(part: bytes) -> tuple[bytes | memoryview, ...]:
    """The part in pieces, the list of its merged cells before the cells as well.

    The reader looks for that list from the beginning, so it would read the whole sheet twice.
    """
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if not 0 <= start < end or b"mergeCells" in part[:start]:
        return (part,)
    found, stop = _MERGED.search(part, end), part.find(_MERGED_END, end)
    if found is None and part.find(b"mergeCells", end) < 0:
        return part[:start], _NONE_MERGED, memoryview(part)[start:]
    if found is None or stop < found.start():
        return (part,)
    merged = part[found.start() : stop + len(_MERGED_END)]
    return part[:start], merged, memoryview(part)[start:]


def _refuse_long(part: bytes) -> None:
    """The patterns for single cells try every address in one: of a million, for hours."""
    if _LONG.search(part):
        raise Refusal("table.unreadable")

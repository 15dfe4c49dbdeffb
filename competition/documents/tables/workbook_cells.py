"""What the XML of a sheet says of its cells that the reader keeps to itself."""

import re

_EMPTY = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?/>")
_MERGED = re.compile(rb"<mergeCells[\s>].*?</mergeCells>", re.DOTALL)
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
    """The part with `ERROR_NUMBER` in cells that show #N/A or the like, which read as blanks."""
    number = str(ERROR_NUMBER).encode("ascii")
    return _ERROR.sub(rb'<\1c r="\2"><\1v>' + number + rb"</\1v></\1c>", part)


def without_empty_cells(part: bytes) -> bytes:
    """The part without cells that have a format and nothing else; there may be millions."""
    return _EMPTY.sub(b"", part)


def uncalculated_cell(part: bytes) -> str | None:
    """The first cell with a formula whose result no program has stored; Excel always stores one."""
    if not _FORMULA.search(part):  # also where a formula is shared, one cell spells it out
        return None
    found = _UNCALCULATED.search(part)
    return found[1].decode("ascii") if found else None


def merged_first(part: bytes) -> tuple[bytes | memoryview, ...]:
    """The part in pieces, the list of its merged cells before the cells as well.

    The reader looks for that list from the beginning, so it would read the whole sheet twice.
    """
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if not 0 <= start < end or b"mergeCells" in part[:start]:
        return (part,)
    found = _MERGED.search(part, end)
    if found is None and part.find(b"mergeCells", end) >= 0:
        return (part,)
    return part[:start], found[0] if found else _NONE_MERGED, memoryview(part)[start:]

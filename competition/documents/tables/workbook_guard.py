"""A workbook from outside, checked and packed anew before the reader sees it.

The reader (calamine) builds a dense grid and one text per cell, so a file of a few hundred bytes
with one cell far out, or with one long shared text behind many cells, makes it take all memory and
abort the process. What is handed to it is therefore exactly what was measured here.
"""

import re
import zipfile
import zlib
from io import BytesIO
from itertools import pairwise, zip_longest

from competition.documents.tables.values import Limits, column_number
from competition.documents.tables.workbook_cells import (
    merged_first,
    uncalculated_cell,
    with_errors_as_numbers,
    without_empty_cells,
)
from competition.domain.refusal import Refusal

_PARTS = 2_000
_LETTERS = bytes(range(ord("A"), ord("Z") + 1))
_DIGITS = b"0123456789"
_PREFIX = rb"<(?:(?!/)[^ \t\r\n<>:]*:)?"  # as wide as the reader takes it
_PREFIXED = re.compile(rb":(?=(?:c|si)[\s/>])")  # found three times as fast as by `in`
_USUAL_CELL = re.compile(rb"<c(?: r=\"([A-Z]{1,3}[0-9]{1,7})\"|[\s/>])")
_ATTRIBUTES = rb"(?:\s+[^\s<>\"'=]+=\"[^<>\"]*\")*?"
_CELL = re.compile(_PREFIX + rb"c(?:" + _ATTRIBUTES + rb"\s+r=\"([A-Z]{1,3}[0-9]{1,7})\"|[\s/>])")
_VALUE = re.compile(_PREFIX + rb"v(?:\s[^<>]*)?>([^<]*)<")
_ERROR = re.compile(_PREFIX + rb"c\s(?=[^<>]*\st=\"e\")[^<>]*\br=\"([A-Z]{1,3}[0-9]{1,7})\"")
_ITEM = re.compile(_PREFIX + rb"si[\s/>]")
_TAG = rb"[^<>\"']*+(?:\"[^<>\"]*+\"[^<>\"']*+|'[^<>']*+'[^<>\"']*+)*+>"
_HIDING = re.compile(rb"<!|<\?(?!xml\s[^<>]*\?>)|<(?!" + _TAG + rb")")
_READABLE = (".xml", ".rels")


def repack_workbook(data: bytes, limits: Limits) -> BytesIO:
    """The XML parts of the workbook, uncompressed, in a new archive.

    Args:
        data: an .xlsx file from outside.
        limits: on unpacked bytes, rows, columns, cells and text.
    Raises:
        Refusal: ``table.unreadable``, ``table.too_big`` (megabytes), ``table.too_many_rows``
            (limit), ``table.too_many_columns`` (limit), ``table.formula_cell`` (cell) for a formula
            without a result, ``table.error_cell`` (cell) for one that shows #N/A or the like in
            a form no program writes: the reader would take both for blanks.
    """
    parts = _unpack(data, limits)
    longest = _longest_shared(parts)
    cells = 0
    for name, part in parts.items():
        if b't="e"' in part:
            part = parts[name] = with_errors_as_numbers(part)
        try:
            own_cells = _measure(part, limits)
        except Refusal:
            part = parts[name] = without_empty_cells(part)
            own_cells = _measure(part, limits)
        cells += own_cells
        if cells > limits.cells:
            raise Refusal("table.too_big", megabytes=_megabytes(limits))
        if own_cells * longest > limits.text_bytes:
            _check_text(part, _shared_lengths(parts), limits)
        if b't="e"' in part and (error := _ERROR.search(part)):
            raise Refusal("table.error_cell", cell=error[1].decode("ascii"))
        if formula := uncalculated_cell(part):
            raise Refusal("table.formula_cell", cell=formula)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            with archive.open(name, "w") as target:
                for piece in merged_first(part):
                    target.write(piece)
    out.seek(0)
    return out


def _unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = limits.unpacked_bytes
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > _PARTS:
                raise Refusal("table.unreadable")
            for info in archive.infolist():
                if not info.filename.lower().endswith(_READABLE):
                    continue
                if info.file_size > left:
                    raise Refusal("table.too_big", megabytes=_megabytes(limits))
                part = archive.read(info)
                left -= len(part)
                if b"\x00" in part:  # UTF-16 would hide cells from the patterns below
                    raise Refusal("table.unreadable")
                parts[info.filename] = part
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise Refusal("table.unreadable") from error
    return parts


def _measure(part: bytes, limits: Limits) -> int:
    """Refuse cells out of bounds or without an address; returns the number of cells."""
    addresses = _addresses(part)
    if not addresses:
        return 0
    if b"<!" in part:  # comments and CDATA would hide values; no program writes them
        raise Refusal("table.unreadable")
    joined = b" ".join(addresses)
    letters = set(joined.translate(None, _DIGITS).split())
    columns = max(column_number(each.decode("ascii")) for each in letters) + 1
    rows = max(map(int, set(joined.translate(None, _LETTERS).split())))
    if columns > limits.columns:
        raise Refusal("table.too_many_columns", limit=limits.columns)
    if rows > limits.rows:
        raise Refusal("table.too_many_rows", limit=limits.rows)
    if rows * columns > limits.cells:
        raise Refusal("table.too_big", megabytes=_megabytes(limits))
    return len(addresses)


def _addresses(part: bytes) -> list[bytes]:
    """The address of each cell; one that has none, or not in plain sight, is refused."""
    if not _PREFIXED.search(part):
        addresses: list[bytes] = _USUAL_CELL.findall(part)
        if b"" not in addresses:
            return addresses
    addresses = _CELL.findall(part)
    if b"" in addresses:
        raise Refusal("table.unreadable")
    return addresses


def _longest_shared(parts: dict[str, bytes]) -> int:
    """An upper bound in bytes for the longest shared text, found in a moment."""
    holders = (part for part in parts.values() if b"<si" in part or _PREFIXED.search(part))
    return max((len(piece) for part in holders for piece in part.split(b"<si")), default=0)


def _shared_lengths(parts: dict[str, bytes]) -> list[int]:
    """An upper bound in bytes for each shared text, of whichever part has them."""
    lengths: list[list[int]] = []
    for part in parts.values():
        starts = [match.start() for match in _ITEM.finditer(part)]
        if starts and _HIDING.search(part):  # what looks like an item there would be none
            raise Refusal("table.unreadable")
        lengths.append([end - start for start, end in pairwise([*starts, len(part)])])
    return [max(each) for each in zip_longest(*lengths, fillvalue=0)]


def _check_text(part: bytes, lengths: list[int], limits: Limits) -> None:
    """Refuse when the shared texts, each counted as often as it is used, are too much.

    A number that is no index is counted as one, and an escaped index as the longest text: the sum
    may be too high, never too low.
    """
    longest = max(lengths, default=0)
    total = 0
    for value in _VALUE.findall(part):
        digits = value.strip()
        if digits.isdigit() and len(digits) < 10:
            total += lengths[int(digits)] if int(digits) < len(lengths) else 0
        elif b"&" in value or b">" in value:
            total += longest
    if total > limits.text_bytes:
        raise Refusal("table.too_big", megabytes=_megabytes(limits))


def _megabytes(limits: Limits) -> int:
    return limits.unpacked_bytes // (1024 * 1024)

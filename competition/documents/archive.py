"""One archive of many files, made while it is sent."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from competition.domain.numbering import unique_file_names

_TIME = (2000, 1, 1, 0, 0, 0)  # the same files give the same archive


class _Outlet:
    """A file that cannot seek and hands on what was written to it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def stream_archive(names: Iterable[str], contents: Iterable[bytes]) -> Iterator[bytes]:
    """A ZIP archive in pieces, holding one file in memory at a time.

    Contents are stored as they are: PDFs do not shrink further.

    Args:
        names: safe file names (`safe_file_name`) in order; equal ones are numbered, and
            upper and lower case count as equal, as on Windows.
        contents: one per name, in the same order; asked for one by one.
    Raises:
        ValueError: names and contents differ in number.
    """
    outlet: Any = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for name, content in zip(unique_file_names(names), contents, strict=True):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            yield outlet.take()
    yield outlet.take()

"""Uploaded files on disk, named by the digest of their content, so nothing is stored twice.

A file is there whole or not at all: it is written beside its place, forced to disk and renamed.
"""

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from competition.domain.refusal import Refusal
from competition.services.runtime import runtime

ASIDE = ".aside"  # of a file that no row named when it was last swept
_KEY = re.compile(r"[0-9a-f]{64}")


def store_file(content: bytes) -> str:
    """Keep these bytes; returns the key that finds them, their SHA-256 in hexadecimal."""
    key = hashlib.sha256(content).hexdigest()
    place = _place(key)
    try:
        os.utime(place)  # what is stored again is not swept
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(place, content)
    return key


def file_path(key: str) -> Path:
    """Where the file of this key lies, to be sent to somebody.

    Raises:
        Refusal: ``storage.missing`` when the file is not there.
    """
    place = _place(key) if _KEY.fullmatch(key) else None
    if place is not None and not place.is_file():
        with suppress(FileNotFoundError):
            place.with_suffix(ASIDE).replace(place)
    if place is None or not place.is_file():
        raise Refusal("storage.missing")
    return place


def read_file(key: str) -> bytes:
    """The bytes kept under this key. Errors as in `file_path`."""
    return file_path(key).read_bytes()


def _place(key: str) -> Path:
    return runtime.storage / key[:2] / key[2:4] / key


def _write_whole(place: Path, content: bytes) -> None:
    draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""Canonical JSON: one value, one sequence of bytes, so that digests can be compared."""

import hashlib
import json
from typing import Any

LARGEST = 2**53 - 1
LAST_OF_ONE_UNIT = "\uffff"  # up to here, code points and UTF-16 code units have one order
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_json(value: Any) -> bytes:
    """The value as canonical JSON in UTF-8.

    Keys are ordered by UTF-16 code units; nothing is escaped that need not be; no blanks. Only
    null, booleans, integers, strings, lists and objects with string keys are taken: decimals travel
    as strings, so that no reader can round them.

    Raises:
        TypeError: a value of another kind, a float among them.
        ValueError: an integer beyond 2**53 - 1, or a lone surrogate.
    Source: RFC 8785 (JCS).
    """
    in_order = _check(value)
    return (_encode(value) if in_order else _parts(value)).encode("utf-8")


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def commitment(identity: str, salt: str) -> str:
    """What binds a pseudonym to an identity, and no longer tells it once the salt is gone.

    Args:
        salt: random, at least 128 bits, hexadecimal; kept apart from the commitment.
    """
    return hashlib.sha256(f"{salt}:{identity}".encode()).hexdigest()


def _check(value: Any) -> bool:
    """Refuse what has no canonical JSON; whether every key sorts alike as code points."""
    if isinstance(value, str) or value is None:
        return True
    if isinstance(value, int):  # booleans among them
        if abs(value) > LARGEST:
            raise ValueError("an integer too large for canonical JSON; use a string")
        return True
    in_order = True
    if isinstance(value, list | tuple):
        for item in value:
            in_order = _check(item) and in_order
        return in_order
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("object keys must be strings")
            in_order = _check(item) and key <= LAST_OF_ONE_UNIT and in_order
        return in_order
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _parts(value: Any) -> str:
    """The same text, keys sorted by UTF-16 code units; for the rare keys beyond the first plane."""
    if isinstance(value, list | tuple):
        return f"[{','.join([_parts(item) for item in value])}]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        members = [f"{_encode(key)}:{_parts(value[key])}" for key in keys]
        return f"{{{','.join(members)}}}"
    return _encode(value)

"""Canonical JSON: one value, one sequence of bytes, so that digests can be compared."""

import hashlib
from json.encoder import encode_basestring as _quoted
from typing import Any

LARGEST = 2**53 - 1
_WORDS = {None: "null", True: "true", False: "false"}


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
    return "".join(_parts(value)).encode("utf-8")


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def commitment(identity: str, salt: str) -> str:
    """What binds a pseudonym to an identity, and no longer tells it once the salt is gone.

    Args:
        salt: random, at least 128 bits, hexadecimal; kept apart from the commitment.
    """
    return hashlib.sha256(f"{salt}:{identity}".encode()).hexdigest()


def _parts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [_quoted(value)]
    if value is None or isinstance(value, bool):
        return [_WORDS[value]]
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError("an integer too large for canonical JSON; use a string")
        return [str(value)]
    if isinstance(value, list | tuple):
        return ["[", *_joined([_parts(item) for item in value]), "]"]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("object keys must be strings")
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        members = [[_quoted(key), ":", *_parts(value[key])] for key in keys]
        return ["{", *_joined(members), "}"]
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _joined(groups: list[list[str]]) -> list[str]:
    parts: list[str] = []
    for position, group in enumerate(groups):
        if position:
            parts.append(",")
        parts.extend(group)
    return parts

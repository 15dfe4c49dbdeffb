"""The people of a report in few bytes: their keys, then how often each took part.

A key is 63 bits of a keyed digest. Among ten million people the chance that any two share one is
below one in a hundred thousand.
"""

import sys
from array import array
from collections.abc import Mapping

KEY_BYTES, TIMES_BYTES = 8, 4
ROW_BYTES = KEY_BYTES + TIMES_BYTES


def pack_list(times: Mapping[int, int]) -> bytes:
    """People by key with how often each took part, keys ascending, little-endian."""
    keys = sorted(times)
    return _bytes("q", keys) + _bytes("i", [times[key] for key in keys])


def unpack_list(packed: bytes) -> dict[int, int]:
    """What `pack_list` packed."""
    middle = len(packed) // ROW_BYTES * KEY_BYTES
    return dict(zip(_numbers("q", packed[:middle]), _numbers("i", packed[middle:]), strict=True))


def keys_of(packed: bytes) -> bytes:
    """The keys alone, eight bytes each."""
    return packed[: len(packed) // ROW_BYTES * KEY_BYTES]


def times_of(packed: bytes) -> int:
    """How many participations a list tells, all people together."""
    return sum(unpack_list(packed).values())


def _bytes(kind: str, numbers: list[int]) -> bytes:
    return _turned(array(kind, numbers)).tobytes()


def _numbers(kind: str, packed: bytes) -> "array[int]":
    numbers: array[int] = array(kind)
    numbers.frombytes(packed)
    return _turned(numbers)


def _turned(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers

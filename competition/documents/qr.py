"""QR codes as one vector path.

Symbols are made by segno with a fixed mask. For certificates, thousands of symbols differ only in
the token at the end of the address. With version, mask and length fixed, a QR code is an affine
function of the bits of its content over GF(2) (Reed-Solomon coding is linear and the mask is a
constant), so each changed bit flips a fixed set of modules. The sets are taken from segno once and
later symbols are made by exclusive or.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import segno

from competition.domain.refusal import Refusal

_MASK = 2  # a fixed mask is valid for every reader and saves the search for the best of eight
_QUIET = 4  # modules of white that ISO/IEC 18004 asks for around the symbol
_MOST_VERSION = 20
_DARK = re.compile("1+")


@dataclass(frozen=True, slots=True)
class QrPath:
    """A QR symbol with its quiet zone.

    Attributes:
        modules: side length in modules, quiet zone included.
        operators: PDF path operators in module units, to be filled.
    """

    modules: int
    operators: str

    def placed(self, x: float, y: float, side: float) -> str:
        """PDF operators that draw the symbol in black with its lower left corner at (x, y)."""
        scale = side / self.modules
        matrix = f"{scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f}"
        return f"q {matrix} cm 0 g\n{self.operators}\nf Q"


def qr_path(content: str) -> QrPath:
    """The QR symbol of `content` at error correction level M (15 %).

    Args:
        content: an address in ASCII.
    Raises:
        Refusal: ``qr.content`` (length) when it is not ASCII, empty, or longer than what a symbol
            of version 20 holds.
    """
    side, bits = qr_bits(content)
    modules = f"{bits:0{side * side}b}"
    rectangles = [
        f"{match.start() + _QUIET} {side - 1 - row + _QUIET} {match.end() - match.start()} 1 re"
        for row in range(side)
        for match in _DARK.finditer(modules[row * side : (row + 1) * side])
    ]
    return QrPath(side + 2 * _QUIET, "\n".join(rectangles))


def qr_bits(content: str) -> tuple[int, int]:
    """Side length of the symbol in modules, and its modules row by row as the bits of a number.

    Raises:
        Refusal: as `qr_path`.
    """
    if not content or not content.isascii():
        raise Refusal("qr.content", length=len(content))
    head, slash, token = content.rpartition("/")
    reference = head + slash + "0" * len(token)
    side, bits = _symbol(reference.encode("ascii"))
    start = len(content) - len(token)
    for place, character in enumerate(token, start):
        difference = ord(character) ^ ord("0")
        if difference:
            for bit, flips in enumerate(_flips(len(content), place)):
                if difference >> bit & 1:
                    bits ^= flips
    return side, bits


@lru_cache(maxsize=64)
def _symbol(content: bytes) -> tuple[int, int]:
    try:
        symbol = segno.make(
            content, error="m", mode="byte", mask=_MASK, micro=False, boost_error=False
        )
    except segno.DataOverflowError as error:
        raise Refusal("qr.content", length=len(content)) from error
    if int(symbol.version) > _MOST_VERSION:
        raise Refusal("qr.content", length=len(content))
    rows = "".join("".join(map(str, row)) for row in symbol.matrix)
    return len(symbol.matrix), int(rows, 2)


@lru_cache(maxsize=1024)
def _flips(length: int, place: int) -> tuple[int, ...]:
    """For each of the seven bits of the ASCII byte at `place`, the modules that it flips."""
    zeros = bytes(length)
    _, plain = _symbol(zeros)
    return tuple(
        _symbol(zeros[:place] + bytes([1 << bit]) + zeros[place + 1 :])[1] ^ plain
        for bit in range(7)
    )

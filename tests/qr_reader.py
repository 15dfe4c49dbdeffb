"""Reads a QR code from a picture, as a phone would: to prove what a printed code opens.

Only what our certificates need: upright, undamaged, byte mode. Source: ISO/IEC 18004.
"""

from itertools import product

from PIL import Image
from segno import consts

Grid = list[list[bool]]
FORMAT_MASK = 0b101010000010010
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: (r * c) % 2 + (r * c) % 3 == 0,
    lambda r, c: ((r * c) % 2 + (r * c) % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + (r * c) % 3) % 2 == 0,
)


def read_qr(picture: Image.Image) -> str:
    """The text of the one QR code in the picture."""
    grid = find_grid(picture.convert("L"))
    size = len(grid)
    version = (size - 17) // 4
    bits = 0
    for row in (0, 1, 2, 3, 4, 5, 7, 8):
        bits |= grid[row][8] << row - (row > 6)
    for place, column in enumerate((7, 5, 4, 3, 2, 1, 0), start=8):
        bits |= grid[8][column] << place
    level, mask = divmod((bits ^ FORMAT_MASK) >> 10, 8)
    words = codewords(grid, version, MASKS[mask])
    return text_of(data_words(words, version, level), version)


def find_grid(picture: Image.Image) -> Grid:
    """The modules between the three finder patterns."""
    centres, module = finders(picture)
    left, top = min(centres, key=sum)
    right = max(x for x, _ in centres)
    size = round((right - left) / module) + 7
    step = (right - left) / (size - 7)
    pixels = picture.load()
    return [
        [
            pixels[round(left + (column - 3) * step), round(top + (row - 3) * step)] < 128
            for column in range(size)
        ]
        for row in range(size)
    ]


def finders(picture: Image.Image) -> tuple[list[tuple[float, float]], float]:
    """Centres of the finder patterns and the width of a module: runs of 1:1:3:1:1."""
    found: list[tuple[float, float, float]] = []
    dark = picture.point(lambda value: 255 * (value < 128))
    for y in range(0, picture.height, 2):
        for x, width in patterns(dark.crop((0, y, picture.width, y + 1)).tobytes()):
            column = dark.crop((round(x), 0, round(x) + 1, picture.height)).tobytes()
            for middle, height in patterns(column):
                if abs(middle - y) < width and abs(height - width) < width / 7:
                    found.append((x, middle, width))
    votes: dict[tuple[float, float], int] = {}
    for x, y, width in found:
        near = [each for each in votes if abs(x - each[0]) + abs(y - each[1]) < width]
        centre = near[0] if near else (x, y)
        votes[centre] = votes.get(centre, 0) + 1
    centres = sorted(votes, key=votes.__getitem__)[-3:]
    assert len(centres) == 3, f"{len(centres)} finder patterns"
    widths = [width for x, y, width in found if (x, y) in centres]
    return centres, sum(widths) / len(widths) / 7


def patterns(line: bytes) -> list[tuple[float, float]]:
    """Middle and width of each dark-light-dark-light-dark run of 1:1:3:1:1 in a line."""
    edges = [0, *(i for i in range(1, len(line)) if line[i] != line[i - 1]), len(line)]
    found = []
    for start in range(len(edges) - 5):
        runs = [edges[start + i + 1] - edges[start + i] for i in range(5)]
        unit = sum(runs) / 7
        fits = all(
            abs(run - unit * share) <= unit / 2
            for run, share in zip(runs, (1, 1, 3, 1, 1), strict=True)
        )
        if line[edges[start]] and unit >= 2 and fits:
            found.append(((edges[start] + edges[start + 5] - 1) / 2, sum(runs)))
    return found


def codewords(grid: Grid, version: int, mask: object) -> list[int]:
    """The words in the order in which they lie, two columns at a time from the right."""
    size, reserved = len(grid), reserved_modules(version)
    bits: list[bool] = []
    upward = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in reversed(range(size)) if upward else range(size):
            for column in (right, right - 1):
                if (row, column) not in reserved:
                    bits.append(grid[row][column] ^ mask(row, column))  # type: ignore[operator]
        upward = not upward
    return [
        int("".join("01"[bit] for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) - 7, 8)
    ]


def reserved_modules(version: int) -> set[tuple[int, int]]:
    """Finder, timing, alignment, format and version patterns."""
    size = version * 4 + 17
    ends = range(size - 8, size)
    held = set(product(range(9), range(9))) | set(product(range(9), ends))
    held |= set(product(ends, range(9)))
    held |= {(6, n) for n in range(size)} | {(n, 6) for n in range(size)}
    places = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    for row, column in product(places, places):
        if (row, column) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
            held |= set(product(range(row - 2, row + 3), range(column - 2, column + 3)))
    if version >= 7:
        far = range(size - 11, size - 8)
        held |= set(product(range(6), far)) | set(product(far, range(6)))
    return held


def data_words(words: list[int], version: int, level: int) -> list[int]:
    """The data of the interleaved blocks in order, without the words of error correction."""
    lengths = [
        block.num_data for block in consts.ECC[version][level] for _ in range(block.num_blocks)
    ]
    blocks: list[list[int]] = [[] for _ in lengths]
    source = iter(words)
    for place in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if place < length:
                block.append(next(source))
    return [word for block in blocks for word in block]


def text_of(words: list[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in words)
    assert bits[:4] == "0100", "not in byte mode"
    start = 12 if version < 10 else 20
    length = int(bits[4:start], 2)
    return bytes(int(bits[start + 8 * n : start + 8 * n + 8], 2) for n in range(length)).decode()

"""Breaking Chinese text into lines and fitting it into a box.

Rules after W3C, Requirements for Chinese Text Layout (clreq), 3.1.3: no closing mark begins a
line, no opening mark ends one; words and numbers in Latin script stay whole where they can.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from competition.documents.text import Text
from competition.domain.refusal import Refusal

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕〗〙〛］｝”’…—～·・‧％‰℃°%,.;:?!)]}>〞”’々ー—")
_NOT_LAST = frozenset("（《〈「『【〔〖〘〚［｛“‘([{<￥＄$〝№")
_INSIDE_WORDS = frozenset("-_.,:/@'+#&=~")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines and the type size, in points, at which they fit."""

    size: float
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs as lines, and the type size, in points, at which they fit."""

    size: float
    paragraphs: tuple[tuple[Text, ...], ...]


def break_lines(text: Text, width: float, *, indent: float = 0) -> list[Text]:
    """Cut one paragraph into lines.

    Args:
        text: what `typeset` returned.
        width: line width in ems of the type size.
        indent: how much shorter the first line is, in ems.
    Returns:
        At least one line; a line is never wider than `width` unless one character is.
    """
    lines: list[Text] = []
    start = 0
    room = width - indent
    while start < len(text):
        full = _fill(text, start, room)
        end = full if full >= len(text) else _last_break(text, start, full)
        line = text[start:end]
        lines.append(_trimmed(line))
        start = _skip_spaces(text, end)
        room = width
    return lines or [text]


def fit_block(
    texts: Sequence[Text],
    *,
    width: float,
    height: float,
    sizes: Sequence[float],
    leading: float,
    indent: float = 0,
) -> Block:
    """The largest of the sizes at which the paragraphs fit into the box.

    Args:
        texts: one per paragraph.
        width, height: of the box in points.
        sizes: type sizes in points, largest first.
        leading: distance of lines as a multiple of the size.
        indent: of each first line, in ems.
    Raises:
        Refusal: ``text.does_not_fit`` (text) when even the smallest size is too large.
    """
    for size in sizes:
        broken = tuple(tuple(break_lines(text, width / size, indent=indent)) for text in texts)
        if sum(map(len, broken)) * leading * size <= height:
            return Block(size, broken)
    raise Refusal("text.does_not_fit", text=texts[0].characters[:24])


def fit_items(
    items: Sequence[Text],
    *,
    gap: Text,
    width: float,
    height: float,
    sizes: Sequence[float],
    leading: float,
) -> Fitted:
    """Set items, such as names, in as few lines as possible without breaking one of them.

    First the type shrinks within `sizes`, then there are more lines.

    Args:
        items: one Text each; an item stays on one line.
        gap: set between two items on one line.
        width, height, sizes, leading: as in `fit_block`.
    Raises:
        Refusal: ``text.does_not_fit`` (text).
    """
    for count in range(1, len(items) + 1):
        for size in sizes:
            if count * leading * size > height:
                continue
            rows = _packed(items, gap, width / size, count)
            if rows is not None:
                return Fitted(size, tuple(rows))
    longest = max(items, key=lambda item: item.width)
    raise Refusal("text.does_not_fit", text=longest.characters[:24])


def _packed(items: Sequence[Text], gap: Text, width: float, count: int) -> list[Text] | None:
    """Items in exactly `count` lines of near equal number, or None when one is too wide."""
    rows = []
    for row in _shares(items, count):
        line = row[0]
        for item in row[1:]:
            line = line + gap + item
        if line.width > width:
            return None
        rows.append(line)
    return rows


def _shares(items: Sequence[Text], count: int) -> Iterator[Sequence[Text]]:
    each, extra = divmod(len(items), count)
    start = 0
    for row in range(count):
        end = start + each + (1 if row < extra else 0)
        yield items[start:end]
        start = end


def _fill(text: Text, start: int, room: float) -> int:
    """The end of the longest stretch from `start` that fits; at least one character."""
    used = 0.0
    end = start
    while end < len(text):
        used += text.widths[end]
        if used > room + 1e-9 and end > start:
            break
        end += 1
    return end


def _last_break(text: Text, start: int, end: int) -> int:
    """The last place up to `end` where the line may be cut; `end` itself when there is none."""
    for place in range(end, start, -1):
        if _may_break(text.characters[place - 1], text.characters[place]):
            return place
    return end


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return True
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    return (character.isalnum() and ord(character) < 0x2E80) or character in _INSIDE_WORDS


def _skip_spaces(text: Text, start: int) -> int:
    while start < len(text) and text.characters[start] == " ":
        start += 1
    return start


def _trimmed(line: Text) -> Text:
    kept = len(line.characters.rstrip(" "))
    return line[0:kept] if kept else line

"""The names and the wording of a certificate, fitted between heading and issuers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.documents import certificate_art as art
from competition.documents.draw import line_width
from competition.documents.fonts import Fonts
from competition.documents.lines import Block, Fitted, fit_block, fit_items
from competition.documents.stencil import Pen
from competition.documents.text import Text, typeset
from competition.domain.refusal import Refusal

MOST_NAMES = 8
AFTER_NAMES, AFTER_ONE_NAME = "：", "同志："
PLACES = ("title", "tier", "unit")

_LEFT, _RIGHT, _TOP = 128.0, art.WIDTH - 128.0, 404.0
_WIDTH = _RIGHT - _LEFT
_NAMES_HEIGHT = 84.0
_NAME_SIZES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
_AWARD_SIZES = (42.0, 38.0, 34.0, 30.0, 26.0, 22.0, 18.0)
_BODY_SIZES = (20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0)
_NAME_LEADING, _AWARD_LEADING, _BODY_LEADING, _INDENT = 1.4, 1.55, 1.72, 2.0
_CLEARANCE = 6.0  # between names and wording
_LARGEST = ((30.0, 42.0), (22.0, 34.0), (18.0, 26.0))  # (names, award), tried in this order
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said between heading and issuers, fitted.

    Attributes:
        names: the lines of names.
        body: the paragraphs of the wording.
        before: how many of the paragraphs stand before the award line.
        award: the award line, or None when the wording names the award in a sentence.
        room: height for body and slack in points.
    """

    names: Fitted
    body: Block
    before: int
    award: Fitted | None
    room: float


def check_wording(wording: str) -> None:
    """Refuse a wording with a place that nothing fills: ``certificate.placeholder`` (name)."""
    for name in _PLACEHOLDER.findall(wording):
        if name not in PLACES:
            raise Refusal("certificate.placeholder", name=name)


def fit_words(
    names: Sequence[str],
    after_names: str,
    wording: str,
    values: Mapping[str, str],
    *,
    fonts: Fonts,
    bottom: float,
) -> Words:
    """Fit names and wording above `bottom`: first large, then with smaller names and award.

    Args:
        names: one to eight.
        after_names: set after the last name.
        wording: see `CertificateTemplate.wording`.
        values: what fills the places of the wording.
        bottom: lower end of the space in points.
    Raises:
        Refusal: ``certificate.names`` (most), ``text.does_not_fit`` (text) and what `typeset`
            refuses.
    """
    items = _set_names(names, after_names, fonts)
    before, tier, after = _split(wording, values, fonts)
    for largest_name, largest_award in _LARGEST:
        try:
            fitted = _fit_names(items, largest_name)
            award = _fit_award(tier, largest_award) if tier is not None else None
            used = len(fitted.lines) * fitted.size * _NAME_LEADING + _CLEARANCE
            used += award.size * _AWARD_LEADING if award else 0.0
            room = _TOP - bottom - used
            return Words(fitted, _fit_body([*before, *after], room), len(before), award, room)
        except Refusal as refusal:
            last = refusal
    raise last


def _set_names(names: Sequence[str], after_names: str, fonts: Fonts) -> list[Text]:
    items = [typeset(name, fonts.names, longest=80) for name in names]
    if not 1 <= len(items) <= MOST_NAMES or not all(len(item) for item in items):
        raise Refusal("certificate.names", most=MOST_NAMES)
    return [*items[:-1], items[-1] + typeset(after_names, fonts.names, longest=20)]


def write_words(pen: Pen, words: Words) -> None:
    """Write the fitted words, spread evenly over their space."""
    names, body, award = words.names, words.body, words.award
    used = sum(map(len, body.paragraphs)) * body.size * _BODY_LEADING
    slack = (words.room - used) / (4 if award else 3)
    y = _TOP - slack * 0.6
    for line in names.lines:
        y -= names.size * _NAME_LEADING
        pen.line(line, _LEFT, y + names.size * 0.3, size=names.size, colour=art.INK)
    y -= _CLEARANCE + slack * 0.6
    y = _write_paragraphs(pen, body.paragraphs[: words.before], body.size, y)
    if award:
        y -= slack * 0.5 + award.size * _AWARD_LEADING
        pen.line(
            award.lines[0], art.WIDTH / 2, y + award.size * 0.42,
            size=award.size, colour=art.RED, align="centre", tracking=award.size * 0.3,
        )  # fmt: skip
        y -= slack * 0.4
    _write_paragraphs(pen, body.paragraphs[words.before :], body.size, y)


def _split(
    wording: str, values: Mapping[str, str], fonts: Fonts
) -> tuple[list[Text], Text | None, list[Text]]:
    """Paragraphs before the award line, the award, paragraphs after it."""
    before: list[Text] = []
    after: list[Text] = []
    tier: Text | None = None
    for line in filter(None, (line.strip() for line in wording.splitlines())):
        if line == "{tier}" and tier is None:
            tier = typeset(values["tier"], fonts.black, longest=40)
        else:
            filled = _PLACEHOLDER.sub(lambda place: values[place[1]], line)
            text = typeset(filled, fonts.names, longest=600)
            (before if tier is None else after).append(text)
    return before, tier, after


def _fit_names(items: Sequence[Text], largest: float) -> Fitted:
    face = items[0].faces[0]
    return fit_items(
        items,
        gap=Text("　", (face,), (1.0,)),
        width=_WIDTH,
        height=_NAMES_HEIGHT,
        sizes=[size for size in _NAME_SIZES if size <= largest],
        leading=_NAME_LEADING,
    )


def _fit_award(tier: Text, largest: float) -> Fitted:
    return fit_items(
        [tier],
        gap=tier,
        width=_WIDTH / 1.3,
        height=80,
        sizes=[size for size in _AWARD_SIZES if size <= largest],
        leading=_AWARD_LEADING,
    )


def _fit_body(texts: Sequence[Text], height: float) -> Block:
    return fit_block(
        texts,
        width=_WIDTH,
        height=height,
        sizes=_BODY_SIZES,
        leading=_BODY_LEADING,
        indent=_INDENT,
    )


def _write_paragraphs(
    pen: Pen, paragraphs: Sequence[Sequence[Text]], size: float, y: float
) -> float:
    """Write justified paragraphs downwards from `y`; returns where they end."""
    for paragraph in paragraphs:
        for number, line in enumerate(paragraph):
            x = _LEFT + (0 if number else _INDENT * size)
            slack = _RIGHT - x - line_width(line, size)
            is_last = number == len(paragraph) - 1
            stretch = 0 if is_last else min(slack / max(len(line) - 1, 1), size * 0.12)
            y -= size * _BODY_LEADING
            pen.line(line, x, y + size * 0.55, size=size, colour=art.INK, tracking=stretch)
    return y

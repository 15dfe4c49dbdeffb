"""Sheets of personal links to cut apart: a QR code, for whom it is, and until when."""

from dataclasses import dataclass

from flask_babel import gettext as _
from reportlab.pdfgen.canvas import Canvas

from competition.documents.fonts import Fonts
from competition.documents.paper import A4_PORTRAIT, FAINT, INK, LINE, Paper
from competition.documents.qr import qr_path

_COLUMNS, _ROWS = 2, 4
_MARGIN = 28.0
_FOOT = 44.0
_QR_SIDE = 92.0


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """One card.

    Attributes:
        name: of the person.
        role: such as 评委.
        unit: of the person; may be empty.
        address: what the QR code opens.
        valid_until: as text.
    """

    name: str
    role: str
    unit: str
    address: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class LinkSheet:
    """Cards of one competition and the short instruction on each of them."""

    competition: str
    instruction: str
    links: tuple[PersonalLink, ...]


def render_link_sheet(sheet: LinkSheet, fonts: Fonts) -> bytes:
    """Eight cards on a page of A4, with lines to cut along.

    Raises:
        Refusal: ``text.too_long`` (limit, length), ``qr.content`` (length).
    """
    paper = Paper(A4_PORTRAIT, margin=_MARGIN, fonts=fonts, foot=sheet.competition)
    width = (paper.right - paper.left) / _COLUMNS
    height = (paper.height - _MARGIN - _FOOT) / _ROWS
    for number, link in enumerate(sheet.links):
        place = number % (_COLUMNS * _ROWS)
        if place == 0:
            if number:
                paper.new_page()
            paper.draw(lambda canvas: _cut_lines(canvas, width, height))
        row, column = divmod(place, _COLUMNS)
        left = paper.left + column * width
        _card(paper, sheet, link, left, _FOOT + (_ROWS - row) * height, width)
    return paper.finish(_("个人链接"))


def _card(
    paper: Paper, sheet: LinkSheet, link: PersonalLink, left: float, top: float, width: float
) -> None:
    fonts = paper.fonts
    symbol = qr_path(link.address)
    corner = left + 10, top - 34 - _QR_SIDE
    paper.draw(lambda canvas: canvas.addLiteral(symbol.placed(*corner, _QR_SIDE)))
    head = paper.wrap(sheet.competition, fonts.song, size=9, width=width - 28)[:1]
    paper.line(head[0], left + 14, top - 22, size=9, colour=FAINT)
    x, room, y = left + 14 + _QR_SIDE, width - _QR_SIDE - 28, top - 56
    name = paper.set(link.name, fonts.names, longest=80)
    paper.line(name, x, y, size=min(18.0, room / max(name.width, 1)))
    until = _("有效期至 %(day)s", day=link.valid_until)
    about = " · ".join(filter(None, (link.role, link.unit)))
    y -= 7
    for text, size, colour in ((about, 9.5, INK), (until, 9.0, FAINT)):
        for line in paper.wrap(text, fonts.hei, size=size, width=room)[:3]:
            y -= size * 1.6
            paper.line(line, x, y, size=size, colour=colour)
    y = min(y - 6, top - 34 - _QR_SIDE)
    for line in paper.wrap(sheet.instruction, fonts.hei, size=8.5, width=width - 28)[:3]:
        y -= 13
        paper.line(line, left + 14, y, size=8.5)
    for line in paper.wrap(link.address, fonts.hei, size=6.5, width=width - 28)[:2]:
        y -= 10
        paper.line(line, left + 14, y, size=6.5, colour=FAINT)


def _cut_lines(canvas: Canvas, width: float, height: float) -> None:
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.setDash(3, 3)
    right, top = _MARGIN + _COLUMNS * width, _FOOT + _ROWS * height
    for column in range(_COLUMNS + 1):
        canvas.line(_MARGIN + column * width, _FOOT, _MARGIN + column * width, top)
    for row in range(_ROWS + 1):
        canvas.line(_MARGIN, _FOOT + row * height, right, _FOOT + row * height)
    canvas.restoreState()

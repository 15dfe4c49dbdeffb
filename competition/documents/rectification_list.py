"""The 整改清单: what was found, what was done about it, with the pictures before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from competition.documents.fonts import Fonts
from competition.documents.paper import A4_LANDSCAPE, Cell, Paper, row_height
from competition.documents.signatures import SIGN_HEIGHT, sign_line
from competition.documents.text import Text

SHOWN_PICTURES = 2
_MARGIN = 40.0
_HEAD, _ROW = 22.0, 34.0
_PICTURED = 92.0
_SHARES = (5, 16, 27, 16, 20, 16, 12)
_GAP = 4.0


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """One finding as it is to be printed; all figures and days are texts.

    Attributes:
        found: what was found, where, when, by whom, and the points it took off.
        before, after: pictures as JPEG; the first `SHOWN_PICTURES` are drawn.
        answer: what the unit says; empty without an answer.
        state: in words, with the day until when.
    """

    unit: str
    found: str
    before: tuple[bytes, ...]
    answer: str
    after: tuple[bytes, ...]
    state: str


@dataclass(frozen=True, slots=True)
class RectificationList:
    """What is printed."""

    title: str
    host: str
    day: str
    rows: tuple[ListedFinding, ...]
    rehearsal: bool = False


def render_rectifications(paper: RectificationList, fonts: Fonts) -> bytes:
    """The list as a PDF of A4 pages across; a row stays on one page.

    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    watermark = _("演练用　无效") if paper.rehearsal else ""
    sheet = Paper(A4_LANDSCAPE, margin=_MARGIN, fonts=fonts, foot=paper.host, watermark=watermark)
    _head(sheet, paper)
    edges = _edges(sheet)
    _table_head(sheet, edges)
    sheet.repeat = lambda: _table_head(sheet, edges)
    for number, row in enumerate(paper.rows, start=1):
        _row(sheet, row, number, edges)
    sheet.repeat = None
    sheet.need(SIGN_HEIGHT)
    sign_line(sheet, (_("检查部门"), _("整改单位"), _("组织方")))
    return sheet.finish(paper.title)


def _head(sheet: Paper, paper: RectificationList) -> None:
    y = sheet.top - 18
    width = sheet.right - sheet.left
    for line in sheet.wrap(paper.title, sheet.fonts.black, size=18, width=width):
        sheet.line(line, sheet.left, y, size=18)
        y -= 26
    facts = _("%(day)s　共 %(n)s 个问题", day=paper.day, n=len(paper.rows))
    sheet.line(sheet.set(facts, sheet.fonts.hei), sheet.left, y + 4, size=10)
    sheet.y = y - 8


def _edges(sheet: Paper) -> list[float]:
    width, edges = sheet.right - sheet.left, [sheet.left]
    for share in _SHARES:
        edges.append(edges[-1] + width * share / sum(_SHARES))
    return edges


def _table_head(sheet: Paper, edges: list[float]) -> None:
    heads = (
        _("序号"),
        _("单位"),
        _("检查发现的问题"),
        _("整改前"),
        _("整改情况"),
        _("整改后"),
        _("状态"),
    )
    cells = [
        Cell((sheet.set(text, sheet.fonts.hei),), align="centre", shaded=True) for text in heads
    ]
    sheet.row(cells, edges, least=_HEAD)


def _row(sheet: Paper, row: ListedFinding, number: int, edges: list[float]) -> None:
    widths = [right - left - 10 for left, right in zip(edges, edges[1:], strict=False)]

    def cell(text: str, place: int) -> Cell:
        lines: tuple[Text, ...] = sheet.wrap(text, sheet.fonts.song, size=9, width=widths[place])
        return Cell(lines, size=9)

    cells = [
        Cell((sheet.set(str(number), sheet.fonts.song),), size=9, align="centre"),
        cell(row.unit, 1),
        cell(row.found, 2),
        Cell(()),
        cell(row.answer or "—", 4),
        Cell(()),
        cell(row.state, 6),
    ]
    least = _PICTURED if row.before or row.after else _ROW
    height = max(least, *(row_height(one) for one in cells))
    sheet.row(cells, edges, least=least)
    for pictures, place in ((row.before, 3), (row.after, 5)):
        _pictures(sheet, pictures, edges[place], edges[place + 1], height)


def _pictures(
    sheet: Paper, pictures: Sequence[bytes], left: float, right: float, height: float
) -> None:
    """The first pictures below each other in the cell whose bottom is `sheet.y`."""
    shown = pictures[:SHOWN_PICTURES]
    room = (height - _GAP) / max(len(shown), 1) - _GAP
    for number, content in enumerate(shown, start=1):
        bottom = sheet.y + height - number * (room + _GAP)
        _picture(sheet, content, (left + _GAP, bottom, right - left - 2 * _GAP, room))


def _picture(sheet: Paper, content: bytes, box: tuple[float, float, float, float]) -> None:
    image = ImageReader(BytesIO(content))
    x, y, width, height = box

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(image, x, y, width, height, preserveAspectRatio=True, anchor="c")

    sheet.draw(draw)

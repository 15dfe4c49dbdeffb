"""The 流动红旗移交单: each time that a flag changed hands, to be dated and signed."""

from dataclasses import dataclass

from flask_babel import gettext as _

from competition.documents.fonts import Fonts
from competition.documents.paper import A4_PORTRAIT, Cell, Paper
from competition.documents.signatures import SIGN_HEIGHT, sign_line

_MARGIN = 48.0
_HEAD, _ROW = 24.0, 42.0
_SHARES = (15, 25, 25, 17, 14, 14)


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A flag changes hands; the day and the signatures are left to be written."""

    period: str
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class HandoverPaper:
    """What is printed.

    Attributes:
        facts: lines below the title: who holds it, who keeps one.
    """

    title: str
    flag: str
    facts: tuple[str, ...]
    rows: tuple[HandoverRow, ...]
    rehearsal: bool = False


def render_handovers(paper: HandoverPaper, fonts: Fonts) -> bytes:
    """The list as a PDF of A4 pages.

    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    watermark = _("演练用　无效") if paper.rehearsal else ""
    sheet = Paper(A4_PORTRAIT, margin=_MARGIN, fonts=fonts, foot=paper.title, watermark=watermark)
    _head(sheet, paper)
    edges = _edges(sheet)
    _table_head(sheet, edges)
    sheet.repeat = lambda: _table_head(sheet, edges)
    for row in paper.rows:
        sheet.row(_cells(sheet, row, edges), edges, least=_ROW)
    sheet.repeat = None
    sheet.need(SIGN_HEIGHT)
    sign_line(sheet, (_("监交人"), _("组织方")))
    return sheet.finish(f"{paper.title} {paper.flag}")


def _head(sheet: Paper, paper: HandoverPaper) -> None:
    width, y = sheet.right - sheet.left, sheet.top - 18
    for line in sheet.wrap(_("流动红旗移交单"), sheet.fonts.black, size=20, width=width):
        sheet.line(line, sheet.left, y, size=20)
        y -= 30
    for fact in (paper.title, paper.flag, *paper.facts):
        for line in sheet.wrap(fact, sheet.fonts.hei, size=10.5, width=width):
            sheet.line(line, sheet.left, y, size=10.5)
            y -= 18
    sheet.y = y - 2


def _edges(sheet: Paper) -> list[float]:
    width, edges = sheet.right - sheet.left, [sheet.left]
    for share in _SHARES:
        edges.append(edges[-1] + width * share / sum(_SHARES))
    return edges


def _table_head(sheet: Paper, edges: list[float]) -> None:
    heads = (
        _("考核期"),
        _("移交单位"),
        _("接收单位"),
        _("移交日期"),
        _("移交人签字"),
        _("接收人签字"),
    )
    cells = [
        Cell((sheet.set(text, sheet.fonts.hei),), align="centre", shaded=True) for text in heads
    ]
    sheet.row(cells, edges, least=_HEAD)


def _cells(sheet: Paper, row: HandoverRow, edges: list[float]) -> list[Cell]:
    widths = [right - left - 10 for left, right in zip(edges, edges[1:], strict=False)]
    texts = (row.period, row.giver, row.taker, _("　　年　月　日"))
    cells = [
        Cell(sheet.wrap(text, sheet.fonts.song, size=9.5, width=widths[place]))
        for place, text in enumerate(texts)
    ]
    return [*cells, Cell(()), Cell(())]

"""The 推荐汇总表: what an organisation recommends, in its order, to be stamped and scanned back."""

from dataclasses import dataclass

from flask_babel import gettext as _

from competition.documents.fonts import Fonts
from competition.documents.paper import A4_PORTRAIT, Cell, Paper, row_height
from competition.documents.qr import qr_path
from competition.documents.signatures import SIGN_HEIGHT, sign_line
from competition.documents.text import Text

_MARGIN = 48.0
_QR_SIDE = 84.0
_SIZE, _HEAD = 10.0, 22.0
_SHARES = (8, 18, 38, 30)
_STAMP_HEIGHT = 86.0
_SHOWN = 16  # hexadecimal digits of the digest that are printed


@dataclass(frozen=True, slots=True)
class RecommendedRow:
    """One entry as it is to be printed."""

    order: str
    number: str
    title: str
    unit: str
    opinion: str


@dataclass(frozen=True, slots=True)
class RecommendationPaper:
    """What is printed; all figures are texts already.

    Attributes:
        address: in the QR code; empty without a public address.
        code: what is typed where the QR code cannot be read.
        digest: of the content, hexadecimal.
        void: given up, said across each page.
    """

    title: str
    organisation: str
    serial: str
    day: str
    address: str
    code: str
    digest: str
    rows: tuple[RecommendedRow, ...]
    void: bool = False
    rehearsal: bool = False


def render_recommendation(form: RecommendationPaper, fonts: Fonts) -> bytes:
    """The list as a PDF of A4 pages; the place for the stamp stays in one piece with a row.

    Raises:
        Refusal: ``text.too_long`` (limit, length), ``qr.content`` (length).
    """
    watermark = _("演练用　无效") if form.rehearsal else _("已作废") if form.void else ""
    foot = _("内容摘要 %(digest)s　核对码 %(code)s", digest=form.digest[:_SHOWN], code=form.code)
    paper = Paper(A4_PORTRAIT, margin=_MARGIN, fonts=fonts, foot=foot, watermark=watermark)
    _head(paper, form)
    edges = _edges(paper)
    _table_head(paper, edges)
    paper.repeat = lambda: _table_head(paper, edges)
    for number, row in enumerate(form.rows):
        cells = _cells(paper, row, edges)
        if number == len(form.rows) - 1:
            height = max(_HEAD, *(row_height(cell) for cell in cells))
            paper.need(height + _STAMP_HEIGHT + SIGN_HEIGHT)
        paper.row(cells, edges, least=_HEAD)
    paper.repeat = None
    _stamp(paper, form)
    sign_line(paper, (_("经办人"), _("负责人")))
    return paper.finish(f"{form.title} {form.serial}")


def _head(paper: Paper, form: RecommendationPaper) -> None:
    fonts, width = paper.fonts, paper.right - paper.left
    room = width - (_QR_SIDE + 12 if form.address else 0)
    lines = paper.wrap(form.title, fonts.black, size=18, width=room)
    y = paper.top - 18
    for line in lines:
        paper.line(line, paper.left, y, size=18)
        y -= 26
    facts = (
        _("推荐单位：%(name)s", name=form.organisation),
        _("%(serial)s　%(day)s　共 %(n)s 项", serial=form.serial, day=form.day, n=len(form.rows)),
    )
    for fact in facts:
        for line in paper.wrap(fact, fonts.hei, size=_SIZE, width=room):
            paper.line(line, paper.left, y, size=_SIZE)
            y -= 17
    if form.address:
        symbol = qr_path(form.address)
        corner = paper.right - _QR_SIDE, paper.top - _QR_SIDE + 4
        paper.draw(lambda canvas: canvas.addLiteral(symbol.placed(*corner, _QR_SIDE)))
        code = paper.set(_("核对码 %(code)s", code=form.code), fonts.hei)
        middle = paper.right - _QR_SIDE / 2
        paper.line(code, middle, corner[1] - 8, size=8.5, align="centre")
        y = min(y, corner[1] - 18)
    paper.y = y - 2


def _edges(paper: Paper) -> list[float]:
    width, edges = paper.right - paper.left, [paper.left]
    for share in _SHARES:
        edges.append(edges[-1] + width * share / sum(_SHARES))
    return edges


def _table_head(paper: Paper, edges: list[float]) -> None:
    heads = (_("排序"), _("项目编号"), _("项目名称与申报单位"), _("推荐意见"))
    cells = [
        Cell((paper.set(text, paper.fonts.hei),), align="centre", shaded=True) for text in heads
    ]
    paper.row(cells, edges, least=_HEAD)


def _cells(paper: Paper, row: RecommendedRow, edges: list[float]) -> list[Cell]:
    widths = [right - left - 10 for left, right in zip(edges, edges[1:], strict=False)]
    song = paper.fonts.song

    def wrapped(text: str, place: int) -> tuple[Text, ...]:
        return paper.wrap(text or "—", song, size=9.5, width=widths[place])

    named = (*wrapped(row.title, 2), *wrapped(row.unit, 2))
    return [
        Cell(wrapped(row.order, 0), align="centre"),
        Cell(wrapped(row.number, 1), align="centre"),
        Cell(named),
        Cell(wrapped(row.opinion, 3)),
    ]


def _stamp(paper: Paper, form: RecommendationPaper) -> None:
    words = _("以上项目经我单位审核，内容属实，同意按所列顺序推荐。")
    lines = paper.wrap(words, paper.fonts.song, size=_SIZE, width=paper.right - paper.left - 20)
    y = paper.y - 22
    for line in lines:
        paper.line(line, paper.left + 10, y, size=_SIZE)
        y -= 17
    place = paper.set(_("%(name)s（盖章）", name=form.organisation), paper.fonts.hei)
    paper.line(place, paper.right - 24, y - 26, size=_SIZE, align="right")
    bottom = paper.y - _STAMP_HEIGHT
    paper.box(paper.left, bottom, paper.right - paper.left, _STAMP_HEIGHT)
    paper.y = bottom

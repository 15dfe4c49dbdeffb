"""The printed 公示: what is announced, for how long, where to object, and the list as its annex."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from competition.documents.dates import official_date
from competition.documents.fonts import Fonts
from competition.documents.official import LEADING, OfficialPaper
from competition.documents.paper import Cell
from competition.domain.public_notice import NoticeLine

_SHARES = (26, 116, 94, 94, 64, 48)
_SIZE = 9.5
_HEAD = 24.0


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """What is printed; the days and the way to object are sentences already.

    Attributes:
        award_head: head of the last column: 拟授奖项, or what a stage decides.
        ended: said across each page where another version took its place.
    """

    title: str
    paragraphs: tuple[str, ...]
    contact: str
    signers: tuple[str, ...]
    day: date
    list_title: str
    award_head: str
    lines: tuple[NoticeLine, ...]
    ended: bool = False


def render_notice(notice: NoticePaper, fonts: Fonts) -> bytes:
    """The notice as a PDF of A4 pages, the list beginning on a page of its own.

    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    paper = OfficialPaper(fonts, watermark=_("已被替代") if notice.ended else "")
    paper.title(notice.title)
    for text in notice.paragraphs:
        paper.body(text)
    if notice.contact:
        paper.body(_("联系方式：%(contact)s", contact=notice.contact))
    paper.need(paper.closing(notice.signers) + 2 * LEADING)
    paper.blank()
    paper.body(_("附件：%(name)s", name=notice.list_title))
    paper.signature(notice.signers, official_date(notice.day))
    _annex(paper, notice)
    return paper.finish(notice.title)


def _annex(paper: OfficialPaper, notice: NoticePaper) -> None:
    paper.new_page()
    paper.label(_("附件"))
    paper.blank()
    paper.title(notice.list_title)
    edges = _edges(paper)
    _heads(paper, notice, edges)
    paper.repeat = lambda: _heads(paper, notice, edges)
    for line in notice.lines:
        paper.row(_cells(paper, line, edges), edges, least=_HEAD)
    paper.repeat = None


def _edges(paper: OfficialPaper) -> list[float]:
    width, edges = paper.right - paper.left, [paper.left]
    for share in _SHARES:
        edges.append(edges[-1] + width * share / sum(_SHARES))
    return edges


def _heads(paper: OfficialPaper, notice: NoticePaper, edges: list[float]) -> None:
    texts = (_("序号"), _("成果名称"), _("完成单位"), _("完成人"), _("推荐单位"), notice.award_head)
    cells = [
        Cell(
            paper.wrap(text, paper.fonts.hei, size=_SIZE, width=right - left - 4),
            size=_SIZE,
            align="centre",
            shaded=True,
        )
        for text, left, right in zip(texts, edges, edges[1:], strict=False)
    ]
    paper.row(cells, edges, least=_HEAD)


def _cells(paper: OfficialPaper, line: NoticeLine, edges: list[float]) -> list[Cell]:
    texts = (
        str(line.serial),
        line.title,
        line.unit,
        _("、").join(line.members),
        line.recommender,
        line.award,
    )
    return [
        Cell(
            paper.wrap(text or "—", paper.fonts.song, size=_SIZE, width=right - left - 9),
            size=_SIZE,
            align="centre" if place in (0, 5) else "left",
        )
        for place, (text, left, right) in enumerate(zip(texts, edges, edges[1:], strict=False))
    ]

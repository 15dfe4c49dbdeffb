"""The 成绩汇总表: every judge's total, the scores, the awards, and lines to sign."""

from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from competition.documents.fonts import Fonts
from competition.documents.paper import A4_LANDSCAPE, Cell, Paper, row_height
from competition.documents.signatures import SIGN_HEIGHT, sign_line
from competition.documents.text import Text

_MARGIN = 34.0
_RANK, _NUMBER, _SCORE, _TOTAL, _AWARD = 32.0, 62.0, 46.0, 46.0, 52.0
_LEAST_TITLE = 130.0
_MOST_MARK, _LEAST_MARK = 44.0, 19.0
_HEAD_ROW, _ROW = 16.5, 17.2
_RULES_SIZE, _RULES_LEADING = 9.0, 14.0
_KEPT_WITH_SIGNATURES = 3  # rows: nobody should sign a page without results


@dataclass(frozen=True, slots=True)
class SummaryMark:
    """One judge's total as it is to be printed; struck when it did not count."""

    text: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One entry: marks in the order of the judges, scores in the order of their heads."""

    rank: str
    number: str
    title: str
    marks: tuple[SummaryMark, ...]
    scores: tuple[str, ...]
    total: str
    award: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What is printed; all figures are texts already.

    Attributes:
        title: name of the table.
        scope: track and stage.
        day: date, as text.
        head: version and digest line.
        judges: names over the columns of marks.
        score_heads: heads of the further scores; a line end breaks, as in 初评\\n平均分.
        rows: in order of rank.
        rules: the rule set in words.
        signatures: who signs.
        rehearsal: printed across each page.
    """

    title: str
    scope: str
    day: str
    head: str
    judges: tuple[str, ...]
    score_heads: tuple[str, ...]
    rows: tuple[SummaryRow, ...]
    rules: str
    signatures: tuple[str, ...]
    rehearsal: bool = False


def render_summary(summary: Summary, fonts: Fonts) -> bytes:
    """The table as a PDF, A4 landscape: heads repeat, the signature line stays in one piece.

    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    watermark = _("演练用　无效") if summary.rehearsal else ""
    paper = Paper(A4_LANDSCAPE, margin=_MARGIN, fonts=fonts, foot=summary.head, watermark=watermark)
    edges = _edges(paper, summary)
    _title(paper, summary)
    _table_head(paper, summary, edges)
    paper.repeat = lambda: _continue(paper, summary, edges)
    rows = [_row_cells(paper, row, edges) for row in summary.rows]
    last = len(rows) - _KEPT_WITH_SIGNATURES
    for number, cells in enumerate(rows):
        if number == last:
            heights = (max(_ROW, *map(row_height, tail)) for tail in rows[last:])
            paper.need(_closing_height(paper, summary) + sum(heights))
        paper.row(cells, edges, least=_ROW)
    paper.repeat = None
    _close(paper, summary)
    return paper.finish(summary.title)


def _edges(paper: Paper, summary: Summary) -> list[float]:
    width = paper.right - paper.left
    fixed = _RANK + _NUMBER + _TOTAL + _AWARD + _SCORE * len(summary.score_heads)
    count = max(len(summary.judges), 1)
    mark = min(_MOST_MARK, max(_LEAST_MARK, (width - fixed - _LEAST_TITLE) / count))
    title = width - fixed - mark * len(summary.judges)
    edges = [paper.left]
    widths = [_RANK, _NUMBER, title, *[mark] * len(summary.judges)]
    for step in [*widths, *[_SCORE] * len(summary.score_heads), _TOTAL, _AWARD]:
        edges.append(edges[-1] + step)
    return edges


def _title(paper: Paper, summary: Summary) -> None:
    fonts = paper.fonts
    title = paper.set(summary.title, fonts.black, longest=60)
    size = min(20.0, (paper.right - paper.left) / (title.width + 0.1 * len(title)))
    paper.line(title, paper.width / 2, paper.top - 18, size=size, align="centre", tracking=1.5)
    _meta(paper, summary, paper.top - 40)
    paper.y = paper.top - 47


def _meta(paper: Paper, summary: Summary, y: float) -> None:
    hei = paper.fonts.hei
    paper.line(paper.set(summary.scope, hei), paper.left, y, size=9)
    paper.line(paper.set(summary.day, hei), paper.width / 2, y, size=9, align="centre")
    paper.line(paper.set(summary.head, hei), paper.right, y, size=9, align="right")


def _continue(paper: Paper, summary: Summary, edges: list[float]) -> None:
    """The head of a further page."""
    title = paper.set(summary.title, paper.fonts.hei, longest=60)
    paper.line(title, paper.left, paper.top - 8, size=9)
    paper.line(paper.set(summary.scope, paper.fonts.hei), paper.right, paper.top - 8, size=9,
               align="right")  # fmt: skip
    paper.y = paper.top - 15
    _table_head(paper, summary, edges)


def _table_head(paper: Paper, summary: Summary, edges: list[float]) -> None:
    """Two rows, of which the judges' names share the first."""
    first, last = 3, 3 + len(summary.judges)
    top, bottom = paper.y, paper.y - 2 * _HEAD_ROW
    heads = {0: _("名次"), 1: _("编号"), 2: _("项目名称")}
    heads |= {last + place: text for place, text in enumerate(summary.score_heads)}
    heads |= {len(edges) - 3: _("总分"), len(edges) - 2: _("获奖")}
    for place, text in heads.items():
        _head_cell(paper, text, edges[place], edges[place + 1], bottom, top)
    if summary.judges:
        words = _("评委合计得分（划去者为去掉的最高分、最低分）")
        _head_cell(paper, words, edges[first], edges[last], top - _HEAD_ROW, top)
    for place, name in enumerate(summary.judges, start=first):
        _head_cell(paper, name, edges[place], edges[place + 1], bottom, top - _HEAD_ROW)
    paper.y = bottom


def _head_cell(
    paper: Paper, text: str, left: float, right: float, bottom: float, top: float
) -> None:
    size = 9.0
    set_text = paper.set(text, paper.fonts.hei)
    room = right - left - 4
    if top - bottom > 1.5 * _HEAD_ROW and (set_text.width * size > room or "\n" in text):
        lines = paper.wrap(text, paper.fonts.hei, size=size, width=room)
    else:
        lines = (set_text,)
        size = min(size, room / max(set_text.width, 1))
    paper.box(left, bottom, right - left, top - bottom, shaded=True)
    paper.cell(Cell(lines, size, "centre"), left, right, bottom, top - bottom)


def _row_cells(paper: Paper, row: SummaryRow, edges: list[float]) -> list[Cell]:
    texts = [row.rank, row.number, *(mark.text for mark in row.marks), *row.scores]
    texts += [row.total, row.award]
    dropped = {place + 2 for place, mark in enumerate(row.marks) if mark.dropped}
    rooms = [right - left - 4 for left, right in pairwise(edges)]
    title_room = rooms.pop(2) - 6
    cells = []
    for place, (text, room) in enumerate(zip(texts, rooms, strict=True)):
        is_key = place in (0, len(texts) - 2)
        set_text = paper.set(text, paper.fonts.black if is_key else paper.fonts.hei)
        size = min(9.0, room / max(set_text.width, 0.1))
        cells.append(Cell((set_text,), size, "centre", struck=place in dropped))
    lines = paper.wrap(row.title, paper.fonts.hei, size=9.0, width=title_room)
    cells.insert(2, Cell(lines, 9.0))
    return cells


def _rules(paper: Paper, summary: Summary) -> tuple[Text, ...]:
    words = _("计分规则：") + summary.rules
    width = paper.right - paper.left
    return paper.wrap(words, paper.fonts.song, size=_RULES_SIZE, width=width)


def _closing_height(paper: Paper, summary: Summary) -> float:
    """Height of rules and signatures, at most half a page: longer rules may be broken."""
    height = len(_rules(paper, summary)) * _RULES_LEADING + 8 + SIGN_HEIGHT
    return min(height, (paper.top - paper.bottom) / 2)


def _close(paper: Paper, summary: Summary) -> None:
    """Rules and signatures, together on one page when they can be."""
    paper.need(_closing_height(paper, summary))
    paper.y -= 6
    for line in _rules(paper, summary):
        paper.need(_RULES_LEADING)
        paper.y -= _RULES_LEADING
        paper.line(line, paper.left, paper.y + 4, size=_RULES_SIZE)
    paper.need(SIGN_HEIGHT)
    sign_line(paper, summary.signatures)

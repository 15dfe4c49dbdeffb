"""The judges' table of a calculation sheet: a row for each judge, a column for each criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from competition.documents.fonts import Chain
from competition.documents.paper import FAINT, Cell, Paper, row_height
from competition.documents.wording.notation import marks_notation

_CODE, _NAME, _TOTAL, _REMARK = 32.0, 66.0, 46.0, 58.0
_LEAST_MARK = 25.0
_SIZE, _HEAD_SIZE, _NOTE_SIZE = 9.0, 8.0, 7.5
_ROW = 16.5
NONE = "—"


@dataclass(frozen=True, slots=True)
class SheetMark:
    """A figure as it is printed; with the side on which it was dropped, "high" or "low"."""

    text: str
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class MarksRow:
    """One judge: code, name ("" where it may not be seen), marks, total, and what is to say."""

    code: str
    judge: str
    marks: tuple[SheetMark, ...]
    total: SheetMark
    remark: str


@dataclass(frozen=True, slots=True)
class MarksColumn:
    """One criterion: its key, its name, and the highest mark as text."""

    key: str
    name: str
    most: str


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """The table. Without totals where judges' sheets are not added up.

    Attributes:
        notation: how the totals come about.
    """

    columns: tuple[MarksColumn, ...]
    rows: tuple[MarksRow, ...]
    has_totals: bool
    notation: str

    @property
    def has_names(self) -> bool:
        """Whether judges are named."""
        return any(row.judge for row in self.rows)

    @property
    def has_dropped(self) -> bool:
        """Whether any figure was dropped."""
        return any(mark.dropped for row in self.rows for mark in (*row.marks, row.total))


def draw_marks(paper: Paper, marks: SheetMarks) -> None:
    """The table, in several blocks where there are more criteria than fit beside each other."""
    fixed = _CODE + _NAME * marks.has_names + _TOTAL * marks.has_totals + _REMARK
    fitting = int((paper.right - paper.left - fixed) / _LEAST_MARK)
    columns = list(enumerate(marks.columns))
    blocks = [columns[start : start + fitting] for start in range(0, len(columns), fitting)]
    for block in blocks:
        _block(paper, marks, block, is_last=block is blocks[-1])
    if marks.has_dropped:
        _small(paper, _("↑ 去掉的最高分　↓ 去掉的最低分　以删除线划去，不计入"))
    _small(paper, marks.notation)
    paper.y -= 4


def _block(
    paper: Paper, marks: SheetMarks, block: Sequence[tuple[int, MarksColumn]], *, is_last: bool
) -> None:
    """Some of the criteria; totals and remarks stand in the last block."""
    has_total = is_last and marks.has_totals
    edges = _edges(paper, marks, len(block), has_total=has_total, is_last=is_last)
    head = _head(paper, marks, [column for _place, column in block], edges, is_last=is_last)
    keys = [column.key for _place, column in block]

    def draw_head() -> None:
        _small(paper, marks_notation(keys, has_total=has_total))
        paper.y -= 3
        paper.row(head, edges)

    paper.need(max(map(row_height, head)) + 2 * _ROW + 16)
    draw_head()
    further, places = paper.repeat, [place for place, _column in block]

    def continue_table() -> None:
        if further:
            further()
        draw_head()

    paper.repeat = continue_table
    for row in marks.rows:
        paper.row(_row(paper, marks, row, places, edges, is_last=is_last), edges, least=_ROW)
    paper.repeat = further
    paper.y -= 3


def _edges(
    paper: Paper, marks: SheetMarks, count: int, *, has_total: bool, is_last: bool
) -> list[float]:
    before = [_CODE, _NAME] if marks.has_names else [_CODE]
    after = [_TOTAL] * has_total + [_REMARK] * is_last
    rest = paper.right - paper.left - sum(before) - sum(after)
    edges = [paper.left]
    for step in [*before, *[rest / count] * count, *after]:
        edges.append(edges[-1] + step)
    return edges


def _head(
    paper: Paper,
    marks: SheetMarks,
    columns: Sequence[MarksColumn],
    edges: Sequence[float],
    *,
    is_last: bool,
) -> list[Cell]:
    texts = [_("代号"), _("评委")] if marks.has_names else [_("代号")]
    texts += [f"{column.name}\n{column.most}" for column in columns]
    texts += [_("合计")] * (marks.has_totals and is_last) + [_("备注")] * is_last
    hei = paper.fonts.hei
    return [
        Cell(
            paper.wrap(text, hei, size=_HEAD_SIZE, width=right - left - 4),
            _HEAD_SIZE,
            "centre",
            shaded=True,
        )
        for text, (left, right) in zip(texts, pairwise(edges), strict=True)
    ]


def _row(
    paper: Paper,
    marks: SheetMarks,
    row: MarksRow,
    places: Sequence[int],
    edges: Sequence[float],
    *,
    is_last: bool,
) -> list[Cell]:
    hei = paper.fonts.hei
    shown = [SheetMark(row.code), *([SheetMark(row.judge)] if marks.has_names else [])]
    shown += [row.marks[place] for place in places]
    shown += [row.total] * (marks.has_totals and is_last) + [SheetMark(row.remark)] * is_last
    rooms = [right - left - 4 for left, right in pairwise(edges)]
    return [_cell(paper, mark, room, hei) for mark, room in zip(shown, rooms, strict=True)]


def _cell(paper: Paper, mark: SheetMark, room: float, chain: Chain) -> Cell:
    """A figure on one line, smaller where it does not fit."""
    sign = {"high": "↑", "low": "↓", "": ""}[mark.dropped]
    text = paper.set(mark.text + sign, chain)
    size = min(_SIZE, room / max(text.width, 0.1))
    return Cell((text,), size, "centre", struck=bool(mark.dropped))


def _small(paper: Paper, words: str) -> None:
    """A line or more of small type below what was drawn last."""
    width = paper.right - paper.left
    lines = paper.wrap(words, paper.fonts.hei, size=_NOTE_SIZE, width=width)
    paper.need(len(lines) * _NOTE_SIZE * 1.4)
    for line in lines:
        paper.y -= _NOTE_SIZE * 1.4
        paper.line(line, paper.left, paper.y, size=_NOTE_SIZE, colour=FAINT)

"""The 计分单: how one entry came to its score, rank and award, to print, sign and recompute.

What stands in square brackets follows docs/calculation-sheet.md and is the same in every language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _

from competition.documents.canvas import new_canvas
from competition.documents.fonts import Fonts
from competition.documents.marks_table import SheetMarks, draw_marks
from competition.documents.paper import A4_PORTRAIT, FAINT, Paper
from competition.documents.signatures import SIGN_HEIGHT, sign_line
from competition.documents.steps_table import SheetStep, draw_steps

_MARGIN = 42.0
_NOTE_SIZE, _NOTE_LEADING = 7.5, 10.5
_TEXT_SIZE, _TEXT_LEADING = 8.5, 12.4
_FIGURE_BOX = 40.0
_KEPT_WITH_TITLE = 120.0  # points: a title alone at the foot of a page helps nobody


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A stage, or the joining of stages.

    Attributes:
        notation: the line under the title.
        marks: the judges' table; None where nobody marks.
    """

    title: str
    notation: str
    marks: SheetMarks | None
    steps: tuple[SheetStep, ...]


@dataclass(frozen=True, slots=True)
class CalculationSheet:
    """What is printed; all figures are texts already.

    Attributes:
        title: such as 第六届蜀江省职工创新大赛计分单.
        scope: track and stage; `day`: date; `head`: version and digests in short.
        number, entry, unit: of the entry; `entry` is its title.
        figures: label and text of score, rank and award.
        notation: the line under the figures.
        rules: the rules of the parts in words.
        facts: label and text of version, times and digests.
        signatures: who signs.
        rehearsal: printed across each page.
    """

    title: str
    scope: str
    day: str
    head: str
    number: str
    entry: str
    unit: str
    figures: tuple[tuple[str, str], ...]
    notation: str
    parts: tuple[SheetPart, ...]
    rules: str
    facts: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    rehearsal: bool = False


def render_calculation_sheet(sheet: CalculationSheet, fonts: Fonts) -> bytes:
    """One sheet as a PDF, A4 portrait.

    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    return _laid_out(sheet, fonts).finish(f"{sheet.title} {sheet.number}")


def render_calculation_sheets(
    sheets: Iterable[CalculationSheet], fonts: Fonts, *, title: str
) -> bytes:
    """Many sheets as one PDF: each begins a page, is numbered by itself and has a bookmark.

    Args:
        sheets: taken one after the other, so that they may be made meanwhile.
    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    target = BytesIO()
    canvas = new_canvas(target, A4_PORTRAIT)
    canvas.setTitle(title)
    for place, sheet in enumerate(sheets):
        canvas.bookmarkPage(f"sheet{place}")
        canvas.addOutlineEntry(f"{sheet.number} {sheet.entry}", f"sheet{place}", level=0)
        _laid_out(sheet, fonts).draw_on(canvas)
    canvas.save()
    return target.getvalue()


def _laid_out(sheet: CalculationSheet, fonts: Fonts) -> Paper:
    watermark = _("演练用　无效") if sheet.rehearsal else ""
    paper = Paper(A4_PORTRAIT, margin=_MARGIN, fonts=fonts, foot=sheet.head, watermark=watermark)
    _title(paper, sheet)
    _entry(paper, sheet)
    _figures(paper, sheet)
    _note(paper, sheet.notation)
    paper.repeat = lambda: _continue(paper, sheet)
    for part in sheet.parts:
        _part(paper, part)
    _close(paper, sheet)
    return paper


def _title(paper: Paper, sheet: CalculationSheet) -> None:
    title = paper.set(sheet.title, paper.fonts.black, longest=80)
    size = min(20.0, (paper.right - paper.left) / (title.width + 0.08 * len(title)))
    paper.line(title, paper.width / 2, paper.top - 18, size=size, align="centre", tracking=1.2)
    hei, y = paper.fonts.hei, paper.top - 38
    paper.line(paper.set(sheet.scope, hei), paper.left, y, size=9)
    paper.line(paper.set(sheet.day, hei), paper.right, y, size=9, align="right")
    paper.rule(paper.left, y - 7, paper.right, y - 7, width=1.6)
    paper.rule(paper.left, y - 9.6, paper.right, y - 9.6, width=0.4)
    paper.y = y - 12


def _continue(paper: Paper, sheet: CalculationSheet) -> None:
    """The head of a further page."""
    hei, y = paper.fonts.hei, paper.top - 8
    room = (paper.right - paper.left) * 0.62
    title = paper.set(f"{sheet.number}　{sheet.entry}", hei)
    paper.line(title, paper.left, y, size=min(9.0, room / max(title.width, 1)))
    scope = paper.set(sheet.title, hei, longest=80)
    left = paper.right - paper.left - room - 12
    paper.line(scope, paper.right, y, size=min(9.0, left / scope.width), align="right")
    paper.rule(paper.left, y - 5, paper.right, y - 5, width=0.4)
    paper.y = y - 8


def _entry(paper: Paper, sheet: CalculationSheet) -> None:
    """Title of the entry over its number and unit."""
    width = paper.right - paper.left
    for line in paper.wrap(sheet.entry, paper.fonts.black, size=14, width=width):
        paper.y -= 21
        paper.line(line, paper.left, paper.y, size=14)
    below = "　".join(filter(None, (sheet.number, sheet.unit)))
    for line in paper.wrap(below, paper.fonts.hei, size=9.5, width=width):
        paper.y -= 16
        paper.line(line, paper.left, paper.y, size=9.5, colour=FAINT)
    paper.y -= 10


def _figures(paper: Paper, sheet: CalculationSheet) -> None:
    """Score, rank and award in a row of boxes."""
    step = (paper.right - paper.left) / len(sheet.figures)
    paper.y -= _FIGURE_BOX
    for place, (label, text) in enumerate(sheet.figures):
        x = paper.left + place * step
        paper.box(x, paper.y, step, _FIGURE_BOX)
        paper.line(paper.set(label, paper.fonts.hei), x + 9, paper.y + 26, size=8.5, colour=FAINT)
        figure = paper.set(text or "—", paper.fonts.black)
        size = min(16.0, (step - 18) / max(figure.width, 0.1))
        paper.line(figure, x + 9, paper.y + 8, size=size)


def _note(paper: Paper, words: str) -> None:
    """A statement of the notation, in small type under what it is about."""
    width = paper.right - paper.left
    lines = paper.wrap(words, paper.fonts.hei, size=_NOTE_SIZE, width=width)
    paper.need(len(lines) * _NOTE_LEADING)
    for line in lines:
        paper.y -= _NOTE_LEADING
        paper.line(line, paper.left, paper.y, size=_NOTE_SIZE, colour=FAINT)


def _part(paper: Paper, part: SheetPart) -> None:
    paper.need(_KEPT_WITH_TITLE)
    paper.y -= 21
    paper.line(paper.set(part.title, paper.fonts.black), paper.left, paper.y, size=12.5)
    _note(paper, part.notation)
    paper.y -= 4
    if part.marks is not None:
        draw_marks(paper, part.marks)
    draw_steps(paper, part.steps)


def _close(paper: Paper, sheet: CalculationSheet) -> None:
    """Rules, digests and signatures; what can be stays together."""
    width = paper.right - paper.left
    words = _("计分规则：") + sheet.rules
    rules = paper.wrap(words, paper.fonts.song, size=_TEXT_SIZE, width=width)
    after = len(sheet.facts) * _NOTE_LEADING + SIGN_HEIGHT + 12
    paper.y -= 8
    for number, line in enumerate(rules):
        paper.need(after + _TEXT_LEADING if number == len(rules) - 1 else _TEXT_LEADING)
        paper.y -= _TEXT_LEADING
        paper.line(line, paper.left, paper.y + 4, size=_TEXT_SIZE)
    paper.y -= 4
    label_width = max(paper.set(label, paper.fonts.hei).width for label, _text in sheet.facts)
    for label, text in sheet.facts:
        paper.y -= _NOTE_LEADING
        paper.line(paper.set(label, paper.fonts.hei), paper.left, paper.y, size=_NOTE_SIZE,
                   colour=FAINT)  # fmt: skip
        x = paper.left + (label_width + 1) * _NOTE_SIZE
        paper.line(paper.set(text, paper.fonts.hei), x, paper.y, size=_NOTE_SIZE)
    sign_line(paper, sheet.signatures)

"""The numbered steps of a calculation sheet: what was done, how it was reckoned, what came out."""

from collections.abc import Sequence
from dataclasses import dataclass

from competition.documents.paper import FAINT, Paper
from competition.documents.text import Text
from competition.documents.wording.figures import Line

_NUMBER, _NAME, _OUTCOME, _GAP = 18.0, 104.0, 92.0, 8.0
_SIZE, _LEADING = 9.0, 13.0
_NOTE_SIZE, _NOTE_LEADING = 7.0, 9.6
_PADDING = 4.0


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One step of the rules: its lines in words, and its notation ("" for none)."""

    lines: tuple[Line, ...]
    notation: str


def draw_steps(paper: Paper, steps: Sequence[SheetStep]) -> None:
    """The steps with hairlines between; each stays on one page unless it is longer than one."""
    number = 0
    paper.y -= 4
    for step in steps:
        for place, line in enumerate(step.lines):
            number += 1
            is_last = place == len(step.lines) - 1
            _draw_line(paper, number, line, step.notation if is_last else "")
    if number:
        paper.rule(paper.left, paper.y, paper.right, paper.y, width=0.6)


def _draw_line(paper: Paper, number: int, line: Line, notation: str) -> None:
    fonts = paper.fonts
    middle = paper.right - paper.left - _NUMBER - _NAME - _OUTCOME - 2 * _GAP
    columns = (
        (paper.left, paper.wrap(str(number), fonts.hei, size=_SIZE, width=_NUMBER)),
        (paper.left + _NUMBER, paper.wrap(line.name, fonts.hei, size=_SIZE, width=_NAME)),
        (
            paper.left + _NUMBER + _NAME + _GAP,
            paper.wrap(line.calculation, fonts.song, size=_SIZE, width=middle),
        ),
    )
    outcome = paper.wrap(line.outcome, fonts.black, size=_SIZE, width=_OUTCOME)
    room = paper.right - paper.left - _NUMBER
    notes = paper.wrap(notation, fonts.hei, size=_NOTE_SIZE, width=room) if notation else ()
    rows = max(len(outcome), *(len(lines) for _x, lines in columns))
    height = rows * _LEADING + len(notes) * _NOTE_LEADING + 2 * _PADDING
    paper.need(min(height, paper.top - paper.bottom - 40))
    paper.rule(paper.left, paper.y, paper.right, paper.y, width=0.3)
    paper.y -= _PADDING
    _draw_rows(paper, columns, outcome, rows)
    paper.need(len(notes) * _NOTE_LEADING)
    for note in notes:
        paper.y -= _NOTE_LEADING
        paper.line(note, paper.left + _NUMBER, paper.y + 1, size=_NOTE_SIZE, colour=FAINT)
    paper.y -= _PADDING


def _draw_rows(
    paper: Paper,
    columns: Sequence[tuple[float, Sequence[Text]]],
    outcome: Sequence[Text],
    rows: int,
) -> None:
    """Line by line across the columns, so that a step longer than a page goes on overleaf."""
    for row in range(rows):
        paper.need(_LEADING)
        paper.y -= _LEADING
        for x, lines in columns:
            if row < len(lines):
                paper.line(lines[row], x, paper.y + 3, size=_SIZE)
        if row < len(outcome):
            paper.line(outcome[row], paper.right, paper.y + 3, size=_SIZE, align="right")

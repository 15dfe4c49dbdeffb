"""Documents of several pages: content flows down, pages are numbered when all are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO

from flask_babel import gettext as _
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from competition.documents.canvas import new_canvas
from competition.documents.draw import Align, draw_line, line_start, line_width
from competition.documents.fonts import Chain, Fonts
from competition.documents.lines import break_lines
from competition.documents.text import Text, paragraphs, typeset

A4_PORTRAIT = (595.28, 841.89)
A4_LANDSCAPE = (841.89, 595.28)
INK = HexColor("#1d1b18")
FAINT = HexColor("#676157")
LINE = HexColor("#3a362f")
WASH = HexColor("#f3efe6")
_WATERMARK = HexColor("#f1ebdf")
_FOOT = 26.0  # baseline of the page number

Operation = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of text for one box of a table."""

    lines: tuple[Text, ...]
    size: float = 9.5
    align: Align = "left"
    struck: bool = False
    shaded: bool = False


class Paper:
    """Pages in the making. `y` is where the next thing goes, from the bottom, in points.

    Args:
        size: of each page in points.
        margin: left, right and top margin; the bottom margin leaves room for the page number.
        foot: text at the left end of the foot of each page.
        watermark: words across each page, or empty.
    """

    def __init__(
        self,
        size: tuple[float, float],
        *,
        margin: float,
        fonts: Fonts,
        foot: str = "",
        watermark: str = "",
    ) -> None:
        self.width, self.height = size
        self.left, self.right = margin, size[0] - margin
        self.top, self.bottom = size[1] - margin, _FOOT + 18
        self.fonts = fonts
        self.y = self.top
        self.repeat: Callable[[], None] | None = None
        self._foot, self._watermark = foot, watermark
        self._pages: list[list[Operation]] = [[]]

    def draw(self, operation: Operation) -> None:
        """Put a drawing on the current page."""
        self._pages[-1].append(operation)

    def new_page(self) -> None:
        """Go on with a new page; `repeat`, when set, draws what stands at its head."""
        self._pages.append([])
        self.y = self.top
        if self.repeat:
            self.repeat()

    def need(self, height: float) -> None:
        """Begin a new page unless `height` is left on this one."""
        if self.y - height < self.bottom:
            self.new_page()

    def set(self, text: str, chain: Chain, *, longest: int = 400) -> Text:
        """Typeset for a form: a character without a glyph is shown as its code point."""
        return _typeset(text, chain, longest)

    def wrap(
        self, text: str, chain: Chain, *, size: float, width: float, longest: int = 20_000
    ) -> tuple[Text, ...]:
        """Text of several paragraphs as lines of at most `width` points."""
        return _wrapped(text, chain, width / size, longest)

    def line(
        self,
        text: Text,
        x: float,
        y: float,
        *,
        size: float,
        colour: Color = INK,
        align: Align = "left",
        tracking: float = 0,
    ) -> None:
        """Draw a line of text on the current page."""
        self.draw(
            partial(
                draw_line,
                text=text,
                x=x,
                y=y,
                size=size,
                colour=colour,
                align=align,
                tracking=tracking,
            )
        )

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, width: float = 0.6) -> None:
        """Draw a straight line on the current page."""

        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(width)
            canvas.line(x1, y1, x2, y2)

        self.draw(draw)

    def box(self, x: float, y: float, width: float, height: float, *, shaded: bool = False) -> None:
        """Draw a rectangle with its lower left corner at (x, y)."""

        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.6)
            if shaded:
                canvas.setFillColor(WASH)
            canvas.rect(x, y, width, height, stroke=1, fill=1 if shaded else 0)

        self.draw(draw)

    def row(self, cells: Sequence[Cell], edges: Sequence[float], *, least: float = 0) -> None:
        """Draw one row of a table and move below it; the row stays on one page.

        Args:
            cells: from left to right.
            edges: x of the left edge of each cell, and of the right end.
            least: smallest height in points.
        """
        height = max(least, *(row_height(cell) for cell in cells))
        self.need(height)
        self.y -= height
        for number, cell in enumerate(cells):
            left, right = edges[number], edges[number + 1]
            self.box(left, self.y, right - left, height, shaded=cell.shaded)
            self.cell(cell, left, right, self.y, height)

    def cell(self, cell: Cell, left: float, right: float, bottom: float, height: float) -> None:
        """Draw the lines of a cell, centred from top to bottom."""
        leading = cell.size * 1.4
        anchor = {"left": left + 5, "centre": (left + right) / 2, "right": right - 5}[cell.align]
        y = bottom + (height + len(cell.lines) * leading) / 2 - leading * 0.76
        for text in cell.lines:
            self.line(text, anchor, y, size=cell.size, align=cell.align)
            if cell.struck:
                start = line_start(text, anchor, size=cell.size, align=cell.align, tracking=0)
                middle = y + cell.size * 0.32
                self.rule(start - 1, middle, start + line_width(text, cell.size) + 1, middle)
            y -= leading

    def finish(self, title: str) -> bytes:
        """The PDF, each page with its number and the number of all."""
        target = BytesIO()
        canvas = new_canvas(target, (self.width, self.height))
        canvas.setTitle(title)
        self.draw_on(canvas)
        canvas.save()
        return target.getvalue()

    def draw_on(self, canvas: Canvas) -> None:
        """Add the pages to a file that may hold others; they are numbered among themselves."""
        for number, operations in enumerate(self._pages, start=1):
            if self._watermark:
                self._draw_watermark(canvas)
            for operation in operations:
                operation(canvas)
            self._draw_foot(canvas, number)
            canvas.showPage()

    def _draw_foot(self, canvas: Canvas, number: int) -> None:
        words = _("第 %(page)s 页　共 %(pages)s 页", page=number, pages=len(self._pages))
        place = self.set(words, self.fonts.song)
        draw_line(canvas, place, self.right, _FOOT, size=8.5, colour=FAINT, align="right")
        foot = self.set(self._foot, self.fonts.song)
        draw_line(canvas, foot, self.left, _FOOT, size=8.5, colour=FAINT)

    def _draw_watermark(self, canvas: Canvas) -> None:
        words = self.set(self._watermark, self.fonts.black)
        size = min(120.0, self.width * 0.8 / max(words.width, 1))
        canvas.saveState()
        canvas.translate(self.width / 2, self.height / 2)
        canvas.rotate(35)
        draw_line(canvas, words, 0, -size / 3, size=size, colour=_WATERMARK, align="centre")
        canvas.restoreState()


@lru_cache(maxsize=4096)
def _typeset(text: str, chain: Chain, longest: int) -> Text:
    """Kept, since the same words stand in every row and on every sheet of a set."""
    return typeset(text, chain, longest=longest, spell_out=True)


@lru_cache(maxsize=512)
def _wrapped(text: str, chain: Chain, width: float, longest: int) -> tuple[Text, ...]:
    return tuple(
        line
        for paragraph in paragraphs(text, chain, longest=longest, spell_out=True)
        for line in break_lines(paragraph, width)
    )


def row_height(cell: Cell) -> float:
    """Height that the cell needs, in points."""
    return len(cell.lines) * cell.size * 1.4 + 6

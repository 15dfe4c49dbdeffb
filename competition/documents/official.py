"""Pages in the layout of official papers, after GB/T 9704-2012 党政机关公文格式.

A4, type area of 156 x 225 mm, body of size 3 (三号) in 22 lines of 28 characters, page numbers
between dashes. The pack has no 仿宋, so bodies are set in 宋体; titles are set in 标题宋, size 2.
"""

from flask_babel import gettext as _
from reportlab.pdfgen.canvas import Canvas

from competition.documents.draw import Align, draw_line
from competition.documents.fonts import Fonts
from competition.documents.lines import break_lines
from competition.documents.paper import A4_PORTRAIT, INK, Paper
from competition.documents.text import Text, paragraphs

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 26 * MM, 37 * MM, 35 * MM
LINES, CHARACTERS = 22, 28
SIZE = 15.75  # 三号
TITLE = 22.0  # 二号
LEADING = (A4_PORTRAIT[1] - TOP - BOTTOM) / LINES
LONGEST = 20_000
_NUMBER = 14.0  # 四号


class OfficialPaper(Paper):
    """Pages of a notice or a decision; content flows down in lines of the grid."""

    def __init__(self, fonts: Fonts, *, watermark: str = "") -> None:
        super().__init__(A4_PORTRAIT, margin=LEFT, fonts=fonts, watermark=watermark)
        self.right = self.width - RIGHT
        self.top, self.bottom = self.height - TOP, BOTTOM
        self.y = self.top

    def title(self, text: str) -> None:
        """A title in the middle, its lines about equally long, with a blank line below."""
        width, black = self.right - self.left, self.fonts.black
        lines = self.wrap(text, black, size=TITLE, width=width)
        while len(lines) > 1 and width > TITLE * 4:
            width -= TITLE
            narrower = self.wrap(text, black, size=TITLE, width=width)
            if len(narrower) > len(lines):
                break
            lines = narrower
        for line in lines:
            self._down(line, TITLE, "centre", leading=TITLE * 1.5)
        self.blank()

    def body(self, text: str, *, heading: bool = False) -> None:
        """Paragraphs, each with its first line two characters in; headings are set in 黑体."""
        chain = self.fonts.hei if heading else self.fonts.song
        for paragraph in paragraphs(text, chain, longest=LONGEST, spell_out=True):
            indent = 2.0
            for line in break_lines(paragraph, float(CHARACTERS), indent=indent):
                self.need(LEADING)
                self.y -= LEADING
                self.line(line, self.left + indent * SIZE, self.y + 8, size=SIZE)
                indent = 0.0

    def plain(self, text: str, *, align: Align = "left", inset: float = 0) -> None:
        """Lines without an indent; `inset` characters from the right where they stand there."""
        for line in self.wrap(text, self.fonts.song, size=SIZE, width=self.right - self.left):
            self._down(line, SIZE, align, inset=inset * SIZE)

    def label(self, text: str) -> None:
        """A line in 黑体 at the left edge, as 附件 is."""
        self.need(LEADING)
        self.y -= LEADING
        self.line(self.set(text, self.fonts.hei), self.left, self.y + 8, size=SIZE)

    def closing(self, names: tuple[str, ...]) -> float:
        """Height of the signature, which should not stand alone on a page."""
        return LEADING * (len(names) + 2)

    def blank(self) -> None:
        """An empty line."""
        self.y -= LEADING

    def signature(self, names: tuple[str, ...], day: str) -> None:
        """Who issues it and when, at the right, kept together; four characters for the seal."""
        self.need(self.closing(names))
        self.blank()
        for name in names:
            self.plain(name, align="right", inset=2)
        self.plain(day, align="right", inset=4)

    def _down(
        self,
        line: Text,
        size: float,
        align: Align,
        *,
        leading: float = LEADING,
        inset: float = 0,
    ) -> None:
        self.need(leading)
        self.y -= leading
        place = {
            "left": self.left,
            "centre": (self.left + self.right) / 2,
            "right": self.right - inset,
        }[align]
        self.line(line, place, self.y + 8, size=size, align=align)

    def _draw_foot(self, canvas: Canvas, number: int) -> None:
        """— 1 —: at the right edge of odd pages and the left one of even pages."""
        words = self.set(_("— %(page)s —", page=number), self.fonts.song)
        is_odd = number % 2 == 1
        place = self.right - SIZE if is_odd else self.left + SIZE
        below = self.bottom - 7 * MM - _NUMBER
        draw_line(
            canvas,
            words,
            place,
            below,
            size=_NUMBER,
            colour=INK,
            align="right" if is_odd else "left",
        )

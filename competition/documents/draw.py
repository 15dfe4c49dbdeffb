"""Putting typeset text on a canvas."""

from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from competition.documents.text import Text

Align = Literal["left", "centre", "right"]


def draw_line(
    canvas: Canvas,
    text: Text,
    x: float,
    y: float,
    *,
    size: float,
    colour: Color | None = None,
    align: Align = "left",
    tracking: float = 0,
) -> None:
    """Draw one line of text with its baseline at `y`.

    Args:
        x: left end, middle or right end of the line in points, as `align` says.
        size: type size in points.
        colour: of the text; the canvas's own when None.
        tracking: extra space after each character but the last, in points.
    """
    words = canvas.beginText(line_start(text, x, size=size, align=align, tracking=tracking), y)
    if colour is not None:
        words.setFillColor(colour)
    if tracking:
        words.setCharSpace(tracking)
    for run in text.runs():
        words.setFont(run.face.fontName, size)
        words.textOut(run.text)
    if tracking:
        words.setCharSpace(0)
    canvas.drawText(words)


def line_start(text: Text, x: float, *, size: float, align: Align, tracking: float) -> float:
    """Where the line begins when `x` is its left end, middle or right end."""
    width = line_width(text, size, tracking)
    return x - (0 if align == "left" else width / 2 if align == "centre" else width)


def line_width(text: Text, size: float, tracking: float = 0) -> float:
    """Width in points of what `draw_line` draws."""
    return text.width * size + tracking * max(len(text) - 1, 0)

"""The drawn ground of a certificate: our own border and rosette, vectors only.

All measures are points on an A4 landscape sheet. Repeated pieces are PDF forms, so that the whole
ground costs a few kilobytes.
"""

import math
from itertools import pairwise

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 841.89, 595.28
RED = HexColor("#a11d21")
GOLD = HexColor("#b08d3c")
DEEP_GOLD = HexColor("#7d5f18")
INK = HexColor("#1d1b18")
_PAPER = HexColor("#fdfaf1")
_LACE = HexColor("#f3e8cc")
_PALE_GOLD = HexColor("#e3cd93")

_EDGE = 19.0  # from the edge of the sheet to the band
_BAND = 19.2  # width of the band
_CORNER = 2 * _BAND
_TILES_ACROSS, _TILES_UP = 40, 27
_LOBES, _TURNS = 16, 10  # of the rosette: petals of one ring, and how often it is turned

Point = tuple[float, float]


def define_pieces(canvas: Canvas) -> None:
    """Define the repeated pieces; to be called once per document, before `draw_ground`."""
    canvas.beginForm("ArtPetal", -300, -300, 300, 300)
    _stroke_style(canvas, _LACE, 0.45)
    _draw_closed_curve(canvas, _lobed_ring(lobes=_LOBES, inner=76, outer=196, samples=_LOBES * 12))
    canvas.endForm()
    canvas.beginForm("ArtFret", 0, 0, 40, 40)
    _stroke_style(canvas, _PALE_GOLD, 0.9)
    canvas.setLineJoin(0)
    canvas.setLineCap(2)
    _draw_fret(canvas)
    canvas.endForm()


def draw_ground(canvas: Canvas) -> None:
    """Paper, rosette, band and corners of the whole sheet."""
    canvas.setFillColor(_PAPER)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    _draw_rosette(canvas, WIDTH / 2, HEIGHT / 2 - 6)
    _draw_band(canvas)
    _draw_inner_lines(canvas)
    for flip_x in (False, True):
        for flip_y in (False, True):
            _draw_corner(canvas, flip_x=flip_x, flip_y=flip_y)


def draw_heading_rule(canvas: Canvas, y: float) -> None:
    """The ornament under the heading: two tapering lines and a diamond."""
    middle = WIDTH / 2
    canvas.setFillColor(GOLD)
    for side in (-1, 1):
        taper = canvas.beginPath()
        taper.moveTo(middle + side * 16, y + 0.9)
        taper.lineTo(middle + side * 170, y)
        taper.lineTo(middle + side * 16, y - 0.9)
        taper.close()
        canvas.drawPath(taper, stroke=0, fill=1)
    for offset, size in ((0.0, 5.0), (-11.0, 2.2), (11.0, 2.2)):
        _diamond(canvas, middle + offset, y, size)


def _draw_rosette(canvas: Canvas, x: float, y: float) -> None:
    for turn in range(_TURNS):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(turn * 360 / _LOBES / _TURNS)
        canvas.doForm("ArtPetal")
        canvas.restoreState()


def _draw_band(canvas: Canvas) -> None:
    """A red band with a golden fret (回纹) between golden lines."""
    inner_w, inner_h = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    canvas.setFillColor(RED)
    canvas.rect(_EDGE, _EDGE, inner_w, inner_h, stroke=0, fill=1)
    canvas.setFillColor(_PAPER)
    canvas.rect(
        _EDGE + _BAND, _EDGE + _BAND, inner_w - 2 * _BAND, inner_h - 2 * _BAND, stroke=0, fill=1
    )
    canvas.saveState()
    clip = canvas.beginPath()
    margin = _EDGE + _BAND
    clip.rect(margin, margin, WIDTH - 2 * margin, HEIGHT - 2 * margin)
    canvas.clipPath(clip, stroke=0, fill=0)
    _draw_rosette(canvas, WIDTH / 2, HEIGHT / 2 - 6)
    canvas.restoreState()
    across, up = WIDTH - 2 * _EDGE - 2 * _CORNER, HEIGHT - 2 * _EDGE - 2 * _CORNER
    _tile(canvas, _EDGE + _CORNER, _EDGE, 0, across, _TILES_ACROSS)
    _tile(canvas, WIDTH - _EDGE - _CORNER, HEIGHT - _EDGE, 180, across, _TILES_ACROSS)
    _tile(canvas, WIDTH - _EDGE, _EDGE + _CORNER, 90, up, _TILES_UP)
    _tile(canvas, _EDGE, HEIGHT - _EDGE - _CORNER, 270, up, _TILES_UP)


def _tile(canvas: Canvas, x: float, y: float, angle: float, length: float, count: int) -> None:
    step = length / count
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(angle)
    for number in range(count):
        canvas.saveState()
        canvas.translate(number * step, 0)
        canvas.scale(step / 16, _BAND / 16)
        canvas.doForm("ArtFret")
        canvas.restoreState()
    canvas.restoreState()


def _draw_fret(canvas: Canvas) -> None:
    """One link of the fret in a square of 16 by 16, joined to the next link below."""
    path = canvas.beginPath()
    turns: list[Point] = [
        (0, 3.5), (2.5, 3.5), (2.5, 12.5), (13.5, 12.5), (13.5, 6), (7, 6), (7, 9.2), (10.4, 9.2),
    ]  # fmt: skip
    path.moveTo(*turns[0])
    for point in turns[1:]:
        path.lineTo(*point)
    path.moveTo(2.5, 3.5)
    path.lineTo(16, 3.5)
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_inner_lines(canvas: Canvas) -> None:
    for inset, width, colour in (
        (_EDGE - 5, 0.8, GOLD),
        (_EDGE - 2.2, 1.6, RED),
        (_EDGE + _BAND + 3, 1.5, GOLD),
        (_EDGE + _BAND + 6.5, 0.5, GOLD),
    ):
        _stroke_style(canvas, colour, width)
        canvas.setLineJoin(0)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, stroke=1, fill=0)


def _draw_corner(canvas: Canvas, *, flip_x: bool, flip_y: bool) -> None:
    """A square with a coin pattern on the band and a bracket inside the golden lines."""
    canvas.saveState()
    canvas.translate(WIDTH if flip_x else 0, HEIGHT if flip_y else 0)
    canvas.scale(-1 if flip_x else 1, -1 if flip_y else 1)
    canvas.setFillColor(RED)
    side = _CORNER
    canvas.rect(_EDGE, _EDGE, side, side, stroke=0, fill=1)
    _stroke_style(canvas, _PALE_GOLD, 0.9)
    canvas.rect(_EDGE + 2.6, _EDGE + 2.6, side - 5.2, side - 5.2, stroke=1, fill=0)
    _draw_coin(canvas, _EDGE + side / 2, _EDGE + side / 2, side / 2 - 5.4)
    _stroke_style(canvas, GOLD, 1.5)
    canvas.rect(_EDGE - 2.2 + 2.2, _EDGE, side, side, stroke=1, fill=0)
    _draw_bracket(canvas, _EDGE + side + 8)
    canvas.restoreState()


def _draw_coin(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Four interlocked arcs in a circle, the old coin ornament."""
    _stroke_style(canvas, _PALE_GOLD, 1.0)
    canvas.circle(x, y, radius, stroke=1, fill=0)
    reach = radius * math.sqrt(2)
    for quarter in range(4):
        angle = quarter * 90
        centre_x = x + radius * math.cos(math.radians(angle)) * math.sqrt(2)
        centre_y = y + radius * math.sin(math.radians(angle)) * math.sqrt(2)
        path = canvas.beginPath()
        path.arc(
            centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius,
            angle + 135, 90,
        )  # fmt: skip
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setFillColor(_PALE_GOLD)
    _diamond(canvas, x, y, reach * 0.13)


def _draw_bracket(canvas: Canvas, start: float) -> None:
    """Nested right angles that lead the eye from the corner into the sheet."""
    for step, length, width in ((0.0, 44.0, 1.2), (4.0, 30.0, 0.6)):
        corner = start + step
        _stroke_style(canvas, GOLD, width)
        path = canvas.beginPath()
        path.moveTo(corner + length, corner)
        path.lineTo(corner, corner)
        path.lineTo(corner, corner + length)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setFillColor(GOLD)
    _diamond(canvas, start + 11, start + 11, 2.6)


def _diamond(canvas: Canvas, x: float, y: float, size: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x - size, y)
    path.lineTo(x, y + size)
    path.lineTo(x + size, y)
    path.lineTo(x, y - size)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _lobed_ring(*, lobes: int, inner: float, outer: float, samples: int) -> list[Point]:
    middle, swing = (inner + outer) / 2, (outer - inner) / 2
    points = []
    for number in range(samples):
        angle = 2 * math.pi * number / samples
        radius = middle + swing * math.cos(lobes * angle)
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
    return points


def _draw_closed_curve(canvas: Canvas, points: list[Point]) -> None:
    """A smooth closed curve through the points (Catmull-Rom as Bézier pieces)."""
    count = len(points)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for start, end in pairwise(range(count + 1)):
        before, here = points[start - 1], points[start % count]
        there, after = points[end % count], points[(end + 1) % count]
        path.curveTo(
            here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6,
            there[0], there[1],
        )  # fmt: skip
    path.close()
    canvas.drawPath(path, stroke=1, fill=0)


def _stroke_style(canvas: Canvas, colour: Color, width: float) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(width)

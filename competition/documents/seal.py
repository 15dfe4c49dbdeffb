"""The demonstration seal: a square chop that no body uses, reading 演示专用."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from competition.documents.fonts import unpack_fonts

_SIDE = 480  # pixels; prints at 300 dpi when 40 mm wide
_SUPERSAMPLING = 2
_RED = (190, 24, 32)
_INK = 175  # of 255: the words under a seal stay readable
_WORDS = ("演示", "专用")


def demonstration_seal(fonts: Path) -> bytes:
    """A transparent PNG of the seal 演示专用.

    Real seals of Chinese bodies are round with a star; this one is square and cannot be taken
    for one.

    Args:
        fonts: folder of the faces; they are unpacked there when needed.
    """
    unpack_fonts(fonts)
    side = _SIDE * _SUPERSAMPLING
    mask = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(mask)
    unit = side / 100
    pen.rounded_rectangle((2 * unit, 2 * unit, 98 * unit, 98 * unit), 7 * unit, fill=_INK)
    pen.rounded_rectangle((7 * unit, 7 * unit, 93 * unit, 93 * unit), 4 * unit, fill=0)
    pen.rounded_rectangle(
        (9.5 * unit, 9.5 * unit, 90.5 * unit, 90.5 * unit), 3 * unit, outline=_INK, width=int(unit)
    )
    font = ImageFont.truetype(str(fonts / "CompSong-Black.ttf"), int(37 * unit))
    for row, words in enumerate(_WORDS):
        for column, character in enumerate(words):
            centre = ((31 + 38 * column) * unit, (31 + 38 * row) * unit)
            pen.text(centre, character, font=font, fill=_INK, anchor="mm")
    seal = Image.new("RGBA", (side, side), (*_RED, 0))
    seal.putalpha(mask)
    out = BytesIO()
    seal.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()

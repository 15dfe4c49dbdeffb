"""The canvas that every document is drawn on."""

from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

# ReportLab's ASCII armour makes streams a quarter larger and slower, and no reader needs it.
rl_config.useA85 = 0


def new_canvas(target: BytesIO, size: tuple[float, float]) -> Canvas:
    """A canvas whose bytes depend on what is drawn alone, and whose first font is embedded.

    Args:
        target: receives the PDF on ``save()``.
        size: width and height of the pages in points.
    """
    first_font: Any = "CompSong-Regular"
    canvas = Canvas(
        target, pagesize=size, pageCompression=1, invariant=1, initialFontName=first_font
    )
    canvas.setCatalogEntry("Lang", PDFString("zh-CN"))
    return canvas

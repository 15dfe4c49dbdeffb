"""Papers for invented entries: one page that says what it is."""

from io import BytesIO

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SIDE = 480


def practice_pdf() -> bytes:
    """A PDF of one page that reads REHEARSAL."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 32)
    canvas.drawCentredString(A4[0] / 2, A4[1] / 2, "REHEARSAL")
    canvas.save()
    return out.getvalue()


def practice_image(kind: str) -> bytes:
    """A plain grey picture.

    Args:
        kind: ``jpeg`` or ``png``.
    """
    out = BytesIO()
    Image.new("RGB", (SIDE, SIDE * 3 // 4), "#b9b2a3").save(out, kind.upper())
    return out.getvalue()

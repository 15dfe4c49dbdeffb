"""A QR code as an SVG picture for pages."""

from io import BytesIO

import segno


def qr_svg(content: str) -> bytes:
    """The QR symbol of an address in black on white with its quiet zone, without inline styles."""
    out = BytesIO()
    segno.make(content, error="m", micro=False).save(
        out,
        kind="svg",
        scale=4,
        border=4,
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue()

"""The QR codes on a scanned paper, picture or PDF; nothing is sent anywhere."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image

from competition.documents.uploads import FileKind

MOST_PAGES = 20
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
DOTS_PER_POINT = 200 / 72
LONGEST_SIDE = 4_000


def read_codes(content: bytes, kind: FileKind) -> tuple[str, ...]:
    """The texts of all QR codes on a scanned paper, each once, in the order of its pages.

    Args:
        content: of an upload that was checked before.
    Returns:
        nothing for a paper without a code that can be read; at most the first pages are looked at.
    """
    found: dict[str, None] = {}
    for page in _pages(content, kind):
        for code in zxingcpp.read_barcodes(page, formats=_QR):
            if code.text:
                found.setdefault(code.text)
    return tuple(found)


def _pages(content: bytes, kind: FileKind) -> Iterator[Image.Image]:
    if kind is not FileKind.PDF:
        with Image.open(BytesIO(content)) as picture:
            yield picture.convert("L")
        return
    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            longest = max(page.get_size()) or 1
            scale = min(DOTS_PER_POINT, LONGEST_SIDE / longest)
            yield page.render(scale=scale, grayscale=True).to_pil()
    finally:
        document.close()

"""One-page documents of which most is the same: compiled once into bytes, completed many times.

ReportLab draws the common part. Its file, up to the cross-reference table, is kept as it is; a
completed document is these bytes, then the few objects that differ (a second content stream, the
fonts of its text, the title), then a new cross-reference table. Later objects replace earlier ones
of the same number, as in any file that was saved twice (ISO 32000-1, 7.5.6).
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from competition.documents.canvas import new_canvas
from competition.documents.draw import Align, line_start
from competition.documents.faces import Face
from competition.documents.text import Text

_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")


class Pen:
    """Collects text and paths for one document, and which characters of which face it needs."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self.codes: dict[Face, dict[str, int]] = {}

    def line(
        self,
        text: Text,
        x: float,
        y: float,
        *,
        size: float,
        colour: Color,
        align: Align = "left",
        tracking: float = 0,
    ) -> None:
        """Set one line of text, measures as in `draw_line`."""
        start = line_start(text, x, size=size, align=align, tracking=tracking)
        ink = " ".join(f"{part:.3f}" for part in colour.rgb())
        out = [f"BT {ink} rg {tracking:.3f} Tc 1 0 0 1 {start:.2f} {y:.2f} Tm"]
        for run in text.runs():
            known = self.codes.setdefault(run.face, {})
            codes = "".join(f"{known.setdefault(each, len(known) + 1):04X}" for each in run.text)
            number = list(self.codes).index(run.face)
            out.append(f"/V{number} {size:g} Tf <{codes}> Tj")
        self.operators.append("\n".join([*out, "ET"]))

    def path(self, operators: str) -> None:
        """Add path operators as they are."""
        self.operators.append(operators)


@dataclass(frozen=True, slots=True)
class Stencil:
    """The compiled common part.

    Attributes:
        head: bytes of the file up to the cross-reference table.
        offsets: where each object lies, by number less one.
        catalog, info, fonts: numbers of these objects.
        font_entries: the common part's own entries of the font dictionary.
    """

    head: bytes
    offsets: tuple[int, ...]
    catalog: int
    info: int
    fonts: int
    font_entries: bytes

    def complete(self, pen: Pen, *, title: str, author: str) -> bytes:
        """The file with what the pen collected drawn over the common part."""
        out = _Objects(self.head, self.offsets)
        content = "\n".join(pen.operators).encode("ascii")
        out.add(_stream(content), number=len(self.offsets))
        out.add(
            b"<< /Title <%s> /Author <%s> /Producer (ReportLab) >>" % (_hex(title), _hex(author)),
            number=self.info,
        )
        entries = [
            b"/V%d %d 0 R" % (number, _add_font(out, face, list(codes)))
            for number, (face, codes) in enumerate(pen.codes.items())
        ]
        out.add(b"<< %s %s >>" % (self.font_entries, b" ".join(entries)), number=self.fonts)
        return out.finish(self.catalog, self.info)


def compile_stencil(draw: Callable[[Canvas], None], size: tuple[float, float]) -> Stencil:
    """Draw the common part once.

    Args:
        draw: draws on the canvas that it is given; may define forms first.
        size: width and height in points.
    """
    canvas: Any = new_canvas(BytesIO(), size)
    draw(canvas)
    canvas.showPage()
    data: bytes = canvas.getpdfdata()
    document = canvas._doc
    numbers = {name: number for number, name in document.numberToId.items()}
    offsets = [document.idToOffset[name] for _, name in sorted(document.numberToId.items())]
    head = data[: data.rindex(b"xref\n", 0, data.rindex(b"startxref"))]
    out = _Objects(head, (*offsets, 0))
    page = document.idToObject["Page1"].format(document)
    both = rb"/Contents [ \1 0 R %d 0 R ]" % len(out.offsets)
    out.add(_CONTENTS.sub(both, page), number=numbers["Page1"])
    fonts = document.idToObject["BasicFonts"].format(document)
    return Stencil(
        head=out.head(),
        offsets=tuple(out.offsets),
        catalog=numbers[document.Catalog.__InternalName__],
        info=numbers[document.info.__InternalName__],
        fonts=numbers["BasicFonts"],
        font_entries=fonts.strip().removeprefix(b"<<").removesuffix(b">>").strip(),
    )


class _Objects:
    """A PDF file in the making."""

    def __init__(self, head: bytes, offsets: tuple[int, ...] | list[int]) -> None:
        self._parts = [head]
        self._length = len(head)
        self.offsets = list(offsets)

    def add(self, body: bytes, *, number: int | None = None) -> int:
        """Append an object, under the given number or a new one; returns its number."""
        if number is None:
            self.offsets.append(0)
            number = len(self.offsets)
        self.offsets[number - 1] = self._length
        written = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        self._parts.append(written)
        self._length += len(written)
        return number

    def head(self) -> bytes:
        return b"".join(self._parts)

    def finish(self, catalog: int, info: int) -> bytes:
        count = len(self.offsets) + 1
        entries = "".join(f"{offset:010d} 00000 n \n" for offset in self.offsets)
        self._parts.append(
            f"xref\n0 {count}\n0000000000 65535 f \n{entries}trailer\n"
            f"<< /Size {count} /Root {catalog} 0 R /Info {info} 0 R >>\n"
            f"startxref\n{self._length}\n%%EOF\n".encode("ascii")
        )
        return b"".join(self._parts)


def _add_font(out: _Objects, face: Face, characters: list[str]) -> int:
    """Embed the characters as a composite font in which code n is the n-th character."""
    subset = face.cut(characters)
    name = subset.name.encode("ascii")
    program = out.add(_stream(subset.program, b"/Length1 %d" % len(subset.program)))
    descriptor = out.add(subset.descriptor(program))
    glyphs = out.add(_stream(subset.glyphs))
    unicode_map = out.add(_stream(subset.unicode_map))
    descendant = out.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /FontDescriptor %d 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /CIDToGIDMap %d 0 R /W [ 1 [ %s ] ] >>" % (name, descriptor, glyphs, subset.widths)
    )
    return out.add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"
        b" /DescendantFonts [ %d 0 R ] /ToUnicode %d 0 R >>" % (name, descendant, unicode_map)
    )


def _stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (
        len(packed),
        more,
        packed,
    )


def _hex(text: str) -> bytes:
    """A text string of a PDF dictionary, as hexadecimal UTF-16 with its mark."""
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper().encode("ascii")

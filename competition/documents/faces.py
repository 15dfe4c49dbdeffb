"""A TrueType face as ReportLab embeds it, with the three faults of ReportLab 5.1 mended.

* Values beyond the BMP in the ToUnicode map were written as one hexadecimal number instead of
  UTF-16, so that copying 𬭎 from a PDF gave nonsense.
* Each subset copied the whole glyph table (up to 18 MB) before cutting glyphs out of it.
* Making a subset moves a read position on the shared face, which two threads must not do at once.
"""

import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC, FF_SYMBOLIC, TTFont

_ENTRIES_A_BLOCK = 100  # most entries the CMap format allows in one block


@dataclass(frozen=True, slots=True)
class Subset:
    """Some characters of a face, cut out for a composite font; code n is the n-th character.

    Attributes:
        name: PostScript name with a subset tag.
        program: the TrueType file of the kept glyphs.
        glyphs: the CIDToGIDMap, two bytes a code.
        widths: in thousandths of an em, separated by blanks.
        unicode_map: the ToUnicode CMap.
        metrics: the rest of the font descriptor.
    """

    name: str
    program: bytes
    glyphs: bytes
    widths: bytes
    unicode_map: bytes
    metrics: bytes

    def descriptor(self, program: int) -> bytes:
        """The font descriptor, given the object number of the program."""
        name = self.name.encode("ascii")
        return b"<< /Type /FontDescriptor /FontName /%s %s /FontFile2 %d 0 R >>" % (
            name,
            self.metrics,
            program,
        )


class _Slices:
    """A part of the font file from which slices are copied, never the whole."""

    def __init__(self, data: bytes, start: int, length: int) -> None:
        self._data, self._start, self._length = data, start, length

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._length)
        return self._data[self._start + start : self._start + stop]


class Face(TTFont):
    """One face of the font pack, safe to use from several threads and documents at once."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=False)
        parsed: Any = self.face
        self.data: bytes = parsed._ttf_data
        self._subsetting = threading.Lock()
        self._read_table = parsed.get_table
        parsed.get_table = self._get_table
        self._own_name: str = parsed.name.decode("ascii")
        self._metrics = _descriptor_metrics(parsed)

    def prints(self, character: str) -> bool:
        """True when the face has a glyph for the character, and ink in it unless it is a space."""
        glyph = self.face.charToGlyph.get(ord(character), 0)
        if not glyph or character == "\N{REPLACEMENT CHARACTER}":
            return False
        inked = self.face.glyphPos[glyph + 1] > self.face.glyphPos[glyph]
        return bool(inked or character in " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}")

    def advance(self, character: str) -> float:
        """Width of the character in thousandths of the type size."""
        return float(self.face.charWidths[ord(character)])

    def cut(self, characters: list[str]) -> Subset:
        """The given characters, all different, as a font program of their own."""
        codes = [ord(character) for character in characters]
        with self._subsetting:
            program = self.face.makeSubset(codes)
        order = {0: 0}
        glyphs = [order.setdefault(self.face.charToGlyph[code], len(order)) for code in codes]
        widths = " ".join(f"{self.face.charWidths[code]:g}" for code in codes)
        name = f"CUTOUT+{self._own_name}"
        return Subset(
            name=name,
            program=program,
            glyphs=struct.pack(f">{len(glyphs) + 1}H", 0, *glyphs),
            widths=widths.encode("ascii"),
            unicode_map=to_unicode_map(name, [0, *codes], digits=4).encode("ascii"),
            metrics=self._metrics,
        )

    def addObjects(self, doc: Any) -> None:
        """Write the subsets into the document, then put the right ToUnicode maps in place."""
        write: Any = super().addObjects
        with self._subsetting:
            subsets = self.state[doc].subsets
            write(doc)
            for key, stream in doc.idToObject.items():
                kind, _, subset_name = key.partition(":")
                tag, _, name = subset_name.partition("+")
                if kind == "toUnicodeCMap" and name == self._own_name:
                    codes = subsets[_subset_number(tag)]
                    stream.content = to_unicode_map(subset_name, codes, digits=2)

    def _get_table(self, tag: str) -> bytes | _Slices:
        if tag != "glyf":
            return bytes(self._read_table(tag))
        start, length = self.face.get_table_pos(tag)
        return _Slices(self.data, start, length)


def to_unicode_map(name: str, characters: list[int], *, digits: int) -> str:
    """The ToUnicode CMap of a subset.

    Args:
        name: PostScript name of the subset.
        characters: the code point that each code stands for, from code 0 on.
        digits: hexadecimal digits of a code, 2 or 4.
    Source: Adobe technical note 5411, ToUnicode Mapping File Tutorial.
    """
    entries = [
        f"<{code:0{digits}X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(characters)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<{'0' * digits}> <{'F' * digits}>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _ENTRIES_A_BLOCK):
        block = entries[start : start + _ENTRIES_A_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _descriptor_metrics(face: Any) -> bytes:
    flags = (face.flags & ~FF_NONSYMBOLIC) | FF_SYMBOLIC
    box = " ".join(f"{side:g}" for side in face.bbox)
    return (
        f"/Flags {flags} /FontBBox [ {box} ] /ItalicAngle {face.italicAngle:g}"
        f" /Ascent {face.ascent:g} /Descent {face.descent:g} /CapHeight {face.capHeight:g}"
        f" /StemV {face.stemV:g}"
    ).encode("ascii")


def _subset_number(tag: str) -> int:
    """Undo ReportLab's subset tag, six letters that stand for the digits of a number."""
    return int(tag.translate(str.maketrans("ABCDEFGIJK", "0123456789")))

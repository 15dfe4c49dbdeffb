"""User text made ready for print: cleaned, bounded, and every character given a face.

`typeset` is the one door. What comes out of it holds only characters that some face can print.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from competition.documents.faces import Face
from competition.documents.fonts import Chain
from competition.domain.refusal import Refusal

_LINE_ENDS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_CURLY_QUOTES = "“”‘’"
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Run:
    """Characters next to each other that are set in one face."""

    face: Face
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Text whose every character has a face; widths are in ems of the type size.

    Attributes:
        characters: the cleaned text.
        faces: one per character.
        widths: one per character, in ems.
    """

    characters: str
    faces: tuple[Face, ...]
    widths: tuple[float, ...]

    @property
    def width(self) -> float:
        """Width of the whole, in ems."""
        return sum(self.widths)

    def __len__(self) -> int:
        return len(self.characters)

    def __getitem__(self, part: slice) -> "Text":
        return Text(self.characters[part], self.faces[part], self.widths[part])

    def __add__(self, other: "Text") -> "Text":
        return Text(
            self.characters + other.characters,
            self.faces + other.faces,
            self.widths + other.widths,
        )

    def runs(self) -> Iterator[Run]:
        """The text from left to right, cut where the face changes."""
        start = 0
        for face, group in groupby(self.faces):
            end = start + len(list(group))
            yield Run(face, self.characters[start:end])
            start = end


def clean_text(text: str, *, longest: int) -> str:
    """The text in normal form NFC without anything invisible.

    Line ends of every kind become ``\\n``, tabs become spaces; other control characters,
    direction marks, joiners and variation selectors are left out, so that what is printed is all
    there is.

    Args:
        text: as a person typed it.
        longest: most characters allowed, counted after cleaning.
    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    if len(text) > 4 * longest + 1000:
        raise Refusal("text.too_long", limit=longest, length=len(text))
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = plain.translate(_LINE_ENDS).replace("\t", " ")
    kept = "".join(character for character in plain if not _is_invisible(character)).strip("\n ")
    if len(kept) > longest:
        raise Refusal("text.too_long", limit=longest, length=len(kept))
    return kept


def typeset(text: str, chain: Chain, *, longest: int = 400, spell_out: bool = False) -> Text:
    """Turn user text into text that can be printed with the faces of the chain.

    Args:
        text: as a person typed it; line ends become spaces unless split before.
        chain: faces in order of preference.
        longest: most characters allowed.
        spell_out: write a character without a glyph as its code point, 〔U+1F600〕, instead of
            refusing. For forms; never for a certificate.
    Raises:
        Refusal: ``glyph.missing`` (character, codepoint, text), ``text.too_long`` (limit, length).
    """
    plain = clean_text(text, longest=longest).replace("\n", " ")
    pieces: list[tuple[str, Face]] = []
    for character in plain:
        face = _face_for(character, chain)
        if face is not None:
            pieces.append((character, face))
        elif spell_out:
            pieces += [(each, chain[0]) for each in f"〔U+{ord(character):04X}〕"]
        else:
            raise _missing(character, plain)
    return Text(
        "".join(character for character, _ in pieces),
        tuple(face for _, face in pieces),
        tuple(face.advance(character) / 1000 for character, face in pieces),
    )


def paragraphs(text: str, chain: Chain, *, longest: int, spell_out: bool = False) -> list[Text]:
    """Like `typeset`, one Text for each line that the person typed; blank lines stay."""
    lines = clean_text(text, longest=longest).split("\n")
    return [typeset(line, chain, longest=longest, spell_out=spell_out) for line in lines]


def _face_for(character: str, chain: Chain) -> Face | None:
    if character in _CURLY_QUOTES:
        chain = tuple(sorted(chain, key=lambda face: -_width_if_printed(face, character)))
    return next((face for face in chain if face.prints(character)), None)


def _width_if_printed(face: Face, character: str) -> float:
    """Curly quotes: the widest is the Chinese form, the narrow ones are Latin."""
    return face.advance(character) if face.prints(character) else 0.0


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return character != "\n"
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _missing(character: str, text: str) -> Refusal:
    is_surrogate = "\ud800" <= character <= "\udfff"
    shown = "".join(each for each in text if not "\ud800" <= each <= "\udfff")[:_SHOWN]
    return Refusal(
        "glyph.missing",
        character="" if is_surrogate else character,
        codepoint=f"U+{ord(character):04X}",
        text=shown,
    )

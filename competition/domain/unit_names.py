"""Names and codes of organisations: normalised and checked."""

import re
import unicodedata

from competition.domain.refusal import Refusal

LONGEST_NAME = 100
BETWEEN_NAMES = "\u3001"
_BETWEEN = re.compile(r"[\u3001\uff1b;\n]")
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")


def normal_unit_name(text: str) -> str:
    """The name of an organisation as it is stored and compared: NFC, single blanks.

    Raises:
        Refusal: ``unit_name.blank``, ``unit_name.long`` (limit), ``unit_name.character``
            (codepoint) for control, format and private-use characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Refusal("unit_name.blank")
    if len(name) > LONGEST_NAME:
        raise Refusal("unit_name.long", limit=LONGEST_NAME)
    if name.isprintable():
        return name
    for char in name:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise Refusal("unit_name.character", codepoint=f"U+{ord(char):04X}")
    return name


def normal_unit_code(text: str) -> str:
    """The code by which Excel files name an organisation: capital letters, digits and ``. _ -``.

    Raises:
        Refusal: ``unit_code.form``.
    """
    code = unicodedata.normalize("NFKC", text).strip()
    if not _CODE.fullmatch(code):
        raise Refusal("unit_code.form")
    return code.upper()


def normal_aliases(text: str) -> str:
    """Several names, each normal, joined as they are stored; none twice. Blank stays blank.

    Raises:
        Refusal: as `normal_unit_name`.
    """
    names = [normal_unit_name(name) for name in split_aliases(text)]
    return BETWEEN_NAMES.join(dict.fromkeys(names))


def split_aliases(text: str) -> list[str]:
    """The names in a text that joins several: ``省总、省总工会`` are two."""
    return [name for part in _BETWEEN.split(text) if (name := part.strip())]


def search_key(text: str) -> str:
    """A name or what somebody types as both are compared: NFKC, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())

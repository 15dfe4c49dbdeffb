"""Whether the name on a stamp is the name that an organisation stamps with."""

import unicodedata

_BRACKETS = str.maketrans(dict(zip("〔[【〈《{〕]】〉》}", "((((((" + "))))))", strict=True)))
_UNSEEN = ("Z", "C", "Pd", "Pc")


def seal_key(text: str) -> str:
    """A name as stamps are compared: width, blanks, hyphens, dots and kinds of brackets aside.

    Words are compared as they are: nothing is guessed about a region or a superior left out.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    return "".join(
        char
        for char in plain
        if char not in "\u00b7\u2022\u30fb" and not unicodedata.category(char).startswith(_UNSEEN)
    )


def seal_matches(own_name: str, own_seal_name: str, text: str) -> bool:
    """Whether a stamp that reads `text` is this organisation's.

    Args:
        own_seal_name: what it stamps with; where that is blank, its name counts.
        text: as read from the stamp; a blank one is nobody's.
    """
    read = seal_key(text)
    return bool(read) and read == seal_key(own_seal_name or own_name)

"""The pinyin initials of a name: what people type to find 澜石市总工会 as lsszgh.

The readings lie in `initials.txt` (from pypinyin, MIT): a line for each letter with all its
characters, then phrases that read otherwise than their characters one by one.
"""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("initials.txt")


def initials_of(key: str) -> str:
    """One letter for each ideograph; Latin letters and digits as they are; nothing for the rest.

    Args:
        key: a name as `search_key` leaves it: lower case, without blanks.
    """
    letters, phrases = _readings()
    told = []
    at = 0
    while at < len(key):
        for length in phrases.get(key[at : at + 2], ()):
            found = letters.get(key[at : at + length], "")
            if len(found) > 1:
                told.append(found)
                at += length
                break
        else:
            char = key[at]
            plain = char if char.isascii() and char.isalnum() else ""
            told.append(letters.get(char, plain))
            at += 1
    return "".join(told)


@cache
def _readings() -> tuple[dict[str, str], dict[str, list[int]]]:
    """Initials by character and phrase; by its first two characters how long a phrase may be."""
    letters: dict[str, str] = {}
    phrases: dict[str, list[int]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        told, _, written = line.partition(" ")
        if len(told) == 1:
            letters.update(dict.fromkeys(written, told))
            continue
        letters[written] = told
        lengths = phrases.setdefault(written[:2], [])
        lengths.append(len(written))
        lengths.sort(reverse=True)
    return letters, phrases

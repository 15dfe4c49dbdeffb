"""Makes `competition/domain/initials.txt`: ``python -m tests.domain.initials_data``.

The readings are those of pypinyin (MIT). A registry of organisations reads some characters
otherwise than a dictionary does first: 长 in 长宁 and 厦 in 厦门 are names of places.
"""

import unicodedata
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

FILE = Path(__file__).resolve().parents[2] / "competition" / "domain" / "initials.txt"
IN_NAMES = {"长": "c", "厦": "x", "晟": "s"}
PHRASES_IN_NAMES = {"朝阳": "cy", "乐山": "ls", "厂长": "cz"}
LONGEST = 3


def letter(reading: str) -> str:
    """The letter with which a reading begins, without its tone."""
    return unicodedata.normalize("NFD", reading)[0].lower()


def characters() -> dict[str, str]:
    """The initial of every character that pypinyin knows."""
    known = {chr(code): letter(readings) for code, readings in pinyin_dict.items()}
    return {**known, **IN_NAMES}


def phrases() -> dict[str, str]:
    """Short phrases that read otherwise than their characters do one by one."""
    single = characters()
    found = {}
    for phrase, readings in sorted(phrases_dict.items()):
        told = "".join(letter(each[0]) for each in readings)
        plain = "".join(single.get(char, "") for char in phrase)
        if len(phrase) == len(told) <= LONGEST and told != plain:
            found[phrase] = told
    return {**found, **PHRASES_IN_NAMES}


def text() -> str:
    """The file: a line for each letter, then a line for each phrase."""
    by_letter: dict[str, list[str]] = {}
    for char, first in sorted(characters().items()):
        by_letter.setdefault(first, []).append(char)
    lines = [f"{first} {''.join(chars)}" for first, chars in sorted(by_letter.items())]
    lines += [f"{told} {phrase}" for phrase, told in sorted(phrases().items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

"""English is complete: every text on screen has one, with the same places to fill in."""

import re
import string
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "competition" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("competition/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true"}}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\(\w+\)[sd]|%%")
IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
SAMPLES = ("蜀工创", "演练复核人")


@cache
def source_texts() -> frozenset[str]:
    """Every text that the source marks for translation."""
    found = extract_from_dir(
        ROOT,
        METHODS,
        OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in (".venv", "build", "versions"),
    )
    return frozenset(message for _, _, message, _, _ in found if isinstance(message, str))


@cache
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_the_english_is_used() -> None:
    """Without its header a catalogue counts as a draft, and none of it is compiled."""
    assert not english().fuzzy


def test_every_text_has_its_english() -> None:
    catalogue = english()

    missing = [
        text
        for text in sorted(source_texts())
        if catalogue.get(text) is None or not catalogue.get(text).string
    ]

    assert missing == []


def test_english_fills_in_the_same_places() -> None:
    faults = [
        message.id
        for message in english()
        if message.id
        and message.string
        and (
            sorted(PLACES.findall(message.id)) != sorted(PLACES.findall(message.string))
            or fields(message.id) != fields(message.string)
        )
    ]

    assert faults == []


def fields(text: str) -> list[str]:
    """The `{name}` places that scripts and wordings fill in."""
    if "{" not in text:
        return []
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_no_chinese_is_left_in_english() -> None:
    faults = []
    for message in english():
        text = str(message.string)
        for sample in SAMPLES:
            text = text.replace(sample, "")
        if IDEOGRAPHS.search(text):
            faults.append(message.string)

    assert faults == []


def test_english_holds_no_sign_that_html_reads() -> None:
    """Jinja takes translations as safe, in attributes too; quotation marks are “ and ”."""
    faults = [message.id for message in english() if re.search(r"[\"<]", str(message.string or ""))]

    assert [each for each in faults if each] == []


def test_no_english_text_ends_an_attribute() -> None:
    faults = [message.string for message in english() if message.id and '"' in message.string]

    assert faults == []

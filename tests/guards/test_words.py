"""One word per idea: words that the glossary has replaced do not come back."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REPLACED = {"组织者": "组织方"}


@pytest.mark.parametrize("word", REPLACED)
def test_a_replaced_word_stands_nowhere(word: str) -> None:
    files = [
        path
        for folder, pattern in (("competition", "*.py"), ("templates", "*.html"))
        for path in (ROOT / folder).rglob(pattern)
    ]

    found = [path.name for path in files if word in path.read_text("utf-8")]

    assert found == []


def test_every_sign_in_a_template_can_be_translated() -> None:
    own = {"中文"}
    texts = re.compile(r"\{#.*?#\}|_\(\s*'(?:[^'\\]|\\.)*'|_\(\s*\"(?:[^\"\\]|\\.)*\"", re.S)
    chinese = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")

    found = {
        f"{path.name}: {word}"
        for path in (ROOT / "templates").rglob("*.html")
        for word in chinese.findall(texts.sub("", path.read_text("utf-8")))
        if word not in own
    }

    assert found == set()

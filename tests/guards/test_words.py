"""One word per idea: words that the glossary has replaced do not come back."""

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

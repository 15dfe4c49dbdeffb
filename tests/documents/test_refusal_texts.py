import ast
import re
from collections.abc import Iterator
from pathlib import Path

from competition.documents.wording.refusals.documents import TEXTS

DOCUMENTS = Path(__file__).parents[2] / "competition" / "documents"
MADE_BY = {"Refusal": 0, "CellFault": 2}


def codes_in_source() -> Iterator[str]:
    for path in [*DOCUMENTS.glob("*.py"), *DOCUMENTS.glob("tables/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = MADE_BY.get(node.func.id)
                code = None if place is None else node.args[place]
                if isinstance(code, ast.Constant):
                    yield code.value


def test_every_refusal_of_the_documents_has_a_text_and_every_text_a_refusal() -> None:
    assert set(TEXTS) == set(codes_in_source())


def test_texts_end_as_sentences_and_name_their_values_rightly() -> None:
    for code, text in TEXTS.items():
        assert str(text).endswith("。"), code
        assert re.findall(r"%(?!\(\w+\)s)", str(text)) == [], code

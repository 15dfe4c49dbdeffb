import ast
import re
from pathlib import Path

from competition.documents.wording.refusals import domain, entry_form

DOMAIN = Path(__file__).resolve().parents[2] / "competition" / "domain"
TEXTS = {**domain.TEXTS, **entry_form.TEXTS}
CODE_PLACE = {"Refusal": 0, "fault": 1}


def raised():
    """Each code with the names of the values that every place gives it."""
    found = {}
    for path in DOMAIN.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = CODE_PLACE.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant):
                given = {keyword.arg for keyword in node.keywords}
                found.setdefault(code.value, []).append(given)
    return found


def test_every_text_belongs_to_a_code_that_is_raised():
    assert set(TEXTS) <= set(raised())


def test_every_fault_of_a_field_has_a_text():
    faults = {code for code in raised() if code.startswith(("answer.", "form.", "limits."))}

    assert faults <= set(TEXTS)


def test_a_text_asks_only_for_values_that_are_given():
    lacking = [
        (code, sorted(asked - given))
        for code, places in raised().items()
        if code in TEXTS
        for asked in [set(re.findall(r"%\((\w+)\)s", str(TEXTS[code])))]
        for given in places
        if asked - given
    ]

    assert lacking == []


def test_texts_end_in_a_full_stop_and_never_shout():
    assert [code for code, text in TEXTS.items() if not str(text).endswith("。")] == []
    assert [code for code, text in TEXTS.items() if "！" in str(text)] == []

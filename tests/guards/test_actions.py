"""Every action that services record, and every notification they send, has words."""

import ast
import re
from pathlib import Path

from competition.documents.wording.actions import ACTIONS
from competition.documents.wording.notifications import NOTIFICATIONS
from competition.documents.wording.record import DETAILS, value_text

SERVICES = Path(__file__).resolve().parents[2] / "competition" / "services"
CODE = re.compile(r"[a-z_]+\.(?:[a-z_]+|\*)")


def strings(node: ast.AST) -> set[str]:
    """Constant strings in an expression; of an f-string its constant beginning with a star."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        return {f"{first.value}*"} if isinstance(first, ast.Constant) else set()
    if isinstance(node, ast.IfExp):
        return strings(node.body) | strings(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    return set()


def is_code(text: str) -> bool:
    """Whether a text looks like `entry.submit`, or like the beginning `entry.*` of several."""
    return CODE.fullmatch(text) is not None


def codes(names: set[str]) -> dict[str, str]:
    """Every code handed to one of these functions, and where."""
    found: dict[str, str] = {}
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name not in names:
                continue
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                for text in strings(argument):
                    if is_code(text):
                        found[text] = f"{path.name}:{node.lineno}"
    return found


def without_words(found: dict[str, str], words: set[str]) -> dict[str, str]:
    """Codes without a text; a beginning needs at least one text that goes on from it."""
    return {
        code: place
        for code, place in found.items()
        if not (
            any(word.startswith(code[:-1]) for word in words)
            if code.endswith("*")
            else code in words
        )
    }


def test_every_recorded_action_has_words() -> None:
    found = codes({"record", "_record", "record_correction"})

    assert "organisation.add" in found
    assert without_words(found, set(ACTIONS)) == {}


def test_every_notification_has_words() -> None:
    found = codes({"notify", "tell_entrant"})

    assert "judging.nudge" in found
    assert without_words(found, set(NOTIFICATIONS)) == {}


def detail_names() -> dict[str, str]:
    """Every name that a record gives a detail in its own dictionary, and where."""
    return {
        key.value: f"{path.name}:{node.lineno}"
        for path in sorted(SERVICES.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
        for keyword in node.keywords
        if keyword.arg == "detail" and isinstance(keyword.value, ast.Dict)
        for key in keyword.value.keys
        if isinstance(key, ast.Constant)
    }


def test_every_detail_of_the_record_has_words() -> None:
    found = detail_names()

    assert "reason" in found
    assert {name: place for name, place in found.items() if name not in DETAILS} == {}


def test_a_moment_in_the_record_is_read_as_people_write_it() -> None:
    assert value_text("2025-06-11T10:00:00+08:00") == "2025-06-11 10:00"

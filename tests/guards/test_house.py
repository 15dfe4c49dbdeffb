"""The house keeps its shape: imports point down, files stay small, codes have texts."""

import ast
import re
from pathlib import Path

import pytest

from competition.documents.wording.refusals import TEXTS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "competition"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
# Where Chinese is data: surnames, endings of unit names, prefixes of numbers, invented entries,
# words for nobody, words that names may not hold.
CHINESE_DATA = {
    "domain/blind.py",
    "domain/invention.py",
    "domain/labour/words.py",
    "domain/numbering.py",
    "domain/objections.py",
    "domain/people.py",
    "domain/reserved_names.py",
}
BELOW = {
    "domain": {"domain"},
    "models": {"models", "domain"},
    "documents": {"documents", "domain"},
    "services": {"services", "models", "documents", "domain"},
    "jobs": {"jobs", "services", "models", "documents", "domain"},
    "web": {"web", "services", "models", "documents", "domain"},
    "cli": {"cli", "jobs", "services", "models", "documents", "domain"},
    "migrations": {"migrations", "models"},
}
# Where numpy is used: figures estimated in floating point, and whole columns of exact integers.
WITH_NUMPY = {"calibration", "columns"}
FORBIDDEN = {
    "domain": {"flask", "sqlalchemy", "flask_babel", "wtforms", "numpy"},
    "services": {"flask", "wtforms", "flask_wtf", "flask_babel"},
    "documents": {"sqlalchemy", "flask", "wtforms", "flask_wtf"},
    "models": {"flask", "wtforms"},
}


def floor(path: Path) -> str:
    """The floor of the house on which a source file lies; empty for the roof."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.append(node.module or "")
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def test_imports_only_point_down() -> None:
    faults = []
    for path in SOURCES:
        here = floor(path)
        if not here:
            continue
        for name in imported(path):
            parts = name.split(".")
            settings = parts[1:2] == ["config"] and here in ("web", "cli")
            ours = parts[0] == "competition" and len(parts) > 1
            if ours and parts[1] not in BELOW[here] and not settings:
                faults.append(f"{path.relative_to(ROOT)} imports {name}")
            allowed = parts[0] == "numpy" and path.parent.name in WITH_NUMPY
            if parts[0] in FORBIDDEN.get(here, set()) and not allowed:
                faults.append(f"{path.relative_to(ROOT)} imports {name}")

    assert faults == []


def test_no_import_hides_inside_a_function() -> None:
    faults = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        faults.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert faults == []


def percentile(values: list[int], share: int) -> int:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) * share // 100]


def test_files_stay_short() -> None:
    lengths = [path.read_text(encoding="utf-8").count("\n") for path in SOURCES]

    assert percentile(lengths, 95) <= 300
    assert max(lengths) <= 400


def test_functions_stay_short() -> None:
    lengths = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths.append((node.end_lineno or node.lineno) - node.lineno + 1)

    assert percentile(lengths, 95) <= 30
    assert max(lengths) <= 60


def test_templates_stay_short() -> None:
    lengths = [
        path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "templates").rglob("*.html")
    ]

    assert percentile(lengths, 95) <= 120


@pytest.mark.parametrize("level", ["domain", "services", "documents"])
def test_public_functions_are_documented(level: str) -> None:
    bare = []
    for path in SOURCES:
        if floor(path) != level:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = not getattr(node, "name", "_").startswith("_")
            named = isinstance(node, ast.FunctionDef | ast.ClassDef) and public
            if named and ast.get_docstring(node) is None:
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")

    assert bare == []


def told_texts(tree: ast.Module) -> list[ast.Constant]:
    """String constants with Chinese in them that are no docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and IDEOGRAPHS.search(node.value)
        and id(node) not in docstrings
    ]


def test_no_sentence_for_a_person_is_built_below_the_documents() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in SOURCES
        if floor(path) in ("domain", "models", "services", "jobs")
        and str(path.relative_to(PACKAGE)) not in CHINESE_DATA
        for node in told_texts(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert faults == []


def refusal_codes() -> dict[str, str]:
    """Every code that the source refuses with, and one place where it does."""
    codes = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Refusal"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                codes[str(node.args[0].value)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return codes


def test_every_refusal_has_words() -> None:
    missing = {code: place for code, place in refusal_codes().items() if code not in TEXTS}

    assert missing == {}


def test_no_colour_or_style_outside_the_look() -> None:
    faults = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"<[^>{]*\s(?:style|on[a-z]+)=|<style|javascript:", text):
            faults.append(str(path.relative_to(ROOT)))

    assert faults == []


def test_nothing_of_one_machine_is_in_the_project() -> None:
    words = re.compile(r"/(?:work|root)/|/tmp/h\b|pypi\.org|deb\.debian\.org|registry\.npmjs")
    faults = []
    for pattern in ("*.py", "*.md", "*.html", "*.txt", "*.toml", "*.js", "Makefile"):
        for path in ROOT.rglob(pattern):
            relative = path.relative_to(ROOT)
            if relative.parts[0] in (".venv", "instance", ".git") or relative == Path(
                "tests/guards/test_house.py"
            ):
                continue
            if words.search(path.read_text(encoding="utf-8", errors="ignore")):
                faults.append(str(relative))

    assert faults == []

"""No shared example and no shared real case without a test that runs it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LABOUR = {"X01", "X02", "D04"}  # import, masking and calendar


def used_by_functions(folder: Path) -> Iterator[tuple[ast.FunctionDef, set[str]]]:
    """Each function of the tests of a folder with the texts and names that it uses."""
    for file in folder.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and file != Path(__file__).resolve():
                used = {str(n.value) for n in ast.walk(node) if isinstance(n, ast.Constant)}
                used |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                used |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
                yield node, used


def test_every_shared_example_is_run_by_a_test_of_this_folder(cases: Path):
    listed = json.loads((cases / "worked_examples.json").read_text(encoding="utf-8"))["examples"]
    used = [names for node, names in used_by_functions(HERE) if node.name.startswith("test_")]
    run = [names for names in used if {"example", "cases", "expected"} <= names]
    refuted = [names for names in run if "naive_wrong" in names]

    unclaimed = {e["id"] for e in listed if not any(e["id"] in names for names in run)}
    naive = {e["id"] for e in listed if e.get("naive_wrong")} - LABOUR

    assert unclaimed == LABOUR
    assert {key for key in naive if not any(key in names for names in refuted)} == set()


def test_every_shared_real_case_is_read_by_a_test_of_the_domain(cases: Path):
    folders = {folder.name for folder in (cases / "real").iterdir() if folder.is_dir()}
    texts = {file.read_text(encoding="utf-8") for file in HERE.parent.glob("test_*.py")}

    assert {folder for folder in folders if not any(f'"{folder}"' in t for t in texts)} == set()

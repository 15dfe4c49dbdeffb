"""Changes one thing at a time in a module of the domain and asks its tests whether they notice.

`make mutants ONLY=rounding` writes the figures of that module into `docs/mutants.md` and prints
each change that no test noticed. Everything happens in a copy of the project outside of it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT
from tests.mutants.modules import chosen, source_of, tests_of

KEPT = ROOT / "docs" / "mutants.md"
CASES = ROOT.parent / "shared" / "cases"
NOTICED = {1, 3}
TOO_LONG = {-24, 24, 36, 152, 255}
SHOW = """
import sys
from mutmut.__main__ import get_diff_for_mutant
for name in sys.argv[1:]:
    print(get_diff_for_mutant(name))
"""
CONFIG = """
[tool.mutmut]
source_paths = ["competition"]
only_mutate = ["{source}"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]
use_git_change_detection = false
track_dependencies = false
timeout_constant = 1.5
timeout_multiplier = 3.0
"""


def prepare(folder: Path, module: str) -> None:
    """Put the project as it stands and mutmut's settings into the folder."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("competition", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    told = CONFIG.format(source=source_of(module), tests=json.dumps(tests_of(module)))
    (folder / "pyproject.toml").write_text(settings + told, encoding="utf-8")


def run(folder: Path, *words: str) -> str:
    """What Python says, started in that folder."""
    surroundings = {"COMP_CASES": str(CASES), "PYTHONDONTWRITEBYTECODE": "1", **os.environ}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout


def verdicts(folder: Path, module: str) -> dict[str, int | None]:
    """By mutant, how its run of the tests ended."""
    told = folder / "mutants" / f"{source_of(module)}.meta"
    found: dict[str, int | None] = json.loads(told.read_text())["exit_code_by_key"]
    return found


def keep(module: str, found: dict[str, int | None], unnoticed: list[str]) -> str:
    """The line of the module in the table of the document."""
    late = sum(code in TOO_LONG for code in found.values())
    noticed = sum(code in NOTICED for code in found.values())
    share = f"{100 * (noticed + late) / max(1, len(found)):.1f} %"
    figures = [str(len(found)), str(noticed), str(late), str(len(unnoticed)), share]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    line = f"| `{module}` | {' | '.join(figures)} | {day} |"
    text = KEPT.read_text(encoding="utf-8")
    known = re.compile(rf"^\| `{re.escape(module)}` \|.*$", re.MULTILINE)
    if known.search(text):
        text = known.sub(lambda _: line, text)
    else:
        text = re.sub(r"^(\|---.*\|)$", rf"\1\n{line}", text, count=1, flags=re.MULTILINE)
    KEPT.write_text(text, encoding="utf-8")
    return line


def try_out(folder: Path, module: str) -> None:
    """Run every mutant of a module, print those that nobody noticed and keep the figures."""
    prepare(folder, module)
    said = run(folder, "-m", "mutmut", "run", "--max-children", "1")
    found = verdicts(folder, module)
    assert any(code is not None for code in found.values()), said[-3000:]
    unnoticed = [key for key, code in found.items() if code not in NOTICED | TOO_LONG]
    print(run(folder, "-c", SHOW, *unnoticed))
    print(keep(module, found, unnoticed), flush=True)


for chosen_module in chosen(sys.argv[1:]):
    with TemporaryDirectory() as place:
        try_out(Path(place), chosen_module)

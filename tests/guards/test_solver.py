"""The solver runs in a process of its own: nothing of it comes into the application's."""

import subprocess
import sys
from pathlib import Path

from tests.guards.test_house import SOURCES, imported

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = {"solver", "highspy"}


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def test_application_and_solver_import_nothing_of_each_other() -> None:
    faults = [str(path) for path in SOURCES if OUTSIDE & roots(path)]
    faults += [
        str(path) for path in (ROOT / "solver").rglob("*.py") if "competition" in roots(path)
    ]

    assert faults == []


def test_a_running_application_holds_no_solver() -> None:
    loaded = "import sys, competition, competition.jobs.handlers; print('highspy' in sys.modules)"

    answer = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "False"


def test_the_solver_keeps_the_size_of_the_house() -> None:
    lengths = [
        path.read_text(encoding="utf-8").count("\n") for path in (ROOT / "solver").rglob("*.py")
    ]

    assert max(lengths) <= 300

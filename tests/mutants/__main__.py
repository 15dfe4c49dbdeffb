"""Changes one thing at a time in modules of the domain and asks their tests whether they notice.

`make mutants ONLY=rounding` tries one module, `make mutants ONLY=rules/steps` a folder, and with
`EVERY=5` each fifth change of it. The figures go into `docs/mutants.md`; each change that no test
noticed is printed. Everything happens in a copy of the project outside of it.
"""

import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

from tests.conftest import ROOT
from tests.mutants.changes import Mutated
from tests.mutants.figures import Figures, keep
from tests.mutants.modules import chosen, source_of, tests_of
from tests.mutants.trial import SAID

CASES = ROOT.parent / "shared" / "cases"
SETTINGS = '\n[tool.mutmut]\nsource_paths = ["competition"]\n'
Tried = dict[str, int]


def prepare(folder: Path, modules: list[str], every: int = 1) -> dict[str, int]:
    """Put the project as it stands into the folder, its modules with all their mutants.

    Returns:
        how many mutants each module has, of which each `every`-th is going to be tried.
    """
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("competition", "tests", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(settings + SETTINGS, encoding="utf-8")
    with chdir(folder):
        told = [_mutate(module) for module in modules]
    counts = {one["module"]: len(one["mutants"]) for one in told}
    for one in told:
        one["mutants"] = one["mutants"][::every]
    (folder / "trial.json").write_text(json.dumps(told), encoding="utf-8")
    return counts


def _mutate(module: str) -> dict[str, Any]:
    source = Path(source_of(module))
    mutated = mutate_file_contents(str(source), source.read_text(encoding="utf-8"), None, None)
    source.write_text(mutated.code, encoding="utf-8")
    names = [get_mutant_name(source, name) for name in mutated.mutant_names]
    return {"module": module, "tests": tests_of(module), "mutants": names}


def verdicts(folder: Path) -> Iterator[tuple[str, Tried]]:
    """Each module as soon as all its mutants have been tried, with how each of them ended."""
    surroundings = {"COMP_CASES": str(CASES), "PYTHONDONTWRITEBYTECODE": "1", **os.environ}
    words = [sys.executable, "-m", "tests.mutants.trial"]
    trial = subprocess.Popen(words, cwd=folder, env=surroundings, text=True, stdout=subprocess.PIPE)
    assert trial.stdout is not None
    for line in trial.stdout:
        module, tried = json.loads(line)
        yield module, tried
    assert trial.wait() == 0, (folder / SAID).read_text(encoding="utf-8")[-3000:]


def try_out(folder: Path, modules: list[str], every: int) -> None:
    """Run the mutants of the modules, print those nobody noticed and keep the figures."""
    mutants = prepare(folder, modules, every)
    for module, tried in verdicts(folder):
        figures = Figures.of(tried)
        told = Mutated.of((folder / source_of(module)).read_text(encoding="utf-8"))
        for name in figures.unnoticed:
            print(name, *told.changes(name), sep="\n")
        print(keep(module, figures, mutants[module]), flush=True)


asked = ArgumentParser()
asked.add_argument("modules", nargs="*")
asked.add_argument("--every", type=int, default=1)
given = asked.parse_args()
with TemporaryDirectory() as place:
    try_out(Path(place), chosen(given.modules), given.every)

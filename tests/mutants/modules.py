"""The modules whose tests are tried on mutants, each with the tests that must notice one."""

from collections.abc import Iterable

from tests.conftest import ROOT
from tests.mutants.other_modules import OTHERS
from tests.mutants.rules_modules import RULES

DOMAIN = "competition/domain"
MODULES = {**OTHERS, **RULES}


def source_of(module: str) -> str:
    """The file of a module, from the root of the project."""
    return f"{DOMAIN}/{module}.py"


def tests_of(module: str) -> list[str]:
    """The files of tests of a module, as the runner is told them."""
    names = [f"tests/domain/{name}.py" for name in map(_file, MODULES[module])]
    assert all((ROOT / name).exists() for name in names), names
    return names


def _file(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/test_{last}" if folder else f"test_{last}"


def chosen(only: Iterable[str]) -> list[str]:
    """The modules named by path, by last word or by their folder; all where none is."""
    wanted = set(only)
    found = [module for module in MODULES if not wanted or wanted & _names(module)]
    assert found, f"known modules: {', '.join(MODULES)}"
    return found


def _names(module: str) -> set[str]:
    parts = module.split("/")
    return {*parts, *("/".join(parts[:end]) for end in range(1, len(parts) + 1))}

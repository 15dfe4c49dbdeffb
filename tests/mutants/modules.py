"""The modules whose tests are tried on mutants, each with the tests that must notice one."""

from collections.abc import Iterable

from tests.conftest import ROOT

DOMAIN = "competition/domain"
AWARDS = (
    "rules_award",
    "rules_award_limits",
    "rules_caps",
    "rules_boundary",
    "rules_tiers",
    "worked/orders_and_awards",
)
ORDERS = ("rules_rank", "rules_rank_told", "rules_keys")
FOLDS = ("rules_reduce", "rules_reduce_told", "rules_rank", "worked/worked_examples")
MODULES: dict[str, tuple[str, ...]] = {
    "rounding": ("rounding",),
    "marks": ("marks", "sheet"),
    "sheet": ("sheet", "marks"),
    "numerals": ("numerals",),
    "separation": ("separation",),
    "result_states": ("result_states",),
    "calendar": ("calendar",),
    "canonical": ("canonical",),
    "audit_chain": ("audit_chain",),
    "rules/apportion": ("apportion", *AWARDS),
    "rules/gap": AWARDS,
    "rules/caps": AWARDS,
    "rules/boundary": AWARDS,
    "rules/tiers": AWARDS,
    "rules/keys": (*ORDERS, "rules_keys_read"),
    "rules/steps/rank": ORDERS,
    "rules/steps/reduce": (*FOLDS, "rules_document"),
    "rules/steps/reduce_params": (*FOLDS, "rules_document"),
}


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
    """The modules that are named, by path or by last word; all of them where none is."""
    wanted = set(only)
    found = [m for m in MODULES if not wanted or m in wanted or m.rpartition("/")[2] in wanted]
    assert found, f"known modules: {', '.join(MODULES)}"
    return found

"""One function chooses how a part is carried out; what comes out is the same."""

import subprocess
import sys

import pytest

from competition.domain import carrying_out
from competition.domain.carrying_out import carried_out
from competition.domain.columns.later import Later
from competition.domain.rules import Entry, Facts, Part, Sheet, calculate, parse_rule_set
from tests.domain.test_columns import HIGHER
from tests.domain.test_rules_properties import CRITERIA


def part_of(steps: list[dict[str, object]]) -> Part:
    stage = {"criteria": CRITERIA, "steps": steps}
    return parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")


def panel(entries: int) -> Facts:
    sheets = tuple(
        Sheet("panel", f"E{n}", f"J{j}", {"a": 5 * (n * j % 7), "b": n % 4, "c": 25})
        for n in range(entries)
        for j in range(3)
    )
    return Facts(tuple(Entry(f"E{n}") for n in range(entries)), sheets=sheets)


def by_columns(part: Part, facts: Facts) -> bool:
    """Whether columns did it; the outcome is that of the engine."""
    found = carried_out(part, facts)
    assert found.evaluation.to_json() == calculate(part, facts).evaluation.to_json()
    return isinstance(found.evaluation.tables["score"].rows, Later)


@pytest.mark.parametrize(("least", "chosen"), [(30, True), (31, False)])
def test_columns_are_for_large_panels(least: int, chosen: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrying_out, "LEAST_SHEETS", least)

    assert by_columns(part_of(HIGHER), panel(10)) is chosen


def test_what_columns_do_not_cover_is_left_to_the_engine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrying_out, "LEAST_SHEETS", 1)
    places = {"reduce": "judge", "by": "rank_sum", "as": "score"}

    assert not by_columns(part_of([HIGHER[0], places, {"rank": [{"key": "score"}]}]), panel(4))


def test_a_part_without_marks_is_left_to_the_engine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrying_out, "LEAST_SHEETS", 1)
    stage = {"criteria": CRITERIA, "steps": HIGHER}
    final = [
        {"combine": {"panel.score": "1"}, "missing": "zero", "as": "all"},
        {"rank": [{"key": "all"}]},
    ]
    rules = parse_rule_set({"schema": 1, "stages": {"panel": stage}, "final": {"steps": final}})
    facts = panel(4)
    given = {"panel": carried_out(rules.part("panel"), facts).evaluation}
    expected = {"panel": calculate(rules.part("panel"), facts).evaluation}

    found = carried_out(rules.part("result"), facts, given)

    told = calculate(rules.part("result"), facts, expected)
    assert found.evaluation.to_json() == told.evaluation.to_json()
    assert found.derive("E1") == told.derive("E1")


def test_no_process_that_serves_pages_loads_numpy_at_its_start():
    code = (
        "import sys, competition; from competition.domain import calibration, columns;"
        "assert 'numpy' not in sys.modules;"
        "columns.ranked, calibration.judge_effects; assert 'numpy' in sys.modules"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")

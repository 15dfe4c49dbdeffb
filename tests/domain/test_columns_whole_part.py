"""A part by columns is the part by the engine: figures, blocks, flags, awards, derivations."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.domain.columns import whole_part as by_columns
from competition.domain.columns.whole_part import calculated
from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Part, Sheet, calculate, parse_rule_set
from tests.domain.test_columns import HIGHER, units, years
from tests.domain.test_rules_properties import CRITERIA, documents, panels

FIXTURE = [HealthCheck.function_scoped_fixture]
CHECKED = [
    HIGHER[0],
    {"check": "complete"},
    {"check": "panel", "from": "totals", "at_least": 3},
    {"check": "spread", "from": "totals", "at_most": "5"},
    *HIGHER[1:],
    {"select": "number", "number": 2, "ties": "committee"},
    {
        "award": [{"tier": "first", "quota": 1}, {"tier": "second", "quota": 2}],
        "boundary": "committee",
    },
]


@pytest.fixture
def any_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    """However thin the cube is and however many gaps it has."""
    monkeypatch.setattr(by_columns, "THINNEST", 10**6)
    monkeypatch.setattr(by_columns, "MOST_WITH_GAPS", 1)


def assert_same(part: Part, facts: Facts) -> bool:
    """Everything that is kept, shown or digested is equal; False where columns did not do it."""
    expected, found = calculate(part, facts), calculated(part, replace(facts))
    if found is None:
        return False
    assert found.evaluation.to_json() == expected.evaluation.to_json()
    for entry in facts.entries:
        assert found.derive(entry.id) == expected.derive(entry.id)
    return True


def suits(part: Part, facts: Facts) -> bool:
    """Whether there is a sheet, and entries that lack nothing fold without a word."""
    cube = by_columns.cube_of(part, facts)
    return cube.numerators.size > 0 and by_columns._folds_quietly(part, cube)


@settings(derandomize=True, max_examples=200, deadline=None, suppress_health_check=FIXTURE)
@given(documents(), panels())
@pytest.mark.usefixtures("any_shape")
def test_a_panel_by_columns_equals_the_engine_in_everything(document, facts: Facts):
    part = parse_rule_set(document).part("panel")

    assert assert_same(part, facts) == suits(part, facts)


@settings(derandomize=True, max_examples=200, deadline=None, suppress_health_check=FIXTURE)
@given(panels())
@pytest.mark.usefixtures("any_shape")
def test_checks_cuts_and_awards_find_the_same_by_columns(facts: Facts):
    part = checked()
    out = replace(facts, entries=(*facts.entries, Entry("W", state=State.WITHDRAWN)))

    assert assert_same(part, out) == suits(part, out)


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=FIXTURE)
@given(years(), units())
@pytest.mark.usefixtures("any_shape")
def test_a_year_by_columns_equals_the_engine_in_everything(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("year")

    assert assert_same(part, facts) == suits(part, facts)


@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=FIXTURE)
@given(documents(), panels(), st.sampled_from([10**12, 10**30]))
@pytest.mark.usefixtures("any_shape")
def test_figures_beyond_64_bits_stay_exact_in_everything(document, facts: Facts, factor: int):
    part = parse_rule_set(document).part("panel")
    sheets = tuple(
        replace(sheet, marks={key: mark * factor for key, mark in sheet.marks.items()})
        for sheet in facts.sheets
    )
    large = replace(facts, sheets=sheets)

    assert assert_same(part, large) == suits(part, large)


def test_many_entries_with_gaps_are_left_to_the_engine():
    facts = panel_of(4, away=2)

    assert calculated(checked(), facts) is None


def test_one_entry_of_four_may_have_gaps():
    assert assert_same(checked(), panel_of(4, away=1))


def test_a_thin_cube_is_left_to_the_engine():
    sheets = tuple(sheet(f"E{n}", f"J{n}") for n in range(4))

    assert calculated(checked(), Facts(tuple(Entry(s.entry) for s in sheets), (), sheets)) is None


def test_facts_that_contradict_themselves_are_refused_by_columns_too():
    facts = panel_of(4)
    twice = replace(facts, sheets=(*facts.sheets, facts.sheets[0]))

    with pytest.raises(Refusal, match="facts.sheet_twice"):
        calculated(checked(), twice)


def checked() -> Part:
    stage = {"criteria": CRITERIA, "steps": CHECKED}
    return parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")


def sheet(entry: str, judge: str) -> Sheet:
    return Sheet("panel", entry, judge, {"a": 5, "b": 1, "c": 25})


def panel_of(entries: int, *, away: int = 0) -> Facts:
    """Three judges' sheets of each entry; of the first few one judge is away."""
    sheets = [sheet(f"E{n}", f"J{judge}") for n in range(entries) for judge in range(3)]
    for at in range(away):
        sheets[3 * at] = replace(sheets[3 * at], marks={}, state=State.ABSENT)
    return Facts(tuple(Entry(f"E{n}") for n in range(entries)), sheets=tuple(sheets))

"""Who marks a criterion: on other sheets it is not due, which is no blank."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain import columns
from competition.domain.agreement.sheets import sheet_totals
from competition.domain.carrying_out import carried_out as by_the_way_that_pays
from competition.domain.marks import State
from competition.domain.rules import Entry, Facts, Judge, Sheet
from competition.domain.rules.marks_table import marks_table
from competition.domain.rules.renaming import renamed
from tests.domain.panels import blocks, carried_out, rules

CRITERIA = [
    {"key": "safety", "max": "30", "marked_by": ["self", "安全部"]},
    {"key": "plan", "max": "50", "step": "0.5", "marked_by": ["self", "计划部"]},
    {"key": "team", "max": "20"},
]
BY_CRITERION = {"reduce": "judge", "by": "mean", "as": "by_criterion"}
SUM = {"reduce": "criterion", "by": "sum", "as": "score"}
RANK = {"rank": [{"key": "score"}]}
DEPARTMENTS = {**BY_CRITERION, "only": {"group": ["安全部", "计划部"]}}
JUDGES = (Judge("D1", {"group": "安全部"}), Judge("D2", {"group": "计划部"}))
SELF = Judge("S", {"group": "self"})
SHEETS = (
    Sheet("panel", "A", "D1", {"safety": 28, "team": 10}),
    Sheet("panel", "A", "D2", {"plan": 455, "team": 20}),
)


def of(*steps: dict[str, Any], sheets=SHEETS, judges=JUDGES):
    given = Facts((Entry("A"),), judges, sheets=tuple(sheets))
    return carried_out(rules({"check": "complete"}, *steps, RANK, criteria=CRITERIA), given)


def test_each_department_is_asked_for_its_own_criteria_only():
    done = of(BY_CRITERION, SUM)

    assert done.evaluation.score_of("A") == "88.5"
    assert blocks(done) == []
    assert done.evaluation.tables["by_criterion"].to_json()["cells"] == [
        ["A", "plan", "45.5"],
        ["A", "safety", "28"],
        ["A", "team", "15"],
    ]


def test_a_mark_that_is_due_and_missing_is_blank_as_ever():
    sheets = [replace(SHEETS[0], marks={"team": 10}), SHEETS[1]]

    done = of(BY_CRITERION, SUM, sheets=sheets)

    assert blocks(done) == [
        ("INSUFFICIENT_PANEL", ("A",)),
        ("MISSING_SHEET", ("A",)),
    ]
    assert done.evaluation.score_of("A") is None


def test_a_blank_sheet_lacks_what_is_due_on_it_and_no_more():
    sheets = [SHEETS[0], Sheet("panel", "A", "D2", state=State.BLANK)]
    part = rules(SUM | {"as": "all"}, BY_CRITERION | {"as": "score"}, RANK, criteria=CRITERIA)

    table = marks_table(part.part("panel"), Facts((Entry("A"),), JUDGES, tuple(sheets)))

    assert dict(table.missing) == {("A", "D2"): {"plan": State.BLANK, "team": State.BLANK}}
    assert dict(table.rows) == {("A", "D1"): {"safety": 280, "team": 100}, ("A", "D2"): {}}


def test_a_criterion_whose_department_has_no_sheet_at_all_is_not_left_out_of_the_sum():
    done = of(BY_CRITERION, SUM, sheets=SHEETS[:1])

    assert done.evaluation.score_of("A") is None
    assert [(b.code, dict(b.values)) for b in done.evaluation.blocks] == [
        ("INSUFFICIENT_PANEL", {"valid": 0, "quorum": 1, "criterion": "plan"})
    ]


def test_of_some_groups_only_what_they_mark_is_asked_for():
    only_safety = {**BY_CRITERION, "only": {"group": ["安全部"]}}

    by_group = of(only_safety, SUM)
    by_name = of({**BY_CRITERION, "only": ["D1"]}, SUM)

    assert by_group.evaluation.score_of("A") == by_name.evaluation.score_of("A") == "38"
    assert blocks(by_group) == blocks(by_name) == []


def test_a_judge_without_any_criterion_has_no_sheet():
    given = [*CRITERIA[:2]]
    other = Sheet("panel", "A", "J", {"safety": 1, "plan": 2})
    part = rules(BY_CRITERION, SUM, RANK, criteria=given).part("panel")
    sheets = [replace(s, marks={k: m for k, m in s.marks.items() if k != "team"}) for s in SHEETS]

    with_other = carried_out(
        rules(BY_CRITERION, SUM, RANK, criteria=given),
        Facts((Entry("A"),), (*JUDGES, Judge("J")), (*sheets, other)),
    )

    assert with_other.evaluation.score_of("A") == "73.5"
    assert [sheet["judge"] for sheet in with_other.derive("A")["sheets"]] == ["D1", "D2"]
    assert columns.beyond(part) == "marks"


def test_the_derivation_shows_on_each_sheet_what_was_due_there():
    told = of(BY_CRITERION, SUM).derive("A")["sheets"]

    assert {sheet["judge"]: list(sheet["marks"]) for sheet in told} == {
        "D1": ["safety", "team"],
        "D2": ["plan", "team"],
    }


def test_a_tie_key_on_a_criterion_takes_the_sheets_that_hold_it():
    tied = {"rank": [{"key": "score"}, {"criterion": "plan"}]}
    sheets = [replace(s, entry=e) for e in "AB" for s in SHEETS]
    sheets[2] = replace(sheets[2], marks={"safety": 30, "team": 10})
    sheets[3] = replace(sheets[3], marks={"plan": 435, "team": 20})
    given = Facts((Entry("A"), Entry("B")), JUDGES, tuple(sheets))

    done = carried_out(rules(BY_CRITERION, SUM, tied, criteria=CRITERIA), given)

    assert [(s.entry, s.rank) for s in done.evaluation.standings] == [("A", 1), ("B", 2)]


def test_large_panels_are_carried_out_alike():
    part = rules(BY_CRITERION, SUM, RANK, criteria=CRITERIA).part("panel")
    entries = tuple(Entry(f"E{number}") for number in range(2_600))
    sheets = tuple(replace(sheet, entry=entry.id) for entry in entries for sheet in SHEETS)

    done = by_the_way_that_pays(part, Facts(entries, JUDGES, sheets))

    assert {done.evaluation.score_of(entry.id) for entry in entries} == {"88.5"}


def test_only_sheets_with_every_criterion_are_compared_with_each_other():
    mine = Sheet("panel", "A", "S", {"safety": 30, "plan": 500, "team": 20})
    given = Facts((Entry("A"),), (*JUDGES, SELF), (*SHEETS, mine))
    part = rules(BY_CRITERION, SUM, RANK, criteria=CRITERIA).part("panel")

    totals = sheet_totals(
        part,
        given,
        carried_out(rules(BY_CRITERION, SUM, RANK, criteria=CRITERIA), given).evaluation,
    )

    assert totals == {("A", "S"): Fraction(100)}


def test_renamed_facts_keep_who_marks_what():
    ruleset = rules(BY_CRITERION, SUM, RANK, criteria=CRITERIA)
    given = Facts((Entry("A"),), JUDGES, SHEETS)
    names = {"A": "E1", "D1": "J1", "D2": "J2"}

    told = renamed(given, names, ["panel"])

    assert carried_out(ruleset, told).evaluation.score_of("E1") == "88.5"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.integers(0, 30),
    st.integers(0, 500),
    st.lists(st.integers(0, 20), min_size=2, max_size=2),
    st.one_of(st.integers(0, 500), st.sampled_from([State.ABSENT, State.RECUSED, State.BLANK])),
)
def test_a_criterion_that_is_not_due_never_changes_a_figure(safety, plan, team, stray):
    first, second = {"safety": safety, "team": team[0]}, {"plan": plan, "team": team[1]}
    clean = [Sheet("panel", "A", "D1", first), Sheet("panel", "A", "D2", second)]
    gap = isinstance(stray, State)
    dirty = replace(
        clean[0],
        marks=first if gap else {**first, "plan": stray},
        missing={"plan": stray} if gap else {},
    )

    done, other = of(DEPARTMENTS, SUM, sheets=clean), of(DEPARTMENTS, SUM, sheets=[dirty, clean[1]])

    assert done.evaluation.to_json() == other.evaluation.to_json()
    assert done.derive("A") == other.derive("A")
    table = done.evaluation.tables["score"]
    expected = safety + Fraction(plan, 10) + Fraction(sum(team), 2)
    assert table.value(table.by_entry["A"]) == expected


@pytest.mark.parametrize("group", ["-", "self"])
def test_judges_of_other_groups_touch_nothing_that_is_folded_by_group(group):
    judge = Judge("X", {"group": group})
    marks = {"safety": 1, "plan": 2, "team": 3}
    others = [*SHEETS, Sheet("panel", "A", "X", marks)]

    done = of(DEPARTMENTS, SUM, sheets=others, judges=(*JUDGES, judge))

    assert done.evaluation.score_of("A") == "88.5"

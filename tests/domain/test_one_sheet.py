"""What one changed sheet does is what a full calculation would say, to the last digit."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.marks import State
from competition.domain.one_sheet import Field, Moved
from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Facts, Part, Sheet, calculate, parse_rule_set
from competition.domain.score_correction import with_sheet
from tests.domain.test_columns import units, years
from tests.domain.test_rules_properties import CRITERIA, documents, panels

KEYS = [{"key": "score"}, {"higher_marks": "totals"}, {"criterion": "b", "sheets": "kept"}]
TRIMMED = [
    {"reduce": "criterion", "by": "sum", "as": "totals"},
    {
        "reduce": "judge",
        "by": "mean",
        "drop_high": 1,
        "at_least": 3,
        "below": "mean",
        "as": "exact",
    },
    {"round": 1, "mode": "half_up", "show_only": True, "as": "score"},
]


def part_of(steps: list[dict[str, Any]]) -> Part:
    stage = {"criteria": CRITERIA, "steps": steps}
    return parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")


def anew(part: Part, facts: Facts, sheet: Sheet, across: str = "") -> Moved:
    evaluation = calculate(part, with_sheet(facts, sheet)).evaluation
    standing = next(one for one in evaluation.standings if one.entry == sheet.entry)
    return Moved(evaluation.score_of(sheet.entry), standing, across)


def others(sheet: Sheet) -> list[Sheet]:
    """The sheet with other marks, and set aside."""
    low = {key: mark // 2 for key, mark in sheet.marks.items()}
    high = {key: mark + 5 for key, mark in sheet.marks.items()}
    changed = [replace(sheet, marks=marks) for marks in (low, high) if marks]
    aside = (State.ABSENT, State.RECUSED, State.BLANK)
    return changed + [replace(sheet, marks={}, missing={}, state=state) for state in aside]


@settings(derandomize=True, max_examples=150, deadline=None)
@given(documents(), panels())
def test_a_changed_sheet_does_what_a_full_calculation_says(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("panel")
    field = Field.of(part, facts)

    changed = [other for sheet in facts.sheets[::3] for other in others(sheet)]

    assert [field.with_sheet(s) for s in changed] == [anew(part, facts, s) for s in changed]


@settings(derandomize=True, max_examples=150, deadline=None)
@given(years(), units())
def test_a_changed_month_does_what_a_full_calculation_says(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("year")
    field = Field.of(part, facts)

    changed = [other for sheet in facts.sheets[::5] for other in others(sheet)]

    assert [field.with_sheet(s) for s in changed] == [anew(part, facts, s) for s in changed]


@settings(derandomize=True, max_examples=80, deadline=None)
@given(panels(), st.sampled_from(["1224", "1223", "1234", "1334", "fractional"]))
def test_every_key_and_style_places_a_changed_sheet(facts: Facts, style: str):
    part = part_of([*TRIMMED, {"rank": KEYS, "style": style}])
    field = Field.of(part, facts)

    changed = [other for sheet in facts.sheets[::2] for other in others(sheet)]

    assert [field.with_sheet(s) for s in changed] == [anew(part, facts, s) for s in changed]


@pytest.mark.parametrize(
    ("steps", "across"),
    [
        ([{"map": "places", "as": "score"}, {"rank": [{"key": "score"}]}], "score"),
        ([{"map": "share_of_total", "max": "9", "as": "score"}, {"rank": [{"key": "score"}]}],
         "score"),
        ([{"rank": [{"key": "mean"}, {"method": "schulze", "of": "totals"}]}], "#3.method"),
        ([{"rank": [{"key": "mean"}, {"firsts": "totals"}], "as": "order"}], "order"),
    ],
)  # fmt: skip
def test_a_rule_that_looks_across_entries_is_carried_out_in_full(
    steps: list[dict[str, Any]], across: str
):
    folds = [TRIMMED[0], {"reduce": "judge", "by": "mean", "as": "mean"}]
    part = part_of([*folds, *steps])
    sheets = [
        Sheet("panel", entry, judge, {"a": mark, "b": mark // 10, "c": 100})
        for entry, marks in {"E1": (100, 90), "E2": (95, 95), "E3": (80, 150)}.items()
        for judge, mark in zip(("J1", "J2"), marks, strict=True)
    ]
    facts = Facts(tuple(Entry(entry) for entry in ("E1", "E2", "E3")), sheets=tuple(sheets))
    changed = replace(sheets[0], marks={"a": 10, "b": 1, "c": 100})

    assert Field.of(part, facts).with_sheet(changed) == anew(part, facts, changed, across)


def test_a_recorded_order_of_tied_entries_is_looked_at_again():
    part = part_of([*TRIMMED, {"rank": [{"key": "score"}], "then": "decision"}])
    marks = {"a": 100, "b": 10, "c": 1000}
    sheets = tuple(Sheet("panel", entry, "J1", marks) for entry in ("E1", "E2"))
    drawn = Decision("panel", "rank", "order", ("E2", "E1"), ("E1", "E2"))
    facts = Facts((Entry("E1"), Entry("E2")), sheets=sheets, decisions=(drawn,))

    same = Field.of(part, facts).with_sheet(sheets[0])

    assert (same.standing.rank, same.across) == (2, "rank")


def test_a_sheet_of_nobody_is_refused():
    part = part_of([*TRIMMED, {"rank": [{"key": "score"}]}])
    field = Field.of(part, Facts((Entry("E1"),)))

    with pytest.raises(Refusal) as refused:
        field.with_sheet(Sheet("panel", "E9", "J1"))

    assert refused.value.code == "facts.unknown_entry"


def test_without_a_judge_an_entry_stands_as_if_the_judge_had_recused():
    part = part_of([*TRIMMED, {"rank": [{"key": "score"}]}])
    sheets = tuple(
        Sheet("panel", entry, judge, {"a": mark, "b": 1, "c": 100})
        for entry, marks in {"E1": (100, 300), "E2": (140, 250)}.items()
        for judge, mark in zip(("J1", "J2"), marks, strict=True)
    )
    field = Field.of(part, Facts((Entry("E1"), Entry("E2")), sheets=sheets))

    told = [field.without(entry, judge) for entry, judge in (("E1", "J2"), ("E2", "J1"))]

    assert [(one.score, one.standing.rank) for one in told if one] == [("12.0", 2), ("27.0", 1)]
    assert field.without("E1", "J9") is None

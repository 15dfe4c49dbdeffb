"""Whole columns give what the engine gives, to the last digit."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.agreement.left_out import ranks_without_a_judge
from competition.domain.agreement.left_out_columns import ranks_by_columns, suits_columns
from competition.domain.columns import Ranked, beyond, carry, cube_of, facts_of, ranked
from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Part, Sheet, calculate, evaluate, parse_rule_set
from tests.domain.panels import criterion
from tests.domain.reference import reference
from tests.domain.test_rules_properties import CRITERIA, documents, panels

STATES = st.sampled_from([*[State.SCORED] * 6, State.ABSENT, State.RECUSED, State.BLANK, None])
MEANINGS = st.sampled_from(["skip", "zero", "carry", "block"])
FOLDS = [
    {"by": "sum"},
    {"by": "mean"},
    {"by": "median"},
    {"by": "max"},
    {"by": "min"},
    {"by": "mean", "drop_high": 1, "drop_low": 1, "at_least": 3, "below": "mean"},
    {"by": "sum", "drop_high": 1, "drop_low": 1, "at_least": 3, "below": "block"},
    {"by": "winsorised", "drop_high": 1, "drop_low": 1, "at_least": 3, "below": "mean"},
    {"by": "sum", "best": 2},
    {"by": "mean", "best": 2, "best_is": "lowest"},
]
MODES = st.sampled_from(["half_up", "half_even", "truncate"])


@st.composite
def years(draw: st.DrawFn) -> dict[str, Any]:
    """Documents of a year: deductions, months into quarters, quarters into the year."""

    def fold(axis: str) -> dict[str, Any]:
        meant = {"blank": draw(MEANINGS), "absent": draw(MEANINGS), "recused": draw(MEANINGS)}
        step = {"reduce": axis, **draw(st.sampled_from(FOLDS)), "missing": meant}
        return step | {"quorum": draw(st.integers(1, 3))}

    def rounding() -> list[dict[str, Any]]:
        step = {"round": draw(st.integers(0, 3)), "mode": draw(MODES)}
        return draw(st.sampled_from([[], [step], [step | {"show_only": True}]]))

    floor = draw(st.sampled_from([{}, {"floor": "0"}, {"floor": "0.25"}]))
    base = draw(st.sampled_from(["12.5", {"attribute": "max", "of": "criterion"}]))
    deduct = {"map": "deduct_from", "base": base, "each": draw(st.sampled_from(["1", "0.3"]))}
    folds = [fold("criterion"), fold("judge")]
    if draw(st.booleans()):
        folds[0] = {"reduce": "criterion", "by": "mean", "weights": {"a": "0.3", "b": "0.7"}}
    if draw(st.booleans()):
        folds.reverse()
    steps = [deduct | floor, *folds, fold("month") | {"as": "quarters"}, *rounding()]
    steps += [fold("quarter") | {"as": "exact"}, {"round": 1, "mode": draw(MODES), "as": "score"}]
    keys = [{"key": "score"}, {"criterion": "a"}, {"key": "exact", "direction": "asc"}]
    style = draw(st.sampled_from(["1224", "1223", "1334", "fractional"]))
    steps.append({"rank": keys[: draw(st.integers(1, 3))], "style": style, "per": "region"})
    due = draw(st.sampled_from([[], ["m1", "m2"]]))
    criteria = [criterion("a", "30", "0.5"), criterion("b", "20", "1")]
    stage = {"dimensions": {"quarter": [], "month": due}, "criteria": criteria, "steps": steps}
    return {"schema": 1, "stages": {"year": stage}}


@st.composite
def units(draw: st.DrawFn) -> Facts:
    """A few units with gaps of every kind, and with months that nobody handed in."""
    named = [f"U{number}" for number in range(draw(st.integers(1, 4)))]
    sheets = []
    for where in ((u, q, m, j) for u in named for q in ("q1", "q2") for m in ("m1", "m2")
                  for j in ("J1", "J2", "J3")):  # fmt: skip
        state = draw(STATES)
        if state is not None:
            marks = {"a": 5 * draw(st.integers(0, 5)), "b": draw(st.integers(0, 4))}
            gaps = (
                {"b": draw(st.sampled_from([State.BLANK, State.ABSENT]))}
                if draw(st.integers(0, 9)) == 0
                else {}
            )
            scored = {key: mark for key, mark in marks.items() if key not in gaps}
            told = (scored, gaps) if state is State.SCORED else ({}, {})
            at = {"quarter": where[1], "month": where[2]}
            sheets.append(Sheet("year", where[0], where[3], *told, state, at))
    entries = [Entry(unit, {"region": draw(st.sampled_from("NS"))}) for unit in named]
    entries.append(Entry("W", {"region": "N"}, State.WITHDRAWN))
    return Facts(tuple(entries), sheets=tuple(sheets))


def assert_equal(part: Part, facts: Facts, found: Ranked) -> None:
    """Standings, printed scores and exact scores are those of the engine."""
    evaluation = calculate(part, facts).evaluation
    own = range(len(found.entries))
    ranks = {s.entry: s for s in evaluation.standings if s.entry in found.entries}
    assert {found.entries[at]: found.standing(at) for at in own} == ranks
    assert {e: found.score_of(at) for at, e in enumerate(found.entries)} == {
        entry: evaluation.score_of(entry) for entry in found.entries
    }
    table = evaluation.tables[evaluation.score].published()
    assert {
        found.entries[at]: Fraction(int(found.score.numerators[at]), found.score.denominator)
        for at in own
        if found.place[at]
    } == {entry: table.value(n) for entry, n in table.by_entry.items()}


@settings(derandomize=True, max_examples=200, deadline=None)
@given(documents(), panels())
def test_columns_equal_fractions_to_the_last_digit(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("panel")
    expected = reference(document, facts)

    found = ranked(part, cube_of(part, facts))

    assert beyond(part) == ""
    assert_equal(part, facts, found)
    standings = [found.standing(at) for at in range(len(found.entries))]
    assert {s.entry: s.rank for s in standings if s.rank} == expected["ranks"]


@settings(derandomize=True, max_examples=400, deadline=None)
@given(years(), units())
def test_a_year_by_columns_equals_the_engine(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("year")

    found = ranked(part, cube_of(part, facts))

    assert beyond(part) == ""
    assert_equal(part, facts, found)


HIGHER = [
    {"reduce": "criterion", "by": "sum", "as": "totals"},
    {"reduce": "judge", "by": "mean", "as": "score"},
    {"rank": [{"key": "score"}, {"higher_marks": "totals"}, {"criterion": "b"}]},
]


def higher() -> Part:
    stage = {"criteria": CRITERIA, "steps": HIGHER}
    return parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")


@settings(derandomize=True, max_examples=150, deadline=None)
@given(panels())
def test_the_higher_marks_decide_a_tie_in_columns_too(facts: Facts):
    part = higher()

    found = ranked(part, cube_of(part, facts))

    assert_equal(part, facts, found)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(years(), units())
def test_entries_in_several_blocks_are_ranked_as_in_one(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("year")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carry, "CELLS", 1)
        found = ranked(part, cube_of(part, facts))

    assert_equal(part, facts, found)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(years(), units(), st.sampled_from([10**12, 10**17, 10**30]))
def test_figures_too_large_for_64_bits_stay_exact(document, facts: Facts, factor: int):
    part = parse_rule_set(document).part("year")
    sheets = tuple(
        replace(sheet, marks={key: mark * factor for key, mark in sheet.marks.items()})
        for sheet in facts.sheets
    )
    large = replace(facts, sheets=sheets)

    found = ranked(part, cube_of(part, large))

    assert_equal(part, large, found)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(documents(), panels())
def test_a_cube_without_a_judge_is_that_of_the_facts_without(document, facts: Facts):
    part = parse_rule_set(document).part("panel")
    judge = facts.sheets[0].judge
    left = replace(facts, sheets=tuple(s for s in facts.sheets if s.judge != judge))

    found = ranked(part, cube_of(part, facts).without("judge", judge))

    assert_equal(part, left, found)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (
            {"calibrate": "min_max", "piles_compared": True, "low": "0", "high": "9", "as": "even"},
            "even",
        ),
        ({"reduce": "judge", "by": "rank_sum", "as": "places"}, "places"),
        ({"reduce": "judge", "by": "mean", "spread": "3", "as": "close"}, "close"),
        ({"map": "best_of_field", "max": "10", "as": "best"}, "best"),
    ],
)
def test_what_columns_do_not_cover_is_named(step: dict[str, Any], name: str):
    sums = {"reduce": "criterion", "by": "sum"}
    last = {"reduce": "judge", "by": "mean", "as": "score"}
    folds = [sums, step] if step.get("reduce") else [sums, step, last]
    steps = [*folds, {"rank": [{"key": "score" if last in folds else name}]}]
    stage = {"criteria": CRITERIA, "steps": steps}

    part = parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")

    assert beyond(part) == name


@settings(derandomize=True, max_examples=100, deadline=None)
@given(years(), units())
def test_the_facts_of_a_cube_derive_each_score(document: dict[str, Any], facts: Facts):
    part = parse_rule_set(document).part("year")
    cube = cube_of(part, facts)
    full = calculate(part, facts)

    for at, entry in enumerate(cube.members[0]):
        own = calculate(part, facts_of(part, cube, [at])).derive(entry)["steps"]
        assert own[:-1] == full.derive(entry)["steps"][:-1]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(documents(), panels())
def test_columns_rank_without_each_judge_as_the_engine_does(document, facts: Facts):
    part = parse_rule_set(document).part("panel")
    out = replace(facts, entries=(*facts.entries, Entry("W", state=State.WITHDRAWN)))

    told = ranks_by_columns(part, out)

    assert suits_columns(part, facts)
    assert told == ranks_without_a_judge(lambda f: evaluate(part, f), out, ["panel"])


def test_panels_that_hardly_meet_do_not_suit_columns():
    sheets = tuple(Sheet("panel", f"E{n}", f"J{n}", {"a": 5, "b": 1, "c": 25}) for n in range(4))

    assert not suits_columns(higher(), Facts(tuple(Entry(s.entry) for s in sheets), sheets=sheets))


def test_a_judge_without_a_weight_is_refused_as_by_the_engine():
    weights = {"reduce": "judge", "by": "mean", "weights": {"J1": "2"}, "as": "score"}
    stage = {"criteria": CRITERIA, "steps": [HIGHER[0], weights, {"rank": [{"key": "score"}]}]}
    part = parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")
    facts = Facts((Entry("E"),), sheets=(Sheet("panel", "E", "J2", {"a": 5, "b": 1, "c": 25}),))

    with pytest.raises(Refusal) as by_columns:
        ranked(part, cube_of(part, facts))
    with pytest.raises(Refusal) as by_engine:
        calculate(part, facts)

    assert (by_columns.value.code, by_columns.value.values) == (
        by_engine.value.code,
        by_engine.value.values,
    )


def test_a_judge_who_only_recused_needs_no_weight():
    weights = {"reduce": "judge", "by": "mean", "weights": {"J1": "2"}, "as": "score"}
    stage = {"criteria": CRITERIA, "steps": [HIGHER[0], weights, {"rank": [{"key": "score"}]}]}
    part = parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")
    marks = Sheet("panel", "E", "J1", {"a": 5, "b": 1, "c": 25})
    facts = Facts((Entry("E"),), sheets=(marks, Sheet("panel", "E", "J2", state=State.RECUSED)))

    found = ranked(part, cube_of(part, facts))

    assert_equal(part, facts, found)


def test_the_maximum_of_an_item_is_not_that_of_a_criterion():
    deduct = {"map": "deduct_from", "base": {"attribute": "max", "of": "item"}, "as": "left"}
    folds = [{"reduce": axis, "by": "sum"} for axis in ("criterion", "judge")]
    steps = [deduct, *folds, {"reduce": "item", "by": "sum", "as": "score"}]
    stage = {"dimensions": {"item": []}, "criteria": CRITERIA}
    stage["steps"] = [*steps, {"rank": [{"key": "score"}]}]

    part = parse_rule_set({"schema": 1, "stages": {"year": stage}}).part("year")

    assert beyond(part) == "left"

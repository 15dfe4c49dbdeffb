"""Laws of the engine: it agrees with slow Fractions, and luck has no part in it."""

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.marks import State
from competition.domain.rules import Entry, Facts, Sheet, calculate, parse_rule_set
from competition.domain.rules.evaluation import Evaluation
from tests.domain.panels import criterion
from tests.domain.reference import reference

CRITERIA = [criterion("a", "30", "0.5"), criterion("b", "20", "1"), criterion("c", "50", "0.25")]
MARKS = {"a": (5, 300), "b": (1, 20), "c": (25, 5000)}
STATES = st.sampled_from([*[State.SCORED] * 12, State.ABSENT, State.RECUSED, State.BLANK])


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Rule documents of one stage, in either order of folding."""
    high, low = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    judge: dict[str, Any] = {"reduce": "judge", "by": "mean", "quorum": draw(st.integers(1, 3))}
    if high + low:
        judge |= {
            "drop_high": high,
            "drop_low": low,
            "at_least": high + low + draw(st.integers(1, 2)),
            "below": draw(st.sampled_from(["mean", "block"])),
        }
    total: dict[str, Any] = {"reduce": "criterion", "by": "sum"}
    if draw(st.booleans()):
        total["weights"] = {"a": "0.5", "b": "0.125", "c": "0.375"}
    rounding = {
        "round": draw(st.integers(0, 3)),
        "mode": draw(st.sampled_from(["half_up", "half_even", "truncate"])),
    }
    folds = [total, judge] if draw(st.booleans()) else [judge, total]
    if draw(st.booleans()):
        folds.insert(1, rounding)
    keys = [{"key": "score"}, {"key": "exact"}][: draw(st.integers(1, 2))]
    award = {
        "award": [{"tier": "one", "quota": 1}, {"tier": "two", "quota": 2}],
        "boundary": draw(st.sampled_from(["expand", "shrink"])),
        "next_shrinks": False,
    }
    if award["boundary"] == "shrink":
        del award["next_shrinks"]
    steps = [
        *folds[:-1],
        folds[-1] | {"as": "exact"},
        rounding | {"as": "score"},
        {"rank": keys, "style": draw(st.sampled_from(["1224", "1223"]))},
        award,
    ]
    return {"schema": 1, "stages": {"panel": {"criteria": CRITERIA, "steps": steps}}}


@st.composite
def panels(draw: st.DrawFn) -> Facts:
    """Entries before one panel, with coarse marks so that ties are common."""
    judges = draw(st.integers(1, 7))
    entries = [f"E{number}" for number in range(draw(st.integers(1, 6)))]
    sheets = []
    for entry in entries:
        for judge in range(judges):
            state = draw(STATES)
            marks = {
                key: draw(st.integers(0, 3)) * (most // step // 3) * step
                for key, (step, most) in MARKS.items()
            }
            gaps = {"b": State.BLANK} if draw(st.integers(0, 20)) == 0 else {}
            scored = {key: mark for key, mark in marks.items() if key not in gaps}
            told = (scored, gaps) if state is State.SCORED else ({}, {})
            sheets.append(Sheet("panel", entry, f"J{judge}", *told, state))
    return Facts(tuple(Entry(entry) for entry in entries), sheets=tuple(sheets))


def evaluated(document: dict[str, Any], facts: Facts) -> Evaluation:
    return calculate(parse_rule_set(document).part("panel"), facts).evaluation


def figures(evaluation: Evaluation, table: str) -> dict[str, Fraction]:
    found = evaluation.tables[table]
    return {entry: found.value(numerator) for entry, numerator in found.by_entry.items()}


@settings(derandomize=True, max_examples=300, deadline=None)
@given(documents(), panels())
def test_the_engine_equals_fractions_to_the_last_digit(document: dict[str, Any], facts: Facts):
    expected = reference(document, facts)

    evaluation = evaluated(document, facts)

    assert figures(evaluation, "score") == expected["scores"]
    assert {s.entry: s.rank for s in evaluation.standings if s.rank} == expected["ranks"]
    assert {award.entry: award.tier for award in evaluation.awards} == expected["awards"]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(documents(), panels(), st.randoms(use_true_random=False))
def test_the_order_of_judges_and_entries_changes_nothing(
    document: dict[str, Any], facts: Facts, chance: random.Random
):
    entries, sheets = list(facts.entries), list(facts.sheets)
    chance.shuffle(entries)
    chance.shuffle(sheets)
    shuffled = replace(facts, entries=tuple(entries), sheets=tuple(sheets))
    part = parse_rule_set(document).part("panel")

    one, other = calculate(part, facts), calculate(part, shuffled)

    assert other.evaluation.to_json() == one.evaluation.to_json()
    assert [other.derive(e.id) for e in facts.entries] == [one.derive(e.id) for e in facts.entries]
    assert shuffled.to_json() == facts.to_json()


@settings(derandomize=True, max_examples=100, deadline=None)
@given(panels(), st.permutations([f"J{number}" for number in range(7)]))
def test_which_of_equal_extremes_is_dropped_never_matters(facts: Facts, names: list[str]):
    document = {
        "schema": 1,
        "stages": {
            "panel": {
                "criteria": CRITERIA,
                "steps": [
                    {"reduce": "criterion", "by": "sum"},
                    {"reduce": "judge", "by": "mean", "drop_high": 1, "drop_low": 1, "as": "score"},
                    {"rank": [{"key": "score"}, {"criterion": "a", "sheets": "kept"}]},
                ],
            }
        },
    }
    renamed = replace(
        facts, sheets=tuple(replace(s, judge=names[int(s.judge[1:])]) for s in facts.sheets)
    )

    one, other = evaluated(document, facts), evaluated(document, renamed)

    assert other.standings == one.standings
    assert figures(other, "#kept:a") == figures(one, "#kept:a")


@settings(derandomize=True, max_examples=100, deadline=None)
@given(documents(), panels(), st.data())
def test_a_higher_mark_never_lowers_its_entry(
    document: dict[str, Any], facts: Facts, data: st.DataObject
):
    raisable = [s for s in facts.sheets if s.marks.get("b", 20) < 20]
    if not raisable:
        return
    sheet = data.draw(st.sampled_from(raisable))
    better = replace(sheet, marks={**sheet.marks, "b": sheet.marks["b"] + 1})
    raised = replace(facts, sheets=tuple(better if s is sheet else s for s in facts.sheets))

    before, after = evaluated(document, facts), evaluated(document, raised)

    if sheet.entry in figures(before, "exact"):
        assert figures(after, "score")[sheet.entry] >= figures(before, "score")[sheet.entry]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(documents(), panels())
def test_facts_and_results_survive_json(document: dict[str, Any], facts: Facts):
    evaluation = evaluated(document, facts)

    read_back = Facts.from_json(facts.to_json())

    assert read_back.to_json() == facts.to_json()
    assert evaluated(document, read_back).to_json() == evaluation.to_json()
    assert Evaluation.from_json(evaluation.to_json()).to_json() == evaluation.to_json()

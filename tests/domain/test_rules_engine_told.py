"""What a part carried out says as a whole: its sheets, who goes on, and its record as JSON."""

from dataclasses import replace

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Entry,
    Evaluation,
    Facts,
    Sheet,
    calculate,
    calculate_all,
    evaluate,
    parse_rule_set,
)
from competition.domain.rules.engine import derive
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, criterion, document, facts, rules

TWO = [criterion("a", "10"), criterion("b", "5", "1")]
SHEETS = (
    Sheet("panel", "A", "J2", {"a": 75}, {"b": State.RECUSED}),
    Sheet("panel", "A", "J1", {"a": 80, "b": 4}),
    Sheet("panel", "A", "J3", state=State.ABSENT),
    Sheet("panel", "A", "J4", {"a": 5}),
    Sheet("panel", "B", "J1", {"a": 10, "b": 1}),
    Sheet("other", "A", "J1", {"a": 10, "b": 1}),
)


def test_the_sheets_of_an_entry_are_told_judge_by_judge_with_the_state_of_every_gap():
    given = Facts((Entry("A"), Entry("B")), sheets=SHEETS)

    told = carried_out(rules(TOTALS, MEAN, RANK, criteria=TWO), given).derive("A")

    absent = {"state": "absent"}
    assert told["sheets"] == [
        {
            "judge": "J1",
            "state": "scored",
            "marks": {
                "a": {"state": "scored", "text": "8.0"},
                "b": {"state": "scored", "text": "4"},
            },
        },
        {
            "judge": "J2",
            "state": "scored",
            "marks": {"a": {"state": "scored", "text": "7.5"}, "b": {"state": "recused"}},
        },
        {"judge": "J3", "state": "absent", "marks": {"a": absent, "b": absent}},
        {
            "judge": "J4",
            "state": "scored",
            "marks": {"a": {"state": "scored", "text": "0.5"}, "b": {"state": "blank"}},
        },
    ]
    assert (told["part"], told["entry"], told["flags"]) == (
        "panel",
        "A",
        ["ABSENT:J3", "RECUSED:J2"],
    )


def test_sheets_of_items_are_told_item_by_item():
    folds = [{"reduce": "item", "by": "sum"}, MEAN]
    whole = document(TOTALS, *folds, RANK)
    whole["stages"]["panel"]["dimensions"] = {"item": ["X", "Y"]}
    sheets = [
        Sheet("panel", "A", judge, {"all": 100}, at={"item": item})
        for judge, item in (("J1", "Y"), ("J2", "X"), ("J1", "X"))
    ]

    told = carried_out(parse_rule_set(whole), Facts((Entry("A"),), sheets=tuple(sheets)))

    assert [(one["at"], one["judge"]) for one in told.derive("A")["sheets"]] == [
        ({"item": "X"}, "J1"),
        ({"item": "X"}, "J2"),
        ({"item": "Y"}, "J1"),
    ]


SELECT = {"select": "number", "number": 2, "ties": "expand", "per": "track"}
AWARD = {
    "award": [{"tier": "first", "quota": 1}, {"tier": "second", "quota": 1}],
    "boundary": "expand",
    "next_shrinks": True,
    "composition": [{"attribute": "track", "in": ["x"], "at_most": "0%"}],
    "caps": [{"by": "track", "most": 2, "over": "none"}],
}
ROUNDED = {"round": 1, "mode": "half_even", "show_only": True, "as": "score"}
EXACT = MEAN | {"as": "exact"}
HALVES = RANK | {"style": "fractional", "per": "track"}


def whole_part() -> Evaluation:
    given = facts(
        {"A": "90 80", "B": "85 85", "C": "absent absent", "D": "70 71", "E": "60 -"},
        tracks=dict.fromkeys("ABCDE", "x"),
    )
    ruleset = rules(
        TOTALS, {"check": "complete"}, EXACT, ROUNDED, HALVES, SELECT, {"bar": "recorded"}, AWARD
    )
    return carried_out(ruleset, given).evaluation


def test_an_evaluation_comes_back_from_its_json():
    evaluation = whole_part()

    back = Evaluation.from_json(evaluation.to_json())

    assert back.to_json() == evaluation.to_json()
    for name in ("part", "score", "standings", "cuts", "awards", "tiers", "barred", "blocks"):
        assert getattr(back, name) == getattr(evaluation, name)
    for name in ("flags", "deviations", "ratios", "admitted", "is_blocked"):
        assert getattr(back, name) == getattr(evaluation, name)
    for name, table in evaluation.tables.items():
        read = back.tables[name]
        assert (read.axes, read.shown, read.missing) == (table.axes, table.shown, table.missing)
        assert read.to_json() == table.to_json()
    assert (back.score_of("A"), back.score_of("D"), back.score_of("C")) == ("85.0", "70.5", None)


def test_places_that_are_shared_by_halves_are_kept():
    evaluation = whole_part()

    told = {one.entry: (one.text, one.to_json()) for one in evaluation.standings}

    assert told["A"] == ("1.5", ["A", "x", 1, 1, 2, "", "1.5"])
    assert told["D"] == ("3", ["D", "x", 3, 3, 1, ""])
    assert told["C"][0] == ""


def test_a_stage_passes_on_those_it_admitted_and_the_final_part_sees_all():
    steps = [TOTALS, MEAN, RANK]
    cut = {"select": "number", "number": 1, "ties": "expand"}
    criteria = [criterion("all", step="0.01")]
    stages = {
        "panel": {"criteria": criteria, "steps": [*steps, cut]},
        "last": {"criteria": criteria, "steps": steps},
    }
    tables = {"panel.score": "40%", "last.score": "60%"}
    final = {"steps": [{"combine": tables, "missing": "exclude", "as": "score"}, RANK]}
    ruleset = parse_rule_set({"schema": 1, "stages": stages, "final": final})
    first = facts({"A": "90", "B": "80"})
    later = tuple(replace(one, stage="last") for one in first.sheets)
    given = replace(first, sheets=(*first.sheets, *later))

    done = calculate_all(ruleset, given)

    assert [one.entry for one in done["last"].evaluation.standings] == ["A"]
    assert [one.entry for one in done["result"].evaluation.standings] == ["A", "B"]
    assert done["result"].evaluation.score_of("A") == "90"
    earlier = {key: done[key].evaluation for key in ("panel", "last")}
    again = evaluate(ruleset.part("result"), given, earlier)
    assert again.to_json() == done["result"].evaluation.to_json()
    assert derive(ruleset.part("result"), given, "A", earlier) == done["result"].derive("A")
    with pytest.raises(Refusal) as refused:
        calculate(ruleset.part("result"), given, {"panel": earlier["panel"]})
    assert (refused.value.code, refused.value.values) == (
        "rules.table_absent",
        {"part": "result", "table": "last.score"},
    )


def test_an_entry_without_the_attribute_that_it_is_ranked_by_is_named():
    given = replace(facts({"A": "90"}), entries=(Entry("A", {"unit": "x"}),))

    with pytest.raises(Refusal) as refused:
        carried_out(rules(TOTALS, MEAN, RANK | {"per": "track"}), given)

    assert (refused.value.code, refused.value.values) == (
        "facts.attribute_missing",
        {"entry": "A", "attribute": "track"},
    )

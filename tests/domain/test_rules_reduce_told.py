"""What a calculation sheet says of a fold: inputs, what was dropped, sum, divisor, and blocks."""

from fractions import Fraction
from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Sheet, parse_rule_set
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    carried_out,
    criterion,
    document,
    facts,
    rules,
)

TRIMMED = MEAN | {"drop_high": 1, "drop_low": 1, "at_least": 4, "quorum": 2, "below": "mean"}
TOLD = {
    "code": "reduce",
    "step": "score",
    "source": "totals",
    "axis": "judge",
    "method": "mean",
    "drop_high": 1,
    "drop_low": 1,
    "at_least": 4,
    "quorum": 2,
}


def fold_told(done: Any, entry: str) -> dict[str, Any]:
    (step,) = [one for one in done.derive(entry)["steps"] if one.get("axis") == "judge"]
    return step


def figure(text: str) -> dict[str, str]:
    return {"ratio": str(Fraction(text)), "text": text}


def scored(judge: str, text: str, **dropped: str) -> dict[str, Any]:
    return {"member": judge, "state": "scored", "value": figure(text)} | dropped


def test_a_trimmed_mean_is_told_with_what_was_dropped_and_who_was_absent():
    done = carried_out(rules(TOTALS, TRIMMED, RANK), facts({"E": "90 80 absent 70 80.5"}))

    row = {
        "key": ["E"],
        "inputs": [
            scored("J1", "90", dropped_high="1", dropped_low="0"),
            scored("J2", "80"),
            {"member": "J3", "state": "absent", "meaning": "skip"},
            scored("J4", "70", dropped_high="0", dropped_low="1"),
            scored("J5", "80.5"),
        ],
        "count": 4,
        "result": figure("80.25"),
        "sum": figure("160.5"),
        "divisor": 2,
    }
    assert fold_told(done, "E") == TOLD | {"rows": [row]}


def test_a_fold_without_trimming_says_so():
    done = carried_out(rules(TOTALS, MEAN, RANK), facts({"E": "90 80"}))

    none = {"drop_high": 0, "drop_low": 0, "at_least": 0, "quorum": 1}
    row = {
        "key": ["E"],
        "inputs": [scored("J1", "90"), scored("J2", "80")],
        "count": 2,
        "result": figure("85"),
        "sum": figure("170"),
        "divisor": 2,
    }
    assert fold_told(done, "E") == TOLD | none | {"rows": [row]}


def test_a_row_below_quorum_has_a_count_and_no_result():
    done = carried_out(rules(TOTALS, TRIMMED, RANK), facts({"E": "5 -", "F": "1 2"}))

    row = {
        "key": ["E"],
        "inputs": [scored("J1", "5"), {"member": "J2", "state": "blank", "meaning": "block"}],
        "count": 1,
        "result": None,
    }
    assert fold_told(done, "E")["rows"] == [row]
    assert [(b.code, b.step, b.entries, dict(b.values)) for b in done.evaluation.blocks] == [
        ("INSUFFICIENT_PANEL", "score", ("E",), {"valid": 1, "quorum": 2}),
        ("MISSING_SHEET", "score", ("E",), {"judge": "J2"}),
    ]
    assert done.evaluation.flags == {"E": ("INSUFFICIENT_PANEL",), "F": ("TRIM_SKIPPED",)}


def test_too_few_to_trim_says_how_many_there_are_and_how_many_it_takes():
    strict = {key: value for key, value in TRIMMED.items() if key != "below"}

    done = carried_out(rules(TOTALS, strict, RANK), facts({"E": "90 80 70"}))

    assert [(b.code, b.step, b.entries, dict(b.values)) for b in done.evaluation.blocks] == [
        ("TOO_FEW_TO_TRIM", "score", ("E",), {"valid": 3, "least": 4})
    ]
    assert done.evaluation.flags == {"E": ("TRIM_SKIPPED",)}


def test_figures_may_differ_by_the_spread_and_not_by_more():
    fold = MEAN | {"spread": "5", "quorum": 1}

    done = carried_out(rules(TOTALS, fold, RANK), facts({"E": "90 84.5", "F": "75 80", "G": "80"}))

    assert [(b.code, b.step, b.entries, dict(b.values)) for b in done.evaluation.blocks] == [
        ("SPREAD", "score", ("E",), {"spread": "5.5", "most": "5"})
    ]
    assert done.evaluation.flags == {"E": ("SPREAD",)}
    assert [done.evaluation.score_of(entry) for entry in "EFG"] == [None, "77.5", "80"]
    assert fold_told(done, "E")["spread"] == "5"


def two_criteria(*sheets: tuple[int | State, int | State]) -> Facts:
    listed = []
    for number, marks in enumerate(sheets, start=1):
        told = dict(zip("ab", marks, strict=True))
        gaps = {key: one for key, one in told.items() if isinstance(one, State)}
        kept = {key: one for key, one in told.items() if not isinstance(one, State)}
        listed.append(Sheet("panel", "E", f"J{number}", kept, gaps))
    return Facts((Entry("E"),), sheets=tuple(listed))


TWO = [criterion("a", "40", "1"), criterion("b", "30", "1")]
EACH = {"reduce": "judge", "by": "mean", "quorum": 2, "as": "each"}
ADDED = {"reduce": "criterion", "by": "sum", "as": "score"}


def test_what_is_missing_in_one_criterion_is_said_of_that_criterion():
    done = carried_out(
        rules(EACH, ADDED, RANK, criteria=TWO), two_criteria((30, State.BLANK), (20, 10))
    )

    told = [(b.code, b.step, dict(b.values)) for b in done.evaluation.blocks]
    assert told == [
        ("INSUFFICIENT_PANEL", "each", {"criterion": "b", "valid": 1, "quorum": 2}),
        ("MISSING_SHEET", "each", {"judge": "J1"}),
    ]


@pytest.mark.parametrize("axis", ["entry", "panel"])
def test_only_an_axis_that_the_table_has_is_folded(axis: str):
    with pytest.raises(Refusal) as refused:
        rules({"reduce": axis, "by": "mean", "as": "score"}, RANK)

    assert (refused.value.code, refused.value.values) == (
        "rules.axis_unknown",
        {
            "path": "stages.panel.steps[0].reduce",
            "axis": axis,
            "known": "judge, criterion",
        },
    )


@pytest.mark.parametrize(
    ("fold", "score", "dropped", "more"),
    [
        ({"by": "median"}, "70", [2, 2], {}),
        ({"by": "winsorised", "drop_high": 1, "drop_low": 1}, "74", [1, 1], {}),
        ({"by": "max"}, "100", [0, 4], {}),
        ({"by": "min"}, "10", [4, 0], {}),
        ({"by": "mean", "best": 2}, "95", [0, 3], {"best": 2}),
        ({"by": "sum", "best": 2}, "190", [0, 3], {"best": 2}),
        (
            {"by": "mean", "best": 2, "best_is": "lowest"},
            "35",
            [3, 0],
            {"best": 2, "best_is": "lowest"},
        ),
    ],
)
def test_other_folds_say_what_they_leave_out(fold: dict, score: str, dropped: list, more: dict):
    step = {"reduce": "judge", "as": "score"} | fold

    done = carried_out(rules(TOTALS, step, RANK), facts({"E": "100 90 70 60 10"}))

    told = fold_told(done, "E")
    assert done.evaluation.score_of("E") == score
    assert (told["method"], told["rows"][0]["dropped"]) == (fold["by"], dropped)
    assert {key: told[key] for key in told if key not in TOLD and key != "rows"} == more


def test_a_weighted_fold_tells_the_weight_of_each_judge_who_was_there():
    weights = {"weights": {"J1": "0.5", "J2": "0.3", "J3": "0.2"}}

    done = carried_out(rules(TOTALS, MEAN | weights, RANK), facts({"E": "90 80 absent"}))

    row = fold_told(done, "E")["rows"][0]
    assert [one["weight"] for one in row["inputs"]] == ["1/2", "3/10", "1/5"]
    assert (row["sum"], row["divisor"], row["result"]) == (figure("690"), 8, figure("86.25"))


@pytest.mark.parametrize(
    ("missing", "score", "flags"),
    [
        ({"absent": "carry"}, None, ("ABSENT:J2", "RECUSED:J3")),
        ({"absent": "zero"}, "45", ("ABSENT:J2", "RECUSED:J3")),
        ({"recused": "zero"}, "45", ("ABSENT:J2", "RECUSED:J3")),
        ({}, "90", ("ABSENT:J2", "RECUSED:J3")),
    ],
)
def test_a_judge_who_is_away_counts_as_the_rules_say(
    missing: dict, score: str | None, flags: tuple
):
    given = facts({"E": "90 absent recused"})

    done = carried_out(rules(TOTALS, MEAN | {"missing": missing}, RANK), given)

    assert done.evaluation.score_of("E") == score
    assert done.evaluation.flags["E"] == flags


def test_below_quorum_an_entry_may_stay_unranked_without_a_block():
    lenient = MEAN | {"quorum": 2, "below_quorum": "unranked"}

    done = carried_out(rules(TOTALS, lenient, RANK), facts({"E": "90 absent", "F": "80 70"}))

    assert done.evaluation.blocks == ()
    assert done.evaluation.flags["E"] == ("ABSENT:J2", "INSUFFICIENT_PANEL")
    assert [(s.entry, s.rank) for s in done.evaluation.standings] == [("F", 1), ("E", None)]


def test_a_month_that_is_due_and_was_not_marked_is_a_blank():
    steps = [TOTALS, MEAN | {"as": "monthly"}, MEAN | {"reduce": "month"}, RANK]
    written = document(*steps, criteria=[criterion("all", "100", "1")])
    written["stages"]["panel"]["dimensions"] = {"month": ["m1", "m2"]}
    marks = {("E", "m1"): 80, ("E", "m2"): 60, ("F", "m1"): 80}
    sheets = [
        Sheet("panel", entry, "J", {"all": mark}, at={"month": month})
        for (entry, month), mark in marks.items()
    ]

    given = Facts((Entry("E"), Entry("F")), sheets=tuple(sheets))
    done = carried_out(parse_rule_set(written), given)

    last = done.derive("F")["steps"][-2]
    assert [(one["member"], one["state"]) for one in last["rows"][0]["inputs"]] == [
        ("m1", "scored"),
        ("m2", "blank"),
    ]
    assert [done.evaluation.score_of(entry) for entry in "EF"] == ["70", "80"]
    assert [(b.code, b.step, b.entries, dict(b.values)) for b in done.evaluation.blocks] == [
        ("MISSING_MARK", "score", ("F",), {"month": "m2"})
    ]
    (monthly,) = [one for one in done.derive("E")["steps"] if one.get("axis") == "judge"]
    assert [row["key"] for row in monthly["rows"]] == [["E", "m1"], ["E", "m2"]]
    assert monthly["axes"] == ["entry", "month"]


def test_a_fold_of_some_criteria_tells_which():
    step = TOTALS | {"only": ["a"]}

    done = carried_out(rules(step, MEAN, RANK, criteria=TWO), two_criteria((30, 10), (20, 10)))

    told = done.derive("E")["steps"][0]
    assert "only" in told
    assert [one["member"] for one in told["rows"][0]["inputs"]] == ["a"]
    assert done.evaluation.score_of("E") == "25"

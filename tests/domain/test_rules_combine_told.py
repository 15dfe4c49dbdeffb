"""What a calculation sheet says of tables put together, of teams and of rounding."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.rules import Calculation, Entry
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, facts, rules

FIRST = {"reduce": "judge", "by": "mean", "only": ["J1"], "as": "a"}
SECOND = FIRST | {"from": "totals", "only": ["J2"], "as": "b"}
MARKS = {"A": "90 60", "B": "80 absent", "C": "absent absent"}


def figure(text: str | None) -> dict[str, str] | None:
    return None if text is None else {"ratio": str(Fraction(text)), "text": text}


def combined(how: dict[str, Any]) -> Calculation:
    """A has 90 and 60 in the tables a and b, B has 80 in a, C has nothing."""
    ruleset = rules(TOTALS, FIRST, SECOND, how | {"as": "score"}, RANK)
    return carried_out(ruleset, facts(MARKS))


def told(done: Calculation, entry: str, code: str) -> dict[str, Any]:
    (step,) = [one for one in done.derive(entry)["steps"] if one["code"] == code]
    return step


def own_blocks(done: Calculation) -> list[tuple[str, tuple[str, ...], dict[str, object]]]:
    found = [one for one in done.evaluation.blocks if one.step == "score"]
    return [(one.code, one.entries, dict(one.values)) for one in found]


LACKING = [
    ("MISSING_PART", ("B",), {"table": "b"}),
    ("MISSING_PART", ("C",), {"table": "a"}),
    ("MISSING_PART", ("C",), {"table": "b"}),
]


@pytest.mark.parametrize(
    ("missing", "of_b", "found"),
    [("exclude", None, []), ("zero", "32", []), ("block", None, LACKING)],
)
def test_weighted_tables_are_told_with_every_product(
    missing: str, of_b: str | None, found: list[Any]
):
    done = combined({"combine": {"a": "0.4", "b": "60%"}, "missing": missing})

    step = {"code": "combine", "step": "score", "missing": missing}
    of_first, of_second = {"table": "a", "weight": "2/5"}, {"table": "b", "weight": "3/5"}
    assert told(done, "A", "combine") == step | {
        "parts": [
            of_first | {"value": figure("90"), "product": figure("36")},
            of_second | {"value": figure("60"), "product": figure("36")},
        ],
        "result": figure("72"),
    }
    assert told(done, "B", "combine") == step | {
        "parts": [
            of_first | {"value": figure("80"), "product": figure("32")},
            of_second | {"value": None},
        ],
        "result": figure(of_b),
    }
    assert told(done, "C", "combine") == step | {
        "parts": [of_first | {"value": None}, of_second | {"value": None}],
        "result": None,
    }
    assert own_blocks(done) == found
    gone = {"C": State.BLANK} | ({} if of_b else {"B": State.BLANK})
    assert done.evaluation.tables["score"].missing == {(): gone}


@pytest.mark.parametrize(
    ("missing", "of_b", "counts", "found"),
    [
        ("exclude", None, False, []),
        ("zero", "40", True, []),
        ("block", None, False, LACKING),
        ("skip", "80", False, []),
    ],
)
def test_tables_that_count_alike_are_told_one_by_one(
    missing: str, of_b: str | None, counts: bool, found: list[Any]
):
    done = combined({"combine": ["a", "b"], "by": "mean", "missing": missing})

    step = {
        "code": "gather",
        "step": "score",
        "method": "mean",
        "missing": missing,
        "at_least": 1,
        "best": None,
    }
    assert told(done, "A", "gather") == step | {
        "present": 2,
        "parts": [
            {"table": "a", "value": figure("90"), "counts": True},
            {"table": "b", "value": figure("60"), "counts": True},
        ],
        "result": figure("75"),
    }
    assert told(done, "B", "gather") == step | {
        "present": 1,
        "parts": [
            {"table": "a", "value": figure("80"), "counts": True},
            {"table": "b", "value": None, "counts": counts},
        ],
        "result": figure(of_b),
    }
    assert told(done, "C", "gather") == step | {
        "present": 0,
        "parts": [
            {"table": "a", "value": None, "counts": False},
            {"table": "b", "value": None, "counts": False},
        ],
        "result": None,
    }
    assert own_blocks(done) == found
    gone = {"C": State.BLANK} | ({} if of_b else {"B": State.BLANK})
    assert done.evaluation.tables["score"].missing == {(): gone}


@pytest.mark.parametrize(
    ("how", "scores"),
    [
        ({"by": "sum", "missing": "skip"}, ["150", "80"]),
        ({"by": "max", "missing": "skip"}, ["90", "80"]),
        ({"by": "min", "missing": "skip"}, ["60", "80"]),
        ({"by": "min", "missing": "zero"}, ["60", "0"]),
        ({"by": "sum", "missing": "skip", "best": 1}, ["90", "80"]),
        ({"by": "mean", "missing": "zero", "best": 1}, ["90", "80"]),
        ({"by": "mean", "missing": "skip", "at_least": 2}, ["75", None]),
        ({"by": "mean", "missing": "zero", "at_least": 2}, ["75", None]),
    ],
)
def test_tables_that_count_alike_are_folded_as_named(how: dict[str, Any], scores: list[str]):
    done = combined({"combine": ["a", "b"], **how})

    assert [done.evaluation.score_of(entry) for entry in "AB"] == scores
    step = told(done, "A", "gather")
    assert (step["at_least"], step["best"]) == (how.get("at_least", 1), how.get("best"))


def test_without_anything_missing_a_table_has_no_gaps():
    given = facts({"A": "90 60", "B": "80 70"})
    ways = [
        {"combine": {"a": "0.4", "b": "60%"}, "missing": "exclude"},
        {"combine": ["a", "b"], "by": "mean", "missing": "exclude"},
    ]

    made = [
        carried_out(rules(TOTALS, FIRST, SECOND, way | {"as": "score"}, RANK), given)
        for way in ways
    ]

    assert [one.evaluation.tables["score"].missing for one in made] == [{}, {}]


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ({"round": 1, "mode": "half_up"}, ["90.3", "80.0"]),
        ({"round": 1, "mode": "half_even", "show_only": True}, ["90.2", "80.0"]),
        ({"round": 0, "mode": "truncate"}, ["90", "80"]),
    ],
)
def test_rounding_is_told_with_its_mode_and_the_figure_before(
    step: dict[str, Any], shown: list[str]
):
    mean = {"reduce": "judge", "by": "mean", "as": "mean"}
    ruleset = rules(TOTALS, mean, step | {"as": "score"}, RANK)

    done = carried_out(ruleset, facts({"A": "90.25", "B": "80"}))

    assert [told(done, entry, "round") for entry in "AB"] == [
        {
            "code": "round",
            "step": "score",
            "source": "mean",
            "axes": ["entry"],
            "places": step["round"],
            "mode": step["mode"],
            "show_only": step.get("show_only", False),
            "cells": [{"key": [], "member": entry, "before": figure(before), "after": after}],
        }
        for entry, before, after in zip("AB", ("90.25", "80"), shown, strict=True)
    ]


def test_sheets_may_be_rounded_one_by_one_and_an_entry_without_any_is_not_told():
    rounded = {"round": 0, "mode": "truncate"}

    done = carried_out(rules(TOTALS, rounded, MEAN, RANK), facts({"A": "90.75 7.5", "B": "-"}))

    step = told(done, "A", "round")
    assert (step["step"], step["axes"]) == ("#2.round", ["entry", "judge"])
    assert [(one["key"], one["member"], one["after"]) for one in step["cells"]] == [
        (["A"], "J1", "90"),
        (["A"], "J2", "7"),
    ]
    assert [one["code"] for one in done.derive("B")["steps"] if one["code"] == "round"] == []


TEAM = {"team": "club", "by": "sum", "as": "score"}


def teams(members: dict[str, tuple[str, str, str]], **step: Any) -> Calculation:
    """By entry: its club, score and time."""
    given = facts({entry: score for entry, (_, score, _) in members.items()})
    entries = tuple(
        Entry(entry, {"club": club, "city": "U"} | ({"time": time} if time else {}))
        for entry, (club, _, time) in members.items()
    )
    mean = {"reduce": "judge", "by": "mean", "as": "mean"}
    ruleset = rules(TOTALS, mean, TEAM | step, RANK)
    return carried_out(ruleset, replace(given, entries=entries))


def test_a_team_is_told_with_each_member_and_whether_it_counts():
    members = {
        "P1": ("X", "90", "5"),
        "P2": ("X", "80", "7.5"),
        "P3": ("X", "70", "1"),
        "P4": ("Y", "99", "4"),
        "P5": ("", "100", "1"),
        "P6": ("X", "absent", "1"),
    }

    done = teams(members, best=2, add={"time": "asc"})

    step = {"code": "team", "step": "score", "by": "sum", "best": 2, "at_least": 2}
    assert told(done, "X", "team") == step | {
        "members": [
            {"entry": "P1", "value": figure("90"), "counts": True},
            {"entry": "P2", "value": figure("80"), "counts": True},
            {"entry": "P3", "value": figure("70"), "counts": False},
        ],
        "added": {"time": "12.5"},
        "result": figure("170"),
    }
    assert told(done, "Y", "team") == step | {
        "members": [{"entry": "P4", "value": figure("99"), "counts": True}],
        "added": {"time": "4"},
        "result": None,
    }
    assert done.evaluation.tables["score"].missing == {(): {"Y": State.BLANK}}


@pytest.mark.parametrize(
    ("step", "score", "counting"),
    [
        ({}, "240", "P1 P2 P3"),
        ({"by": "mean"}, "80", "P1 P2 P3"),
        ({"by": "mean", "best": 2}, "85", "P1 P2"),
        ({"by": "mean", "best": 2, "direction": "asc"}, "75", "P3 P2"),
        ({"best": 2, "at_least": 3}, "170", "P1 P2"),
        ({"best": 2, "at_least": 4}, None, "P1 P2"),
    ],
)
def test_the_best_members_of_a_team_count(step: dict[str, Any], score: str | None, counting: str):
    done = teams({"P1": ("X", "90", ""), "P2": ("X", "80", ""), "P3": ("X", "70", "")}, **step)

    members = told(done, "X", "team")["members"]
    assert done.evaluation.score_of("X") == score
    assert " ".join(one["entry"] for one in members if one["counts"]) == counting


@pytest.mark.parametrize(("better", "counting"), [("asc", ["P2", "P1"]), ("desc", ["P1", "P2"])])
def test_of_equal_members_the_better_time_counts_and_none_counts_last(
    better: str, counting: list[str]
):
    members = {"P0": ("X", "80", ""), "P1": ("X", "80", "9"), "P2": ("X", "80", "4")}

    done = teams(members, best=2, add={"time": better})

    step = told(done, "X", "team")
    assert [one["entry"] for one in step["members"]] == [*counting, "P0"]
    assert step["added"] == {"time": "13"}


def test_a_sum_is_left_out_where_a_member_that_counts_lacks_the_number():
    members = {"P0": ("X", "80", ""), "P1": ("X", "80", "9")}

    done = teams(members, add={"time": "asc"})

    assert told(done, "X", "team")["added"] == {}

"""Periods that count alike: sums and means, of those present, of the best ones."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Sheet, calculate_all, parse_rule_set

PERIODS = ("p1", "p2", "p3", "p4")
TABLES = [f"{period}.score" for period in PERIODS]
CRITERIA = [{"key": "all", "max": "100", "step": "0.01"}]
STAGE = [
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "judge", "by": "mean", "as": "score"},
    {"rank": [{"key": "score"}]},
]


def year(step: dict):
    stage = {"criteria": CRITERIA, "steps": STAGE}
    steps = [{"combine": TABLES, "as": "year", **step}, {"rank": [{"key": "year"}]}]
    stages = dict.fromkeys(PERIODS, stage)
    return parse_rule_set({"schema": 1, "stages": stages, "final": {"steps": steps}})


def of(step: dict, marks: dict[str, list[int | None]]):
    sheets = [
        Sheet(period, entry, "J", {"all": mark})
        for entry, row in marks.items()
        for period, mark in zip(PERIODS, row, strict=True)
        if mark is not None
    ]
    facts = Facts(tuple(Entry(entry) for entry in marks), sheets=tuple(sheets))
    return calculate_all(year(step), facts)["result"]


def test_the_mean_of_those_present_needs_a_minimum_of_them():
    step = {"by": "mean", "missing": "skip", "at_least": 3}

    done = of(step, {"A": [9000, None, 8000, 7000], "B": [9000, None, None, 9900]})

    assert done.evaluation.score_of("A") == "80"
    assert done.evaluation.score_of("B") is None
    assert {s.entry: s.rank for s in done.evaluation.standings} == {"A": 1, "B": None}


def test_only_the_best_periods_count_and_the_derivation_says_which():
    done = of({"by": "sum", "missing": "skip", "best": 2}, {"A": [1000, 4000, 3000, 2000]})

    told = done.derive("A")["steps"][0]
    assert done.evaluation.score_of("A") == "70"
    assert [part["counts"] for part in told["parts"]] == [False, True, True, False]


@pytest.mark.parametrize(
    ("missing", "score", "blocked"),
    [("zero", "15", False), ("exclude", None, False), ("block", None, True)],
)
def test_a_missing_period_means_what_the_rules_say(missing, score, blocked):
    done = of({"by": "mean", "missing": missing}, {"A": [2000, None, 2000, 2000]})

    assert done.evaluation.score_of("A") == score
    assert done.evaluation.is_blocked is blocked


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"combine": ["p1.score", "p1.score"]}, "rules.member_twice"),
        ({"combine": ["p9.score"]}, "rules.table_unknown"),
        ({"at_least": 5}, "rules.out_of_range"),
        ({"best": 5}, "rules.out_of_range"),
        ({"by": "median"}, "rules.not_choice"),
    ],
)
def test_faulty_lists_are_refused(change, code):
    with pytest.raises(Refusal) as refused:
        year({"by": "mean", "missing": "skip"} | change)

    assert refused.value.code == code


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10000)), min_size=4, max_size=4),
    st.integers(1, 4),
    st.integers(1, 4),
)
def test_the_mean_of_the_best_equals_a_slow_one(row, least, best):
    step = {"by": "mean", "missing": "skip", "at_least": least, "best": best}

    done = of(step, {"A": row})

    present = sorted((Fraction(m, 100) for m in row if m is not None), reverse=True)
    counted = present[:best]
    table = done.evaluation.tables["year"]
    found = {entry: table.value(n) for entry, n in table.by_entry.items()}
    slow = sum(counted) / len(counted) if counted and len(present) >= least else None
    assert found.get("A") == slow

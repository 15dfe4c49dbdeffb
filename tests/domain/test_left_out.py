"""Ranks when a judge is left out, and ranks by calibrated figures."""

from fractions import Fraction
from typing import Any

import pytest

from competition.domain.agreement.calibrated import calibrated_ranks, mean_ranks
from competition.domain.agreement.left_out import (
    Ranks,
    judges_in,
    ranges,
    ranked_apart,
    ranks_without_a_judge,
)
from competition.domain.agreement.sheets import sheet_totals
from competition.domain.agreement.trust import Interval, combined
from competition.domain.calibration.effects import Estimator
from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Sheet, evaluate, parse_rule_set

CRITERIA = [
    {"key": "score", "name": "得分", "max": "100", "step": "1"},
    {"key": "talk", "name": "答辩", "max": "10", "step": "1"},
]
PLAIN = [
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "judge", "by": "mean", "quorum": 1, "as": "score"},
    {"rank": [{"key": "score"}]},
]


def part_of(steps: list[dict[str, Any]]):  # type: ignore[no-untyped-def]
    stages = {"s": {"criteria": CRITERIA, "steps": steps}}
    return parse_rule_set({"schema": 1, "stages": stages}).part("s")


def facts_of(marks: dict[tuple[str, str], int]) -> Facts:
    entries = tuple(Entry(key, {"track": "T"}) for key in sorted({entry for entry, _ in marks}))
    sheets = tuple(Sheet("s", e, j, {"score": mark, "talk": 1}) for (e, j), mark in marks.items())
    return Facts(entries, sheets=sheets)


MARKS = {("A", "J1"): 90, ("A", "J2"): 60, ("B", "J1"): 70, ("B", "J2"): 75, ("C", "J1"): 10}


def test_ranks_move_when_a_judge_is_left_out():
    part, heard = part_of(PLAIN), list[int]()

    told = ranks_without_a_judge(lambda f: evaluate(part, f), facts_of(MARKS), ["s"], heard.append)

    found = {one.entry: one for one in told}
    ranges = {e: (one.rank, one.best, one.worst) for e, one in found.items()}
    assert ranges == {"A": (1, 1, 2), "B": (2, 1, 2), "C": (3, 3, 3)}
    assert found["C"].unranked_without == ("J1",)
    assert heard == [1, 2]


def test_rules_that_refuse_without_a_judge_leave_nobody_ranked_then():
    steps = [
        PLAIN[0],
        {"calibrate": "judge_effect", "estimator": "least_squares", "places": 2, "mode": "half_up"},
        *PLAIN[1:],
    ]
    marks = {("A", "J1"): 9, ("A", "J2"): 8, ("B", "J2"): 7, ("B", "J3"): 6}
    part = part_of(steps)

    told = ranks_without_a_judge(lambda f: evaluate(part, f), facts_of(marks), ["s"])

    assert {one.entry: one.unranked_without for one in told} == {"A": ("J2",), "B": ("J2",)}


def test_only_judges_with_a_sheet_that_counts_are_left_out():
    facts = Facts((), sheets=(Sheet("s", "A", "J1"), Sheet("s", "A", "J2", state=State.RECUSED)))

    assert judges_in(facts, ["s"]) == ["J1"]
    assert judges_in(facts, ["t"]) == []


@pytest.mark.parametrize(
    ("steps", "apart"),
    [
        ([*PLAIN[:2], {"rank": [{"key": "score"}], "per": "track"}], "track"),
        (PLAIN, None),
        (
            [
                {"reduce": "criterion", "by": "sum"},
                {"reduce": "judge", "by": "rank_sum", "as": "score"},
                {"rank": [{"key": "score", "direction": "asc"}], "per": "track"},
            ],
            None,
        ),
        (
            [
                PLAIN[0],
                {"reduce": "judge", "by": "mean"},
                {"map": "best_of_field", "best": "highest", "max": "100", "as": "score"},
                {"rank": [{"key": "score"}], "per": "track"},
            ],
            None,
        ),
    ],
)
def test_groups_are_apart_only_where_no_step_looks_across_them(
    steps: list[dict[str, Any]], apart: str | None
):
    assert ranked_apart([part_of(steps)]) == apart


def test_parts_that_rank_by_different_attributes_are_not_apart():
    by_track = part_of([*PLAIN[:2], {"rank": [{"key": "score"}], "per": "track"}])

    assert ranked_apart([by_track, by_track]) == "track"
    assert ranked_apart([by_track, part_of(PLAIN)]) is None
    assert ranked_apart([]) is None


def test_an_entry_without_a_rank_owes_it_to_no_judge():
    told = ranges({"B": None, "A": 2}, {"J1": {"A": None, "B": None}, "J2": {"A": 1, "B": 3}})

    assert told == [Ranks("A", 2, 1, 2, ("J1",)), Ranks("B", None, 3, 3, ())]
    assert ranges({"A": None}, {"J": {"A": None}}) == [Ranks("A", None, None, None, ())]


def test_sheets_of_several_items_add_up_by_judge():
    steps = [
        {"reduce": "judge", "by": "median"},
        {"reduce": "criterion", "by": "sum"},
        {"reduce": "item", "by": "sum", "as": "score"},
        {"rank": [{"key": "score"}]},
    ]
    stage = {"dimensions": {"item": []}, "criteria": CRITERIA, "steps": steps}
    part = parse_rule_set({"schema": 1, "stages": {"s": stage}}).part("s")
    sheets = [
        Sheet("s", "A", judge, {"score": mark, "talk": 1}, at={"item": item})
        for judge, item, mark in (("J1", "x", 5), ("J1", "y", 7), ("J2", "x", 9))
    ]
    gap = Sheet("s", "A", "J2", {"score": 3}, {"talk": State.BLANK}, at={"item": "y"})
    facts = Facts((Entry("A"),), sheets=(*sheets, gap))

    assert sheet_totals(part, facts, evaluate(part, facts)) == {("A", "J1"): 14}


def test_sheet_totals_are_what_the_rules_fold_the_criteria_to():
    steps = [{"reduce": "criterion", "by": "sum", "weights": {"score": "40%", "talk": "60%"}}]
    part, facts = part_of([*steps, *PLAIN[1:]]), facts_of(MARKS)

    totals = sheet_totals(part, facts, evaluate(part, facts))

    assert totals == {key: Fraction(2 * mark + 3, 5) for key, mark in MARKS.items()}


def test_rules_that_fold_judges_first_leave_the_plain_sum_of_full_sheets():
    steps = [
        {"reduce": "judge", "by": "median"},
        {"reduce": "criterion", "by": "sum", "as": "score"},
        {"rank": [{"key": "score"}]},
    ]
    gap = Sheet("s", "A", "J9", {"score": 3}, {"talk": State.BLANK})
    part, facts = part_of(steps), facts_of(MARKS)
    facts = Facts(facts.entries, sheets=(*facts.sheets, gap))

    totals = sheet_totals(part, facts, evaluate(part, facts))

    assert totals == {key: Fraction(mark + 1) for key, mark in MARKS.items()}


def test_a_strict_judge_no_longer_costs_places_once_calibrated():
    # J2 is 20 stricter; only A and B were marked by both.
    marks = {
        ("A", "J1"): 80, ("A", "J2"): 60, ("B", "J1"): 70, ("B", "J2"): 50,
        ("C", "J2"): 58, ("D", "J1"): 72,
    }  # fmt: skip

    assert mean_ranks(marks) == {"D": 1, "A": 2, "B": 3, "C": 4}
    assert calibrated_ranks(marks, Estimator.LEAST_SQUARES) == {"A": 1, "C": 2, "D": 3, "B": 4}
    assert calibrated_ranks(marks, Estimator.RANDOM)["C"] < 4


def test_equal_estimates_share_a_rank_and_apart_ones_are_refused():
    level = {("A", "J1"): 7, ("A", "J2"): 8, ("B", "J1"): 8, ("B", "J2"): 7}

    with pytest.raises(Refusal) as refused:
        calibrated_ranks({("A", "J1"): 1, ("B", "J2"): 2}, Estimator.LEAST_SQUARES)

    assert calibrated_ranks(level, Estimator.LEAST_SQUARES) == {"A": 1, "B": 1}
    assert calibrated_ranks({}, Estimator.LEAST_SQUARES) == {}
    told = {"step": "trust", "group": "", "count": 2, "components": "J1: A | J2: B"}
    assert (refused.value.code, refused.value.values) == ("calibrate.disconnected", told)


def test_a_mean_is_that_of_the_marks_there_are():
    marks = {("A", "J1"): 60, ("A", "J2"): 60, ("B", "J1"): 59}

    assert mean_ranks(marks) == {"A": 1, "B": 2}


def test_the_robust_ranks_are_not_moved_by_one_wild_mark():
    wild = {
        ("A", "u"): 20, ("A", "v"): 78, ("A", "w"): 65, ("B", "u"): 60, ("B", "v"): 71,
        ("C", "v"): 90, ("C", "w"): 83, ("C", "x"): 88, ("D", "u"): 75, ("D", "x"): 86,
        ("E", "w"): 50, ("E", "x"): 61, ("E", "u"): 57,
    }  # fmt: skip

    assert calibrated_ranks(wild, Estimator.ROBUST) == {"C": 1, "D": 2, "A": 3, "B": 4, "E": 5}
    assert calibrated_ranks(wild, Estimator.RANDOM) == {"C": 1, "D": 2, "B": 3, "E": 4, "A": 5}


def test_errors_of_stages_add_up_as_squares_and_freedom_is_that_of_satterthwaite():
    first = {"A": Interval("A", 80, 70, 90, 3, 6), "B": Interval("B", 70, 60, 80, 3, 6)}
    second = {"A": Interval("A", 60, 50, 70, 4, 12)}

    found = combined([(0.5, first), (0.5, second)])

    assert found.keys() == {"A"}
    assert (found["A"].estimate, found["A"].error) == (70, 2.5)
    assert found["A"].freedom == pytest.approx(6.25**2 / (2.25**2 / 6 + 4**2 / 12))
    assert combined([]) == {}

"""Wordings of notices as rule sets, through `flask rank` too; the answers were reckoned by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Judge, RuleSet, Sheet, parse_rule_set
from tests.domain.panels import RANK, TOTALS, criterion, facts, rules
from tests.domain.worked.runner import carry_out, ranks, sheet

ROUND = {"round": 2, "mode": "half_up", "as": "score"}
MEAN = {"reduce": "judge", "by": "mean"}


def outcome(ruleset: RuleSet, given: Facts) -> tuple[dict[str, str | None], list[tuple[str, ...]]]:
    """The published scores, and what blocks publication of whom."""
    found = carry_out(ruleset, given).evaluation
    scores = {entry.id: found.score_of(entry.id) for entry in given.entries}
    return scores, [(block.code, *block.entries) for block in found.blocks]


def mapped(step: dict[str, Any], figures: str) -> list[str | None]:
    """Scores of A, B, ... whose one mark is changed by a step."""
    given = facts(dict(zip("ABCDEF", figures.split(), strict=False)))
    return list(outcome(rules(TOTALS, MEAN, step, ROUND, RANK), given)[0].values())


def marked(ruleset: RuleSet, marks: Mapping[str, Mapping[str, dict[str, str]]]) -> Facts:
    """Sheets by entry and judge, a mark by criterion."""
    sheets = [
        sheet(ruleset, "panel", e, j, row) for e, by in marks.items() for j, row in by.items()
    ]
    return Facts(tuple(map(Entry, marks)), sheets=tuple(sheets))


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        ("80 90 85.5", "85.50"),  # 三名评委去掉一高一低，取中间分
        ("80 80 80 80 80", "80.00"),
        ("91 absent 90 80", "90.00"),
        ("91 recused 90", None),
    ],
)
def test_one_highest_and_one_lowest_are_dropped_from_three_up(marks: str, score: str | None):
    """去掉一个最高分和一个最低分，其余评委的平均分为最后得分。"""
    ruleset = rules(TOTALS, {**MEAN, "drop_high": 1, "drop_low": 1}, ROUND, RANK)

    scores, blocks = outcome(ruleset, facts({"E": marks}))

    assert scores == {"E": score}
    assert blocks == ([] if score else [("TOO_FEW_TO_TRIM", "E")])


@pytest.mark.parametrize("lacking", ["absent", "recused", "-"])
def test_a_department_without_a_figure_is_no_zero_in_a_weighted_sum(lacking: str):
    """安全部占 40%，工程部占 60%。"""
    fold = {"reduce": "judge", "by": "sum", "weights": {"J1": "40%", "J2": "60%"}}
    code = "MISSING_SHEET" if lacking == "-" else "JUDGE_AWAY"

    _, blocks = outcome(
        rules(TOTALS, fold, ROUND, RANK), facts({"A": "80 90", "B": f"95 {lacking}"})
    )

    assert blocks == [(code, "B")]


@pytest.mark.parametrize("lacking", ["absent", "recused"])
def test_an_entry_with_nobody_left_who_weighs_anything_has_no_score(lacking: str):
    """组长的打分为最后得分，组员的打分供参考。"""
    fold = {**MEAN, "weights": {"J1": "0", "J2": "1"}}
    given = facts({"A": "80 90", "B": f"95 {lacking}"})

    scores, blocks = outcome(rules(TOTALS, fold, ROUND, RANK), given)

    assert scores == {"A": "90.00", "B": None}
    assert blocks == [("INSUFFICIENT_PANEL", "B")]


def test_a_department_that_handed_nothing_in_is_missed():
    fold = {"reduce": "judge", "by": "sum", "weights": {"J1": "40%", "J2": "60%", "J3": "0"}}

    _, blocks = outcome(rules(TOTALS, fold, ROUND, RANK), facts({"A": "80 90", "B": "95"}))

    assert blocks == [("MISSING_SHEET", "B")]


@pytest.mark.parametrize("method", ["sum", "rank_sum"])
def test_what_is_added_up_over_judges_needs_all_of_them(method: str):
    """各评委打分（名次）相加。"""
    fold = {"reduce": "judge", "by": method, "as": "score"}
    given = facts({"A": "60 60 60", "B": "80 80 recused"})
    agreed = {**fold, "missing": {"recused": "skip"}}

    _, blocks = outcome(rules(TOTALS, fold, RANK), given)
    _, none = outcome(rules(TOTALS, agreed, RANK), given)

    assert blocks == [("JUDGE_AWAY", "B")]
    assert none == []


def test_each_group_of_judges_counts_by_its_own_rule_and_none_may_be_missing():
    """专业评委去掉最高最低后平均，占 70%；大众评委取中位数，占 30%。"""
    expert = {**MEAN, "from": "totals", "only": {"group": ["专业"]}, "drop_high": 1, "drop_low": 1}
    public = {**MEAN, "from": "totals", "by": "median", "only": {"group": ["大众"]}}
    joined = {"combine": {"专业": "70%", "大众": "30%"}, "missing": "block"}
    ruleset = rules(TOTALS, {**expert, "as": "专业"}, {**public, "as": "大众"}, joined, ROUND, RANK)
    given = facts({"A": "90 80 85 70 60 99 80 81", "B": "90 80 85 70" + " absent" * 4})
    groups = ["专业"] * 4 + ["大众"] * 4
    judges = tuple(Judge(f"J{n}", {"group": g}) for n, g in enumerate(groups, start=1))

    scores, blocks = outcome(ruleset, Facts(given.entries, judges, given.sheets))

    assert scores == {"A": "81.90", "B": None}  # 82.5 x 70% + 80.5 x 30%
    assert blocks == [("INSUFFICIENT_PANEL", "B"), ("MISSING_PART", "B")]


def test_judgement_and_measurement_stand_in_one_total():
    """评价项三名裁判按 0—3 分打分，分差超过 1 分重新打分；测量项由一名裁判录入。"""
    judged = [criterion("A1", "3", "1"), criterion("A2", "3", "1")]
    measured = [criterion("M1", "30", kind="measurement")]
    points = {
        "map": "points",
        "out_of": "3",
        "max": {"by": "criterion", "values": {"A1": "1.5", "A2": "2"}},
    }
    worth = [{**MEAN, "quorum": 3, "spread": "1"}, points, TOTALS, {**ROUND, "as": "score"}, RANK]
    ruleset = rules(*worth, criteria=judged)
    documents = {
        "judged": ruleset.document["stages"]["panel"],
        "measured": {"criteria": measured, "steps": [TOTALS, {**MEAN, "as": "score"}, RANK]},
    }
    total = {
        "combine": ["judged.score", "measured.score"],
        "by": "sum",
        "missing": "block",
        "as": "score",
    }
    from_both = {"schema": 1, "stages": documents, "final": {"steps": [total, RANK]}}
    both = parse_rule_set(from_both)
    narrow, wide = ("2 2", "2 3", "3 2"), ("2 1", "2 3", "3 2")

    def given(marks: tuple[str, ...]) -> Facts:
        sheets = [
            Sheet("judged", "E", f"J{n}", {"A1": int(text[0]), "A2": int(text[2])})
            for n, text in enumerate(marks)
        ]
        return Facts((Entry("E"),), sheets=(*sheets, Sheet("measured", "E", "J0", {"M1": 250})))

    # 7/9 of 1.5 and of 2, together 2.7222...
    assert carry_out(both, given(narrow)).evaluation.score_of("E") == "27.72"
    assert carry_out(both, given(wide)).evaluation.score_of("E") is None


def test_each_item_keeps_what_the_notice_leaves_it():
    """每处扣 2 分，各项最多扣到该项的保底分。"""
    items = [criterion("x", "20"), criterion("y", "10")]
    floor = {"by": "criterion", "values": {"x": "5", "y": "2"}}
    base = {"attribute": "max", "of": "criterion"}
    lost = {"map": "deduct_from", "base": base, "each": "2", "floor": floor}
    ruleset = rules(MEAN, lost, TOTALS, ROUND, RANK, criteria=items)
    given = marked(ruleset, {"A": {"J": {"x": "10", "y": "7"}}, "B": {"J": {"x": "0", "y": "0.5"}}})

    assert outcome(ruleset, given)[0] == {"A": "7.00", "B": "29.00"}


def test_a_tolerance_has_an_edge_inside_and_one_outside():
    """偏差 9.8（含）至 10.2（含）得 5 分，超过 10.2 不得分。"""
    bands = [{"above": "10.2", "points": "0"}, {"at_least": "9.8", "points": "5"}]

    found = mapped({"map": "bands", "bands": bands, "otherwise": "0"}, "10.21 10.2 9.8 9.79")

    assert found == ["0.00", "5.00", "5.00", "0.00"]


def test_points_fall_evenly_between_bands_of_times():
    """不足 60 秒 10 分，60 秒 9 分，90 秒 3 分，其间按插值，超过 90 秒不得分。"""
    edges = [("below", "60", "10"), ("at_most", "60", "9"), ("at_most", "90", "3")]
    bands = [{side: edge, "points": points} for side, edge, points in edges]
    step = {"map": "bands", "bands": bands, "otherwise": "0", "between": "linear"}

    assert mapped(step, "59.99 60 70 90 90.01") == ["10.00", "9.00", "7.00", "3.00", "0.00"]


@pytest.mark.parametrize(
    "edges",
    [
        [("at_least", "90"), ("above", "90")],
        [("above", "90"), ("above", "90")],
        [("at_least", "90"), ("at_most", "80")],
        [("below", "60"), ("at_most", "50")],
    ],
)
def test_a_band_that_could_never_be_reached_is_refused(edges: list[tuple[str, str]]):
    bands = [{side: edge, "points": "1"} for side, edge in edges]

    with pytest.raises(Refusal) as refused:
        mapped({"map": "bands", "bands": bands, "otherwise": "0"}, "1")

    assert refused.value.code == "rules.bands_order"


@pytest.mark.parametrize(
    ("step", "figures", "found"),
    [
        # 用时最短者得满分，其余按最短用时与其用时之比折算
        ({"best": "lowest", "max": "30"}, "50 60 75", ["30.00", "25.00", "20.00"]),
        # 每慢 1 秒扣 0.5 分，扣完为止
        (
            {"best": "lowest", "max": "20", "each": "0.5", "floor": "0"},
            "50 60 75.5 100",
            ["20.00", "15.00", "7.25", "0.00"],
        ),
        ({"max": "30", "each": "2"}, "50 48 30", ["30.00", "26.00", "-10.00"]),
    ],
)
def test_points_against_the_best_of_the_field(step: dict, figures: str, found: list[str]):
    assert mapped({"map": "best_of_field", **step}, figures) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ["8.00", "8.00", "6.00", "3.00", "3.00"]),  # 平分所占名次的分
        ({"ties": "best"}, ["9.00", "9.00", "6.00", "5.00", "5.00"]),  # 并列的均按该名次计分
    ],
)
def test_equal_ones_share_the_points_of_their_places_or_all_have_the_first(more: dict, found: list):
    """第一名 9 分，第二名 7 分，第三名 6 分，第四名 5 分，其余 1 分。"""
    points = {"map": "places", "points": ["9", "7", "6", "5"], "otherwise": "1"}

    assert mapped({**points, **more}, "60 60 50 9 9") == found


def test_places_themselves_may_count_as_the_first_that_is_shared():
    assert mapped({"map": "places", "ties": "best"}, "60 60 50") == ["1.00", "1.00", "3.00"]


METHODS = [
    {"method": "rank_sum"},
    {"method": "majority", "incomplete": "leave_out"},
    {"method": "schulze"},
    {"method": "kemeny"},
    {"method": "bradley_terry", "places": 4, "mode": "half_up"},
]


@pytest.mark.parametrize("key", METHODS, ids=lambda key: key["method"])
def test_an_entry_that_no_ballot_names_holds_up_publication(key: dict[str, Any]):
    given = facts({"A": "90 80 90", "B": "80 90 80", "C": "absent absent absent"})

    done = carry_out(rules(TOTALS, {"rank": [key]}), given)

    assert ("INSUFFICIENT_PANEL", ("C",)) in [(b.code, b.entries) for b in done.evaluation.blocks]
    assert ranks(done.evaluation)["C"] is None


@pytest.mark.parametrize("key", [*METHODS, {"higher_marks": "totals"}], ids=str)
def test_a_way_to_rank_that_knows_its_direction_takes_no_other(key: dict[str, Any]):
    turned = {**({"of": "totals"} if "method" in key else {}), **key, "direction": "asc"}

    with pytest.raises(Refusal) as refused:
        rules(TOTALS, {**MEAN, "as": "score"}, {"rank": [{"key": "score"}, turned]})

    assert refused.value.code == "rules.key_unknown"


@pytest.mark.parametrize("estimator", ["random", "robust"])
def test_leniency_is_not_guessed_from_marks_that_leave_nothing_over(estimator: str):
    way = {"calibrate": "judge_effect", "estimator": estimator, "places": 4, "mode": "half_up"}
    chain = {"A": "80 -", "B": "70 75", "C": "- 60"}
    kept = {"reduce": "judge", "by": "mean", "missing": {"blank": "skip"}}

    with pytest.raises(Refusal) as refused:
        carry_out(rules(TOTALS, way, kept, ROUND, RANK), facts(chain))

    assert refused.value.code == "calibrate.no_marks_over"
    assert (refused.value.values["judges"], refused.value.values["marks"]) == (2, 4)

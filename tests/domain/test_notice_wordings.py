"""Clauses as contest notices word them, each with the figures that a reader of it would reckon."""

import pytest

from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Names
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Calculation,
    Decision,
    Entry,
    Event,
    Facts,
    RuleSet,
    Sheet,
    calculate_all,
    parse_rule_set,
)

BASE = [{"reduce": "criterion", "by": "sum"}, {"reduce": "judge", "by": "mean", "as": "score"}]
CRITERIA = [{"key": "all", "max": "1000", "step": "0.01"}]
QUARTERS = ("q1", "q2", "q3", "q4")
Attributes = dict[str, dict[str, str]]


def stage(*steps: dict) -> dict:
    return {"criteria": CRITERIA, "steps": [*BASE, *steps]}


def of_one(*steps: dict) -> RuleSet:
    return parse_rule_set({"schema": 1, "stages": {"q1": stage(*steps)}})


def of_year(*final: dict, quarter: tuple[dict, ...] = ({"rank": [{"key": "score"}]},)) -> RuleSet:
    stages = {key: stage(*quarter) for key in QUARTERS}
    return parse_rule_set({"schema": 1, "stages": stages, "final": {"steps": list(final)}})


def result(
    rules: RuleSet,
    marks: dict[str, list[str | None]],
    *events: Event,
    attributes: Attributes | None = None,
    decisions: tuple[Decision, ...] = (),
) -> Calculation:
    """The last part: one mark of each entry for q1, q2, ..."""
    sheets = tuple(
        Sheet(
            quarter,
            entry,
            "J",
            {"all": int(mark.replace(".", "")) if "." in mark else int(mark) * 100},
        )
        for entry, row in marks.items()
        for quarter, mark in zip(QUARTERS, row, strict=False)
        if mark is not None
    )
    entries = tuple(Entry(entry, (attributes or {}).get(entry, {})) for entry in marks)
    facts = Facts(entries, sheets=sheets, events=events, decisions=decisions)
    return calculate_all(rules, facts)[rules.last.key]


def scores(done: Calculation) -> dict[str, str | None]:
    every = [standing.entry for standing in done.evaluation.standings]
    return {entry: done.evaluation.score_of(entry) for entry in sorted(every)}


def ranks(done: Calculation) -> dict[str, int | None]:
    return {standing.entry: standing.rank for standing in done.evaluation.standings}


def adjusted(*kinds: dict, **more: object) -> RuleSet:
    return of_one({"adjust": list(kinds), "as": "total", **more}, {"rank": [{"key": "total"}]})


def test_same_type_counts_once_in_each_half_of_the_year():
    """同类加分每半年只计一次，就高不就低。"""
    rules = adjusted({"kind": "加分", "effect": "plus", "once_per": ["type", "half"]})
    days = [("2026-01-03", "1"), ("2026-06-30", "1.5"), ("2026-07-01", "1")]
    events = [
        Event(str(n), "A", "加分", date=day, amount=amount, type="宣传")
        for n, (day, amount) in enumerate(days)
    ]

    assert scores(result(rules, {"A": ["80"]}, *events)) == {"A": "82.5"}


def test_a_matter_that_fits_several_kinds_counts_once_by_the_largest():
    """同一事项符合多个加分条件的，按最高分计，不重复加分；扣分另计。"""
    kinds = (
        {"kind": "科技奖", "effect": "plus", "levels": {"省": "5"}},
        {"kind": "专利", "effect": "plus", "points": "3"},
        {"kind": "通报", "effect": "minus", "points": "1"},
    )
    events = [
        Event("1", "A", "科技奖", matter="刀具", level="省"),
        Event("2", "A", "专利", matter="刀具"),
        Event("3", "A", "专利", matter="水泵"),
        Event("4", "A", "通报", matter="刀具"),
        Event("5", "B", "专利", matter="水泵"),
        Event("6", "B", "专利", matter="水泵"),
    ]

    done = result(adjusted(*kinds, once_per="matter"), {"A": ["80"], "B": ["80"]}, *events)

    step = next(step for step in done.derive("A")["steps"] if step["code"] == "adjust")
    told = {one["id"]: one["why"] for kind in step["cells"][0]["kinds"] for one in kind["events"]}
    assert scores(done) == {"A": "87", "B": "83"}
    assert told == {"1": "", "2": "once", "3": "", "4": ""}


@pytest.mark.parametrize(
    ("more", "score"),
    [({"times": 2}, "86"), ({"times": 1, "once_per": "level"}, "84"), ({}, "91")],
)
def test_only_so_many_papers_count_and_the_best_of_them(more, score):
    """论文最多计 2 篇，就高计分。"""
    rules = adjusted(
        {"kind": "论文", "effect": "plus", "levels": {"核心": "3", "普刊": "1"}, **more}
    )
    levels = ["普刊", "核心", "普刊", "核心", "核心"]
    events = [Event(str(n), "A", "论文", level=level) for n, level in enumerate(levels)]

    assert scores(result(rules, {"A": ["80"]}, *events)) == {"A": score}


def test_levels_can_be_for_one_of_the_amount():
    """省级每篇 3 分，市级每篇 1 分。"""
    rules = adjusted(
        {"kind": "论文", "effect": "plus", "levels": {"省": "3", "市": "1"}, "per_amount": True}
    )
    events = [
        Event("1", "A", "论文", level="省", amount="2"),
        Event("2", "A", "论文", level="市", amount="5"),
    ]

    assert scores(result(rules, {"A": ["80"]}, *events)) == {"A": "91"}


def test_who_lost_fewest_points_comes_first_also_with_none_lost():
    """总分相同的，扣分少者列前。"""
    rules = of_one(
        {"map": "events", "kind": "扣分", "none": "0", "as": "lost"},
        {"adjust": [{"kind": "扣分", "effect": "minus"}], "from": "score", "as": "total"},
        {"rank": [{"key": "total"}, {"key": "lost", "direction": "asc"}]},
    )
    events = [Event("1", "A", "扣分", amount="2"), Event("2", "C", "扣分", amount="1")]

    done = result(rules, {"A": ["92"], "B": ["90"], "C": ["91"]}, *events)

    assert ranks(done) == {"B": 1, "C": 2, "A": 3}


def test_overtime_by_bands_takes_nothing_from_those_without_a_record():
    """超时 1 分钟以内扣 1 分，3 分钟以内扣 3 分，3 分钟以上扣 6 分。"""
    bands = [{"at_most": "480", "points": "0"}, {"at_most": "540", "points": "1"}]
    bands.append({"at_most": "660", "points": "3"})
    rules = of_one(
        {"map": "events", "kind": "用时", "none": "0"},
        {"map": "bands", "bands": bands, "otherwise": "6", "as": "late"},
        {"map": "subtract", "from": "score", "amount": {"table": "late"}, "as": "total"},
        {"rank": [{"key": "total"}]},
    )
    times = {"A": "480", "B": "540.5", "C": "660.5"}
    events = [Event(e, e, "用时", amount=seconds) for e, seconds in times.items()]

    done = result(rules, {e: ["90"] for e in "ABCD"}, *events)

    assert scores(done) == {"A": "90", "B": "87", "C": "84", "D": "90"}


def test_a_missing_quarter_is_made_up_by_the_weights_of_the_others():
    """因故未参加某季度评比的，按其余季度的权重折算，至少参加两个季度。"""
    weights = {"q1.score": "20%", "q2.score": "20%", "q3.score": "30%", "q4.score": "30%"}
    rules = of_year(
        {"combine": weights, "missing": "skip", "at_least": 2, "as": "year"},
        {"rank": [{"key": "year"}]},
    )
    marks = {
        "A": ["90", "80", "70", "60"],
        "B": [None, None, "90", "80"],
        "C": [None, None, None, "99"],
        "D": [None, "60", None, "90"],
    }

    done = result(rules, marks)

    told = {entry: derivation_lines(done.derive(entry), Names())[0] for entry in "BC"}
    assert scores(done) == {"A": "73", "B": "85", "C": None, "D": "78"}
    assert told["B"].calculation == "(q3 90 × 30% + q4 80 × 30%) ÷ 60%"
    assert told["C"].outcome == "—"


VETO = {"bar": "event", "kinds": ["事故"], "effect": "zero", "span": "period", "as": "kept"}
UNSCORED = {"reduce": "judge", "by": "mean", "below_quorum": "unranked", "as": "score"}


def test_a_quarter_of_an_accident_counts_zero_also_where_nobody_scored_it():
    """发生事故的当季计零分：部门没有再打分，也不能按其余季度平均。"""
    stages = {
        key: {
            "criteria": CRITERIA,
            "steps": [BASE[0], UNSCORED, VETO, {"rank": [{"key": "kept"}]}],
        }
        for key in QUARTERS
    }
    tables = [f"{key}.kept" for key in QUARTERS]
    year = {"combine": tables, "by": "mean", "missing": "skip", "as": "year"}
    rules = parse_rule_set(
        {"schema": 1, "stages": stages, "final": {"steps": [year, {"rank": [{"key": "year"}]}]}}
    )
    marks = {"A": ["90", None, "90", "90"], "B": ["80", "80", "80", None]}

    done = result(rules, marks, Event("1", "A", "事故", stage="q2"))

    assert scores(done) == {"A": "67.5", "B": "80"}
    assert ranks(done) == {"B": 1, "A": 2}


def test_who_fell_below_a_line_in_one_quarter_keeps_the_rank_and_gets_no_award():
    """全年参加不少于三个季度且每季度不低于 60 分的，方可参加年度评奖。"""
    tables = [f"{key}.score" for key in QUARTERS]
    rules = of_year(
        {"combine": tables, "by": "min", "missing": "skip", "at_least": 3, "as": "最低"},
        {"combine": tables, "by": "mean", "missing": "skip", "as": "year"},
        {"rank": [{"key": "year"}]},
        {"bar": "figure", "of": "最低", "at_least": "60"},
        {"award": [{"tier": "first", "quota": 2}], "boundary": "committee"},
    )
    marks = {
        "A": ["99", "99", "99", "55"],
        "B": ["80", "80", "80", "60"],
        "C": ["97", "97", None, None],
        "D": ["70"] * 4,
    }

    done = result(rules, marks)

    assert ranks(done) == {"C": 1, "A": 2, "B": 3, "D": 4}
    assert [award.entry for award in done.evaluation.awards] == ["B", "D"]
    assert done.evaluation.barred == {"A": "最低=55", "C": "最低="}


def test_a_figure_can_be_too_high_for_an_award():
    rules = of_one(
        {"rank": [{"key": "score", "direction": "asc"}]},
        {"bar": "figure", "of": "score", "at_most": "3"},
    )

    done = result(rules, {"A": ["3"], "B": ["3.01"]})

    assert done.evaluation.barred == {"B": "score=3.01"}


@pytest.mark.parametrize(
    ("bar", "code"),
    [
        ({"of": "score"}, "rules.bound_sides"),
        ({"of": "score", "at_least": "1", "at_most": "2"}, "rules.bound_sides"),
        ({"of": "marks", "at_least": "1"}, "rules.not_folded"),
        ({"of": "none", "at_least": "1"}, "rules.table_unknown"),
    ],
)
def test_a_line_needs_a_figure_of_entries_and_one_side(bar, code):
    with pytest.raises(Refusal) as refused:
        of_one({"rank": [{"key": "score"}]}, {"bar": "figure", **bar})

    assert refused.value.code == code


def test_level_teams_are_told_apart_by_their_best_member():
    """团体总分相同的，以个人最高成绩高者列前。"""
    rules = of_one(
        {"team": "team", "by": "sum", "best": 2, "add": {"t": "asc"}, "as": "sum"},
        {"team": "team", "from": "score", "by": "sum", "best": 1, "as": "top"},
        {"rank": [{"key": "sum"}, {"key": "top"}, {"attribute": "t", "direction": "asc"}]},
    )
    marks = {"a1": "90", "a2": "80", "b1": "95", "b2": "75", "c1": "85", "c2": "85"}
    attributes = {entry: {"team": entry[0], "t": "9"} for entry in marks}

    done = result(rules, {e: [m] for e, m in marks.items()}, attributes=attributes)

    assert scores(done) == dict.fromkeys("abc", "170")
    assert ranks(done) == {"b": 1, "a": 2, "c": 3}
    assert done.run.by_id["a"].attributes["t"] == "18"


def test_quotas_of_ratio_with_at_least_one_and_one_less_than_took_part():
    """按 10% 授奖，不足 10 项的授 1 项；不足 4 项的减一录取。"""
    few = [{"below": 10, "quota": 1}]
    less = [{"below": n, "quota": n - 2} for n in range(3, 5)]
    tiers = [
        {"tier": "tenth", "ratio": "10%", "whole": "floor", "fewer": few, "of": "ranked"},
        {"tier": "rest", "quota": 3, "fewer": less, "of": "competing"},
    ]
    rules = of_one({"rank": [{"key": "score"}]}, {"award": tiers, "boundary": "committee"})

    found = {}
    for number in (3, 9, 20):
        done = result(rules, {f"E{n:02}": [str(900 - n)] for n in range(number)})
        found[number] = [tier.quota for tier in done.evaluation.tiers]

    assert found == {3: [1, 2], 9: [1, 3], 20: [2, 3]}

"""Shared examples of marks to sheets, sheets to panel scores, adjustments and measurements."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.rules import Entry, Event, Facts, RuleSet, calculate_all
from tests.domain.worked.runner import (
    carry_out,
    entries_of,
    example,
    panel_of,
    ranks,
    rules_of,
    sheet,
    stages_of,
)


def with_attributes(facts: Facts, attributes: dict[str, dict[str, str]]) -> Facts:
    return replace(facts, entries=tuple(Entry(key, attributes[key]) for key in attributes))


def plain(text: str) -> Decimal:
    return Decimal(text.removesuffix("%"))


@pytest.mark.parametrize("variant", ["trim_on_total", "trim_per_criterion"])
def test_p10_the_order_of_trimming_and_adding_up_decides_who_wins(cases: Path, variant: str):
    case, rules = example(cases, "P10"), rules_of("P10", variant)
    keys = ("创新性", "实用性", "效益")
    sheets = [
        sheet(rules, "panel", entry, judge, dict(zip(keys, map(str, marks), strict=True)))
        for entry, judges in case.input.items()
        for judge, marks in judges.items()
    ]

    done = carry_out(rules, Facts((Entry("X"), Entry("Y")), sheets=tuple(sheets))).evaluation

    expected = dict(case.expected[variant])
    assert ranks(done)[expected.pop("winner")] == 1
    assert {entry: done.score_of(entry) for entry in "XY"} == expected


def test_k01_theory_and_practical_are_combined_by_weight(cases: Path):
    case, rules = example(cases, "K01"), rules_of("K01")

    done = carry_out(rules, stages_of(rules, case.input)).evaluation

    assert done.score_of("E") == case.expected["score"]


@pytest.mark.parametrize("variant", ["rules", "modules"])
def test_k02_modules_add_up_before_they_are_weighted(cases: Path, variant: str):
    case, rules = example(cases, "K02"), rules_of("K02", variant)
    modules = case.input["modules"]
    if variant == "rules":
        practical = [sheet(rules, "practical", "E", "J", modules)]
    else:
        practical = [
            replace(sheet(rules, "practical", "E", "J", {"score": text}), at={"item": module})
            for module, text in modules.items()
        ]
    theory = sheet(rules, "theory", "E", "J", {"score": case.input["theory"]})

    facts = Facts((Entry("E"),), sheets=(theory, *practical))
    total = calculate_all(rules, facts)["practical"].evaluation.score_of("E")
    done = carry_out(rules, facts).evaluation

    assert total is not None
    assert Decimal(total) == Decimal(case.expected["practical"])
    assert done.score_of("E") == case.expected["score"]


def judgement(rules: RuleSet, scores: list[int]) -> Facts:
    return panel_of(rules, {f"J{n}": str(score) for n, score in enumerate(scores)})


def test_w01_a_judgement_is_a_share_of_the_points_of_its_aspect(cases: Path):
    case, rules = example(cases, "W01"), rules_of("W01")

    done = carry_out(rules, judgement(rules, case.input["scores"])).evaluation

    assert (not done.is_blocked) == case.expected["valid"]
    assert done.score_of("E") == case.expected["mark"]


def test_w02_too_wide_a_judgement_is_given_anew_and_not_averaged(cases: Path):
    case, rules = example(cases, "W02"), rules_of("W01")

    done = carry_out(rules, judgement(rules, case.input["scores"])).evaluation

    assert (not done.is_blocked) == case.expected["valid"]
    assert [block.code for block in done.blocks] == ["SPREAD"]
    assert done.score_of("E") == case.expected["mark"] != case.naive_wrong["mark"]


def test_s02_overtime_costs_by_the_full_unit_once_from_the_panel_score(cases: Path):
    case, rules, started = example(cases, "S02"), rules_of("S02"), rules_of("S02", "started")
    facts = panel_of(rules, {"J": case.input["panel_score"]})
    time = Event("T1", "E", "overtime", amount=str(case.input["elapsed_s"]))
    facts = replace(facts, events=(time,))

    done = carry_out(rules, facts)

    (step,) = [step for step in done.derive("E")["steps"] if step["code"] == "adjust"]
    (kind,) = step["cells"][0]["kinds"]
    assert kind["events"][0]["units"] == case.expected["units"]
    assert kind["counted"] == case.expected["penalty"]
    assert done.evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]
    assert carry_out(started, facts).evaluation.score_of("E") == case.naive_wrong["score"]


def test_l01_an_indicator_loses_no_more_than_it_has(cases: Path):
    case, rules = example(cases, "L01"), rules_of("L01")
    facts = Facts(
        (Entry("E"),),
        sheets=(sheet(rules, "panel", "E", "J", case.input["deductions"]),),
    )

    done = carry_out(rules, facts).evaluation

    items = done.tables["items"]
    assert {key: items.text(n) for key, n in items.rows["E",].items()} == case.expected["items"]
    assert done.score_of("E") == case.expected["base"] != case.naive_wrong["base"]


def test_l02_bonuses_stop_at_their_cap_and_the_total_only_at_its_own(cases: Path):
    case, rules, capped = example(cases, "L02"), rules_of("L02"), rules_of("L02", "total_cap")
    events = tuple(
        Event(f"B{n}", "E", "bonus", amount=text) for n, text in enumerate(case.input["bonuses"])
    )
    facts = replace(panel_of(rules, {"J": case.input["base"]}), events=events)

    done = carry_out(rules, facts)

    (step,) = [step for step in done.derive("E")["steps"] if step["code"] == "adjust"]
    (kind,) = step["cells"][0]["kinds"]
    assert kind["raw"] == case.expected["bonus_raw"]
    assert kind["counted"] == case.expected["bonus_counted"]
    assert done.evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]
    assert carry_out(capped, facts).evaluation.score_of("E") == "100.00"


def test_l03_of_one_matter_only_the_highest_level_counts(cases: Path):
    case, rules = example(cases, "L03"), rules_of("L03")
    events = tuple(
        Event(f"A{n}", "E", "bonus", matter=award["matter"], level=award["level"])
        for n, award in enumerate(case.input["awards"])
    )
    facts = replace(panel_of(rules, {"J": "0"}), events=events)

    done = carry_out(rules, facts).evaluation

    assert done.score_of("E") == str(case.expected["bonus"]) != str(case.naive_wrong["bonus"])


def test_l05_progress_is_a_rate_of_the_plan_with_a_cap(cases: Path):
    case, rules = example(cases, "L05"), rules_of("L05")
    facts = entries_of(rules, {key: lot["actual_wan"] for key, lot in case.input.items()})
    facts = with_attributes(facts, {k: {"plan_wan": v["plan_wan"]} for k, v in case.input.items()})

    done = carry_out(rules, facts)

    for lot, expected in case.expected.items():
        (step,) = [step for step in done.derive(lot)["steps"] if step["code"] == "map"]
        rate = Decimal(step["cells"][0]["values"]["rate"]) * 100
        assert rate == plain(expected["rate"])
        assert done.evaluation.score_of(lot) == expected["score"]


def test_l06_departments_count_by_their_weights(cases: Path):
    case, rules = example(cases, "L06"), rules_of("L06")

    done = carry_out(rules, panel_of(rules, case.input)).evaluation

    assert done.score_of("E") == case.expected["score"]


def test_v01_votes_count_against_the_most_votes(cases: Path):
    case, rules = example(cases, "V01"), rules_of("V01")
    facts = entries_of(rules, {key: work["expert"] for key, work in case.input.items()})
    facts = with_attributes(
        facts, {key: {"votes": str(work["votes"])} for key, work in case.input.items()}
    )

    done = carry_out(rules, facts).evaluation

    votes = {entry: done.figure("vote_score", entry) for entry in case.input}
    assert votes == case.expected["vote_score"]
    assert {entry: done.score_of(entry) for entry in case.input} == case.expected["score"]
    assert sorted(case.input, key=ranks(done).__getitem__) == case.expected["order"]


def test_d02_published_national_shares_come_out(cases: Path):
    case, rules = example(cases, "D02"), rules_of("D02")
    total = str(case.input["total"])
    groups = {key: count for key, count in case.input.items() if key != "total"}
    required = dict(zip(groups, ("55", "20", "10"), strict=True))
    facts = entries_of(rules, {key: str(count) for key, count in groups.items()})
    facts = with_attributes(
        facts, {key: {"total": total, "required": required[key]} for key in groups}
    )

    done = carry_out(rules, facts).evaluation

    assert {key: f"{done.score_of(key)}%" for key in groups} == {
        key: case.expected[key] for key in groups
    }
    over = [done.figure("over", key) for key in groups]
    assert over == list(case.expected["over_rule_pp"].values())

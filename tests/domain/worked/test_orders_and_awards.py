"""The shared worked examples of orders, periods, teams and awards."""

from pathlib import Path

import pytest

from competition.domain.rotating_flag import follow_flag
from competition.domain.rules import Decision, Entry, Facts
from tests.domain.worked.runner import (
    awarded,
    carry_out,
    entries_of,
    example,
    ranks,
    rules_of,
    sheets_of,
    with_attributes,
)


def test_k03_tie_chain_time_practical_theory_then_a_shared_rank(cases: Path):
    case, rules = example(cases, "K03"), rules_of("K03")
    scores = {
        stage: {who: person[stage] for who, person in case.input.items()}
        for stage in ("theory", "practical")
    }
    times = {who: {"time_s": str(person["time_s"])} for who, person in case.input.items()}

    evaluation = carry_out(rules, with_attributes(sheets_of(rules, scores), times)).evaluation

    assert {who: evaluation.score_of(who) for who in case.input} == case.expected["totals"]
    assert ranks(evaluation) == case.expected["rank"]
    assert [s.entry for s in evaluation.standings][:3] == case.expected["order"][:3]


def falling(entries: list[str]) -> dict[str, str]:
    """Scores that put the entries in this order."""
    return {entry: f"{99 - place * 0.5:.1f}" for place, entry in enumerate(entries)}


def test_k06_medals_then_excellence_in_the_first_half_of_the_ranks(cases: Path):
    case = example(cases, "K06")
    scores = falling([f"E{number:02}" for number in range(1, case.input["n"] + 1)])
    found = {}
    for whole in ("floor", "ceil"):
        rules = rules_of("K06", whole)
        found[whole] = carry_out(rules, entries_of(rules, scores)).evaluation

    medals = {tier: len(awarded(found["floor"], tier)) for tier in ("gold", "silver", "bronze")}
    assert medals == {tier: case.expected[tier] for tier in medals}
    merited = [ranks(found["floor"])[entry] for entry in awarded(found["floor"], "excellence")]
    assert [merited[0], merited[-1]] == case.expected["excellence_ranks"]
    assert len(merited) == case.expected["excellence_count"]
    assert len(awarded(found["ceil"], "excellence")) == case.expected["excellence_count"] + 1


@pytest.mark.parametrize("key", ["W03", "W05"])
def test_w03_w05_medals_within_the_gap_are_level(cases: Path, key: str):
    case, rules = example(cases, key), rules_of("W03")
    scores = {who: str(points) for who, points in case.input.items()}

    evaluation = carry_out(rules, entries_of(rules, scores)).evaluation

    names = {tier.key: tier.name for tier in rules.last.steps[-1].tiers}
    given = {award.entry: names[award.tier] for award in evaluation.awards}
    assert {who: given.get(who) for who in case.input} == case.expected
    assert "GAP_SKIPPED" in {deviation.code for deviation in evaluation.deviations}


def test_q01_places_are_shared_out_by_largest_remainder(cases: Path):
    case, rules = example(cases, "Q01"), rules_of("Q01", "largest_remainder")
    category = {
        f"{name}{number}": {"category": name}
        for name, size in case.input.items()
        for number in range(size)
    }
    facts = Facts(tuple(Entry(entry, attributes) for entry, attributes in category.items()))

    evaluation = carry_out(rules, facts).evaluation

    quotas = {outcome.group: outcome.quota for outcome in evaluation.tiers}
    assert quotas == case.expected["alloc"]
    assert sum(quotas.values()) == case.expected["sum"]


def test_q06_the_third_of_one_unit_goes_to_the_next_tier(cases: Path):
    case, rules = example(cases, "Q06"), rules_of("Q06")
    facts = entries_of(rules, falling([entry for entry, _ in case.input["ranked"]]))
    units = {entry: {"unit": unit} for entry, unit in case.input["ranked"]}

    done = carry_out(rules, with_attributes(facts, units))

    assert awarded(done.evaluation, "一等奖") == case.expected["一等奖"]
    assert awarded(done.evaluation, "二等奖") == case.expected["二等奖_head"]
    assert ranks(done.evaluation)["E3"] == 3
    assert done.derive("E3")["steps"][-1]["higher"] == [
        {
            "tier": "一等奖",
            "name": "一等奖",
            "reason": "capped",
            "by": "unit",
            "unit": "电网",
            "most": 2,
        }
    ]


def test_l09_a_vetoed_unit_takes_no_place(cases: Path):
    case = example(cases, "L09")
    scores = {unit: told["score"] for unit, told in case.input.items()}
    vetoed = tuple(unit for unit, told in case.input.items() if not told["eligible"])
    found = {}
    for barred in ("skip", "vacant"):
        rules = rules_of("L09", barred)
        veto = Decision("panel", "veto", "bar", vetoed, reason=case.expected["notes"][vetoed[0]])
        found[barred] = carry_out(rules, entries_of(rules, scores), veto).evaluation

    tier = "优胜单位"
    assert ranks(found["skip"]) == case.expected["rank"]
    assert awarded(found["skip"], tier) == case.expected["awarded"] != case.naive_wrong["awarded"]
    assert awarded(found["vacant"], tier) == case.naive_wrong["awarded"]
    assert dict(found["skip"].barred) == case.expected["notes"]


def test_d01_ratios_among_the_winners_are_checked(cases: Path):
    case, rules = example(cases, "D01"), rules_of("D01")
    entries = [f"P{number:02}" for number in range(60)]
    tags = {
        entry: {tag: "是" for tag, count in case.input.items() if number < count}
        for number, entry in enumerate(entries)
    }

    facts = with_attributes(entries_of(rules, falling(entries)), tags)
    evaluation = carry_out(rules, facts).evaluation

    ratios = {ratio.name: ratio for ratio in evaluation.ratios}
    assert {name: ratio.limit for name, ratio in ratios.items()} == case.expected["limits"]
    assert {name: ratio.is_kept for name, ratio in ratios.items()} == case.expected["pass"]
    assert {name: ratio.count for name, ratio in ratios.items()} == case.input
    assert (not evaluation.blocks) is case.expected["overall"]
    assert [block.code for block in evaluation.blocks] == ["RATIO_ABOVE"]


def test_l11_three_periods_in_a_row_let_a_unit_keep_the_flag(cases: Path):
    case = example(cases, "L11")

    record = follow_flag(case.input["holders"], keep_after=3)

    kept = [{"unit": one.unit, "after_period": one.after_period} for one in record.kept]
    assert kept == case.expected["kept_permanently"]
    assert record.holder == case.expected["holder_now"]


def test_l07_months_are_carried_unrounded_into_quarters_and_the_year(cases: Path):
    case, rules = example(cases, "L07"), rules_of("L07")
    months = {
        f"{quarter}M{number}": {"E": score}
        for quarter, scores in case.input.items()
        for number, score in enumerate(scores, start=1)
    }

    evaluation = carry_out(rules, sheets_of(rules, months)).evaluation

    quarters = {quarter: evaluation.figure(quarter, "E") for quarter in case.input}
    assert quarters == case.expected["quarter"]
    assert evaluation.score_of("E") == case.expected["year"]


def test_k05_teams_by_the_sum_of_three_then_by_total_time(cases: Path):
    case, rules = example(cases, "K05"), rules_of("K05")
    members = {
        f"{team}{number}": {"team": team, "time_s": str(one["time_s"]), "score": one["score"]}
        for team, listed in case.input.items()
        for number, one in enumerate(listed)
    }
    scores = {"single": {who: one.pop("score") for who, one in members.items()}}

    done = carry_out(rules, with_attributes(sheets_of(rules, scores), members))

    evaluation = done.evaluation
    assert {team: evaluation.score_of(team) for team in case.input} == case.expected["sum"]
    assert [standing.entry for standing in evaluation.standings] == case.expected["order"]
    assert list(ranks(evaluation).values()) == [1, 2]
    added = {team: done.derive(team)["steps"][0]["added"] for team in case.input}
    assert added == {team: {"time_s": str(t)} for team, t in case.expected["time"].items()}

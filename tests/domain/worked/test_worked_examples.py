"""The shared worked examples: what the rules must give, and what a naive reading would."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from competition.domain.rules import Decision
from competition.domain.sheet import check_sheet
from tests.domain.worked.runner import (
    awarded,
    carry_out,
    entries_of,
    example,
    panel_of,
    ranks,
    rules_of,
    sheet,
    stages_of,
)


def judged(scores: list[str]) -> dict[str, str | None]:
    return {f"J{number}": score for number, score in enumerate(scores, start=1)}


def judge_step(derivation: dict[str, Any]) -> dict[str, Any]:
    """What the derivation says of folding the judges."""
    steps = [s for s in derivation["steps"] if s["code"] == "reduce" and s["axis"] == "judge"]
    return steps[0]["rows"][0]


def dropped(row: dict[str, Any], side: str) -> list[str]:
    return [i["value"]["text"] for i in row["inputs"] if i.get(side, "0") != "0"]


def kept(row: dict[str, Any]) -> list[str]:
    """The marks that count, lowest first, with one decimal as the example prints them."""
    marks = [
        i["value"]["text"]
        for i in row["inputs"]
        if i["state"] == "scored" and "dropped_high" not in i
    ]
    return sorted(f"{mark}.0" if "." not in mark else mark for mark in marks)


def test_p01_highest_and_lowest_of_seven_are_dropped(cases: Path):
    case, rules = example(cases, "P01"), rules_of("P01")

    done = carry_out(rules, panel_of(rules, judged(case.input["scores"])))

    row = judge_step(done.derive("E"))
    assert done.evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]
    assert [f"{m}.0" for m in dropped(row, "dropped_high")] == [case.expected["dropped_high"]]
    assert dropped(row, "dropped_low") == [case.expected["dropped_low"]]
    assert kept(row) == case.expected["kept"]


def test_p03_absent_judge_is_no_zero_and_the_rest_is_still_trimmed(cases: Path):
    case, rules = example(cases, "P03"), rules_of("P03")

    done = carry_out(rules, panel_of(rules, case.input["scores_by_judge"]))

    row = judge_step(done.derive("E"))
    assert done.evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]
    assert row["count"] == case.expected["valid"]
    assert kept(row) == case.expected["kept"]
    assert list(done.evaluation.flags["E"]) == case.expected["flags"]


def test_p04_too_few_for_trimming_fall_back_to_the_plain_mean(cases: Path):
    case, rules = example(cases, "P04"), rules_of("P04")

    done = carry_out(rules, panel_of(rules, case.input["scores_by_judge"]))

    absent = [f"ABSENT:{j}" for j, s in case.input["scores_by_judge"].items() if s is None]
    assert done.evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]
    assert judge_step(done.derive("E"))["count"] == case.expected["valid"]
    assert list(done.evaluation.flags["E"]) == absent + case.expected["flags"]


def test_p05_below_quorum_there_is_no_score_and_no_publication(cases: Path):
    case, rules = example(cases, "P05"), rules_of("P05")

    done = carry_out(rules, panel_of(rules, case.input["scores_by_judge"]))

    evaluation = done.evaluation
    assert evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]
    assert [block.code for block in evaluation.blocks] == [case.expected["status"]]
    assert evaluation.blocks[0].values["valid"] == case.expected["valid"]
    assert case.expected["status"] in evaluation.flags["E"]
    assert ranks(evaluation) == {"E": None}


def test_p07_half_up_and_half_even_part_at_the_half(cases: Path):
    case = example(cases, "P07")
    half_up, half_even = (rules_of("P07", mode) for mode in ("half_up", "half_even"))
    scores = judged(case.input["scores"])

    school = carry_out(half_up, panel_of(half_up, scores)).evaluation
    standard = carry_out(half_even, panel_of(half_even, scores)).evaluation

    assert school.figure("exact", "E") == case.expected["unrounded"]
    assert school.score_of("E") == case.expected["score_half_up"] != case.naive_wrong["score"]
    assert standard.score_of("E") == case.expected["score_half_even_GBT8170"]


def test_p08_weighted_total_has_no_binary_error(cases: Path):
    case, rules = example(cases, "P08"), rules_of("P08")

    evaluation = carry_out(rules, stages_of(rules, case.input)).evaluation

    assert evaluation.figure("exact", "E") == case.expected["unrounded"]
    assert evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]


def test_p09_a_figure_is_rounded_once(cases: Path):
    case, rules = example(cases, "P09"), rules_of("P09")

    evaluation = carry_out(rules, stages_of(rules, case.input)).evaluation

    assert evaluation.figure("exact", "E") == case.expected["unrounded"].rstrip("0")
    assert evaluation.score_of("E") == case.expected["score"] != case.naive_wrong["score"]


def test_p12_range_step_and_blank_are_told_apart_from_zero(cases: Path):
    case, rules = example(cases, "P12"), rules_of("P12")
    criteria = rules.part("panel").criteria

    submitted = check_sheet(criteria, case.input["sheet"], complete=True)
    draft = check_sheet(criteria, case.input["sheet"], complete=False)

    codes = {
        key: error.code.removeprefix("mark.").upper() for key, error in submitted.errors.items()
    }
    assert codes == case.expected["errors"]
    assert list(submitted.marks) == case.expected["ok"]
    assert submitted.marks["先进性"] == 0
    assert "实用性" not in draft.errors


def test_s01_stages_are_combined_by_weight_or_the_last_counts_alone(cases: Path):
    case, rules, alone = example(cases, "S01"), rules_of("S01"), rules_of("S01", "final_only")

    combined = carry_out(rules, stages_of(rules, case.input)).evaluation
    last_only = carry_out(alone, stages_of(alone, case.input)).evaluation

    assert combined.score_of("E") == case.expected["score"]
    assert last_only.score_of("E") == case.input["final"].rstrip("0")


def test_s01_who_did_not_reach_the_final_is_not_ranked(cases: Path):
    case, rules = example(cases, "S01"), rules_of("S01")

    evaluation = carry_out(rules, stages_of(rules, {"prelim": case.input["prelim"]})).evaluation

    assert ranks(evaluation) == {"E": None}
    assert evaluation.blocks == ()


def test_q03_tiers_are_filled_by_rank(cases: Path):
    case, rules = example(cases, "Q03"), rules_of("Q03")
    scores = {f"E{number}": f"{100 - number}.5" for number in range(1, 61)}

    evaluation = carry_out(rules, entries_of(rules, scores)).evaluation

    expected = dict(case.expected)
    first_without = expected.pop("unawarded_from")
    ends = {
        tier: (awarded(evaluation, tier)[0], awarded(evaluation, tier)[-1]) for tier in expected
    }
    assert ends == {tier: (span[0], span[-1]) for tier, span in expected.items()}
    assert len(evaluation.awards) == int(first_without[1:]) - 1


def test_q04_tie_at_the_quota_expands_or_shrinks(cases: Path):
    case = example(cases, "Q04")
    wide, narrow = rules_of("Q04", "EXPAND"), rules_of("Q04", "SHRINK")

    expanded = carry_out(wide, entries_of(wide, case.input)).evaluation
    shrunk = carry_out(narrow, entries_of(narrow, case.input)).evaluation

    assert awarded(expanded, "一等奖") == case.expected["EXPAND"] != case.naive_wrong["awarded"]
    assert awarded(shrunk, "一等奖") == case.expected["SHRINK"] != case.naive_wrong["awarded"]


def test_q04_tie_at_the_quota_is_decided_by_a_further_key(cases: Path):
    case, rules = example(cases, "Q04"), rules_of("Q04", "CHAIN")
    novelty = {"E1": "36.2", "E2": "36.2", "E3": "36.0", "E4": "36.5", "E5": "36.2", "E6": "36.2"}
    facts = entries_of(rules_of("Q04", "EXPAND"), case.input)
    sheets = tuple(
        sheet(
            rules,
            "panel",
            entry,
            "J",
            {"创新性": first, "其他": str(Decimal(case.input[entry]) - Decimal(first))},
        )
        for entry, first in novelty.items()
    )

    evaluation = carry_out(rules, type(facts)(facts.entries, sheets=sheets)).evaluation

    expected = next(who for name, who in case.expected.items() if name.startswith("CHAIN"))
    assert sorted(awarded(evaluation, "一等奖")) == expected
    assert ranks(evaluation)["E3"] == ranks(evaluation)["E4"] == 3


def test_q04_committee_blocks_until_its_decision_is_recorded(cases: Path):
    case, rules = example(cases, "Q04"), rules_of("Q04", "COMMITTEE")
    facts = entries_of(rules, case.input)
    decision = Decision("panel", "award", "choose", ("E4",), ("E3", "E4"), "投票 7:2", "纪要 3 号")

    before = carry_out(rules, facts).evaluation
    after = carry_out(rules, facts, decision).evaluation

    assert case.expected["COMMITTEE"].startswith("BLOCKED")
    assert [(block.code, block.entries) for block in before.blocks] == [
        ("TIE_AT_AWARD", ("E3", "E4"))
    ]
    assert awarded(before, "一等奖") == ["E1", "E2"]
    assert (after.blocks, awarded(after, "一等奖")) == ((), ["E1", "E2", "E4"])


def test_q08_places_after_a_tie_follow_the_named_style(cases: Path):
    case = example(cases, "Q08")
    given = {}
    for style in ("competition", "dense", "ordinal"):
        rules = rules_of("Q08", style)
        given[style] = carry_out(rules, entries_of(rules, case.input)).evaluation

    assert list(ranks(given["competition"]).values()) == case.expected["competition"]
    assert list(ranks(given["dense"]).values()) == case.expected["dense"]
    assert case.expected["ordinal"].startswith("refused")
    assert [(b.code, b.entries) for b in given["ordinal"].blocks] == [("TIE_IN_RANK", ("B", "C"))]
    assert ranks(given["ordinal"]) == {"A": 1, "B": None, "C": None, "D": 4}


def test_q09_ranking_on_the_published_or_on_the_exact_score(cases: Path):
    case = example(cases, "Q09")
    published, exact = rules_of("Q09", "published"), rules_of("Q09", "exact")

    shown = carry_out(published, entries_of(published, case.input)).evaluation
    full = carry_out(exact, entries_of(exact, case.input)).evaluation

    scores = {entry: shown.score_of(entry) for entry in case.input}
    assert scores == case.expected["published"]["scores"]
    assert ranks(shown) == case.expected["published"]["rank"]
    assert ranks(full) == case.expected["exact"]["rank"]

"""The shared worked examples of orders, periods, teams and awards."""

from pathlib import Path

from tests.domain.worked.runner import (
    carry_out,
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

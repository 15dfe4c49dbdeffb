"""Facts that contradict themselves or the rules are refused, never guessed at."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Facts, Judge, Sheet, calculate, parse_rule_set
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, document, facts, rules

GOOD = facts({"E": "90", "F": "80"})
SHEET = GOOD.sheets[0]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (replace(GOOD, entries=(*GOOD.entries, Entry("E"))), "facts.entry_twice"),
        (replace(GOOD, entries=(Entry("E", state=State.ABSENT), Entry("F"))), "facts.entry_state"),
        (replace(GOOD, sheets=(*GOOD.sheets, SHEET)), "facts.sheet_twice"),
        (replace(GOOD, sheets=(replace(SHEET, entry="G"),)), "facts.unknown_entry"),
        (replace(GOOD, sheets=(replace(SHEET, state=State.WITHDRAWN),)), "facts.sheet_state"),
        (replace(GOOD, sheets=(replace(SHEET, marks={"x": 1}),)), "facts.unknown_criterion"),
        (
            replace(GOOD, sheets=(replace(SHEET, marks={}, missing={"all": State.SCORED}),)),
            "facts.mark_state",
        ),
    ],
)
def test_contradictions_are_refused(bad: Facts, code: str):
    with pytest.raises(Refusal) as refused:
        carried_out(rules(TOTALS, MEAN, RANK), bad)

    assert refused.value.code == code


def test_a_judge_without_a_declared_weight_is_refused():
    ruleset = rules(TOTALS, MEAN | {"weights": {"J1": "1"}}, RANK)

    with pytest.raises(Refusal, match=r"facts\.weight_missing"):
        carried_out(ruleset, facts({"E": "90 80"}))


def test_a_final_part_asks_for_the_stages_it_refers_to():
    final = {"final": {"steps": [{"rank": [{"key": "panel.score"}]}]}}
    ruleset = parse_rule_set(document(TOTALS, MEAN, RANK) | final)

    with pytest.raises(Refusal, match=r"rules\.table_absent"):
        calculate(ruleset.part("result"), GOOD)


def test_a_stage_result_read_back_from_its_record_gives_the_same_final():
    final = {"final": {"steps": [{"combine": {"panel.score": "1"}, "missing": "block"}, RANK]}}
    final["final"]["steps"][0]["as"] = "score"
    ruleset = parse_rule_set(document(TOTALS, MEAN, RANK) | final)
    stage = calculate(ruleset.part("panel"), GOOD).evaluation
    stored = type(stage).from_json(stage.to_json())

    fresh, recalled = (
        calculate(ruleset.part("result"), GOOD, {"panel": given}) for given in (stage, stored)
    )

    assert recalled.evaluation.to_json() == fresh.evaluation.to_json()
    assert recalled.derive("E") == fresh.derive("E")


def test_the_derivation_of_an_unknown_entry_is_refused():
    with pytest.raises(Refusal, match=r"facts\.unknown_entry"):
        carried_out(rules(TOTALS, MEAN, RANK), GOOD).derive("G")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"schema": 2}, "facts.schema"),
        ({"schema": 1, "entries": {}}, "facts.shape"),
        ({"schema": 1, "entries": [{}]}, "facts.shape"),
        ({"schema": 1, "entries": [{"id": "E", "state": "gone"}]}, "facts.shape"),
        (
            {
                "schema": 1,
                "sheets": [{"stage": "a", "entry": "E", "judge": "J", "marks": {"a": 1.5}}],
            },
            "facts.shape",
        ),
    ],
)
def test_broken_documents_of_facts_are_refused(document: dict[str, Any], code: str):
    with pytest.raises(Refusal) as refused:
        Facts.from_json(document)

    assert refused.value.code == code


def test_facts_have_one_form_in_json():
    given = Facts(
        (Entry("E", {"unit": "厂", "track": "x"}),),
        (Judge("J1", {"group": "expert"}),),
        (Sheet("panel", "E", "J1", {"b": 2}, {"a": State.BLANK}),),
        (Decision("result", "award", "choose", ("E",), ("F", "E"), "投票", "纪要"),),
    )

    assert given.to_json() == {
        "schema": 1,
        "entries": [{"id": "E", "state": "scored", "attributes": {"track": "x", "unit": "厂"}}],
        "judges": [{"id": "J1", "attributes": {"group": "expert"}}],
        "sheets": [
            {
                "stage": "panel",
                "entry": "E",
                "judge": "J1",
                "state": "scored",
                "marks": {"a": "blank", "b": 2},
            }
        ],
        "decisions": [
            {
                "part": "result",
                "step": "award",
                "kind": "choose",
                "chosen": ["E"],
                "among": ["E", "F"],
                "reason": "投票",
                "reference": "纪要",
                "tier": "",
                "group": "",
                "places": 0,
            }
        ],
    }

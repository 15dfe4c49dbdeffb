"""What steps are called that the rules give no name: their kind, with their position for tables."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Event
from tests.domain.panels import RANK, TOTALS, carried_out, facts, rules

MEAN = {"reduce": "judge", "by": "mean", "as": "score"}
LAST = {"map": "attribute", "attribute": "n", "as": "last"}
EVENTS = {"kinds": ["a"], "span": "year"}
EFFECT = {"calibrate": "judge_effect", "estimator": "least_squares", "places": 2, "mode": "half_up"}


@pytest.mark.parametrize(
    ("before", "step", "name"),
    [
        ([], {"reduce": "criterion", "by": "sum"}, "#1.reduce"),
        ([TOTALS], EFFECT, "#2.calibrate"),
        ([TOTALS], {"check": "complete"}, "#2.check"),
        ([TOTALS, MEAN], {"map": "clamp", "low": "1"}, "#3.map"),
        ([TOTALS, MEAN], {"map": "attribute", "attribute": "n"}, "#3.map"),
        ([TOTALS, MEAN], {"adjust": [{"kind": "a", "effect": "plus"}]}, "#3.adjust"),
        ([TOTALS, MEAN], {"round": 1, "mode": "half_up"}, "#3.round"),
        ([TOTALS, MEAN], {"combine": {"score": "1"}, "missing": "zero"}, "#3.combine"),
        (
            [TOTALS, MEAN],
            {"combine": ["score"], "by": "sum", "missing": "zero"},
            "#3.combine",
        ),
        ([TOTALS, MEAN], {"team": "club", "by": "sum"}, "#3.team"),
        ([TOTALS, MEAN], {"bar": "event", "effect": "zero", **EVENTS}, "#3.veto"),
        ([TOTALS, MEAN], {"bar": "event", "effect": "award", **EVENTS}, "bar"),
        ([TOTALS, MEAN], {"bar": "recorded"}, "bar"),
        ([TOTALS, MEAN, {"bar": "recorded"}], {"bar": "recorded"}, "#4.bar"),
        ([TOTALS, MEAN, RANK], {"select": "line", "line": "1"}, "select"),
        (
            [TOTALS, MEAN, RANK],
            {"award": [{"tier": "a", "quota": 1}], "boundary": "committee"},
            "award",
        ),
    ],
)
def test_a_step_without_a_name_is_called_by_its_kind(
    before: list[dict[str, Any]], step: dict[str, Any], name: str
):
    ranked = [] if RANK in before else [LAST, {"rank": [{"key": "last"}]}]

    steps = rules(*before, step, *ranked).part("panel").steps

    assert steps[len(before)].name == name


def test_a_number_among_the_facts_is_refused_with_who_has_it_and_what_it_is():
    given = facts({"A": "10"})
    with_text = replace(given, entries=(Entry("A", {"n": "viel"}),))
    with_event = replace(given, events=(Event("7", "A", "time", amount="lang"),))
    by_attribute = {"map": "attribute", "attribute": "n", "as": "n"}
    by_events = {"map": "events", "kind": "time", "as": "n"}

    found = []
    for step, known in ((by_attribute, with_text), (by_events, with_event)):
        with pytest.raises(Refusal) as refused:
            carried_out(rules(TOTALS, MEAN, step, RANK), known)
        found.append((refused.value.code, refused.value.values))

    assert found == [
        ("facts.not_number", {"member": "A", "name": "n", "text": "viel"}),
        ("facts.not_number", {"member": "7", "name": "amount", "text": "lang"}),
    ]


def test_a_finding_is_about_the_entry_alone():
    checks = [
        {"check": "complete"},
        {"check": "panel", "from": "totals", "at_least": 3, "as": "panel"},
        {"check": "spread", "from": "totals", "at_most": "1", "as": "spread"},
    ]

    done = carried_out(rules(TOTALS, *checks, MEAN, RANK), facts({"A": "90 60 -"}))

    found = [(one.code, one.entries) for one in done.evaluation.blocks]
    assert found == [
        ("INSUFFICIENT_PANEL", ("A",)),
        ("MISSING_SHEET", ("A",)),
        ("SPREAD", ("A",)),
    ]

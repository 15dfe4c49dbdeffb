"""Faults of the other steps in a rule document, each told with its place."""

from typing import Any

import pytest

from tests.domain.panels import MEAN, RANK, TOTALS, refusal_of

FOLDED = [TOTALS, {"reduce": "judge", "by": "mean"}]
NAMED = [TOTALS, {"reduce": "judge", "by": "mean", "as": "a"}]
RANKED = [TOTALS, MEAN, RANK]
GATHER = {"combine": ["a"], "by": "sum", "missing": "zero"}
VETO = {"bar": "event", "kinds": ["a"], "effect": "award", "span": "year"}
TEAM = {"team": "unit", "by": "sum"}
NUMBER = {"select": "number", "number": 1, "ties": "committee"}
WAYS = "panel_coefficient, panel_difference, judge_effect, z_score, min_max, scale_700"


@pytest.mark.parametrize(
    ("before", "step", "fault"),
    [
        (FOLDED, {"bar": "attribute", "in": ["x"]}, "rules.key_missing at .attribute"),
        (FOLDED, {"bar": "attribute", "attribute": "kind"}, "rules.key_missing at .in"),
        (FOLDED, {"bar": "attribute", "attribute": "kind", "in": []}, "rules.empty at .in"),
        (
            FOLDED,
            {"bar": "attribute", "attribute": "kind", "in": ["a", 1]},
            "rules.not_text at .in",
        ),
        (FOLDED, VETO | {"kinds": ["a", ""]}, "rules.not_text at .kinds"),
        (FOLDED, VETO | {"kinds": ["a", 1]}, "rules.not_text at .kinds"),
        (
            FOLDED,
            {"bar": "event", "effect": "award", "span": "year"},
            "rules.key_missing at .kinds",
        ),
        ([TOTALS], {"check": "panel"}, "rules.key_missing at .at_least"),
        ([TOTALS], {"check": "spread"}, "rules.key_missing at .at_most"),
        ([TOTALS], {"check": "spread", "at_most": "x"}, "rules.not_decimal at .at_most"),
        (NAMED, {"combine": {}, "missing": "zero"}, "rules.empty at .combine"),
        (NAMED, GATHER | {"combine": ["a", "a"]}, "rules.member_twice at .combine"),
        (NAMED, {"combine": ["a"], "missing": "zero"}, "rules.key_missing at .by"),
        (NAMED, GATHER | {"combine": []}, "rules.empty at .combine"),
        (FOLDED, {"team": "unit"}, "rules.key_missing at .by"),
        (FOLDED, {"round": 2}, "rules.key_missing at .mode"),
        (FOLDED, {"round": 2, "mode": "half_up", "show_only": 1}, "rules.not_flag at .show_only"),
        ([TOTALS, MEAN], {"select": "line", "line": "1"}, "rules.rank_first at "),
        (RANKED, {"select": "line"}, "rules.key_missing at .line"),
        (RANKED, {"select": "number", "ties": "committee"}, "rules.key_missing at .number"),
        (RANKED, {"select": "number", "number": 1}, "rules.key_missing at .ties"),
        (RANKED, NUMBER | {"line": "x"}, "rules.not_decimal at .line"),
        (FOLDED, {"calibrate": "z_score"}, "calibrate.piles_not_compared at .piles_compared"),
        (
            FOLDED,
            {"calibrate": "z_score", "from": "totals"},
            "calibrate.piles_not_compared at .piles_compared",
        ),
    ],
)
def test_a_faulty_step_is_refused_where_the_fault_stands(
    before: list[Any], step: dict[str, Any], fault: str
):
    code, place = fault.split(" at ")

    told = refusal_of(*before, step)

    assert told == (code, {"path": f"stages.panel.steps[{len(before)}]{place}"})


@pytest.mark.parametrize(
    ("before", "step", "fault", "told"),
    [
        (
            FOLDED,
            {"bar": "nothing"},
            "rules.not_choice at .bar",
            {"value": "nothing", "options": "recorded, attribute, figure, event"},
        ),
        (
            [*FOLDED, {"bar": "recorded"}],
            {"bar": "recorded", "as": "bar"},
            "rules.name_twice at .as",
            {"name": "bar"},
        ),
        (
            FOLDED,
            VETO | {"effect": "halve"},
            "rules.not_choice at .effect",
            {"value": "halve", "options": "award, zero"},
        ),
        (
            FOLDED,
            VETO | {"span": "month"},
            "rules.not_choice at .span",
            {"value": "month", "options": "period, year, parts"},
        ),
        (
            FOLDED,
            VETO | {"effect": "zero", "from": "x"},
            "rules.table_unknown at .from",
            {"table": "x"},
        ),
        (
            FOLDED,
            VETO | {"effect": "zero", "as": "totals"},
            "rules.name_twice at .as",
            {"name": "totals"},
        ),
        (
            [TOTALS],
            {"check": "all"},
            "rules.not_choice at .check",
            {"value": "all", "options": "complete, panel, spread"},
        ),
        (
            FOLDED,
            {"check": "spread", "from": "score", "at_most": "1"},
            "rules.table_unknown at .from",
            {"table": "score"},
        ),
        (
            FOLDED,
            {"check": "panel", "at_least": 3},
            "rules.axes at .from",
            {"table": "#2.reduce", "axes": "entry", "wanted": "entry, judge"},
        ),
        (
            [TOTALS],
            {"check": "panel", "at_least": 0},
            "rules.out_of_range at .at_least",
            {"low": 1, "high": 1000000000},
        ),
        (
            [TOTALS],
            {"check": "complete", "as": "totals"},
            "rules.name_twice at .as",
            {"name": "totals"},
        ),
        (
            FOLDED,
            {"combine": {"nothing": "1"}, "missing": "zero"},
            "rules.table_unknown at .combine.nothing",
            {"table": "nothing"},
        ),
        (
            [TOTALS],
            {"combine": {"totals": "1"}, "missing": "zero"},
            "rules.not_folded at .combine.totals",
            {"table": "totals", "axes": "judge"},
        ),
        (
            NAMED,
            {"combine": {"a": "0.9"}, "missing": "zero"},
            "rules.weights_sum at .combine",
            {"total": "0.9"},
        ),
        (
            NAMED,
            {"combine": {"a": "1"}, "missing": "none"},
            "rules.not_choice at .missing",
            {"value": "none", "options": "exclude, zero, block, skip"},
        ),
        (
            NAMED,
            {"combine": {"a": "1"}, "missing": "zero", "as": "a"},
            "rules.name_twice at .as",
            {"name": "a"},
        ),
        (
            NAMED,
            GATHER | {"combine": ["a", "b"]},
            "rules.table_unknown at .combine[1]",
            {"table": "b"},
        ),
        (
            NAMED,
            GATHER | {"combine": ["a", "totals"]},
            "rules.not_folded at .combine[1]",
            {"table": "totals", "axes": "judge"},
        ),
        (
            NAMED,
            GATHER | {"by": "product"},
            "rules.not_choice at .by",
            {"value": "product", "options": "sum, mean, max, min, first, count"},
        ),
        (
            NAMED,
            GATHER | {"missing": "none"},
            "rules.not_choice at .missing",
            {"value": "none", "options": "exclude, zero, block, skip"},
        ),
        (NAMED, GATHER | {"best": 0}, "rules.out_of_range at .best", {"low": 1, "high": 1}),
        (NAMED, GATHER | {"best": 2}, "rules.out_of_range at .best", {"low": 1, "high": 1}),
        (NAMED, GATHER | {"at_least": 0}, "rules.out_of_range at .at_least", {"low": 1, "high": 1}),
        (NAMED, GATHER | {"at_least": 2}, "rules.out_of_range at .at_least", {"low": 1, "high": 1}),
        (NAMED, GATHER | {"as": "a"}, "rules.name_twice at .as", {"name": "a"}),
        ([TOTALS], TEAM, "rules.not_folded at .from", {"table": "totals", "axes": "judge"}),
        (
            FOLDED,
            TEAM | {"by": "max"},
            "rules.not_choice at .by",
            {"value": "max", "options": "sum, mean"},
        ),
        (FOLDED, TEAM | {"best": 0}, "rules.out_of_range at .best", {"low": 1, "high": 1000000000}),
        (
            FOLDED,
            TEAM | {"at_least": 0},
            "rules.out_of_range at .at_least",
            {"low": 1, "high": 1000000000},
        ),
        (
            FOLDED,
            TEAM | {"direction": "up"},
            "rules.not_choice at .direction",
            {"value": "up", "options": "desc, asc"},
        ),
        (
            FOLDED,
            TEAM | {"add": {"time": "up"}},
            "rules.not_choice at .add.time",
            {"value": "up", "options": "desc, asc"},
        ),
        (FOLDED, TEAM | {"as": "totals"}, "rules.name_twice at .as", {"name": "totals"}),
        (
            FOLDED,
            {"round": 7, "mode": "half_up"},
            "rules.out_of_range at .round",
            {"low": 0, "high": 6},
        ),
        (
            FOLDED,
            {"mode": "half_up", "round": -1},
            "rules.out_of_range at .round",
            {"low": 0, "high": 6},
        ),
        (
            FOLDED,
            {"round": 2, "mode": "up"},
            "rules.not_choice at .mode",
            {"value": "up", "options": "half_up, half_even, truncate"},
        ),
        (
            FOLDED,
            {"round": 2, "mode": "half_up", "as": "totals"},
            "rules.name_twice at .as",
            {"name": "totals"},
        ),
        (
            RANKED,
            {"select": "both"},
            "rules.not_choice at .select",
            {"value": "both", "options": "number, line"},
        ),
        (
            RANKED,
            NUMBER | {"ties": "toss"},
            "rules.not_choice at .ties",
            {"value": "toss", "options": "expand, shrink, chain, committee"},
        ),
        (
            [*RANKED, {"select": "line", "line": "1"}],
            {"select": "line", "line": "1", "as": "select"},
            "rules.name_twice at .as",
            {"name": "select"},
        ),
        (
            FOLDED,
            {"calibrate": "magic"},
            "rules.not_choice at .calibrate",
            {"value": "magic", "options": WAYS},
        ),
    ],
)
def test_a_refused_step_tells_what_was_found_and_what_may_stand_there(
    before: list[Any], step: dict[str, Any], fault: str, told: dict[str, object]
):
    code, place = fault.split(" at ")

    found = refusal_of(*before, step)

    assert found == (code, {"path": f"stages.panel.steps[{len(before)}]{place}", **told})

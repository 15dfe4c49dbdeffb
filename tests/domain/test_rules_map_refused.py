"""Faults of maps in a rule document, each told with its place."""

from typing import Any

import pytest

from tests.domain.panels import TOTALS, refusal_of

FOLDED = [TOTALS, {"reduce": "judge", "by": "mean"}]
PROPORTION = {"map": "proportion", "target": "1", "max": "1"}
BANDS = [{"at_least": "90", "points": "10"}, {"at_least": "80", "points": "6"}]
OF_BANDS = {"map": "bands", "bands": BANDS, "otherwise": "0"}
METHODS = (
    "multiply, add, subtract, deduct_from, points, proportion, bands, clamp, best_of_field, "
    "share_of_total, places, attribute, events"
)


@pytest.mark.parametrize(
    ("before", "step", "fault"),
    [
        (FOLDED, {"map": "multiply", "by": [{"of": "item"}]}, "rules.number_form at .by[0]"),
        (FOLDED, {"map": "multiply", "by": "1"}, "rules.not_list at .by"),
        (FOLDED, {"map": "multiply", "by": ["1"], "over": "0"}, "rules.not_positive at .over"),
        (FOLDED, {"map": "multiply", "by": ["1"], "over": "-0.5"}, "rules.not_positive at .over"),
        (FOLDED, {"map": "multiply", "by": ["x"]}, "rules.not_decimal at .by[0]"),
        (
            [],
            {"map": "multiply", "by": [{"by": "criterion", "values": {"all": "1"}, "of": "x"}]},
            "rules.key_unknown at .by[0].of",
        ),
        (FOLDED, {"map": "add"}, "rules.key_missing at .amount"),
        (FOLDED, {"map": "subtract"}, "rules.key_missing at .amount"),
        (FOLDED, {"map": "deduct_from"}, "rules.key_missing at .base"),
        (FOLDED, {"map": "deduct_from", "base": "1", "each": "0"}, "rules.not_positive at .each"),
        (FOLDED, {"map": "deduct_from", "base": "1", "floor": "x"}, "rules.not_decimal at .floor"),
        (FOLDED, {"map": "points", "max": "1"}, "rules.key_missing at .out_of"),
        (FOLDED, {"map": "points", "out_of": "1"}, "rules.key_missing at .max"),
        (FOLDED, {"map": "proportion", "target": "1"}, "rules.key_missing at .max"),
        (FOLDED, {"map": "proportion", "max": "1"}, "rules.key_missing at .target"),
        (FOLDED, PROPORTION | {"cap": "1", "floor": "2"}, "rules.limits_crossed at .floor"),
        (FOLDED, PROPORTION | {"places": 2}, "rules.key_missing at .mode"),
        (FOLDED, PROPORTION | {"lower_is_better": 1}, "rules.not_flag at .lower_is_better"),
        (FOLDED, OF_BANDS | {"bands": BANDS[::-1]}, "rules.bands_order at .bands[1].at_least"),
        (
            FOLDED,
            OF_BANDS
            | {"bands": [{"at_most": "2", "points": "1"}, {"at_most": "1", "points": "1"}]},
            "rules.bands_order at .bands[1].at_most",
        ),
        (
            FOLDED,
            OF_BANDS
            | {"bands": [{"at_least": "90", "points": "10"}, {"at_least": "90", "points": "10"}]},
            "rules.bands_order at .bands[1].at_least",
        ),
        (
            FOLDED,
            OF_BANDS | {"bands": [{"at_least": "90", "points": "10", "x": 1}]},
            "rules.key_unknown at .bands[0].x",
        ),
        (FOLDED, OF_BANDS | {"bands": []}, "rules.empty at .bands"),
        (
            FOLDED,
            OF_BANDS | {"bands": [{"at_least": "1"}]},
            "rules.key_missing at .bands[0].points",
        ),
        (FOLDED, {"map": "bands", "bands": BANDS}, "rules.key_missing at .otherwise"),
        (FOLDED, {"map": "clamp"}, "rules.key_missing at .high"),
        (FOLDED, {"map": "clamp", "low": "2", "high": "1"}, "rules.limits_crossed at .low"),
        (FOLDED, {"map": "best_of_field", "max": "0"}, "rules.not_positive at .max"),
        (FOLDED, {"map": "share_of_total", "max": "0"}, "rules.not_positive at .max"),
        (FOLDED, {"map": "places", "points": "1"}, "rules.not_list at .points"),
        (FOLDED, {"map": "places", "points": ["1", "x"]}, "rules.not_decimal at .points[1]"),
        (
            FOLDED,
            {"map": "places", "points": ["1"], "otherwise": "x"},
            "rules.not_decimal at .otherwise",
        ),
        (FOLDED, {"map": "events"}, "rules.key_missing at .kind"),
    ],
)
def test_a_faulty_map_is_refused_where_the_fault_stands(
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
            {"map": "guess"},
            "rules.not_choice at .map",
            {"value": "guess", "options": METHODS},
        ),
        (
            FOLDED,
            {"map": "multiply", "by": ["1", {"attribute": "x", "of": "item"}]},
            "rules.axis_unknown at .by[1].of",
            {"axis": "item", "known": "entry"},
        ),
        (
            [TOTALS],
            {"map": "multiply", "by": [{"by": "item", "values": {"a": "1"}}]},
            "rules.axis_unknown at .by[0].by",
            {"axis": "item", "known": "entry, judge"},
        ),
        (
            [],
            {"map": "multiply", "by": [{"by": "criterion", "values": {"other": "1"}}]},
            "rules.member_left_out at .by[0].values",
            {"member": "all"},
        ),
        (
            FOLDED,
            {"map": "add", "amount": {"table": "totals"}},
            "rules.axes at .amount.table",
            {"table": "totals", "axes": "entry, judge", "wanted": "entry"},
        ),
        (
            FOLDED,
            {"map": "add", "amount": {"table": "nothing"}},
            "rules.table_unknown at .amount.table",
            {"table": "nothing"},
        ),
        (
            FOLDED,
            PROPORTION | {"places": 99, "mode": "half_up"},
            "rules.out_of_range at .places",
            {"low": 0, "high": 12},
        ),
        (
            FOLDED,
            OF_BANDS | {"between": "x"},
            "rules.not_choice at .between",
            {"value": "x", "options": "step, linear"},
        ),
        (
            FOLDED,
            {"map": "best_of_field", "best": "top", "max": "1"},
            "rules.not_choice at .best",
            {"value": "top", "options": "highest, lowest"},
        ),
        (
            FOLDED,
            {"map": "places", "best": "top"},
            "rules.not_choice at .best",
            {"value": "top", "options": "highest, lowest"},
        ),
    ],
)
def test_a_refused_map_tells_what_was_found_and_what_may_stand_there(
    before: list[Any], step: dict[str, Any], fault: str, told: dict[str, object]
):
    code, place = fault.split(" at ")

    found = refusal_of(*before, step)

    assert found == (code, {"path": f"stages.panel.steps[{len(before)}]{place}", **told})

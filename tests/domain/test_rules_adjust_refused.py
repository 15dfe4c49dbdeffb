"""Faults of adjustments in a rule document, each told with its place."""

from typing import Any

import pytest

from tests.domain.panels import TOTALS, refusal_of

FOLDED = [TOTALS, {"reduce": "judge", "by": "mean"}]
KIND = {"kind": "a", "effect": "plus"}
OVER = {"limit": "480", "unit": "30", "points": "0.5", "count": "full"}
FIELDS = "matter, type, level, date, year, half, quarter, month"


@pytest.mark.parametrize(
    ("before", "step", "fault"),
    [
        (FOLDED, {"adjust": [KIND, KIND]}, "rules.kind_twice at .adjust"),
        (FOLDED, {"adjust": []}, "rules.empty at .adjust"),
        (FOLDED, {"adjust": [{"kind": "a"}]}, "rules.key_missing at .adjust[0].effect"),
        (FOLDED, {"adjust": [{"effect": "plus"}]}, "rules.key_missing at .adjust[0].kind"),
        (
            FOLDED,
            {"adjust": [KIND], "floor": "2", "ceiling": "1"},
            "rules.limits_crossed at .floor",
        ),
        (FOLDED, {"adjust": [KIND], "most_plus": "0"}, "rules.not_positive at .most_plus"),
        (FOLDED, {"adjust": [KIND], "most_minus": "0"}, "rules.not_positive at .most_minus"),
        (
            FOLDED,
            {"adjust": [KIND | {"points": "1", "levels": {"x": "1"}}]},
            "rules.tariff_twice_told at .adjust[0].levels",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"levels": {"x": "1"}, "overtime": {}}]},
            "rules.tariff_twice_told at .adjust[0].overtime",
        ),
        (FOLDED, {"adjust": [KIND | {"points": "0"}]}, "rules.not_positive at .adjust[0].points"),
        (
            FOLDED,
            {"adjust": [KIND | {"per_amount": True}]},
            "rules.key_unknown at .adjust[0].per_amount",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"points": "1", "per_amount": 1}]},
            "rules.not_flag at .adjust[0].per_amount",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"levels": {"x": "-1"}}]},
            "rules.negative at .adjust[0].levels.x",
        ),
        (FOLDED, {"adjust": [KIND | {"once_per": []}]}, "rules.empty at .adjust[0].once_per"),
        (FOLDED, {"adjust": [KIND | {"cap": "0"}]}, "rules.not_positive at .adjust[0].cap"),
        (
            FOLDED,
            {"adjust": [KIND | {"cap_per": {"type": "-1"}}]},
            "rules.negative at .adjust[0].cap_per.type",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"needs_evidence": 1}]},
            "rules.not_flag at .adjust[0].needs_evidence",
        ),
        (FOLDED, {"adjust": [KIND | {"x": 1}]}, "rules.key_unknown at .adjust[0].x"),
        (
            FOLDED,
            {"adjust": [KIND | {"overtime": OVER | {"limit": None}}]},
            "rules.not_decimal at .adjust[0].overtime.limit",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"overtime": OVER | {"unit": "0"}}]},
            "rules.not_positive at .adjust[0].overtime.unit",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"overtime": OVER | {"points": "0"}}]},
            "rules.not_positive at .adjust[0].overtime.points",
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"overtime": OVER | {"x": 1}}]},
            "rules.key_unknown at .adjust[0].overtime.x",
        ),
    ],
)
def test_a_faulty_adjustment_is_refused_where_the_fault_stands(
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
            {"adjust": [KIND | {"once_per": "mood"}]},
            "rules.event_field at .adjust[0].once_per",
            {"field": "mood", "known": FIELDS},
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"once_per": ["matter", "mood"]}]},
            "rules.event_field at .adjust[0].once_per",
            {"field": "mood", "known": FIELDS},
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"cap_per": {"mood": "1"}}]},
            "rules.event_field at .adjust[0].cap_per.mood",
            {"field": "mood", "known": FIELDS},
        ),
        (
            FOLDED,
            {"adjust": [KIND | {"overtime": OVER | {"count": "half"}}]},
            "rules.not_choice at .adjust[0].overtime.count",
            {"value": "half", "options": "full, started"},
        ),
    ],
)
def test_a_refused_adjustment_tells_what_was_found_and_what_may_stand_there(
    before: list[Any], step: dict[str, Any], fault: str, told: dict[str, object]
):
    code, place = fault.split(" at ")

    found = refusal_of(*before, step)

    assert found == (code, {"path": f"stages.panel.steps[{len(before)}]{place}", **told})

"""What a calculation sheet says of figures made comparable, and calibrations that are refused."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Entry
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, facts, refusal_of, rules

SHEETS = {"A": "80 90", "B": "60 70", "C": "70 89"}
MEANS = {"A": "80", "B": "60", "C": "90", "D": "70"}
ROOMS = {"A": "r1", "B": "r1", "C": "r2", "D": "r2"}
EFFECT = {"calibrate": "judge_effect", "estimator": "least_squares", "places": 2, "mode": "half_up"}
PILES = {"piles_compared": True}
RANGE = {"calibrate": "min_max", "low": "60", "high": "100", **PILES}
SCORES = {"calibrate": "z_score", "deviation_of": "population", "places": 2, "mode": "half_up"}
COEFFICIENT = {"calibrate": "panel_coefficient", "panel": "room"}
DIFFERENCE = {"calibrate": "panel_difference", "panel": "room", "overall": "panels"}
SCALE = {"calibrate": "scale_700", "centre": "500", "step": "14.826", "low": "495", "high": "505"}


def figure(text: str) -> dict[str, str]:
    return {"ratio": str(Fraction(text)), "text": text}


def of_sheets(step: dict[str, Any], track: str = "x") -> Calculation:
    """Two judges on A, B and C."""
    ruleset = rules(TOTALS, step | {"as": "made"}, MEAN, RANK)
    return carried_out(ruleset, facts(SHEETS, tracks=dict.fromkeys(SHEETS, track)))


def of_rooms(step: dict[str, Any], rooms: dict[str, str] = ROOMS) -> Calculation:
    """One figure for each of A, B, C and D, who sat in two rooms."""
    given = facts(MEANS)
    entries = tuple(Entry(e, {"room": rooms[e]} if e in rooms else {}) for e in MEANS)
    mean = {"reduce": "judge", "by": "mean", "as": "mean"}
    return carried_out(
        rules(TOTALS, mean, step | {"as": "score"}, RANK), replace(given, entries=entries)
    )


def told(done: Calculation, entry: str) -> dict[str, Any]:
    (step,) = [one for one in done.derive(entry)["steps"] if one["code"] == "calibrate"]
    return step


def test_the_effect_of_a_judge_is_told_with_every_mark_it_changes():
    done = of_sheets(EFFECT | {"per": "track"})

    low, high = figure("-6.5"), figure("6.5")
    cells = [
        {"judge": "J1", "before": figure("80"), "after": figure("86.5"), "effect": low},
        {"judge": "J2", "before": figure("90"), "after": figure("83.5"), "effect": high},
    ]
    assert told(done, "A") == {
        "code": "calibrate",
        "step": "made",
        "source": "totals",
        "group": "x",
        "per": "track",
        "rule": {
            "way": "judge_effect",
            "panel": None,
            "estimator": "least_squares",
            "rounding": [2, "half_up"],
        },
        "shared": {"judges": {"J1": low, "J2": high}},
        "cells": [cell | {"pulled": False} for cell in cells],
    }


def test_a_range_is_told_with_the_extremes_of_each_pile():
    done = of_sheets(RANGE)

    piles = {
        "J1": {"low": figure("60"), "high": figure("80"), "count": 3},
        "J2": {"low": figure("70"), "high": figure("90"), "count": 3},
    }
    step = told(done, "C")
    assert (step["group"], step["per"]) == ("", None)
    assert step["rule"] == {"way": "min_max", "panel": None}
    assert step["shared"] == {"low": figure("60"), "high": figure("100"), "piles": piles}
    assert step["cells"] == [
        {"judge": "J1", "before": figure("70"), "after": figure("80"), "pile": "J1"},
        {"judge": "J2", "before": figure("89"), "after": figure("98"), "pile": "J2"},
    ]


ROOM_RANGES = {
    "r1": {"low": figure("60"), "high": figure("80"), "count": 2},
    "r2": {"low": figure("70"), "high": figure("90"), "count": 2},
}


@pytest.mark.parametrize(
    ("step", "rule", "shared", "cell"),
    [
        (
            RANGE | {"panel": "room"},
            {"way": "min_max", "panel": "room"},
            {"low": figure("60"), "high": figure("100"), "piles": ROOM_RANGES},
            {"after": figure("60"), "pile": "r2"},
        ),
        (
            DIFFERENCE,
            {
                "way": "panel_difference",
                "panel": "room",
                "overall": "panels",
                "drop_high": 0,
                "drop_low": 0,
                "roundings": {},
            },
            {
                "overall_mean": figure("75"),
                "of": 2,
                "panels": {
                    "r1": {"count": 2, "mean": figure("70"), "correction": figure("5")},
                    "r2": {"count": 2, "mean": figure("80"), "correction": figure("-5")},
                },
            },
            {"after": figure("65"), "panel": "r2"},
        ),
        (
            COEFFICIENT | {"coefficient": 2, "mode": "truncate"},
            {
                "way": "panel_coefficient",
                "panel": "room",
                "overall": "entries",
                "drop_high": 0,
                "drop_low": 0,
                "roundings": {"correction": [2, "truncate"]},
            },
            {
                "overall_mean": figure("75"),
                "of": 4,
                "panels": {
                    "r1": {"count": 2, "mean": figure("70"), "correction": figure("1.07")},
                    "r2": {"count": 2, "mean": figure("80"), "correction": figure("0.93")},
                },
            },
            {"after": figure("65.1"), "panel": "r2"},
        ),
        (
            SCALE,
            {
                "way": "scale_700",
                "panel": None,
                "approximation": True,
                "centre": figure("500"),
                "step": figure("14.826"),
                "low": figure("495"),
                "high": figure("505"),
            },
            {"median": figure("75"), "deviation": figure("10")},
            {"after": figure("495")},
        ),
    ],
)
def test_figures_of_entries_are_told_with_what_was_found_of_all(
    step: dict[str, Any], rule: dict[str, Any], shared: dict[str, Any], cell: dict[str, Any]
):
    done = of_rooms(step)

    assert told(done, "D") == {
        "code": "calibrate",
        "step": "score",
        "source": "mean",
        "group": "",
        "per": None,
        "rule": rule,
        "shared": shared,
        "cells": [{"judge": "", "before": figure("70"), **cell}],
    }


def test_standard_scores_of_rooms_are_told_with_their_means():
    done = of_rooms(SCORES | {"panel": "room", **PILES})

    step = told(done, "A")
    assert step["rule"] == {
        "way": "z_score",
        "panel": "room",
        "deviation_of": "population",
        "rounding": [2, "half_up"],
    }
    assert step["shared"]["mean"] == figure("75")
    piles = step["shared"]["piles"]
    assert [(name, one["mean"], one["count"]) for name, one in piles.items()] == [
        ("r1", figure("70"), 2),
        ("r2", figure("80"), 2),
    ]
    assert piles["r1"]["factor"]["text"] == "1.118033…"
    assert step["shared"]["deviation"]["text"] == "11.180339…"
    assert step["cells"] == [
        {"judge": "", "before": figure("80"), "after": figure("86.18"), "pile": "r1"}
    ]


def test_an_entry_without_figures_is_told_of_no_calibration():
    given = facts(SHEETS | {"D": "absent absent"})

    done = carried_out(rules(TOTALS, EFFECT, MEAN, RANK), given)

    assert [one for one in done.derive("D")["steps"] if one["code"] == "calibrate"] == []
    assert told(done, "A")["step"] == "#2.calibrate"


@pytest.mark.parametrize("step", [COEFFICIENT, DIFFERENCE, RANGE | {"panel": "room"}])
def test_an_entry_that_sat_in_no_panel_is_named(step: dict[str, Any]):
    with pytest.raises(Refusal) as refused:
        of_rooms(step, {"A": "r1", "C": "r2", "D": "r2"})

    assert (refused.value.code, refused.value.values) == (
        "facts.attribute_missing",
        {"entry": "B", "attribute": "room"},
    )


@pytest.mark.parametrize("step", [RANGE, SCORES | PILES])
def test_a_pile_without_spread_is_named(step: dict[str, Any]):
    with pytest.raises(Refusal) as refused:
        of_rooms(step | {"panel": "room"}, {"A": "r1", "B": "r2", "C": "r2", "D": "r2"})

    assert (refused.value.code, refused.value.values) == (
        "calibrate.no_spread",
        {"step": "score", "pile": "r1"},
    )


AXES = {"table": "totals", "axes": "entry, judge", "wanted": "entry"}
ALL_AXES = {"table": "marks", "axes": "entry, judge, criterion", "wanted": "entry, judge"}


@pytest.mark.parametrize(
    ("step", "code", "told"),
    [
        (EFFECT | {"from": "marks"}, "rules.axes", {"at": ".from", **ALL_AXES}),
        (RANGE | {"panel": "room"}, "rules.axes", {"at": "", **AXES}),
        (COEFFICIENT, "rules.axes", {"at": "", **AXES}),
        (SCALE | {"from": "totals"}, "rules.axes", {"at": ".from", **AXES}),
        (RANGE | {"low": "100"}, "calibrate.range_empty", {"at": ".high"}),
        (SCALE | {"low": "505"}, "calibrate.range_empty", {"at": ".high"}),
        (
            RANGE | {"piles_compared": False},
            "calibrate.piles_not_compared",
            {"at": ".piles_compared"},
        ),
        (COEFFICIENT | {"coefficient": 2}, "rules.key_missing", {"at": ".mode"}),
        (
            COEFFICIENT | {"overall": "x"},
            "rules.not_choice",
            {"at": ".overall", "value": "x", "options": "entries, panels"},
        ),
        (EFFECT | {"as": "totals"}, "rules.name_twice", {"at": ".as", "name": "totals"}),
    ],
)
def test_a_faulty_calibration_is_refused_where_the_fault_stands(
    step: dict[str, Any], code: str, told: dict[str, str]
):
    path = f"stages.panel.steps[1]{told['at']}"
    rest = {name: value for name, value in told.items() if name != "at"}

    assert refusal_of(TOTALS, step) == (code, {"path": path, **rest})

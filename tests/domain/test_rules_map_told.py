"""What a calculation sheet says of a changed figure: before, the numbers used, after."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.rules import Entry, Event, Facts
from tests.domain.panels import RANK, TOTALS, carried_out, facts, rules

MEAN = {"reduce": "judge", "by": "mean", "as": "mean"}
BANDS = [{"at_least": "90", "points": "10"}, {"at_least": "80", "points": "6"}]
TIMES = [{"at_most": "60", "points": "10"}, {"at_most": "75", "points": "5"}]
NUMBERS = {"A": "4", "B": "2.5", "C": "7"}
EVENTS = (
    Event("1", "A", "time", amount="30"),
    Event("2", "A", "time", amount="12.5", stage="panel"),
    Event("3", "A", "time", amount="7", stage="other"),
    Event("4", "B", "other", amount="9"),
    Event("5", "C", "time", amount="1"),
)


def field() -> Facts:
    """A has 90, B 80, C 60; A and C in one track; each with a number "n"."""
    given = facts({"A": "90", "B": "80", "C": "60"}, tracks={"A": "x", "B": "y", "C": "x"})
    entries = tuple(
        Entry(entry.id, {**entry.attributes, "n": NUMBERS[entry.id]}) for entry in given.entries
    )
    return replace(given, entries=entries, events=EVENTS)


def maps_told(step: dict[str, Any], given: Facts) -> list[dict[str, Any]]:
    done = carried_out(rules(TOTALS, MEAN, step | {"as": "score"}, RANK), given)
    told = [one for entry in given.entries for one in done.derive(entry.id)["steps"]]
    return [one for one in told if one["code"] == "map"]


def figure(text: str) -> dict[str, str]:
    ratio = Fraction(text)
    return {"ratio": str(ratio), "text": text}


N = {"attribute": "n"}


@pytest.mark.parametrize(
    ("step", "values", "after"),
    [
        (
            {"map": "multiply", "by": ["0.5", N], "over": "4"},
            [
                {"factor 1": "0.5", "factor 2": "4", "over": "4"},
                {"factor 1": "0.5", "factor 2": "2.5", "over": "4"},
                {"factor 1": "0.5", "factor 2": "7", "over": "4"},
            ],
            ["45", "25", "52.5"],
        ),
        ({"map": "multiply", "by": ["2"]}, [{"factor 1": "2"}] * 3, ["180", "160", "120"]),
        (
            {"map": "add", "amount": N},
            [{"amount": "4"}, {"amount": "2.5"}, {"amount": "7"}],
            ["94", "82.5", "67"],
        ),
        ({"map": "subtract", "amount": "1.5"}, [{"amount": "1.5"}] * 3, ["88.5", "78.5", "58.5"]),
        (
            {"map": "deduct_from", "base": "200", "each": "0.5"},
            [{"base": "200", "each": "0.5"}] * 3,
            ["155", "160", "170"],
        ),
        (
            {"map": "deduct_from", "base": N, "floor": "-77"},
            [{"base": base, "each": "1", "floor": "-77"} for base in ("4", "2.5", "7")],
            ["-77", "-77", "-53"],
        ),
        (
            {"map": "points", "out_of": "200", "max": N},
            [{"out_of": "200", "max": most} for most in ("4", "2.5", "7")],
            ["1.8", "1", "2.1"],
        ),
        (
            {"map": "proportion", "target": "80", "max": "10", "cap": "1.1", "floor": "0.8"},
            [
                {"target": "80", "rate": "1.125", "counted": "1.1", "max": "10"},
                {"target": "80", "rate": "1", "counted": "1", "max": "10"},
                {"target": "80", "rate": "0.75", "counted": "0.8", "max": "10"},
            ],
            ["11", "10", "8"],
        ),
        (
            {
                "map": "proportion",
                "target": "60",
                "max": N,
                "lower_is_better": True,
                "places": 2,
                "mode": "half_even",
            },
            [
                {"target": "60", "rate": "0.67", "counted": "0.67", "max": "4"},
                {"target": "60", "rate": "0.75", "counted": "0.75", "max": "2.5"},
                {"target": "60", "rate": "1", "counted": "1", "max": "7"},
            ],
            ["2.68", "1.875", "7"],
        ),
        (
            {"map": "bands", "bands": BANDS, "otherwise": "1"},
            [{"at_least": "90"}, {"at_least": "80"}, {}],
            ["10", "6", "1"],
        ),
        (
            {"map": "bands", "bands": TIMES, "otherwise": "1"},
            [{}, {}, {"at_most": "60"}],
            ["1", "1", "10"],
        ),
        (
            {"map": "clamp", "low": "65", "high": "85"},
            [{"low": "65", "high": "85"}] * 3,
            ["85", "80", "65"],
        ),
        ({"map": "clamp", "high": "85"}, [{"high": "85"}] * 3, ["85", "80", "60"]),
        ({"map": "clamp", "low": "65"}, [{"low": "65"}] * 3, ["90", "80", "65"]),
        (
            {"map": "best_of_field", "max": "9"},
            [{"best": "90", "max": "9"}] * 3,
            ["9", "8", "6"],
        ),
        (
            {"map": "best_of_field", "best": "lowest", "max": "12", "per": "track"},
            [{"best": best, "max": "12"} for best in ("60", "80", "60")],
            ["8", "12", "12"],
        ),
        (
            {"map": "share_of_total", "max": "15", "per": "track"},
            [{"total": total, "max": "15"} for total in ("150", "80", "150")],
            ["9", "15", "6"],
        ),
        (
            {"map": "places", "best": "lowest", "points": ["9", "7"], "per": "track"},
            [{"place": "2"}, {"place": "1"}, {"place": "1"}],
            ["7", "9", "9"],
        ),
        (
            {"map": "places", "points": ["9"], "otherwise": "1"},
            [{"place": "1"}, {"place": "2"}, {"place": "3"}],
            ["9", "1", "1"],
        ),
        ({"map": "places"}, [{"place": "1"}, {"place": "2"}, {"place": "3"}], ["1", "2", "3"]),
    ],
)
def test_a_change_is_told_with_the_figures_and_the_numbers_used(
    step: dict[str, Any], values: list[dict[str, str]], after: list[str]
):
    told = maps_told(step, field())

    assert told == [
        {
            "code": "map",
            "step": "score",
            "source": "mean",
            "method": step["map"],
            "axes": ["entry"],
            "cells": [
                {
                    "key": [],
                    "member": entry,
                    "before": figure(before),
                    "values": used,
                    "after": figure(made),
                }
            ],
        }
        for entry, before, used, made in zip("ABC", ("90", "80", "60"), values, after, strict=True)
    ]


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ({"map": "attribute", "attribute": "n"}, {"A": "4", "B": "2.5", "C": "7"}),
        ({"map": "events", "kind": "time"}, {"A": "42.5", "C": "1"}),
    ],
)
def test_a_table_made_of_facts_is_told_without_a_figure_before(
    step: dict[str, Any], after: dict[str, str]
):
    told = maps_told(step, field())

    values = {name: value for name, value in step.items() if name != "map"}
    assert [(one["source"], one["method"], one["axes"]) for one in told] == [
        ("", step["map"], ["entry"])
    ] * len(after)
    assert [one["cells"] for one in told] == [
        [{"key": [], "member": entry, "before": None, "values": values, "after": figure(made)}]
        for entry, made in after.items()
    ]


def test_an_entry_without_a_figure_of_its_own_stays_blank():
    given = replace(field(), entries=(Entry("A", {"n": ""}), Entry("B", {"n": "3"}), Entry("C")))
    ranked = {"rank": [{"key": "number"}]}
    step = {"map": "attribute", "attribute": "n", "as": "number"}

    done = carried_out(rules(TOTALS, MEAN, step, ranked), given)

    assert done.evaluation.tables["number"].to_json() == {
        "axes": ["entry"],
        "shown": None,
        "cells": [["B", "3"]],
        "missing": [["A", "blank"], ["C", "blank"]],
    }


def test_events_of_entries_that_no_longer_compete_make_no_figure():
    given = replace(field(), entries=(Entry("A", state=State.WITHDRAWN), Entry("C"), Entry("D")))
    given = replace(given, sheets=(), events=(*EVENTS[:3], EVENTS[4]))
    ranked = {"rank": [{"key": "time"}]}

    done = carried_out(
        rules(TOTALS, MEAN, {"map": "events", "kind": "time", "as": "time"}, ranked), given
    )

    assert done.evaluation.tables["time"].to_json() == {
        "axes": ["entry"],
        "shown": None,
        "cells": [["C", "1"]],
        "missing": [["D", "blank"]],
    }

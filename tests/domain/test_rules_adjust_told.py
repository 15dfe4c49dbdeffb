"""What a calculation sheet says of an adjustment: each event, and what counts of it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Event, Facts, parse_rule_set
from tests.domain.panels import RANK, TOTALS, carried_out, document, facts, rules

MEAN = {"reduce": "judge", "by": "mean", "as": "mean"}
BONUS = {"kind": "bonus", "effect": "plus"}
FAULT = {"kind": "fault", "effect": "minus"}


def bonus(name: str, **more: Any) -> Event:
    return Event(name, "E", "bonus", **more)


def figure(text: str) -> dict[str, str]:
    return {"ratio": str(Fraction(text)), "text": text}


def adjusted(events: Sequence[Event], *tariffs: dict[str, Any], **limits: str) -> Calculation:
    """E has 80, F 70, before the events."""
    step = {"adjust": list(tariffs), "as": "score", **limits}
    given = replace(facts({"E": "80", "F": "70"}), events=tuple(events))
    return carried_out(rules(TOTALS, MEAN, step, RANK), given)


def told(done: Calculation, entry: str) -> list[dict[str, Any]]:
    return [one for one in done.derive(entry)["steps"] if one["code"] == "adjust"]


def events_told(done: Calculation) -> list[dict[str, Any]]:
    (step,) = told(done, "E")
    return step["cells"][0]["kinds"][0]["events"]


def test_every_event_is_told_with_its_points_its_words_and_the_limits_that_held():
    full = bonus(
        "2",
        matter="m",
        type="a",
        level="省",
        date="2026-03-02",
        amount="2",
        evidence="文 1",
        reason="表扬",
    )
    events = [
        full,
        bonus("1", type="a", amount="3", evidence="x"),
        bonus("3", amount="9"),
        Event("4", "E", "fault", amount="1.5"),
        Event("5", "F", "bonus", stage="other", amount="1", evidence="x"),
    ]

    done = adjusted(
        events,
        BONUS | {"needs_evidence": True, "cap": "4"},
        FAULT | {"points": "0.5", "per_amount": True},
        most_plus="3",
        floor="0",
        ceiling="82.1",
    )

    words = {"matter": "m", "type": "a", "level": "省", "date": "2026-03-02", "amount": "2"}
    plus = {
        "kind": "bonus",
        "effect": "plus",
        "raw": "14",
        "counted": "4",
        "events": [
            {"id": "1", "points": "3", "why": "", "type": "a", "amount": "3", "evidence": "x"},
            {"id": "2", "points": "2", "why": "", **words, "evidence": "文 1", "reason": "表扬"},
            {"id": "3", "points": "9", "why": "evidence", "amount": "9"},
        ],
        "cap": "4",
    }
    minus = {
        "kind": "fault",
        "effect": "minus",
        "raw": "0.75",
        "counted": "0.75",
        "events": [{"id": "4", "points": "0.75", "why": "", "amount": "1.5"}],
    }
    cell = {
        "key": [],
        "member": "E",
        "before": figure("80"),
        "kinds": [plus, minus],
        "plus": "3",
        "minus": "0.75",
        "after": figure("82.1"),
    }
    step = {"code": "adjust", "step": "score", "source": "mean", "axes": ["entry"]}
    assert told(done, "E") == [step | {"floor": "0", "ceiling": "82.1", "cells": [cell]}]
    assert told(done, "F") == []
    (block,) = done.evaluation.blocks
    assert (block.step, block.values) == ("score", {"event": "3"})


def test_a_figure_that_only_a_limit_changes_is_told_without_events():
    done = adjusted([], BONUS, floor="75")

    cell = {"key": [], "member": "F", "before": figure("70"), "kinds": [], "plus": "0"}
    assert told(done, "E") == []
    assert told(done, "F") == [
        {
            "code": "adjust",
            "step": "score",
            "source": "mean",
            "axes": ["entry"],
            "floor": "75",
            "cells": [cell | {"minus": "0", "after": figure("75")}],
        }
    ]


def test_overtime_is_told_with_its_units_and_the_limit():
    over = {"limit": "480", "unit": "30", "points": "0.5", "count": "started"}

    done = adjusted([bonus("1", amount="545")], BONUS | {"overtime": over})

    assert events_told(done) == [
        {"id": "1", "points": "1.5", "why": "", "amount": "545", "units": 3, "limit": "480"}
    ]


DATES = ("2026-03-02", "2026-04-01", "2026-06-30", "2027-06-30", "2026-12-01", "2026-12-31")


@pytest.mark.parametrize(
    ("once_per", "counted"),
    [("year", "46"), ("quarter", "1346"), ("month", "12346"), ("date", "123456")],
)
def test_of_events_in_one_stretch_of_time_the_largest_counts(once_per: str, counted: str):
    events = [bonus(str(n), date=date, amount=str(n)) for n, date in enumerate(DATES, start=1)]

    shown = events_told(adjusted(events, BONUS | {"once_per": once_per}))

    assert "".join(one["id"] for one in shown if not one["why"]) == counted
    assert {one["why"] for one in shown} - {""} == ({"once"} if len(counted) < 6 else set())


def test_of_equal_events_of_one_matter_the_first_counts():
    events = [bonus("2", matter="m", amount="3"), bonus("1", matter="m", amount="3")]

    shown = events_told(adjusted(events, BONUS | {"once_per": "matter"}))

    assert [(one["id"], one["why"]) for one in shown] == [("1", ""), ("2", "once")]


def test_an_event_without_proof_does_not_stand_in_the_way_of_another():
    events = [bonus("1", matter="m", amount="9"), bonus("2", matter="m", amount="1", evidence="x")]

    done = adjusted(events, BONUS | {"once_per": "matter", "needs_evidence": True})

    assert [one["why"] for one in events_told(done)] == ["evidence", ""]
    assert done.evaluation.score_of("E") == "81"


def test_caps_within_each_value_of_several_fields_hold_together():
    events = [
        bonus("1", type="a", matter="m", amount="4"),
        bonus("2", type="a", matter="n", amount="4"),
        bonus("3", type="b", matter="n", amount="1"),
    ]

    scores = [
        adjusted(events, BONUS | {"cap_per": caps}).evaluation.score_of("E")
        for caps in ({"type": "5"}, {"matter": "4.5"}, {"type": "5", "matter": "4.5"})
    ]

    assert scores == ["86", "88.5", "86"]


@pytest.mark.parametrize(
    ("event", "tariff", "code", "values"),
    [
        (
            bonus("1", date="2026-3", amount="1"),
            {"once_per": "month"},
            "facts.event_field",
            {"event": "1", "field": "month"},
        ),
        (
            bonus("1", date="2026-03-xx", amount="1"),
            {"cap_per": {"year": "3"}},
            "facts.event_field",
            {"event": "1", "field": "year"},
        ),
        (
            bonus("1", amount="1"),
            {"once_per": "date"},
            "facts.event_field",
            {"event": "1", "field": "date"},
        ),
        (
            bonus("1", amount="1"),
            {"once_per": "period"},
            "facts.event_field",
            {"event": "1", "field": "period"},
        ),
        (bonus("1", amount="-1"), {}, "facts.event_amount", {"event": "1"}),
        (
            bonus("1", amount="x"),
            {},
            "facts.not_number",
            {"member": "1", "name": "amount", "text": "x"},
        ),
        (
            bonus("1"),
            {"points": "1", "per_amount": True},
            "facts.not_number",
            {"member": "1", "name": "amount", "text": ""},
        ),
        (
            bonus("1", level="县"),
            {"levels": {"省": "8"}},
            "facts.event_level",
            {"event": "1", "level": "县"},
        ),
    ],
)
def test_an_event_that_a_tariff_cannot_count_is_refused_with_what_it_lacks(
    event: Event, tariff: dict[str, Any], code: str, values: dict[str, str]
):
    with pytest.raises(Refusal) as refused:
        adjusted([event], BONUS | tariff)

    assert (refused.value.code, refused.value.values) == (code, values)


def by_item(*events: Event) -> Facts:
    given = facts({"E": "80", "F": "70"})
    sheets = [replace(one, at={"item": item}) for one in given.sheets for item in ("A", "B")]
    return replace(given, sheets=tuple(sheets), events=events)


def test_an_event_changes_the_cells_it_names_and_of_judges_each():
    late = {"adjust": [FAULT], "as": "late"}
    of_items = {"reduce": "item", "by": "sum"}
    told_rules = document(TOTALS, late, {"reduce": "judge", "by": "mean"}, of_items, RANK)
    told_rules["stages"]["panel"]["steps"][3]["as"] = "score"
    told_rules["stages"]["panel"]["dimensions"] = {"item": ["A", "B"]}
    ruleset = parse_rule_set(told_rules)

    done = carried_out(ruleset, by_item(Event("1", "E", "fault", amount="7", at={"item": "B"})))

    (step,) = told(done, "E")
    assert [(cell["key"], cell["member"], cell["after"]["text"]) for cell in step["cells"]] == [
        (["E", "B"], "J1", "73")
    ]
    assert step["axes"] == ["entry", "item", "judge"]
    assert done.evaluation.score_of("E") == "153"
    with pytest.raises(Refusal) as refused:
        carried_out(ruleset, by_item(Event("1", "E", "fault", amount="7")))
    assert (refused.value.code, refused.value.values) == (
        "facts.event_at",
        {"event": "1", "axis": "item"},
    )

"""Facts in JSON: every field there and back, what may be left out, and what is refused."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Event, Facts, Item, Judge, Sheet
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, criterion, facts, rules

FULL = {
    "schema": 1,
    "entries": [
        {"id": "E", "state": "scored", "attributes": {"track": "x", "unit": "厂"}},
        {"id": "F", "state": "withdrawn", "attributes": {}},
    ],
    "judges": [{"id": "J1", "attributes": {"group": "a"}}, {"id": "J2", "attributes": {}}],
    "sheets": [
        {
            "stage": "s",
            "entry": "E",
            "judge": "J1",
            "state": "scored",
            "marks": {"a": "blank", "b": 2},
            "at": {"item": "1", "period": "3"},
        },
        {"stage": "s", "entry": "E", "judge": "J2", "state": "absent", "marks": {}},
    ],
    "decisions": [
        {
            "part": "s",
            "step": "award",
            "kind": "vacate",
            "chosen": ["E"],
            "among": ["E", "F"],
            "reason": "投票",
            "reference": "纪要",
            "tier": "first",
            "group": "x",
            "places": 2,
        }
    ],
    "items": [
        {"id": "1", "axis": "item", "stage": "s", "entry": "E", "attributes": {"d": "2", "e": "3"}},
        {"id": "2", "axis": "period"},
    ],
    "events": [
        {
            "id": "1",
            "entry": "E",
            "kind": "bonus",
            "stage": "s",
            "at": {"item": "1", "period": "3"},
            "date": "2026-03-02",
            "amount": "2",
            "matter": "m",
            "type": "t",
            "level": "省",
            "evidence": "文",
            "reason": "表扬",
        },
        {"id": "2", "entry": "F", "kind": "bonus"},
    ],
}


def test_facts_keep_every_field_through_their_json():
    read = Facts.from_json(FULL)

    assert read == Facts(
        (Entry("E", {"track": "x", "unit": "厂"}), Entry("F", {}, State.WITHDRAWN)),
        (Judge("J1", {"group": "a"}), Judge("J2")),
        (
            Sheet("s", "E", "J1", {"b": 2}, {"a": State.BLANK}, at={"item": "1", "period": "3"}),
            Sheet("s", "E", "J2", state=State.ABSENT),
        ),
        (Decision("s", "award", "vacate", ("E",), ("E", "F"), "投票", "纪要", "first", "x", 2),),
        (Item("1", {"d": "2", "e": "3"}, "s", "E"), Item("2", axis="period")),
        (
            Event(
                "1",
                "E",
                "bonus",
                "s",
                {"item": "1", "period": "3"},
                "2026-03-02",
                "2",
                "m",
                "t",
                "省",
                "文",
                "表扬",
            ),
            Event("2", "F", "bonus"),
        ),
    )
    assert read.to_json() == FULL


def test_what_has_a_usual_value_may_be_left_out():
    short = {
        "schema": 1,
        "entries": [{"id": "E"}],
        "judges": [{"id": "J"}],
        "sheets": [{"stage": "s", "entry": "E", "judge": "J"}],
        "decisions": [{"part": "s", "step": "bar", "kind": "bar", "chosen": ["E"]}],
        "items": [{"id": "1"}],
    }

    assert Facts.from_json(short) == Facts(
        (Entry("E"),),
        (Judge("J"),),
        (Sheet("s", "E", "J"),),
        (Decision("s", "bar", "bar", ("E",)),),
        (Item("1"),),
    )
    assert Facts.from_json({"schema": 1}) == Facts(())


def turned(given: Facts) -> Facts:
    parts = (given.entries, given.judges, given.sheets, given.decisions, given.items, given.events)
    return Facts(*(tuple(reversed(part)) for part in parts))


def test_the_order_of_facts_leaves_no_trace_in_their_json():
    decision = Decision("s", "award", "order", ("E", "F"), ("E", "F"), tier="a")
    further = [
        replace(decision, **{name: value})
        for name, value in (
            ("part", "t"),
            ("step", "rank"),
            ("kind", "choose"),
            ("chosen", ("F", "E")),
            ("among", ("E", "G")),
            ("tier", "b"),
            ("group", "y"),
            ("places", 1),
            ("reference", "r"),
            ("reason", "w"),
        )
    ]
    sheet = Sheet("s", "E", "J1", {"a": 1}, at={"item": "1"})
    sheets = [
        replace(sheet, **{name: value})
        for name, value in (("stage", "t"), ("entry", "F"), ("judge", "J2"), ("at", {"item": "2"}))
    ]
    item = Item("1", {"d": "1"})
    items = [
        replace(item, **{name: value})
        for name, value in (("id", "2"), ("stage", "s"), ("entry", "E"), ("axis", "period"))
    ]
    given = Facts(
        (Entry("E"), Entry("F")),
        (Judge("J1"), Judge("J2")),
        (sheet, *sheets),
        (decision, *further),
        (item, *items),
        (Event("1", "E", "a"), Event("2", "E", "a")),
    )

    told = given.to_json()

    assert turned(given).to_json() == told
    assert [one["stage"] + one["entry"] + one["judge"] for one in told["sheets"]] == [
        "sEJ1",
        "sEJ1",
        "sEJ2",
        "sFJ1",
        "tEJ1",
    ]
    assert [(one.get("axis"), one["id"], one.get("stage")) for one in told["items"]] == [
        ("item", "1", None),
        ("item", "2", None),
        ("item", "1", None),
        ("item", "1", "s"),
        ("period", "1", None),
    ]


def test_facts_about_some_entries_keep_what_is_known_of_all():
    given = Facts(
        (Entry("E"), Entry("F")),
        (Judge("J"),),
        (Sheet("s", "E", "J"), Sheet("s", "F", "J")),
        (Decision("s", "bar", "bar", ("F",)),),
        (Item("1"), Item("1", entry="E"), Item("1", entry="F")),
        (Event("1", "E", "a"), Event("2", "F", "a")),
    )

    assert given.only(frozenset("E")) == Facts(
        (Entry("E"),),
        (Judge("J"),),
        (Sheet("s", "E", "J"),),
        given.decisions,
        (Item("1"), Item("1", entry="E")),
        (Event("1", "E", "a"),),
    )


SHEET = {"stage": "s", "entry": "E", "judge": "J"}


@pytest.mark.parametrize(
    ("document", "code", "values"),
    [
        ({"schema": 2}, "facts.schema", {"schema": 2}),
        ({}, "facts.schema", {"schema": None}),
        ({"entries": {}}, "facts.shape", {"problem": "entries"}),
        ({"judges": "J"}, "facts.shape", {"problem": "judges"}),
        ({"sheets": {}}, "facts.shape", {"problem": "sheets"}),
        ({"decisions": {}}, "facts.shape", {"problem": "decisions"}),
        ({"items": {}}, "facts.shape", {"problem": "items"}),
        ({"events": {}}, "facts.shape", {"problem": "events"}),
        ({"entries": [{}]}, "facts.shape", {"problem": "'id'"}),
        ({"sheets": [SHEET | {"marks": {"a": 1.5}}]}, "facts.shape", {"problem": "a"}),
        ({"sheets": [SHEET | {"marks": {"a": True}}]}, "facts.shape", {"problem": "a"}),
        (
            {"sheets": [SHEET | {"marks": {"a": "gone"}}]},
            "facts.shape",
            {"problem": "'gone' is not a valid State"},
        ),
        (
            {"events": [{"id": "1", "entry": "E", "kind": "a", "zeal": "", "mood": ""}]},
            "facts.shape",
            {"problem": "'mood'"},
        ),
    ],
)
def test_broken_facts_are_refused_with_what_is_broken(
    document: dict[str, Any], code: str, values: dict[str, object]
):
    with pytest.raises(Refusal) as refused:
        Facts.from_json(document if code == "facts.schema" else {"schema": 1, **document})

    assert (refused.value.code, refused.value.values) == (code, values)


GOOD = facts({"E": "90", "F": "80"})
ONE = GOOD.sheets[0]
OF_ONE = {"entry": "E", "judge": "J1"}


@pytest.mark.parametrize(
    ("bad", "code", "values"),
    [
        ({"entries": (*GOOD.entries, Entry("F"))}, "facts.entry_twice", {"entry": "F"}),
        (
            {"entries": (Entry("F"), Entry("E", state=State.ABSENT))},
            "facts.entry_state",
            {"entry": "E", "state": State.ABSENT},
        ),
        (
            {"events": tuple(Event(name, "E", "a") for name in "1232")},
            "facts.event_twice",
            {"event": "2"},
        ),
        ({"events": (Event("1", "G", "a"),)}, "facts.unknown_entry", {"entry": "G"}),
        ({"sheets": (*GOOD.sheets, ONE)}, "facts.sheet_twice", OF_ONE),
        ({"sheets": (replace(ONE, entry="G"),)}, "facts.unknown_entry", {"entry": "G"}),
        ({"sheets": (replace(ONE, state=State.WITHDRAWN),)}, "facts.sheet_state", OF_ONE),
        ({"sheets": (replace(ONE, at={"item": "1"}),)}, "facts.sheet_at", OF_ONE),
        (
            {"sheets": (replace(ONE, marks={"x": 1}),)},
            "facts.unknown_criterion",
            OF_ONE | {"criterion": "x"},
        ),
        (
            {"sheets": (replace(ONE, missing={"x": State.BLANK}),)},
            "facts.unknown_criterion",
            OF_ONE | {"criterion": "x"},
        ),
        (
            {"sheets": (replace(ONE, marks={}, missing={"all": State.SCORED}),)},
            "facts.mark_state",
            OF_ONE,
        ),
    ],
)
def test_facts_that_contradict_themselves_are_refused_with_whom_it_is_about(
    bad: dict[str, Any], code: str, values: dict[str, object]
):
    criteria = [criterion("all", step="0.01"), criterion("other")]
    alone = rules(TOTALS, MEAN, RANK)
    ruleset = (
        alone if code != "facts.unknown_criterion" else rules(TOTALS, MEAN, RANK, criteria=criteria)
    )

    with pytest.raises(Refusal) as refused:
        carried_out(ruleset, replace(GOOD, **bad))

    assert (refused.value.code, refused.value.values) == (code, values)

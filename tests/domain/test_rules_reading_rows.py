"""Rows of facts: what they become."""

from competition.domain.marks import State
from competition.domain.rules import Decision, Entry, Event, Facts, Item, Judge, Sheet
from competition.domain.rules.reading import read_facts
from tests.domain.fact_rows import ALONE, RULES, A, rows


def marks(*told: dict[str, str]) -> tuple[Sheet, ...]:
    return read_facts({"marks": rows(*told)}, RULES).sheets


AT = {"item": "X", "period": "3"}


def test_rows_of_marks_become_sheets():
    found = marks(
        A | {"criterion": "a", "value": " 7.5 "},
        A | {"criterion": "b", "value": "", "state": ""},
        A | {"judge": "K", "criterion": "a", "value": "7", "state": "scored"},
        A | {"judge": "K", "criterion": "b", "state": "recused"},
        A | {"judge": "L", "state": "absent"},
        A | {"at.item": "Y", "criterion": "a", "value": "1"},
        {"stage": "s", "entry": "F", "judge": "J", "value": "9.5"},
        {"stage": "s", "entry": "G", "judge": "J"},
    )

    assert found == (
        Sheet("dives", "E", "J", {"a": 75}, {"b": State.BLANK}, at=AT),
        Sheet("dives", "E", "K", {"a": 70}, {"b": State.RECUSED}, at=AT),
        Sheet("dives", "E", "L", state=State.ABSENT, at=AT),
        Sheet("dives", "E", "J", {"a": 10}, at={"item": "Y", "period": "3"}),
        Sheet("s", "F", "J", {"a": 95}),
        Sheet("s", "G", "J", state=State.BLANK),
    )


def test_a_single_stage_and_a_single_criterion_need_not_be_named():
    facts = read_facts({"marks": rows({"entry": "E", "judge": "J", "value": "9"})}, ALONE)

    assert facts == Facts((Entry("E"),), sheets=(Sheet("s", "E", "J", {"a": 90}),))


def test_every_table_is_read_to_its_last_column():
    event = {
        "id": "9",
        "entry": "E",
        "kind": "bonus",
        "stage": "result",
        "at.item": "X",
        "date": "2026-03-02",
        "amount": "1/2",
        "matter": "m",
        "type": "t",
        "level": "l",
        "evidence": "e",
        "reason": "r",
    }
    decision = {
        "part": "s",
        "step": "rank",
        "kind": "vacate",
        "chosen": "E；F",
        "among": "E\nF\n\n",
        "reason": "r",
        "reference": "p",
        "tier": "first",
        "group": "x",
        "places": "2",
    }
    order = {"part": "dives", "step": "score", "kind": "order", "chosen": "F; 厂"}

    facts = read_facts(
        {
            "entries": rows(
                {"id": "E", "attributes.unit": "厂", "attributes.track": ""},
                {"id": " F ", "state": "withdrawn"},
            ),
            "judges": rows({"id": "J", "attributes.group": " a "}),
            "items": rows(
                {"id": "X", "attributes.d": "2"},
                {"id": "X", "axis": "period", "stage": "dives", "entry": "E"},
            ),
            "events": rows({"entry": "F", "kind": "bonus"}, event),
            "decisions": rows(decision, order),
        },
        RULES,
    )

    assert facts == Facts(
        (Entry("E", {"unit": "厂"}), Entry("F", {}, State.WITHDRAWN)),
        (Judge("J", {"group": "a"}),),
        (),
        (
            Decision("s", "rank", "vacate", ("E", "F"), ("E", "F"), "r", "p", "first", "x", 2),
            Decision("dives", "score", "order", ("F", "厂"), ("F", "厂")),
        ),
        (Item("X", {"d": "2"}), Item("X", {}, "dives", "E", "period")),
        (
            Event("#1", "F", "bonus"),
            Event(
                *("9", "E", "bonus", "result", {"item": "X"}, "2026-03-02"),
                *("1/2", "m", "t", "l", "e", "r"),
            ),
        ),
    )


def test_without_entries_those_of_marks_and_events_take_part():
    facts = read_facts(
        {
            "marks": rows(*({"entry": e, "judge": "J", "value": "9"} for e in "FE")),
            "events": rows(*({"entry": e, "kind": "a"} for e in "GF")),
        },
        ALONE,
    )

    assert [entry.id for entry in facts.entries] == ["F", "E", "G"]

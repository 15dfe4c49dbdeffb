"""Facts as one document: what it is read to, how it is written, every fault with its path."""

from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.rules import Decision, Entry, Event, Facts, Item, Judge, Sheet
from competition.domain.rules.reading import (
    FactsRefused,
    facts_document,
    read_facts_document,
)
from tests.domain.fact_rows import ALONE, RULES

FULL: dict[str, Any] = {
    "schema": 2,
    "entries": [
        {"id": "E", "state": "scored", "attributes": {"unit": "厂"}},
        {"id": "F", "state": "withdrawn", "attributes": {}},
    ],
    "judges": [
        {"id": "J", "attributes": {"group": "a"}},
        {"id": "K", "attributes": {}},
        {"id": "L", "attributes": {}},
    ],
    "sheets": [
        {
            "stage": "dives",
            "entry": "E",
            "judge": "J",
            "state": "scored",
            "marks": {"a": "7.5", "b": "recused"},
            "at": {"item": "X", "period": "3"},
        },
        {"stage": "s", "entry": "E", "judge": "K", "state": "absent", "marks": {}},
        {"stage": "s", "entry": "E", "judge": "L", "state": "blank", "marks": {}},
    ],
    "decisions": [
        {
            "part": "s",
            "step": "rank",
            "kind": "order",
            "chosen": ["F", "E"],
            "among": ["E", "F"],
            "reason": "r",
            "reference": "p",
            "tier": "t",
            "group": "x",
            "places": 2,
        }
    ],
    "items": [{"id": "X", "axis": "item", "stage": "dives", "attributes": {"d": "2"}}],
    "events": [
        {"id": "1", "entry": "E", "kind": "bonus", "at": {"item": "X"}, "amount": "2"},
    ],
}
FACTS = Facts(
    (Entry("E", {"unit": "厂"}), Entry("F", {}, State.WITHDRAWN)),
    (Judge("J", {"group": "a"}), Judge("K"), Judge("L")),
    (
        Sheet("dives", "E", "J", {"a": 75}, {"b": State.RECUSED}, at={"item": "X", "period": "3"}),
        Sheet("s", "E", "K", state=State.ABSENT),
        Sheet("s", "E", "L", state=State.BLANK),
    ),
    (Decision("s", "rank", "order", ("F", "E"), ("E", "F"), "r", "p", "t", "x", 2),),
    (Item("X", {"d": "2"}, "dives"),),
    (Event("1", "E", "bonus", at={"item": "X"}, amount="2"),),
)


def test_a_document_of_points_is_read_and_written_alike():
    assert read_facts_document(FULL, RULES, "f.json") == FACTS
    assert facts_document(FACTS, RULES) == FULL


def test_a_document_of_whole_numbers_counts_in_the_decimals_of_the_criterion():
    assert FACTS.to_json()["sheets"][0]["marks"] == {"a": 75, "b": "recused"}
    assert read_facts_document(FACTS.to_json(), RULES, "f.json") == FACTS


@pytest.mark.parametrize(("schema", "mark"), [(1, 75), (2, "7.5")])
def test_a_single_stage_need_not_be_named(schema: int, mark: object):
    sheet = {"entry": "E", "judge": "J", "marks": {"a": mark}}

    facts = read_facts_document({"schema": schema, "sheets": [sheet]}, ALONE, "f.json")

    assert facts == Facts((Entry("E"),), sheets=(Sheet("s", "E", "J", {"a": 75}),))


@pytest.mark.parametrize("mark", [8, "8", "8.0"])
def test_points_may_be_whole_numbers(mark: object):
    sheet = {"entry": "E", "judge": "J", "marks": {"a": mark}}

    facts = read_facts_document({"schema": 2, "sheets": [sheet]}, ALONE, "f.json")

    assert facts.sheets[0].marks == {"a": 80}


def test_a_sheet_without_marks_is_blank():
    sheet = {"stage": "s", "entry": "E", "judge": "J", "state": "scored"}

    facts = read_facts_document({"schema": 2, "sheets": [sheet]}, RULES, "f.json")

    assert facts.sheets == (Sheet("s", "E", "J", state=State.BLANK),)


SHEET = {"stage": "s", "entry": "E", "judge": "J", "marks": {"a": "9"}}
LISTS = "entries, judges, items, events, decisions, sheets"


@pytest.mark.parametrize(
    ("change", "path", "code", "values"),
    [
        ({"marks": []}, "marks", "rows.key", {"key": "marks", "known": LISTS}),
        ({"entries": {}}, "entries", "rows.not_list", {}),
        ({"entries": ["E"]}, "entries[0]", "rows.not_object", {}),
        (
            {"entries": [{"id": "E", "attributes": []}]},
            "entries[0].attributes",
            "rows.not_object",
            {},
        ),
        (
            {"entries": [{"id": "E", "attributes": {"x": 1.5}}]},
            "entries[0].attributes.x",
            "rows.not_text",
            {},
        ),
        ({"entries": [{"id": True}, {"id": "F"}]}, "entries[0].id", "rows.not_text", {}),
        (
            {"entries": [{"id": "E"}, {"id": "E"}]},
            "entries[1].id",
            "rows.id_twice",
            {"text": "E", "first": "entries[0].id"},
        ),
        ({"sheets": [SHEET | {"marks": []}]}, "sheets[0].marks", "rows.not_object", {}),
        (
            {"sheets": [SHEET | {"state": "absent"}]},
            "sheets[0].marks",
            "rows.marks_and_state",
            {"state": "absent"},
        ),
        (
            {"sheets": [SHEET | {"marks": {"a": "10.5"}}]},
            "sheets[0].marks.a",
            "mark.over_max",
            {"text": "10.5", "max": "10.0"},
        ),
        (
            {"sheets": [SHEET | {"marks": {"c": "1"}}]},
            "sheets[0].marks.c",
            "rows.criterion",
            {"text": "c", "known": "a"},
        ),
        (
            {"sheets": [SHEET | {"at": {"item": "X"}}]},
            "sheets[0].at.item",
            "rows.axis",
            {"axis": "item", "stage": "s"},
        ),
        (
            {"sheets": [SHEET | {"judge": ""}]},
            "sheets[0].judge",
            "rows.needed",
            {"column": "judge"},
        ),
        (
            {"decisions": [{"part": "s", "step": "rank", "kind": "bar", "chosen": "E"}]},
            "decisions[0].chosen",
            "rows.not_list",
            {},
        ),
        (
            {"decisions": [{"part": "s", "step": "rank", "kind": "bar", "chosen": ["E", None]}]},
            "decisions[0].chosen[1]",
            "rows.not_text",
            {},
        ),
    ],
)
def test_a_faulty_document_is_refused_at_the_path_of_the_fault(
    change: dict[str, Any], path: str, code: str, values: dict[str, Any]
):
    with pytest.raises(FactsRefused) as refused:
        read_facts_document({"schema": 2, "entries": [{"id": "E"}], **change}, RULES, "f.json")

    fault = refused.value.faults[0]
    assert (fault.file, fault.row, fault.column) == ("f.json", 0, path)
    assert (fault.refusal.code, fault.refusal.values) == (code, values)


def test_keys_that_no_fact_has_are_told_one_by_one():
    document = {"schema": 2, "entries": [{"id": "E", "b": 1, "a": 2}]}

    with pytest.raises(FactsRefused) as refused:
        read_facts_document(document, RULES, "f.json")

    assert [(one.column, one.refusal.values["key"]) for one in refused.value.faults] == [
        ("entries[0].a", "a"),
        ("entries[0].b", "b"),
    ]
    assert refused.value.faults[0].refusal.values["known"] == "id, state, attributes"


def test_the_faults_of_one_object_are_told_in_the_order_of_its_keys():
    event = {"reason": 1.5, "kind": None, "entry": [], "id": {}}

    with pytest.raises(FactsRefused) as refused:
        read_facts_document({"schema": 2, "events": [event]}, RULES, "f.json")

    shapes = [one for one in refused.value.faults if one.refusal.code == "rows.not_text"]
    assert [one.column.partition(".")[2] for one in shapes] == ["id", "entry", "kind", "reason"]


@pytest.mark.parametrize("schema", [None, 0, 3, "2", True])
def test_another_schema_is_refused_before_anything_else(schema: object):
    with pytest.raises(FactsRefused) as refused:
        read_facts_document({"schema": schema, "entries": {}}, RULES, "f.json")

    (fault,) = refused.value.faults
    assert (fault.file, fault.row, fault.column) == ("f.json", 0, "schema")
    assert (fault.refusal.code, fault.refusal.values) == ("rows.schema", {"schema": schema})


def test_a_whole_number_under_a_name_that_no_criterion_has_is_read_without_decimals():
    sheet = SHEET | {"marks": {"c": 12}}

    with pytest.raises(FactsRefused) as refused:
        read_facts_document({"schema": 1, "sheets": [sheet]}, RULES, "f.json")

    assert [one.refusal.code for one in refused.value.faults] == ["rows.criterion"]

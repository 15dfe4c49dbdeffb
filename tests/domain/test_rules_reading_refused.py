"""Every fault in rows of facts is told with the cell it stands in."""

from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set
from competition.domain.rules.reading import FactFault, FactsRefused, read_facts
from tests.domain.fact_rows import FOLD, MEAN, RANK, RULES, A, rows

M = {"entry": "E", "judge": "J", "stage": "s", "criterion": "a", "value": "9"}
STAGES, STATES = "s, dives", "scored, blank, absent, recused"
KNOWN = {"entries": [{"id": "E", "attributes.unit": "厂"}], "judges": [{"id": "J"}]}
DECIDED = {"part": "s", "step": "rank", "kind": "bar", "chosen": "E"}
STEPS = "#1.reduce, score, rank"
DECISIONS = "order, choose, bar, vacate, revoke"


def faults(tables: dict[str, list[dict[str, str]]]) -> list[tuple[int, str, str, dict[str, Any]]]:
    with pytest.raises(FactsRefused) as refused:
        read_facts({name: rows(*told) for name, told in (KNOWN | tables).items()}, RULES)
    assert {one.file for one in refused.value.faults} == {"f.csv"}
    return [
        (one.row, one.column, one.refusal.code, one.refusal.values) for one in refused.value.faults
    ]


@pytest.mark.parametrize(
    ("table", "told", "place", "code", "values"),
    [
        ("entries", {"id": " "}, "ID", "rows.needed", {"column": "id"}),
        ("judges", {"name": "K"}, "", "rows.needed", {"column": "id"}),
        (
            "entries",
            {"id": "E", "state": "absent"},
            "STATE",
            "rows.state",
            {"text": "absent", "known": "scored, withdrawn, disqualified"},
        ),
        ("marks", M | {"entry": ""}, "ENTRY", "rows.needed", {"column": "entry"}),
        ("marks", M | {"judge": ""}, "JUDGE", "rows.needed", {"column": "judge"}),
        ("marks", M | {"entry": "G"}, "ENTRY", "rows.entry", {"text": "G"}),
        ("marks", M | {"judge": "K"}, "JUDGE", "rows.judge", {"text": "K"}),
        ("marks", M | {"stage": ""}, "STAGE", "rows.stage_needed", {"known": STAGES}),
        ("marks", M | {"stage": "t"}, "STAGE", "rows.stage", {"text": "t", "known": STAGES}),
        (
            "marks",
            M | {"criterion": "c"},
            "CRITERION",
            "rows.criterion",
            {"text": "c", "known": "a"},
        ),
        ("marks", M | {"value": "9.25"}, "VALUE", "mark.step", {"text": "9.25", "step": "0.5"}),
        (
            "marks",
            M | {"state": "late"},
            "STATE",
            "rows.state",
            {"text": "late", "known": STATES},
        ),
        (
            "marks",
            M | {"state": "absent"},
            "VALUE",
            "rows.value_and_state",
            {"text": "9", "state": "absent"},
        ),
        ("marks", M | {"value": "", "state": "scored"}, "VALUE", "mark.blank", {}),
        (
            "marks",
            M | {"at.item": "X"},
            "AT.ITEM",
            "rows.axis",
            {"axis": "item", "stage": "s"},
        ),
        (
            "marks",
            A | {"criterion": "", "value": "1"},
            "CRITERION",
            "rows.needed",
            {"column": "criterion"},
        ),
        (
            "marks",
            A | {"criterion": "a", "value": "1", "at.item": ""},
            "AT.ITEM",
            "rows.member_needed",
            {"axis": "item"},
        ),
        (
            "marks",
            A | {"criterion": "a", "value": "1", "at.item": "Z"},
            "AT.ITEM",
            "rows.member",
            {"axis": "item", "text": "Z", "known": "X, Y"},
        ),
        ("items", {"id": ""}, "ID", "rows.needed", {"column": "id"}),
        (
            "items",
            {"id": "X", "axis": "round"},
            "AXIS",
            "rows.axis_unknown",
            {"axis": "round", "known": "item, period"},
        ),
        (
            "items",
            {"id": "X", "stage": "t"},
            "STAGE",
            "rows.stage",
            {"text": "t", "known": STAGES},
        ),
        ("items", {"id": "X", "entry": "G"}, "ENTRY", "rows.entry", {"text": "G"}),
        ("events", {"entry": "", "kind": "a"}, "ENTRY", "rows.needed", {"column": "entry"}),
        ("events", {"entry": "E", "kind": ""}, "KIND", "rows.needed", {"column": "kind"}),
        ("events", {"entry": "G", "kind": "a"}, "ENTRY", "rows.entry", {"text": "G"}),
        (
            "events",
            {"entry": "E", "kind": "a", "stage": "t"},
            "STAGE",
            "rows.stage",
            {"text": "t", "known": "s, dives, result"},
        ),
        (
            "events",
            {"entry": "E", "kind": "a", "amount": "viel"},
            "AMOUNT",
            "figure.grammar",
            {"text": "viel"},
        ),
        (
            "events",
            {"entry": "E", "kind": "a", "date": "2026-02-30"},
            "DATE",
            "rows.date",
            {"text": "2026-02-30"},
        ),
        ("decisions", DECIDED | {"part": ""}, "PART", "rows.needed", {"column": "part"}),
        ("decisions", DECIDED | {"step": ""}, "STEP", "rows.needed", {"column": "step"}),
        ("decisions", DECIDED | {"kind": ""}, "KIND", "rows.needed", {"column": "kind"}),
        (
            "decisions",
            DECIDED | {"part": "result"},
            "PART",
            "rows.stage",
            {"text": "result", "known": STAGES},
        ),
        (
            "decisions",
            DECIDED | {"step": "award"},
            "STEP",
            "rows.step",
            {"text": "award", "known": STEPS},
        ),
        (
            "decisions",
            DECIDED | {"kind": "toss"},
            "KIND",
            "rows.decision",
            {"text": "toss", "known": DECISIONS},
        ),
        ("decisions", DECIDED | {"places": "-1"}, "PLACES", "rows.places", {"text": "-1"}),
        ("decisions", DECIDED | {"chosen": "E;G"}, "CHOSEN", "rows.entry", {"text": "G"}),
        ("decisions", DECIDED | {"among": "E\nG"}, "AMONG", "rows.entry", {"text": "G"}),
    ],
)
def test_a_faulty_row_is_refused_with_its_cell_and_what_would_be_right(
    table: str, told: dict[str, str], place: str, code: str, values: dict[str, Any]
):
    assert faults({table: [told]}) == [(2, place, code, values)]


TWICE = {"entry": "E", "judge": "J"}


@pytest.mark.parametrize(
    ("table", "first", "second", "fault"),
    [
        ("entries", {"id": "E"}, {"id": "E"}, ("ID", "rows.id_twice", {"text": "E", "first": "2"})),
        (
            "items",
            {"id": "X", "stage": "s"},
            {"id": "X", "stage": "s"},
            ("ID", "rows.item_twice", {"text": "X"}),
        ),
        (
            "events",
            {"id": "1", "entry": "E", "kind": "a"},
            {"id": "1", "entry": "E", "kind": "b"},
            ("ID", "rows.id_twice", {"text": "1", "first": ""}),
        ),
        ("marks", M, M, ("ENTRY", "rows.mark_twice", TWICE | {"first": 2})),
        (
            "marks",
            M,
            M | {"criterion": "", "value": "", "state": "absent"},
            ("STATE", "rows.sheet_and_mark", TWICE),
        ),
        (
            "marks",
            M | {"criterion": "", "value": "", "state": "absent"},
            M | {"state": ""},
            ("STATE", "rows.sheet_and_mark", TWICE),
        ),
    ],
)
def test_what_stands_twice_is_refused_at_the_second_place(
    table: str,
    first: dict[str, str],
    second: dict[str, str],
    fault: tuple[str, str, dict[str, Any]],
):
    assert faults({table: [first, second]}) == [(3, *fault)]


def test_all_faults_are_told_at_once_and_those_of_the_file_first():
    found = FactFault("g.csv", 0, "", Refusal("rows.unread"))

    with pytest.raises(FactsRefused) as refused:
        read_facts({"entries": rows({"id": ""}, {"id": ""})}, RULES, [found])

    assert [(one.file, one.row) for one in refused.value.faults] == [
        ("g.csv", 0),
        ("f.csv", 2),
        ("f.csv", 3),
    ]


def test_of_many_names_the_first_twelve_are_told():
    criteria = [{"key": f"c{n}", "max": 1} for n in range(13)]
    many = parse_rule_set(
        {"schema": 1, "stages": {"s": {"criteria": criteria, "steps": [FOLD, MEAN, RANK]}}}
    )

    with pytest.raises(FactsRefused) as refused:
        read_facts({"marks": rows(M)}, many)

    known = ", ".join(f"c{n}" for n in range(12)) + " …"
    assert refused.value.faults[0].refusal.values == {"text": "a", "known": known}

"""What a calculation sheet says of checks, of entries without an award, and of a cut."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.rules import (
    Calculation,
    Decision,
    Dimensions,
    Entry,
    Event,
    Sheet,
    parse_rule_set,
)
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    awards,
    carried_out,
    criterion,
    document,
    facts,
    ranks,
    refusal_of,
    rules,
)

AWARD = {"award": [{"tier": "first", "quota": 1}], "boundary": "committee"}


def told(done: Calculation, entry: str, code: str) -> list[dict[str, Any]]:
    return [one for one in done.derive(entry)["steps"] if one["code"] == code]


def barred(step: dict[str, Any], *decisions: Decision, **more: Any) -> Calculation:
    given = facts({"A": "90", "B": "80", "C": "70"}, tracks={"A": "guest", "B": "x", "C": "y"})
    given = replace(given, decisions=decisions, **more)
    return carried_out(rules(TOTALS, MEAN, step, RANK, AWARD), given)


def test_entries_barred_by_an_attribute_keep_their_rank_and_are_told_why():
    done = barred({"bar": "attribute", "attribute": "track", "in": ["guest", "y"]})

    assert dict(done.evaluation.barred) == {"A": "track=guest", "C": "track=y"}
    assert (ranks(done), awards(done)) == ({"A": 1, "B": 2, "C": 3}, {"B": "first"})
    assert told(done, "A", "bar") == [{"code": "bar", "step": "bar", "reason": "track=guest"}]
    assert told(done, "B", "bar") == []


def test_entries_barred_by_a_decision_are_told_its_reason_or_that_it_is_recorded():
    decisions = [
        Decision("panel", "bar", "bar", ("A",), ("A",), "抄袭"),
        Decision("panel", "bar", "bar", ("B",), ("B",)),
        Decision("panel", "other", "bar", ("C",), ("C",)),
        Decision("other", "bar", "bar", ("C",), ("C",)),
        Decision("panel", "bar", "order", ("C",), ("C",)),
    ]

    done = barred({"bar": "recorded"}, *decisions)

    assert dict(done.evaluation.barred) == {"A": "抄袭", "B": "recorded"}
    assert told(done, "B", "bar") == [{"code": "bar", "step": "bar", "reason": "recorded"}]
    assert told(done, "C", "bar") == []


def test_the_first_reason_to_bar_an_entry_is_the_one_that_is_told():
    track = {"bar": "attribute", "attribute": "track", "in": ["guest"], "as": "guests"}
    steps = [TOTALS, MEAN, {"bar": "recorded"}, track, RANK, AWARD]
    decision = Decision("panel", "bar", "bar", ("A",), ("A",), "抄袭")
    given = facts({"A": "90", "B": "80"}, decision, tracks={"A": "guest", "B": "x"})

    done = carried_out(rules(*steps), given)

    assert told(done, "A", "bar") == [
        {"code": "bar", "step": "bar", "reason": "抄袭"},
        {"code": "bar", "step": "guests", "reason": "抄袭"},
    ]


def test_an_attribute_that_bars_must_be_one_of_the_competition():
    known = Dimensions(attributes=("track",))
    step = {"bar": "attribute", "attribute": "city", "in": ["x"]}

    assert refusal_of(TOTALS, MEAN, step, RANK, dimensions=known) == (
        "rules.attribute_unknown",
        {"path": "stages.panel.steps[2].attribute", "attribute": "city"},
    )


VETO = {"bar": "event", "kinds": ["accident", "fraud"], "effect": "award", "span": "period"}
LATE = Event("2", "A", "fraud", date="2026-03-05", reason="假材料", evidence="文 2")
EARLY = Event("1", "A", "accident", stage="panel", date="2026-03-01")
ELSEWHERE = Event("3", "B", "accident", stage="other", date="2026-03-01")


def event_told(event: Event) -> dict[str, str]:
    names = ("id", "kind", "date", "reason", "evidence")
    return {name: getattr(event, name) for name in names}


def test_a_veto_is_told_with_its_events_in_the_order_of_their_dates():
    done = barred(VETO, events=(LATE, EARLY, ELSEWHERE, Event("4", "B", "praise")))

    step = {"code": "veto", "step": "bar", "effect": "award", "span": "period"}
    assert told(done, "A", "veto") == [step | {"events": [event_told(EARLY), event_told(LATE)]}]
    assert told(done, "B", "veto") == []
    assert dict(done.evaluation.barred) == {"A": "accident"}


def test_a_veto_of_the_year_looks_at_the_events_of_every_part():
    done = barred(VETO | {"span": "year"}, events=(LATE, ELSEWHERE))

    assert dict(done.evaluation.barred) == {"A": "假材料", "B": "accident"}


def test_a_veto_on_sheets_of_items_strikes_the_item_it_names():
    zero = VETO | {"effect": "zero", "as": "counted"}
    folds = [{"reduce": "judge", "by": "mean"}, {"reduce": "item", "by": "sum", "as": "score"}]
    given_rules = document(TOTALS, zero, *folds, RANK)
    given_rules["stages"]["panel"]["dimensions"] = {"item": ["X", "Y"]}
    sheets = [
        Sheet("panel", entry, "J", {"all": mark}, at={"item": item})
        for entry, item, mark in (("A", "X", 9000), ("A", "Y", 8000), ("B", "X", 100))
    ]
    given = replace(facts({}), entries=(Entry("A"), Entry("B")), sheets=tuple(sheets))

    scores = []
    for at in ({"item": "Y"}, {}):
        struck = replace(given, events=(replace(LATE, at=at),))
        done = carried_out(parse_rule_set(given_rules), struck)
        scores.append((done.evaluation.score_of("A"), done.evaluation.score_of("B")))
    cells = told(done, "A", "veto")[0]["cells"]

    assert scores == [("90", "1"), ("0", "1")]
    assert [(one["key"], one["member"], one["before"]["text"]) for one in cells] == [
        (["A", "X"], "J", "90"),
        (["A", "Y"], "J", "80"),
    ]


def test_each_check_is_told_with_what_it_found_about_the_entry():
    checks = [
        {"check": "complete"},
        {"check": "panel", "from": "totals", "at_least": 3, "as": "panel"},
        {"check": "spread", "from": "totals", "at_most": "20.5", "as": "spread"},
    ]
    given = facts({"A": "90 60 absent", "B": "80 - 80", "C": "70 70.5 91", "D": "1 21.5 20"})

    done = carried_out(rules(TOTALS, *checks, MEAN, RANK), given)

    few = {"code": "INSUFFICIENT_PANEL", "values": {"valid": 2, "quorum": 3}}
    wide = {"code": "SPREAD", "values": {"spread": "30", "most": "20.5"}}
    blank = {"code": "MISSING_SHEET", "values": {"judge": "J2"}}
    assert told(done, "A", "check") == [
        {"code": "check", "step": "panel", "found": [few]},
        {"code": "check", "step": "spread", "found": [wide]},
    ]
    assert told(done, "B", "check") == [
        {"code": "check", "step": "#2.check", "found": [blank]},
        {"code": "check", "step": "panel", "found": [few]},
    ]
    assert [one["found"][0]["values"] for one in told(done, "C", "check")] == [
        {"spread": "21", "most": "20.5"}
    ]
    assert told(done, "D", "check") == []
    assert done.evaluation.flags == {
        "A": ("ABSENT:J3", "INSUFFICIENT_PANEL", "SPREAD"),
        "B": ("INSUFFICIENT_PANEL",),
        "C": ("SPREAD",),
    }


def test_an_entry_without_any_sheet_has_too_few():
    check = {"check": "panel", "at_least": 1}
    given = facts({"A": "90"})

    done = carried_out(
        rules(TOTALS, check, MEAN, RANK), replace(given, entries=(Entry("A"), Entry("B")))
    )

    found = [(one.code, one.entries, one.values) for one in done.evaluation.blocks]
    assert found == [("INSUFFICIENT_PANEL", ("B",), {"valid": 0, "quorum": 1})]


def test_marks_of_each_item_and_criterion_are_checked_apart():
    checks = [
        {"check": "complete"},
        {"check": "spread", "from": "marks", "at_most": "5", "as": "spread"},
        {"check": "panel", "from": "marks", "at_least": 2, "as": "panel"},
    ]
    folds = [{"reduce": "judge", "by": "mean"}, {"reduce": "item", "by": "sum", "as": "score"}]
    given_rules = document(
        *checks, TOTALS, *folds, RANK, criteria=[criterion("a", step="1"), criterion("b", step="1")]
    )
    stage = given_rules["stages"]["panel"]
    stage["dimensions"] = {"item": ["X"]}
    stage["steps"][3] = TOTALS | {"from": "marks"}
    sheets = [
        Sheet("panel", "A", judge, marks, at={"item": "X"})
        for judge, marks in (("J1", {"a": 9, "b": 9}), ("J2", {"a": 3, "b": 9}), ("J3", {"a": 9}))
    ]

    done = carried_out(
        parse_rule_set(given_rules), replace(facts({}), entries=(Entry("A"),), sheets=tuple(sheets))
    )

    found = {one["step"]: one["found"] for one in told(done, "A", "check")}
    at = {"item": "X"}
    assert found == {
        "#1.check": [{"code": "MISSING_SHEET", "values": {"judge": "J3", **at}}],
        "spread": [
            {"code": "SPREAD", "values": {"spread": "6", "most": "5", "criterion": "a", **at}}
        ],
    }


FIELD = {"A": "90", "B": "80", "C": "80", "D": "70"}
TRACKS = {"A": "x", "B": "x", "C": "x", "D": "y"}


def row(number: int | None, line: str | None, *, admitted: bool, **more: Any) -> dict[str, Any]:
    step = {"code": "select", "step": "select", "group": "", "number": number, "line": line}
    return step | {"admitted": admitted, "boundary": "", "tied": []} | more


BY_NUMBER = {"select": "number", "number": 2}
TIED = ["B", "C"]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            {"select": "line", "line": "75.5"},
            [row(None, "75.5", admitted=entry != "D") for entry in "ABCD"],
        ),
        (
            BY_NUMBER | {"ties": "expand"},
            [
                row(2, None, admitted=True),
                row(2, None, admitted=True, boundary="expand", tied=TIED),
                row(2, None, admitted=True, boundary="expand", tied=TIED),
                row(2, None, admitted=False),
            ],
        ),
        (
            BY_NUMBER | {"ties": "committee", "line": "60"},
            [
                row(2, "60", admitted=True),
                row(2, "60", admitted=False, boundary="pending", tied=TIED),
                row(2, "60", admitted=False, boundary="pending", tied=TIED),
                row(2, "60", admitted=False),
            ],
        ),
        (
            {"select": "number", "number": 1, "ties": "expand", "per": "track"},
            [
                row(1, None, admitted=True, group="x"),
                row(1, None, admitted=False, group="x"),
                row(1, None, admitted=False, group="x"),
                row(1, None, admitted=True, group="y"),
            ],
        ),
    ],
)
def test_a_cut_is_told_to_each_entry_with_the_tie_that_it_is_in(
    step: dict[str, Any], expected: list[dict[str, Any]]
):
    rank = RANK | ({"per": "track"} if "per" in step else {})

    done = carried_out(rules(TOTALS, MEAN, rank, step), facts(FIELD, tracks=TRACKS))

    assert [one for entry in FIELD for one in told(done, entry, "select")] == expected


def test_a_tie_at_the_cut_blocks_with_the_places_that_are_open():
    done = carried_out(
        rules(TOTALS, MEAN, RANK, BY_NUMBER | {"ties": "committee", "as": "cut"}), facts(FIELD)
    )

    (block,) = done.evaluation.blocks
    assert (block.code, block.step, block.entries) == ("TIE_AT_CUT", "cut", ("B", "C"))
    assert block.values == {"group": "", "places": 1}

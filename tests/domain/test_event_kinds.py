"""What rules ask of events, and how amounts and days are typed."""

from datetime import date

import pytest

from competition.domain.event_values import read_amount, read_day
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Entry,
    Event,
    EventUse,
    Facts,
    event_faults,
    event_uses,
    parse_rule_set,
    seen_events,
    unused_events,
)
from competition.domain.rules.asked import asked_of_items, asks_for_events
from competition.domain.rules.event_kinds import lacks_evidence, parts_of_kind

MARKED = [
    {"map": "multiply", "by": [{"attribute": "difficulty", "of": "criterion"}]},
    {"adjust": [{"kind": "fault", "effect": "minus", "points": "2"}]},
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "judge", "by": "mean"},
    {
        "adjust": [
            {"kind": "bonus", "effect": "plus", "levels": {"国家": "10", "省部": "8"}},
            {
                "kind": "overtime",
                "effect": "minus",
                "overtime": {"limit": "480", "unit": "30", "points": "0.5", "count": "full"},
            },
            {
                "kind": "patent",
                "effect": "plus",
                "points": "2",
                "once_per": "matter",
                "cap_per": {"month": "4"},
                "needs_evidence": True,
            },
        ],
        "as": "score",
    },
    {"rank": [{"key": "score"}]},
]
DOCUMENT = {
    "schema": 1,
    "stages": {
        "dives": {
            "criteria": [{"key": "one", "max": "10"}, {"key": "two", "max": "10"}],
            "steps": MARKED,
        }
    },
    "final": {
        "steps": [
            {"map": "events", "kind": "votes", "as": "votes"},
            {"map": "best_of_field", "max": "100", "as": "share"},
            {"combine": {"dives.score": "80%", "share": "20%"}, "missing": "zero", "as": "score"},
            {"bar": "event", "kinds": ["accident"], "effect": "award", "span": "year"},
            {"rank": [{"key": "score"}]},
        ]
    },
}


def uses_of_document() -> tuple[EventUse, ...]:
    return event_uses(parse_rule_set(DOCUMENT))


def faults(event: Event) -> list[str]:
    return [str(fault) for fault in event_faults(uses_of_document(), event)]


def event(kind: str, **values: object) -> Event:
    return Event("1", "E", kind, **{"stage": "dives", **values})  # type: ignore[arg-type]


def test_every_step_says_which_kinds_it_looks_for() -> None:
    uses = uses_of_document()

    assert [(use.kind, use.part, use.effect, use.everywhere) for use in uses] == [
        ("fault", "dives", "minus", False),
        ("bonus", "dives", "plus", False),
        ("overtime", "dives", "minus", False),
        ("patent", "dives", "plus", False),
        ("votes", "result", "measure", False),
        ("accident", "result", "award", True),
    ]
    assert parts_of_kind(uses, "votes") == ("result",)


def test_what_an_event_must_say_follows_from_its_step() -> None:
    by_kind = {use.kind: use for use in uses_of_document()}

    assert by_kind["fault"].axes == {"criterion": ("one", "two")}
    assert by_kind["bonus"] == EventUse("bonus", "dives", "plus", levels=("国家", "省部"))
    assert (by_kind["overtime"].needs_amount, by_kind["overtime"].is_signed) == (True, False)
    assert (by_kind["votes"].needs_amount, by_kind["votes"].is_signed) == (True, True)
    assert by_kind["patent"].fields == ("matter", "date")
    assert by_kind["patent"].needs_evidence


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (event("bonus", level="省部"), []),
        (event("bonus"), ["event.level level= known=国家、省部"]),
        (event("overtime", amount="500"), []),
        (event("overtime"), ["event.amount_missing"]),
        (event("overtime", amount="-1"), ["event.amount_negative"]),
        (event("overtime", amount="0"), []),
        (event("overtime", amount="500", stage=""), []),
        (event("votes", stage="result", amount="-1"), []),
        (event("patent"), ["event.field field=matter", "event.field field=date"]),
        (event("fault", at={"criterion": "two"}), []),
        (event("fault", at={"criterion": "ten"}), ["event.member axis=criterion known=one、two"]),
        (event("votes", amount="3"), ["event.stage kind=votes"]),
        (event("accident"), []),
        (
            event("accidnet"),
            ["event.kind kind=accidnet known=fault、bonus、overtime、patent、votes、accident"],
        ),
    ],
)
def test_an_event_that_would_not_count_or_cannot_be_read_is_told(
    given: Event, told: list[str]
) -> None:
    assert faults(given) == told


PER_ITEM = {
    "schema": 1,
    "stages": {
        "rounds": {
            "criteria": [{"key": "one", "max": "10"}],
            "dimensions": {"item": ["X", "Y"], "run": []},
            "steps": [
                {"reduce": "criterion", "by": "sum"},
                {"reduce": "judge", "by": "mean"},
                {
                    "adjust": [
                        {
                            "kind": "late",
                            "effect": "minus",
                            "points": "1",
                            "once_per": ["period", "month"],
                        }
                    ]
                },
                {"reduce": "run", "by": "sum"},
                {"reduce": "item", "by": "sum", "as": "score"},
                {"rank": [{"key": "score"}]},
            ],
        }
    },
}


@pytest.mark.parametrize(
    ("more", "at", "told"),
    [
        ({"date": "2026-03-05"}, {"item": "X", "run": "any", "period": "p"}, []),
        (
            {"date": "2026-03-05"},
            {"item": "Z", "period": "p"},
            ["event.member axis=item known=X、Y", "event.member axis=run known="],
        ),
        ({}, {"item": "Y", "run": "1", "period": "p"}, ["event.field field=date"]),
        ({}, {"item": "Y", "run": "1"}, ["event.field field=period", "event.field field=date"]),
    ],
    ids=["all_said", "other_members", "no_date", "no_period"],
)
def test_an_event_names_a_member_of_each_axis_and_what_it_is_counted_by(
    more: dict[str, str], at: dict[str, str], told: list[str]
) -> None:
    uses = event_uses(parse_rule_set(PER_ITEM))

    found = event_faults(uses, Event("1", "E", "late", at=at, **more))

    assert [str(fault) for fault in found] == told


def test_rules_without_steps_for_events_know_no_kind() -> None:
    (fault,) = event_faults((), event("bonus"))

    assert str(fault) == "event.kind kind=bonus known=—"


def test_evidence_is_asked_for_where_the_step_asks() -> None:
    bare, proven = event("patent"), event("patent", evidence="on record")

    assert [lacks_evidence(uses_of_document(), one) for one in (bare, proven, event("bonus"))] == [
        True,
        False,
        False,
    ]


def test_a_part_sees_its_own_events_and_those_that_it_looks_for_everywhere() -> None:
    events = (
        Event("a", "E", "bonus", stage="dives"),
        Event("b", "E", "votes", stage="result"),
        Event("c", "E", "accident", stage="dives"),
        Event("d", "E", "accidnet", stage="dives"),
    )
    facts = Facts((Entry("E"),), events=events)
    rules = parse_rule_set(DOCUMENT)

    seen = {
        parts: [one.id for one in seen_events(rules, facts, parts)]
        for parts in (("dives",), ("dives", "result"))
    }

    assert seen == {("dives",): ["a"], ("dives", "result"): ["a", "b", "c"]}
    assert [one.id for one in unused_events(rules, facts)] == ["d"]


def test_a_rule_document_says_whether_it_asks_for_events_and_items() -> None:
    plain = {"schema": 1, "stages": {"s": {"steps": [{"reduce": "judge", "by": "mean"}]}}}

    assert (asks_for_events(DOCUMENT), asks_for_events(plain)) == (True, False)
    assert asked_of_items(DOCUMENT) == {"dives": {"criterion": ("difficulty",)}}
    assert asked_of_items(plain) == {}


@pytest.mark.parametrize(
    ("text", "read"),
    [("", ""), (" 5 ", "5"), ("5.50", "5.5"), ("－３．２０", "-3.2"), ("0", "0"), ("-0", "0")],
)
def test_amounts_are_exact_texts(text: str, read: str) -> None:
    assert read_amount(text) == read


@pytest.mark.parametrize("text", ["1e2", "1,5", "NaN", "1/3", "+2", ".5", "5.", "1.1234567", "一"])
def test_what_is_no_plain_number_is_no_amount(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_amount(text)

    assert refused.value.code == "event.amount"


@pytest.mark.parametrize(
    "text", ["2026-03-05", "2026/3/5", "2026年3月5日", " ２０２６-03-05 ", "2026.3.5"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text, date(2026, 3, 5)) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "event.date"),
        ("5.3.2026", "event.date"),
        ("2026-03-05 10:00", "event.date"),
        ("2026-03-06", "event.date_ahead"),
    ],
)
def test_a_day_that_is_none_or_still_to_come_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_day(text, date(2026, 3, 5))

    assert refused.value.code == code

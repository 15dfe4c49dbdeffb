"""A published result's facts calculate to the same and say nothing of whom they are about."""

import json

from competition.domain.rules import (
    Decision,
    Entry,
    Event,
    Facts,
    Item,
    Judge,
    Sheet,
    calculate_all,
    parse_rule_set,
)
from competition.domain.rules.renaming import renamed

STEPS = [
    {"map": "multiply", "by": [{"attribute": "difficulty", "of": "item"}]},
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "item", "by": "sum"},
    {"reduce": "judge", "by": "mean"},
    {
        "adjust": [
            {"kind": "bonus", "effect": "plus", "once_per": "matter", "needs_evidence": True}
        ],
        "as": "score",
    },
    {"bar": "event", "kinds": ["accident"], "effect": "award", "span": "year"},
    {"rank": [{"key": "score"}]},
    {"award": [{"tier": "first", "quota": 1}], "boundary": "committee"},
]
CRITERIA = [{"key": "all", "max": "10"}]
RULES = parse_rule_set(
    {
        "schema": 1,
        "stages": {"s": {"criteria": CRITERIA, "dimensions": {"item": []}, "steps": STEPS}},
    }
)
FACTS = Facts(
    (Entry("王小明", {"unit": "U1"}), Entry("李雷"), Entry("outsider")),
    (Judge("张老师"),),
    tuple(
        Sheet("s", entry, "张老师", {"all": mark}, at={"item": item})
        for entry, mark in (("王小明", 8), ("李雷", 7))
        for item in "12"
    ),
    items=(
        Item("1", {"difficulty": "2"}),
        Item("2", {"difficulty": "3"}, entry="王小明"),
        Item("2", {"difficulty": "1"}, entry="李雷"),
        Item("2", {"difficulty": "9"}, entry="outsider"),
    ),
    events=(
        Event(
            "e1", "李雷", "bonus", amount="4", matter="王小明的奖", type="张三提", evidence="证书 7"
        ),
        Event("e2", "李雷", "bonus", amount="3", matter="王小明的奖", evidence="证书 8"),
        Event("e3", "李雷", "bonus", amount="9", matter="另一件"),
        Event("e4", "王小明", "accident", stage="other", reason="王小明受伤"),
        Event("e5", "outsider", "accident"),
    ),
)
NAMES = {"王小明": "E2", "李雷": "E1", "张老师": "J1"}


def test_figures_ranks_and_awards_stay_and_no_name_is_left():
    hidden = renamed(FACTS, NAMES, ["s"])

    done, again = (calculate_all(RULES, facts)["s"].evaluation for facts in (FACTS, hidden))

    assert {entry: done.score_of(entry) for entry in ("王小明", "李雷")} == {
        "王小明": "40",
        "李雷": "25",
    }
    for entry in ("王小明", "李雷"):
        assert again.score_of(NAMES[entry]) == done.score_of(entry)
    assert [NAMES[award.entry] for award in done.awards] == [a.entry for a in again.awards]
    assert list(again.barred) == ["E2"]
    assert [block.code for block in again.blocks] == ["EVENT_EVIDENCE"]
    text = json.dumps(hidden.to_json(), ensure_ascii=False)
    told = [word for word in (*NAMES, "outsider", "证书", "另一件", "受伤", "张三") if word in text]
    assert told == []


def test_events_are_numbered_anew_and_keep_what_rules_look_at():
    events = renamed(FACTS, NAMES, ["s"]).events

    assert [(e.id, e.entry, e.matter, e.evidence, e.amount) for e in events] == [
        ("T1", "E1", "M1", "on record", "4"),
        ("T2", "E1", "M1", "on record", "3"),
        ("T3", "E1", "M2", "", "9"),
        ("T4", "E2", "", "", ""),
    ]
    assert [event.type for event in events] == ["K1", "", "", ""]


def test_events_with_a_new_name_take_it_and_items_of_other_parts_stay_behind():
    facts = Facts(
        FACTS.entries,
        items=(Item("1", {"difficulty": "2"}, stage="s"), Item("1", {"difficulty": "3"}, "t")),
        events=FACTS.events,
    )

    hidden = renamed(facts, {**NAMES, "e1": "T9", "e4": "T5"}, ["s"])

    assert [event.id for event in hidden.events] == ["T9", "T2", "T3", "T5"]
    assert [item.stage for item in hidden.items] == ["s"]


def test_an_order_of_groups_keeps_its_groups_and_one_of_entries_its_entries():
    entries = (Entry("e1", {"unit": "u1", "track": "e2"}), Entry("e2", {"unit": "u2"}))
    orders = (
        Decision("s", "award", "order", ("u2", "u1"), ("u1", "u2"), tier="first"),
        Decision("s", "award", "order", ("e2",), ("e2",), tier="first"),
        Decision("s", "award", "order", ("gone", "u1"), ("gone", "u1"), tier="first"),
        Decision("s", "rank", "order", ("e2", "e1"), ("e1", "e2")),
    )
    names = {"e1": "E2", "e2": "E1", "u1": "U1", "u2": "U2"}

    told = renamed(Facts(entries, decisions=orders), names, ["s"])

    assert [one.chosen for one in told.decisions] == [("U2", "U1"), ("e2",), ("E1", "E2")]
    assert [one.among for one in told.decisions] == [("U1", "U2"), ("e2",), ("E2", "E1")]


def test_everything_else_of_entries_judges_and_sheets_stays_as_it_is():
    facts = Facts(
        (Entry("e1", {"unit": "u1", "track": "x"}), Entry("e2", {"track": "y"}), Entry("e3")),
        (Judge("j1", {"role": "expert"}), Judge("j2")),
        (Sheet("s", "e1", "j1", {"all": 8}), Sheet("t", "e1", "j1", {"all": 9})),
        (Decision("s", "rank", "order", ("e2", "e1"), ("e1", "e2")),),
        events=(Event("v", "e1", "bonus", date="2026-03-05", reason="written"),),
    )
    names = {"e1": "E2", "e2": "E1", "j1": "J1", "u1": "U1"}

    hidden = renamed(facts, names, ["s"])

    assert hidden == Facts(
        (Entry("E2", {"unit": "U1", "track": "x"}), Entry("E1", {"track": "y"})),
        (Judge("J1", {"role": "expert"}),),
        (Sheet("s", "E2", "J1", {"all": 8}),),
        (Decision("s", "rank", "order", ("E1", "E2"), ("E2", "E1")),),
        events=(Event("T1", "E2", "bonus", date="2026-03-05"),),
    )


def test_a_decision_about_everybody_who_is_named_is_kept():
    order = Decision("s", "rank", "order", ("e2", "e1"), ("e1", "e2"))
    facts = Facts((Entry("e1"), Entry("e2")), decisions=(order,))

    hidden = renamed(facts, {"e1": "E1", "e2": "E2"}, ["s"])

    assert hidden.decisions == (Decision("s", "rank", "order", ("E2", "E1"), ("E1", "E2")),)

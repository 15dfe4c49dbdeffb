"""Attributes of entries and judges: which ones rules look at, and the numbers in them."""

from fractions import Fraction

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Entry
from competition.domain.rules.asked import asked_of_items, asks_for_events
from competition.domain.rules.attributes import (
    attribute_number,
    named_attributes,
    named_groups,
    told_group,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", Fraction(12)),
        (" -0.5 ", Fraction(-1, 2)),
        ("", None),
        ("  ", None),
        ("123456789012.123456789012", Fraction("123456789012.123456789012")),
    ],
)
def test_an_attribute_may_hold_a_number_or_nothing(text: str, number: Fraction | None):
    assert attribute_number(Entry("A", {"time": text}), "time") == number
    assert attribute_number(Entry("A", {"other": "1"}), "time") is None


@pytest.mark.parametrize("text", ["1.", ".5", "+1", "1e3", "一", "1,5", "1234567890123", "1/2"])
def test_another_text_than_a_number_is_refused_with_whose_it_is(text: str):
    with pytest.raises(Refusal) as refused:
        attribute_number(Entry("A", {"time": f" {text}"}), "time")

    assert (refused.value.code, refused.value.values) == (
        "facts.attribute_number",
        {"entry": "A", "attribute": "time", "text": text},
    )


def test_rules_look_at_the_attributes_that_their_steps_name():
    document = {
        "stages": {
            "s": {
                "steps": [
                    {"map": "best_of_field", "per": "track"},
                    {"map": "multiply", "by": [{"attribute": "factor", "of": "judge"}]},
                    {"calibrate": "z_score", "panel": "room"},
                    {"reduce": "judge", "only": {"group": ["expert"]}, "weights_of": "role"},
                    {"reduce": "judge", "only": ["J1"]},
                    {"team": "club", "attribute": 5},
                    {"award": [], "caps": [{"by": "unit", "most": 1}, "none"]},
                    {"award": [], "caps": {"per": "city"}},
                ]
            }
        }
    }

    assert named_attributes(document) == {
        *("track", "factor", "room", "group", "role", "club", "unit", "city")
    }
    assert named_attributes({"caps": [{"most": 1}], "only": "group"}) == {"None"}


def test_groups_of_judges_that_rules_name_are_those_a_step_is_restricted_to():
    document = {
        "steps": [
            {"only": {"group": ["expert", 1]}, "inner": {"only": {"group": ["public"]}}},
            {"only": {"role": ["chair"]}},
            {"only": {"group": "all"}},
            {"only": ["J1"]},
        ]
    }

    assert named_groups(document) == {"expert", "1", "public"}


@pytest.mark.parametrize(
    ("text", "named", "told"),
    [
        ("expert", {"expert"}, "expert"),
        ("2.5", set(), "2.5"),
        ("张三的朋友", {"expert"}, "-"),
        ("张三的朋友", {"-", "--"}, "---"),
    ],
)
def test_a_group_that_no_rule_names_is_not_told(text: str, named: set[str], told: str):
    assert told_group(text, named) == told


def test_attributes_of_items_are_asked_for_part_by_part_in_their_order():
    of_items = {"map": "multiply", "by": [{"attribute": "d", "of": "item"}, "2"]}
    of_periods = {"map": "add", "amount": {"attribute": "w", "of": "period"}}
    others = [
        {"map": "add", "amount": {"attribute": "n"}},
        {"map": "add", "amount": {"attribute": "n", "of": "judge"}},
        {"map": "points", "out_of": {"attribute": "max", "of": "criterion"}},
        {"map": "points", "out_of": {"attribute": 5, "of": "item"}},
    ]
    again = {"map": "add", "amount": {"attribute": "a", "of": "item"}}
    document = {
        "stages": {
            "s": {"steps": [of_items, again, of_items, of_periods]},
            "t": {"steps": others},
            "u": {},
        },
        "final": {"steps": [{"map": "add", "amount": {"attribute": "max", "of": "item"}}]},
    }

    assert asked_of_items(document) == {
        "s": {"item": ("d", "a"), "period": ("w",)},
        "result": {"item": ("max",)},
    }
    assert asked_of_items({}) == {}


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ({"adjust": []}, True),
        ({"bar": "event"}, True),
        ({"map": "events", "kind": "time"}, True),
        ({"bar": "recorded"}, False),
        ({"map": "add"}, False),
    ],
)
def test_events_are_asked_for_by_the_steps_that_look_at_them(step: dict[str, object], answer: bool):
    stage = {"stages": {"r": {}, "s": {"steps": [{"rank": []}, step]}}}

    assert asks_for_events(stage) == answer
    assert asks_for_events({"final": {"steps": [step]}}) == answer


def test_groups_that_mark_a_criterion_or_have_a_weight_are_named_too():
    document = {
        "criteria": [
            {"key": "a", "marked_by": ["self"]},
            {"children": [{"marked_by": ["安全部"]}]},
        ],
        "steps": [
            {"weights": {"chair": "2"}, "weights_of": "group"},
            {"weights": {"J1": "2"}, "weights_of": "role"},
            {"weights": {"J2": "1"}},
        ],
    }

    assert named_groups(document) == {"self", "安全部", "chair"}
    assert named_attributes({"criteria": document["criteria"]}) == {"group"}
    assert named_attributes({"criteria": [{"key": "a", "marked_by": []}]}) == set()

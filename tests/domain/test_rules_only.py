"""A fold over some members only: named ones, or those with an attribute."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Entry, Facts, Item, Judge, Sheet, parse_rule_set
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    blocks,
    carried_out,
    document,
    facts,
    refusal_of,
    rules,
)

EXPERTS = {"reduce": "judge", "by": "mean", "only": {"role": ["expert"]}, "as": "score"}
JUDGES = (
    Judge("J1", {"role": "expert"}),
    Judge("J2", {"role": "public"}),
    Judge("J3", {"role": "expert"}),
)
CORE = {"reduce": "item", "by": "sum", "only": {"kind": ["core"]}, "as": "score"}


def by_items(*items: Item, fold: dict[str, Any] = CORE) -> Calculation:
    """A has 10 for X, 20 for Y and 40 for Z."""
    given_rules = document(TOTALS, {"reduce": "judge", "by": "mean"}, fold, RANK)
    given_rules["stages"]["panel"]["dimensions"] = {"item": ["X", "Y", "Z"]}
    marks = {"X": 1000, "Y": 2000, "Z": 4000}
    sheets = tuple(
        Sheet("panel", "A", "J", {"all": mark}, at={"item": item}) for item, mark in marks.items()
    )
    given = Facts((Entry("A"),), sheets=sheets, items=items)
    return carried_out(parse_rule_set(given_rules), given)


def item(ident: str, kind: str, **more: str) -> Item:
    return Item(ident, {"kind": kind}, **more)


def test_only_judges_with_the_attribute_are_folded():
    given = replace(facts({"A": "90 10 80", "B": "70 absent 60"}), judges=JUDGES)

    done = carried_out(rules(TOTALS, EXPERTS, RANK), given)

    assert [done.evaluation.score_of(entry) for entry in "AB"] == ["85", "65"]


def test_an_absent_judge_counts_as_absent_where_the_attribute_takes_that_judge():
    given = replace(facts({"A": "90 10 absent", "B": "70 absent 60"}), judges=JUDGES)

    done = carried_out(rules(TOTALS, EXPERTS, RANK), given)

    assert [done.evaluation.score_of(entry) for entry in "AB"] == ["90", "65"]


def test_a_missing_sheet_stops_only_where_its_judge_is_taken():
    given = replace(facts({"A": "90 - 80", "B": "70 60 -"}), judges=JUDGES)

    done = carried_out(rules(TOTALS, EXPERTS, RANK), given)

    assert blocks(done) == [("MISSING_SHEET", ("B",))]


def test_a_judge_without_the_attribute_is_refused_by_name():
    given = replace(facts({"A": "90 80"}), judges=(JUDGES[0], Judge("J2", {"unit": "u"})))

    with pytest.raises(Refusal) as refused:
        carried_out(rules(TOTALS, EXPERTS, RANK), given)

    values = {"axis": "judge", "member": "J2", "attribute": "role"}
    assert (refused.value.code, refused.value.values) == ("facts.member_attribute", values)


def test_only_items_with_the_attribute_are_folded():
    done = by_items(item("X", "core"), item("Y", "other"), item("Z", "core"))

    assert done.evaluation.score_of("A") == "50"


def test_what_is_known_of_an_item_in_this_stage_counts_before_what_holds_everywhere():
    everywhere = [item(ident, "other") for ident in "XYZ"]

    done = by_items(item("Y", "core", stage="panel"), *everywhere)

    assert done.evaluation.score_of("A") == "20"


def test_items_of_other_stages_entries_and_dimensions_do_not_count():
    everywhere = [item(ident, "core" if ident == "X" else "other") for ident in "XYZ"]
    strange = [
        item("Z", "core", stage="zz"),
        item("Z", "core", entry="A"),
        item("Z", "core", axis="period"),
        item("X", "other", stage="panel", entry="A"),
        item("X", "other", stage="panel", axis="period"),
    ]

    done = by_items(*everywhere, *strange)

    assert done.evaluation.score_of("A") == "10"


def test_an_item_that_nothing_is_known_of_is_refused_by_name():
    with pytest.raises(Refusal) as refused:
        by_items(item("X", "core"), item("Z", "core"))

    values = {"axis": "item", "member": "Y", "attribute": "kind"}
    assert (refused.value.code, refused.value.values) == ("facts.member_attribute", values)


def test_the_attribute_is_told_with_its_values():
    given = replace(facts({"A": "90 10 80"}), judges=JUDGES)

    done = carried_out(rules(TOTALS, EXPERTS, RANK), given)

    told = [one["only"] for one in done.derive("A")["steps"] if one.get("only")]
    assert told == [{"attribute": "role", "values": ["expert"]}]


@pytest.mark.parametrize(
    ("only", "fault", "values"),
    [
        ({}, "rules.only_one_attribute", {}),
        ({"a": ["x"], "b": ["x"]}, "rules.only_one_attribute", {}),
        (["all", 1], "rules.not_text", {}),
        (["all", "none"], "rules.member_unknown", {"member": "none"}),
    ],
    ids=["no_attribute", "two_attributes", "number", "unknown_criterion"],
)
def test_a_faulty_restriction_is_refused_where_it_stands(
    only: Any, fault: str, values: dict[str, str]
):
    told = refusal_of(TOTALS | {"only": only}, MEAN, RANK)

    assert told == (fault, {"path": "stages.panel.steps[0].only"} | values)

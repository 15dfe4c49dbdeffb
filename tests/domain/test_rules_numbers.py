"""Where a step takes its numbers from: by member, by attribute, by table; and what it lacks."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Calculation,
    Entry,
    Facts,
    Item,
    Judge,
    Sheet,
    parse_rule_set,
)
from tests.domain.panels import RANK, TOTALS, carried_out, criterion, document, facts, rules

MEAN = {"reduce": "judge", "by": "mean", "as": "mean"}
SCORE = {"reduce": "judge", "by": "mean", "as": "score"}


def changed(step: dict[str, Any], given: Facts) -> str | None:
    """The score of A once its mean has been changed so."""
    done = carried_out(rules(TOTALS, MEAN, step | {"as": "score"}, RANK), given)
    return done.evaluation.score_of("A")


def times(factor: dict[str, Any], **more: Any) -> str | None:
    """The 10 of A times a number."""
    return changed(
        {"map": "multiply", "by": [factor]}, replace(facts({"A": "10", "B": "10"}), **more)
    )


def refused(*given: Any, **more: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refusal) as found:
        times(*given, **more)
    return found.value.code, found.value.values


N = {"attribute": "n"}


@pytest.mark.parametrize(
    ("attributes", "code", "values"),
    [
        ({}, "facts.number_missing", {"member": "A", "name": "n"}),
        ({"n": "viel"}, "facts.not_number", {"member": "A", "name": "n", "text": "viel"}),
        ({"n": ""}, "facts.not_number", {"member": "A", "name": "n", "text": ""}),
    ],
)
def test_an_entry_without_a_number_is_named_with_what_it_lacks(
    attributes: dict[str, str], code: str, values: dict[str, str]
):
    entries = (Entry("A", attributes), Entry("B", {"n": "1"}))

    assert refused(N, entries=entries) == (code, values)


def test_a_divisor_of_zero_is_refused_by_the_name_of_its_entry():
    steps = [
        {"map": "points", "out_of": N, "max": "1"},
        {"map": "proportion", "target": N, "max": "1"},
    ]
    given = replace(facts({"B": "10"}), entries=(Entry("B", {"n": "0"}),))

    for step in steps:
        with pytest.raises(Refusal) as found:
            changed(step, given)
        assert (found.value.code, found.value.values) == ("facts.divisor_zero", {"entry": "B"})


def of_items(change: dict[str, Any], **more: Any) -> Calculation:
    """A has 10 for dive X and 20 for dive Y, of two criteria that count to 5 and to 20."""
    criteria = [criterion("a", "5", "0.1"), criterion("b", "20", "0.1")]
    folds = [TOTALS, {"reduce": "judge", "by": "mean"}, {"reduce": "item", "by": "sum"}]
    given_rules = document(change, *folds[:2], folds[2] | {"as": "score"}, RANK, criteria=criteria)
    given_rules["stages"]["panel"]["dimensions"] = {"item": ["X", "Y"]}
    sheets = [
        Sheet("panel", "A", "J", {"a": a, "b": b}, at={"item": item})
        for item, a, b in (("X", 20, 80), ("Y", 40, 160))
    ]
    given = Facts((Entry("A"), Entry("B")), (), tuple(sheets))
    return carried_out(parse_rule_set(given_rules), replace(given, **more))


def item_score(factor: object, **more: Any) -> str | None:
    done = of_items({"map": "multiply", "by": [factor]}, **more)
    return done.evaluation.score_of("A")


D = {"attribute": "d", "of": "item"}


def dive(item: str, value: str, **where: str) -> Item:
    return Item(item, {"d": value}, **where)


@pytest.mark.parametrize(
    ("factor", "score"),
    [
        ("1", "30"),
        ({"by": "item", "values": {"X": "2", "Y": "3"}}, "80"),
        ({"by": "criterion", "values": {"a": "10", "b": "-1"}}, "36"),
        ({"attribute": "max", "of": "criterion"}, "510"),
    ],
)
def test_a_number_may_depend_on_the_item_or_on_the_criterion(factor: object, score: str):
    assert item_score(factor) == score


@pytest.mark.parametrize(
    ("items", "score"),
    [
        ([dive("X", "2")], "60"),
        ([dive("X", "2"), dive("X", "3", stage="panel")], "70"),
        ([dive("X", "2"), dive("X", "3", stage="panel"), dive("X", "5", entry="A")], "90"),
        ([dive("X", "5", entry="A"), dive("X", "7", stage="panel", entry="A")], "110"),
        ([dive("X", "2"), dive("X", "9", stage="other"), dive("X", "9", entry="B")], "60"),
        ([dive("X", "2"), dive("X", "9", axis="period")], "60"),
        ([dive("X", "2"), Item("X", {"e": "9"}, "panel", "A")], "60"),
    ],
)
def test_the_most_particular_item_that_has_the_number_counts(items: list[Item], score: str):
    assert item_score(D, items=(*items, dive("Y", "2"))) == score


def test_an_item_that_nothing_is_known_of_is_named():
    with pytest.raises(Refusal) as found:
        item_score(D, items=(dive("X", "2"), dive("Y", "2", entry="B")))

    assert (found.value.code, found.value.values) == (
        "facts.number_missing",
        {"member": "Y", "name": "d"},
    )


def test_a_number_of_a_judge_changes_the_sheets_of_that_judge():
    weighted = {"map": "multiply", "by": [{"attribute": "w", "of": "judge"}]}
    judges = (Judge("J1", {"w": "2"}), Judge("J2", {"w": "0.5"}))
    given = replace(facts({"A": "10 30"}), judges=judges)

    done = carried_out(rules(TOTALS, weighted, SCORE, RANK), given)

    assert done.evaluation.score_of("A") == "17.5"
    with pytest.raises(Refusal) as found:
        carried_out(rules(TOTALS, weighted, SCORE, RANK), replace(given, judges=judges[:1]))
    assert found.value.values == {"member": "J2", "name": "w"}


def test_a_member_without_a_value_of_its_own_is_named():
    by_judge = {"by": "judge", "values": {"J1": "2"}}
    step = {"map": "multiply", "by": [by_judge]}

    with pytest.raises(Refusal) as found:
        carried_out(rules(TOTALS, step, SCORE, RANK), facts({"A": "10 30"}))

    assert (found.value.code, found.value.values) == (
        "facts.weight_missing",
        {"axis": "judge", "member": "J2"},
    )


def test_a_number_may_be_a_figure_of_another_table():
    plan = {"map": "attribute", "attribute": "plan", "as": "plan"}
    share = {"map": "points", "from": "mean", "out_of": {"table": "plan"}, "max": "100"}
    given = facts({"A": "10", "B": "10"})
    entries = (Entry("A", {"plan": "8"}), Entry("B", {"plan": "40"}))
    steps = [TOTALS, MEAN, plan, share | {"as": "score"}, RANK]

    done = carried_out(rules(*steps), replace(given, entries=entries))

    assert [done.evaluation.score_of(entry) for entry in "AB"] == ["125", "25"]
    with pytest.raises(Refusal) as found:
        carried_out(rules(*steps), replace(given, entries=(entries[0], Entry("B"))))
    assert (found.value.code, found.value.values) == (
        "facts.number_missing",
        {"member": "B", "name": "plan"},
    )


def test_a_number_of_sheets_may_be_a_figure_of_the_same_cell_in_another_table():
    doubled = {"map": "multiply", "by": ["2"], "from": "totals", "as": "doubled"}
    squared = {"map": "multiply", "by": [{"table": "doubled"}], "from": "totals"}

    done = carried_out(rules(TOTALS, doubled, squared, SCORE, RANK), facts({"A": "3 5"}))

    assert done.evaluation.score_of("A") == "34"


@pytest.mark.parametrize(
    ("base", "score"),
    [
        ({"by": "criterion", "values": {"a": "0.5", "b": "20"}}, "11"),
        ({"attribute": "max", "of": "criterion"}, "20"),
        ({"by": "item", "values": {"X": "1.5", "Y": "30"}}, "33"),
        (D, "9"),
        ("4", "-14"),
    ],
)
def test_deductions_start_from_the_base_of_their_cell(base: object, score: str):
    items = (dive("X", "5"), dive("Y", "14.5"))

    done = of_items({"map": "deduct_from", "base": base}, items=items)

    assert done.evaluation.score_of("A") == score


def test_the_floor_of_a_deduction_holds_cell_by_cell():
    step = {"map": "deduct_from", "base": "4", "each": "0.5", "floor": "0.25"}

    done = of_items(step)

    assert done.evaluation.score_of("A") == "5.5"

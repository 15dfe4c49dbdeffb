"""A sheet is checked whole, and totals are exact."""

from dataclasses import replace
from fractions import Fraction

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.criteria import read_criteria
from competition.domain.rules.params import Params
from competition.domain.sheet import (
    Criterion,
    check_sheet,
    due_criteria,
    highest_total,
    leaf_factors,
    leaf_weights,
    leaves,
    sheet_total,
    total_scale,
)


def criteria(*items: dict[str, object]) -> tuple[Criterion, ...]:
    return read_criteria(Params({"criteria": list(items)}, ""))


NOVELTY = {"key": "novelty", "max": "30", "step": "0.5"}
USE = {"key": "use", "max": "20", "step": "1"}


def test_a_full_sheet_has_marks_and_a_total():
    checked = check_sheet(criteria(NOVELTY, USE), {"novelty": "28.5", "use": "0"}, complete=True)

    assert checked.marks == {"novelty": 285, "use": 0}
    assert (checked.errors, checked.total) == ({}, 285)


def test_a_draft_may_have_blanks_and_then_has_no_total():
    checked = check_sheet(criteria(NOVELTY, USE), {"novelty": "28.5", "use": ""}, complete=False)

    assert checked.marks == {"novelty": 285, "use": State.BLANK}
    assert (checked.errors, checked.total) == ({}, None)


def test_a_submission_names_every_error_at_once():
    checked = check_sheet(criteria(NOVELTY, USE), {"novelty": "28.3"}, complete=True)

    assert {key: error.code for key, error in checked.errors.items()} == {
        "novelty": "mark.step",
        "use": "mark.blank",
    }


def test_a_mark_for_an_unknown_criterion_is_refused():
    with pytest.raises(Refusal) as refused:
        check_sheet(criteria(USE), {"use": "1", "other": "1", "more": "1"}, complete=True)

    assert (refused.value.code, refused.value.values) == (
        "sheet.unknown_criterion",
        {"key": "more"},
    )


def test_weights_multiply_along_the_tree_and_totals_stay_exact():
    tree = criteria(
        {
            "key": "work",
            "weight": "0.7",
            "children": [NOVELTY | {"weight": "0.5"}, USE],
        },
        {"key": "theory", "max": "100", "step": "0.01", "weight": "0.3"},
    )

    total = sheet_total(tree, {"novelty": 285, "use": 20, "theory": 8815})

    assert [leaf.key for leaf in leaves(tree)] == ["novelty", "use", "theory"]
    assert total_scale(tree) == 3
    assert total == 9975 + 14000 + 26445
    assert highest_total(tree) == 10500 + 14000 + 30000
    assert leaf_weights(tree) == {
        "novelty": Fraction("0.35"),
        "use": Fraction("0.7"),
        "theory": Fraction("0.3"),
    }
    assert leaf_factors(tree) == {"novelty": 35, "use": 700, "theory": 3}
    texts = {"novelty": "28.5", "use": "20", "theory": "88.15"}
    assert check_sheet(tree, texts, complete=True).total == total


def test_one_missing_mark_leaves_a_sheet_without_total():
    tree = criteria(NOVELTY, USE)

    checked = check_sheet(tree, {"use": "3"}, complete=False)

    assert (checked.marks, checked.total) == ({"novelty": State.BLANK, "use": 3}, None)
    assert sheet_total(tree, {"use": 3}) is None
    assert sheet_total(tree, {"novelty": State.ABSENT, "use": 3}) is None


def test_a_sheet_of_nothing_is_worth_nothing():
    assert (total_scale(()), sheet_total((), {}), highest_total(())) == (0, 0, 0)


def test_a_weight_that_no_decimal_ends_has_no_exact_total():
    (use,) = criteria(USE)

    with pytest.raises(Refusal) as refused:
        total_scale((replace(use, weight=Fraction(1, 3)),))

    assert (refused.value.code, refused.value.values) == (
        "criteria.weight_endless",
        {"key": "use"},
    )


def test_a_parent_spans_what_its_leaves_allow():
    tree = criteria({"key": "work", "children": [NOVELTY, USE]})

    assert (tree[0].range.scale, tree[0].range.high) == (1, 500)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"key": "a", "max": "30", "step": "0.7"}, "criteria.max_off_step"),
        ({"key": "a", "max": "0", "step": "1"}, "criteria.range_empty"),
        ({"key": "a", "max": "10", "step": "0"}, "criteria.range_empty"),
        ({"key": "a", "max": "10.5", "step": "1"}, "criteria.not_at_scale"),
        ({"key": "a", "max": "10", "step": 0.5}, "rules.not_decimal"),
        ({"key": "a", "max": "10", "step": "0.5", "maximum": 1}, "rules.key_unknown"),
        ({"key": "a b", "max": "10"}, "rules.not_name"),
        ({"key": "a", "max": "10", "scale": 7}, "rules.out_of_range"),
        ({"key": "a", "max": "10", "weight": "-1"}, "rules.negative"),
        ({"key": "a", "max": "10", "kind": "guess"}, "rules.not_choice"),
        ({"key": "a", "children": []}, "rules.empty"),
        (
            {"key": "a", "max": "10", "levels": [{"name": "优", "min": "9", "max": "11"}]},
            "criteria.level_range",
        ),
        (
            {
                "key": "a",
                "max": "30",
                "step": "0.3",
                "levels": [{"name": "优", "min": "27", "max": "29.9"}],
            },
            "criteria.level_off_step",
        ),
        ({"key": "a", "max": "10", "weight": "0"}, "criteria.weight_zero"),
        ({"key": "a", "children": [{"key": "a", "max": "1"}]}, "criteria.twice"),
    ],
)
def test_impossible_criteria_are_refused(item: dict[str, object], code: str):
    with pytest.raises(Refusal) as refused:
        criteria(item)

    assert refused.value.code == code
    assert str(refused.value.values["path"]).startswith("criteria")


def test_only_the_criteria_that_a_group_marks_are_due_to_it():
    tree = criteria(
        {
            "key": "site",
            "children": [
                {**NOVELTY, "key": "safety", "marked_by": ["self", "安全部"]},
                {**USE, "key": "plan", "marked_by": ["计划部"]},
            ],
        },
        {**USE, "key": "talk", "marked_by": []},
        {"key": "money", "children": [{**USE, "key": "cost", "marked_by": ["计划部"]}]},
    )

    due = due_criteria(tree, "安全部")

    assert [leaf.key for leaf in leaves(due)] == ["safety", "talk"]
    assert [(branch.key, branch.range.high) for branch in due] == [("site", 300), ("talk", 20)]
    assert [leaf.key for leaf in leaves(due_criteria(tree, ""))] == ["talk"]


@pytest.mark.parametrize(
    ("marked_by", "code"),
    [
        (["a", "a"], "rules.member_twice"),
        (["a", " "], "rules.not_text"),
        (["a", 1], "rules.not_text"),
        ("a", "rules.not_list"),
    ],
)
def test_groups_that_mark_a_criterion_are_different_texts(marked_by: object, code: str):
    with pytest.raises(Refusal) as refused:
        criteria({**USE, "marked_by": marked_by})

    assert refused.value.code == code

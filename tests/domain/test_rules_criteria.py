"""Criteria, stages and documents of rules: what is read, and every fault with its place."""

from fractions import Fraction
from typing import Any

import pytest

from competition.domain.marks import MarkRange
from competition.domain.refusal import Refusal
from competition.domain.rules import Dimensions, parse_rule_set
from competition.domain.sheet import Criterion, CriterionKind, Level
from tests.domain.panels import MEAN, RANK, TOTALS, document

A = {"key": "a", "max": "10", "step": "0.5"}
LEVEL = {"name": "l", "min": "1", "max": "2"}


def refusal(whole: dict[str, Any], known: Dimensions | None = None) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refusal) as refused:
        parse_rule_set(whole, known)
    return refused.value.code, refused.value.values


def of_stage(**more: Any) -> dict[str, Any]:
    whole = document(TOTALS, MEAN, RANK)
    whole["stages"]["panel"] |= more
    return whole


@pytest.mark.parametrize(
    ("criteria", "fault", "told"),
    [
        ([A, A], "criteria.twice at ", {"key": "a"}),
        ([A, {"key": "b", "children": [A]}], "criteria.twice at ", {"key": "a"}),
        ([{"max": "1"}], "rules.key_missing at [0].key", {}),
        ([A | {"key": "a b"}], "rules.not_name at [0].key", {"name": "a b"}),
        ([A | {"weight": "-1"}], "rules.negative at [0].weight", {}),
        ([A | {"weight": "0"}], "criteria.weight_zero at [0].weight", {}),
        ([A | {"weight": "x"}], "rules.not_decimal at [0].weight", {}),
        ([A | {"hint": 1}], "rules.not_text at [0].hint", {}),
        (
            [A | {"kind": "guess"}],
            "rules.not_choice at [0].kind",
            {"value": "guess", "options": "judgement, measurement"},
        ),
        ([A | {"x": 1}], "rules.key_unknown at [0].x", {}),
        ([{"key": "b", "children": []}], "rules.empty at [0].children", {}),
        ([{"key": "b", "children": [A], "max": "10"}], "rules.key_unknown at [0].max", {}),
        ([A | {"step": "0.3"}], "criteria.max_off_step at [0]", {}),
        ([A | {"step": "0"}], "criteria.range_empty at [0]", {}),
        ([A | {"min": "10"}], "criteria.range_empty at [0]", {}),
        ([A | {"max": "10.25"}], "criteria.not_at_scale at [0].max", {"scale": 1}),
        ([A | {"min": "0.25"}], "criteria.not_at_scale at [0].min", {"scale": 1}),
        ([{"key": "a"}], "rules.key_missing at [0].max", {}),
        ([A | {"scale": 0}], "criteria.not_at_scale at [0].step", {"scale": 0}),
        ([A | {"scale": 99}], "rules.out_of_range at [0].scale", {"low": 0, "high": 6}),
        ([A | {"step": "0.0000001"}], "criteria.not_at_scale at [0].step", {"scale": 6}),
        ([A | {"step": "0.00000000001"}], "criteria.not_at_scale at [0].step", {"scale": 6}),
        (
            [A | {"levels": [{"name": "l", "min": "0", "max": "10.5"}]}],
            "criteria.level_range at [0].levels[0]",
            {},
        ),
        ([A | {"levels": [LEVEL | {"min": "3"}]}], "criteria.level_range at [0].levels[0]", {}),
        (
            [A | {"levels": [LEVEL | {"min": "0.25"}]}],
            "criteria.not_at_scale at [0].levels[0].min",
            {"scale": 1},
        ),
        ([A | {"levels": [LEVEL | {"x": 1}]}], "rules.key_unknown at [0].levels[0].x", {}),
        (
            [A | {"levels": [{"min": "1", "max": "2"}]}],
            "rules.key_missing at [0].levels[0].name",
            {},
        ),
        (
            [A | {"levels": [{"name": "l", "max": "2"}]}],
            "rules.key_missing at [0].levels[0].min",
            {},
        ),
        (
            [A | {"levels": [{"name": "l", "min": "1"}]}],
            "rules.key_missing at [0].levels[0].max",
            {},
        ),
        ([A | {"levels": []}], "rules.empty at [0].levels", {}),
        (
            [A | {"scale": 2, "levels": [LEVEL | {"min": "0.25"}]}],
            "criteria.level_off_step at [0].levels[0]",
            {"level": "l", "step": "0.5"},
        ),
        (
            [A | {"scale": 2, "levels": [{"name": "l", "min": "0", "max": "0.25"}]}],
            "criteria.level_off_step at [0].levels[0]",
            {"level": "l", "step": "0.5"},
        ),
        ([A | {"step": "3", "min": "0.5"}], "criteria.not_at_scale at [0].min", {"scale": 0}),
    ],
)
def test_faulty_criteria_are_refused_where_the_fault_stands(
    criteria: list[Any], fault: str, told: dict[str, object]
):
    code, place = fault.split(" at ")

    found = refusal(of_stage(criteria=criteria))

    assert found == (code, {"path": f"stages.panel.criteria{place}", **told})


@pytest.mark.parametrize(
    ("change", "fault", "told"),
    [
        ({"full_mark": "90"}, "criteria.full_mark at full_mark", {"full": "90", "total": "100"}),
        ({"full_mark": "x"}, "rules.not_decimal at full_mark", {}),
        ({"dimensions": []}, "rules.not_object at dimensions", {}),
        ({"dimensions": {"item": ["A", "A"]}}, "rules.member_twice at dimensions.item", {}),
        ({"dimensions": {"item": ["A", 1]}}, "rules.not_text at dimensions.item", {}),
        ({"dimensions": {"item": ["A", " "]}}, "rules.not_text at dimensions.item", {}),
        ({"dimensions": {"item": "A"}}, "rules.not_list at dimensions.item", {}),
        ({"dimensions": {"judge": []}}, "rules.not_name at dimensions.judge", {"name": "judge"}),
        ({"dimensions": {"entry": []}}, "rules.not_name at dimensions.entry", {"name": "entry"}),
        (
            {"dimensions": {"criterion": []}},
            "rules.not_name at dimensions.criterion",
            {"name": "criterion"},
        ),
        ({"dimensions": {"a b": []}}, "rules.not_name at dimensions.a b", {"name": "a b"}),
        ({"x": 1}, "rules.key_unknown at x", {}),
        ({"steps": []}, "rules.empty at steps", {}),
        ({"steps": {}}, "rules.not_list at steps", {}),
        ({"criteria": []}, "rules.no_table at steps[0]", {}),
    ],
)
def test_a_faulty_stage_is_refused_where_the_fault_stands(
    change: dict[str, Any], fault: str, told: dict[str, object]
):
    code, place = fault.split(" at ")

    assert refusal(of_stage(**change)) == (code, {"path": f"stages.panel.{place}", **told})


@pytest.mark.parametrize(
    ("change", "fault", "told"),
    [
        ({"schema": True}, "rules.schema at schema", {"schema": True}),
        ({"schema": 2}, "rules.schema at schema", {"schema": 2}),
        ({"schema": "1"}, "rules.schema at schema", {"schema": "1"}),
        ({"order": ["x"]}, "rules.order at order", {}),
        ({"order": ["panel", "panel"]}, "rules.order at order", {}),
        ({"order": "panel"}, "rules.not_list at order", {}),
        ({"order": []}, "rules.empty at order", {}),
        ({"stages": {"marks": {}}}, "rules.not_name at stages.marks", {"name": "marks"}),
        ({"stages": {"result": {}}}, "rules.not_name at stages.result", {"name": "result"}),
        ({"stages": {"a b": {}}}, "rules.not_name at stages.a b", {"name": "a b"}),
        ({"stages": {"panel": []}}, "rules.not_object at stages.panel", {}),
        ({"stages": {"panel": {}}}, "rules.key_missing at stages.panel.criteria", {}),
        ({"final": {"steps": [], "x": 1}}, "rules.empty at final.steps", {}),
        (
            {"final": {"steps": [{"rank": [{"key": "panel.score"}]}], "x": 1}},
            "rules.key_unknown at final.x",
            {},
        ),
        ({"final": []}, "rules.not_object at final", {}),
        ({"final": {}}, "rules.key_missing at final.steps", {}),
        ({"other": 1}, "rules.key_unknown at other", {}),
    ],
)
def test_a_faulty_rule_set_is_refused_where_the_fault_stands(
    change: dict[str, Any], fault: str, told: dict[str, object]
):
    code, place = fault.split(" at ")

    found = refusal(document(TOTALS, MEAN, RANK) | change)

    assert found == (code, {"path": place, **told})


def test_criteria_stand_at_most_five_deep():
    deep: dict[str, Any] = {"key": "g5", "max": "1"}
    for number in range(4, 0, -1):
        deep = {"key": f"g{number}", "children": [deep]}

    parse_rule_set(of_stage(criteria=[deep]))
    code, told = refusal(of_stage(criteria=[{"key": "g0", "children": [deep]}]))

    path = "stages.panel.criteria[0]" + ".children[0]" * 5
    assert (code, told) == ("criteria.too_deep", {"path": path, "limit": 5})


def test_a_stage_must_be_one_of_the_competition_and_a_document_names_its_schema():
    whole = document(TOTALS, MEAN, RANK)
    unversioned = {key: value for key, value in whole.items() if key != "schema"}

    assert refusal(whole, Dimensions(("final",))) == (
        "rules.stage_unknown",
        {"path": "stages.panel", "stage": "panel"},
    )
    assert refusal(unversioned) == ("rules.key_missing", {"path": "schema"})


def test_criteria_are_read_with_their_ranges_levels_and_groups():
    measured = {
        "key": "b",
        "name": "时间",
        "min": "-1",
        "max": "3",
        "step": "0.25",
        "weight": "50%",
        "kind": "measurement",
        "hint": "秒",
    }
    levels = [LEVEL | {"text": "好"}, {"name": "m", "min": "0", "max": "0.5"}]
    group = {"key": "g", "children": [A | {"scale": 2, "levels": levels}, measured]}

    read = parse_rule_set(of_stage(criteria=[group, {"key": "c", "max": 5}])).part("panel").criteria

    a = Criterion(
        "a",
        "a",
        MarkRange(2, 0, 1000, 50),
        levels=(Level("l", 100, 200, "好"), Level("m", 0, 50, "")),
    )
    b = Criterion(
        "b", "时间", MarkRange(2, -100, 300, 25), Fraction(1, 2), CriterionKind.MEASUREMENT, "秒"
    )
    of_group = Criterion("g", "g", MarkRange(2, -100, 1300, 1), children=(a, b))
    assert read == (of_group, Criterion("c", "c", MarkRange(0, 0, 5, 1)))


def test_stages_follow_each_other_as_the_order_says():
    stage = document(TOTALS, MEAN, RANK)["stages"]["panel"]
    whole = {"schema": 1, "stages": {"b": stage, "a": stage}}

    plain, ordered = parse_rule_set(whole), parse_rule_set(whole | {"order": ["a", "b"]})

    assert (list(plain.stages), plain.last.key) == (["b", "a"], "a")
    assert (list(ordered.stages), ordered.last.key) == (["a", "b"], "b")
    assert ordered.document == whole | {"order": ["a", "b"]}


def test_the_full_mark_is_what_the_criteria_come_to():
    folds = [{"reduce": axis, "by": "sum"} for axis in ("criterion", "judge", "period")]
    last = {"reduce": "item", "by": "sum", "as": "score"}
    ruleset = parse_rule_set(
        of_stage(
            full_mark="100", dimensions={"item": ["X"], "period": []}, steps=[*folds, last, RANK]
        )
    )

    assert ruleset.part("panel").dimensions == {"item": ("X",), "period": ()}
    assert ruleset.part("panel").marks_axes == ("entry", "item", "period", "judge", "criterion")
    with pytest.raises(Refusal) as refused:
        ruleset.part("result")
    assert refused.value.values == {"part": "result"}

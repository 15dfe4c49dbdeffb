"""One object of a rule document, key by key: what is read, and what is refused."""

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params, is_name, read_decimal


class Way(StrEnum):
    SUM = "sum"
    MEAN = "mean"


def of(**values: Any) -> Params:
    return Params(values, "steps[1]")


Read = Callable[[Params], object]


@pytest.mark.parametrize(
    ("read", "value", "found"),
    [
        (lambda p: p.text("k"), " a ", " a "),
        (lambda p: p.text("k", ""), "", ""),
        (lambda p: p.name("k"), "a-1", "a-1"),
        (lambda p: p.name("k", "#2.map"), "#2.map", "#2.map"),
        (lambda p: p.optional_text("k"), "a", "a"),
        (lambda p: p.integer("k"), 0, 0),
        (lambda p: p.integer("k", 5, low=1, high=3), 3, 3),
        (lambda p: p.integer("k", low=1), 10**9, 10**9),
        (lambda p: p.flag("k", True), False, False),
        (lambda p: p.choice("k", Way), "mean", Way.MEAN),
        (lambda p: p.choice("k", Way, Way.SUM), "mean", Way.MEAN),
        (lambda p: p.decimal("k"), "-0.40", Fraction(-2, 5)),
        (lambda p: p.decimal("k", Fraction(1)), "40%", Fraction(2, 5)),
        (lambda p: p.decimal("k"), 3, Fraction(3)),
        (lambda p: p.optional_decimal("k"), "1.5", Fraction(3, 2)),
        (lambda p: p.decimals("k"), {"a": "0", "b": 1}, {"a": Fraction(0), "b": Fraction(1)}),
        (lambda p: p.any_decimals("k"), {"a": "-1"}, {"a": Fraction(-1)}),
        (lambda p: list(p.inner("k")), {"a": 1, "b": 2}, ["a", "b"]),
        (
            lambda p: [one.path for one in p.items("k")],
            [{}, {}],
            ["steps[1].k[0]", "steps[1].k[1]"],
        ),
        (lambda p: list(p.items("k", least=0)), [], []),
        (lambda p: p.sequence("k"), [1, "a"], [1, "a"]),
        (lambda p: p.sequence("k", least=0), [], []),
        (lambda p: p.raw("k"), None, None),
        (lambda p: "k" in p, 1, True),
        (lambda p: "l" in p, 1, False),
        (lambda p: p.at("l"), 1, "steps[1].l"),
        (lambda p: p.inner("k").at("l"), {}, "steps[1].k.l"),
    ],
)
def test_a_value_is_read_as_it_stands(read: Read, value: object, found: object):
    assert read(of(k=value)) == found


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (lambda p: p.text("k", "d"), "d"),
        (lambda p: p.name("k", "#1.map"), "#1.map"),
        (lambda p: p.optional_text("k"), None),
        (lambda p: p.integer("k", 9, low=1, high=3), 9),
        (lambda p: p.flag("k", True), True),
        (lambda p: p.choice("k", Way, Way.SUM), Way.SUM),
        (lambda p: p.decimal("k", Fraction(1, 3)), Fraction(1, 3)),
        (lambda p: p.optional_decimal("k"), None),
    ],
)
def test_a_key_that_is_absent_has_its_usual_value(read: Read, found: object):
    assert read(of()) == found


ABSENT = object()


@pytest.mark.parametrize(
    ("read", "value", "fault"),
    [
        (lambda p: p.raw("k"), ABSENT, "rules.key_missing at .k"),
        (lambda p: p.text("k"), ABSENT, "rules.key_missing at .k"),
        (lambda p: p.text("k"), 5, "rules.not_text at .k"),
        (lambda p: p.text("k"), " ", "rules.not_text at .k"),
        (lambda p: p.text("k", "d"), 5, "rules.not_text at .k"),
        (lambda p: p.name("k"), ABSENT, "rules.key_missing at .k"),
        (lambda p: p.integer("k"), ABSENT, "rules.key_missing at .k"),
        (lambda p: p.integer("k"), "5", "rules.not_integer at .k"),
        (lambda p: p.integer("k", 1), True, "rules.not_integer at .k"),
        (lambda p: p.flag("k", True), 1, "rules.not_flag at .k"),
        (lambda p: p.choice("k", Way), ABSENT, "rules.key_missing at .k"),
        (lambda p: p.decimal("k"), ABSENT, "rules.key_missing at .k"),
        (lambda p: p.decimal("k"), True, "rules.not_decimal at .k"),
        (lambda p: p.decimal("k"), 1.5, "rules.not_decimal at .k"),
        (lambda p: p.decimal("k"), "1 %", "rules.not_decimal at .k"),
        (lambda p: p.decimal("k"), "1e3", "rules.not_decimal at .k"),
        (lambda p: p.decimals("k"), {"a": "1", "b": "-0.1"}, "rules.negative at .k.b"),
        (lambda p: p.decimals("k"), {}, "rules.empty at .k"),
        (lambda p: p.decimals("k"), [], "rules.not_object at .k"),
        (lambda p: p.any_decimals("k"), {"a": "x"}, "rules.not_decimal at .k.a"),
        (lambda p: p.inner("k"), [], "rules.not_object at .k"),
        (lambda p: list(p.items("k")), [{}, 5], "rules.not_object at .k[1]"),
        (lambda p: list(p.items("k")), [], "rules.empty at .k"),
        (lambda p: list(p.items("k", least=2)), [{}], "rules.empty at .k"),
        (lambda p: p.sequence("k"), {}, "rules.not_list at .k"),
        (lambda p: p.sequence("k"), [], "rules.empty at .k"),
        (lambda p: p.sequence("k", least=2), [1], "rules.empty at .k"),
    ],
)
def test_another_value_is_refused_where_it_stands(read: Read, value: object, fault: str):
    code, place = fault.split(" at ")

    with pytest.raises(Refusal) as refused:
        read(of() if value is ABSENT else of(k=value))

    assert (refused.value.code, refused.value.values) == (code, {"path": f"steps[1]{place}"})


@pytest.mark.parametrize(
    ("read", "value", "code", "told"),
    [
        (lambda p: p.name("k"), "a b", "rules.not_name", {"name": "a b"}),
        (lambda p: p.name("k", "d"), "a.b", "rules.not_name", {"name": "a.b"}),
        (lambda p: p.integer("k"), -1, "rules.out_of_range", {"low": 0, "high": 10**9}),
        (lambda p: p.integer("k"), 10**9 + 1, "rules.out_of_range", {"low": 0, "high": 10**9}),
        (
            lambda p: p.integer("k", 2, low=1, high=3),
            4,
            "rules.out_of_range",
            {"low": 1, "high": 3},
        ),
        (
            lambda p: p.choice("k", Way),
            "max",
            "rules.not_choice",
            {"value": "max", "options": "sum, mean"},
        ),
        (
            lambda p: p.choice("k", Way, Way.SUM),
            ["sum"],
            "rules.not_choice",
            {"value": ["sum"], "options": "sum, mean"},
        ),
    ],
)
def test_a_refusal_tells_what_stood_there_and_what_may(
    read: Read, value: object, code: str, told: dict[str, object]
):
    with pytest.raises(Refusal) as refused:
        read(of(k=value))

    assert (refused.value.code, refused.value.values) == (code, {"path": "steps[1].k", **told})


def test_a_key_that_nobody_read_is_refused_the_first_by_name_first():
    params = of(b=1, c=2, a=3, k=4)
    params.integer("k")

    with pytest.raises(Refusal) as refused:
        params.close()

    assert (refused.value.code, refused.value.values) == (
        "rules.key_unknown",
        {"path": "steps[1].a"},
    )


def test_an_object_that_is_read_to_the_end_may_be_closed_again_and_again():
    params = of(a=1)
    params.integer("a")

    params.close()
    params.close()

    assert params.integer("a") == 1


def test_a_key_of_the_document_itself_is_its_own_place():
    assert Params({}, "").at("schema") == "schema"
    with pytest.raises(Refusal) as refused:
        Params([], "")
    assert (refused.value.code, refused.value.values) == ("rules.not_object", {"path": ""})


@pytest.mark.parametrize(
    ("text", "answer"),
    [("score", True), ("总分", True), ("a b", False), ("a.b", False), ("", False)],
)
def test_a_name_has_no_blanks_and_no_points(text: str, answer: bool):
    assert is_name(text) == answer


def test_a_decimal_alone_is_refused_at_the_path_it_is_told():
    with pytest.raises(Refusal) as refused:
        read_decimal("x", "there")

    assert refused.value.values == {"path": "there"}

"""A rubric may change under sheets only while each of them can still be read."""

from fractions import Fraction

import pytest

from competition.domain.marks import MarkRange
from competition.domain.refusal import Refusal
from competition.domain.rubric_change import require_readable, require_wider
from competition.domain.rules.criteria import read_criteria
from competition.domain.rules.params import Params
from competition.domain.sheet import Criterion


def leaf(key, low=0, high=100, step=10, scale=1, **more):
    return Criterion(key, f"{key}名", MarkRange(scale, low, high, step), **more)


BEFORE = [leaf("a"), leaf("b")]
SHEETS = [{"a": 50, "b": 0}, {"a": 100}]


def refusal_of(check, *given):
    with pytest.raises(Refusal) as refusal:
        check(*given)
    return refusal.value.code, refusal.value.values


def both_refuse(after, code, values):
    readable = refusal_of(require_readable, BEFORE, after, [])
    wider = refusal_of(require_wider, BEFORE, after)
    return readable == wider == (code, values)


def test_a_criterion_that_was_marked_stays():
    assert both_refuse([leaf("a")], "rubric.removed", {"criterion": "b名"})


def test_a_criterion_nobody_marked_does_not_come():
    after = [*BEFORE, leaf("c")]

    assert both_refuse(after, "rubric.added", {"criterion": "c名"})


def test_the_decimals_of_marks_stay():
    after = [leaf("a"), leaf("b", scale=2)]

    assert both_refuse(after, "rubric.scale", {"criterion": "b名"})


@pytest.mark.parametrize(
    ("change", "given", "mark"),
    [
        ({"low": 10}, 0, "0.0"),
        ({"high": 40}, 50, "5.0"),
        ({"step": 20}, 50, "5.0"),
        ({"low": 5}, 0, "0.0"),
        ({"low": -5}, 50, "5.0"),
    ],
)
def test_a_mark_that_is_no_longer_allowed_is_told(change, given, mark):
    after = [leaf("a"), leaf("b", **change)]

    found = refusal_of(require_readable, BEFORE, after, [{"a": 50}, {"a": 50, "b": given}])

    assert found == ("rubric.mark_off", {"criterion": "b名", "mark": mark})


def test_a_range_may_shrink_to_the_marks_that_were_given():
    after = [leaf("a", low=50, step=50), leaf("b", high=0)]

    require_readable(BEFORE, after, SHEETS)


def test_steps_are_counted_from_the_lowest_mark():
    odd = [leaf("a", low=3, high=93), leaf("b")]

    require_readable(odd, odd, [{"a": 3}, {"a": 93}])
    require_wider(odd, odd)


def test_marks_are_read_by_what_the_new_criterion_allows():
    wide = [leaf("a", high=200), leaf("b")]

    require_readable(BEFORE, wide, [{"a": 100}])
    assert refusal_of(require_readable, wide, BEFORE, [{"a": 200}]) == (
        "rubric.mark_off",
        {"criterion": "a名", "mark": "20.0"},
    )


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"low": -10},
        {"high": 110},
        {"step": 5},
        {"step": 1},
        {"low": -20, "high": 200, "step": 2},
    ],
)
def test_a_range_may_always_grow(change):
    require_wider(BEFORE, [leaf("a", **change), leaf("b")])


@pytest.mark.parametrize(
    "change", [{"low": 10}, {"high": 90}, {"step": 20}, {"step": 3}, {"low": -5}, {"step": 100}]
)
def test_a_range_that_would_leave_marks_out_is_refused_whatever_was_given(change):
    found = refusal_of(require_wider, BEFORE, [leaf("a"), leaf("b", **change)])

    assert found == ("rubric.narrower", {"criterion": "b名"})


def test_names_weights_and_groups_may_change():
    group = Criterion("g", "组", MarkRange(1, 0, 200, 1), children=(leaf("b"), leaf("a")))
    after = [Criterion("h", "大组", group.range, weight=Fraction(1, 2), children=(group,))]

    require_readable(BEFORE, after, SHEETS)
    require_wider(BEFORE, after)


def test_who_marks_a_criterion_stays_once_there_are_sheets():
    before, after = (
        read_criteria(Params({"criteria": [{"key": "a", "max": "5", "marked_by": groups}]}, ""))
        for groups in (["安全部", "self"], ["安全部"])
    )

    with pytest.raises(Refusal) as refused:
        require_readable(before, after, [])

    assert (refused.value.code, refused.value.values) == ("rubric.marked_by", {"criterion": "a"})
    require_readable(before, before, [])

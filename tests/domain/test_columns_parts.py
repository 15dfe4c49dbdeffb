"""The arrays that columns work on, one by one."""

import numpy as np
import pytest

from competition.domain.columns import beyond, cube_of, facts_of, ranked
from competition.domain.columns.block import ROOM, Block, TooLargeError, joined, rounded
from competition.domain.columns.changing import sub_scores
from competition.domain.columns.cube import ABSENT, BLANK, NOTHING, RECUSED
from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rounding import Mode, Rounding
from competition.domain.rules import Entry, Facts, Judge, Sheet, calculate, parse_rule_set
from tests.domain.panels import criterion
from tests.domain.test_columns import assert_equal

FOLDS = [
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "judge", "by": "mean", "as": "exact"},
    {"round": 1, "mode": "half_up", "show_only": True, "as": "score"},
]
CRITERIA = [criterion("a", "30", "0.5"), criterion("b", "20", "1")]


def part_of(*steps, **stage):
    stage = {"criteria": CRITERIA, "steps": list(steps), **stage}
    return parse_rule_set({"schema": 1, "stages": {"s": stage}}).part("s")


def ranked_by(*keys, **more):
    return part_of(*FOLDS, {"rank": list(keys), **more})


PLAIN = ranked_by({"key": "score"})
TRACKED = ranked_by({"key": "score"}, per="track")


def sheet(entry, judge, a=None, b=None, **more):
    marks = {key: mark for key, mark in (("a", a), ("b", b)) if mark is not None}
    return Sheet("s", entry, judge, marks, **more)


def facts(*sheets, entries=("A", "B")):
    return Facts(tuple(Entry(e, {"track": f"T{e}"}) for e in entries), sheets=sheets)


FULL = facts(sheet("B", "v", 10, 3), sheet("A", "u", 15, 2), sheet("A", "v", 5, 1),
             sheet("B", "u", 25, 4))  # fmt: skip


def test_a_full_cube_holds_the_marks_over_one_denominator_and_no_states():
    cube = cube_of(PLAIN, FULL)

    assert (cube.axes, cube.denominator) == (("entry", "judge", "criterion"), 10)
    assert [list(one) for one in cube.members] == [["A", "B"], ["u", "v"], ["a", "b"]]
    assert cube.numerators.tolist() == [[[15, 20], [5, 10]], [[25, 40], [10, 30]]]
    assert (cube.numerators.dtype, cube.states, cube.groups) == (np.int64, None, None)


def test_a_cube_with_gaps_tells_why_each_cell_is_empty():
    given = facts(
        sheet("A", "u", 15, 2),
        sheet("A", "v", state=State.ABSENT),
        sheet("B", "u", state=State.RECUSED),
        sheet("B", "v", 5, missing={"b": State.BLANK}),
        entries=("A", "B", "C"),
    )

    cube = cube_of(TRACKED, given)

    assert cube.states is not None
    assert cube.states.dtype == np.int8
    assert cube.states.tolist() == [
        [[0, 0], [ABSENT, ABSENT]],
        [[RECUSED, RECUSED], [0, BLANK]],
        [[NOTHING, NOTHING], [NOTHING, NOTHING]],
    ]
    assert cube.numerators.tolist() == [[[15, 20], [0, 0]], [[0, 0], [5, 0]], [[0, 0], [0, 0]]]
    assert cube.groups is not None
    assert (cube.groups[0], cube.groups[1].tolist()) == (("TA", "TB", "TC"), [0, 1, 2])
    assert cube.groups[1].dtype == np.intp


@pytest.mark.parametrize(("mark", "dtype"), [(2**40, np.int64), (2**61, np.int64), (2**63, object)])
def test_marks_of_64_bits_and_more_are_kept_as_whole_numbers(mark, dtype):
    whole = part_of(*FOLDS, {"rank": [{"key": "score"}]}, criteria=[criterion("a", step="1")])
    given = Facts((Entry("A"),), sheets=(Sheet("s", "A", "u", {"a": mark}),))

    cube = cube_of(whole, given)

    assert cube.numerators.tolist() == [[[mark]]]
    assert cube.numerators.dtype == dtype
    assert ranked(whole, cube).score_of(0) == f"{mark}.0"


def test_a_cube_without_a_judge_keeps_the_rest():
    left = cube_of(PLAIN, FULL).without("judge", "u")

    assert [list(one) for one in left.members] == [["A", "B"], ["v"], ["a", "b"]]
    assert left.numerators.tolist() == [[[5, 10]], [[10, 30]]]
    gone = cube_of(PLAIN, facts(sheet("A", "u", 1, 1), sheet("B", "v", 1, 1))).without("judge", "u")
    assert gone.states is not None
    assert gone.states.tolist() == [[[NOTHING] * 2], [[0, 0]]]


def test_an_entry_without_what_it_is_ranked_by_is_refused():
    with pytest.raises(Refusal) as refusal:
        cube_of(TRACKED, Facts((Entry("A"),), sheets=(sheet("A", "u", 5, 1),)))

    told = {"entry": "A", "attribute": "track"}
    assert (refusal.value.code, refusal.value.values) == ("facts.attribute_missing", told)


def test_the_facts_of_a_cube_are_its_sheets():
    scattered = facts(
        sheet("B", "v", 10, 3), sheet("A", "u", 15, missing={"b": State.ABSENT}),
        sheet("B", "u", state=State.RECUSED),
    )  # fmt: skip

    found = facts_of(TRACKED, cube_of(TRACKED, scattered), [1, 0])

    assert found == Facts(
        (Entry("B", {"track": "TB"}), Entry("A", {"track": "TA"})),
        (Judge("u"), Judge("v")),
        (
            Sheet("s", "B", "u", {}, {"a": State.RECUSED, "b": State.RECUSED}),
            Sheet("s", "B", "v", {"a": 10, "b": 3}),
            Sheet("s", "A", "u", {"a": 15}, {"b": State.ABSENT}),
        ),
    )
    assert facts_of(PLAIN, cube_of(PLAIN, FULL), [0]).entries == (Entry("A"),)


@pytest.mark.parametrize(
    "keys",
    [
        [{"key": "score"}],
        [{"key": "score", "on": "exact"}],
        [{"key": "exact"}],
        [{"key": "score"}, {"key": "score", "on": "exact", "direction": "asc"}],
        [{"key": "score", "direction": "asc"}, {"criterion": "b"}, {"criterion": "a"}],
    ],
)
def test_shown_and_exact_figures_are_ranked_as_the_rules_say(keys):
    near = facts(
        sheet("A", "u", 15, 2), sheet("A", "v", 14, 2), sheet("A", "w", 14, 2),
        sheet("B", "u", 15, 2), sheet("B", "v", 15, 2), sheet("B", "w", 14, 2),
        sheet("C", "u", 4, 1), sheet("C", "v", 24, 3),
        sheet("C", "w", 5, missing={"b": State.BLANK}),
        sheet("D", "u", state=State.ABSENT), sheet("D", "v", 9, missing={"b": State.BLANK}),
        entries="ABCDE",
    )  # fmt: skip
    part = ranked_by(*keys)
    evaluation = calculate(part, near).evaluation

    found = ranked(part, cube_of(part, near))

    assert beyond(part) == ""
    told = {one.entry: (one, evaluation.score_of(one.entry)) for one in evaluation.standings}
    assert {e: (found.standing(at), found.score_of(at)) for at, e in enumerate("ABCDE")} == told


@pytest.mark.parametrize(
    "base", [{"by": "criterion", "values": {"a": "25", "b": "12.25"}}, "7.125", "0"]
)
@pytest.mark.parametrize("more", [{}, {"floor": "0"}, {"floor": "1.0625"}, {"each": "0.3"}])
def test_what_is_left_of_a_base_is_what_the_engine_leaves(base, more):
    deduct = {"map": "deduct_from", "base": base, **more}
    part = part_of(deduct, *FOLDS, {"rank": [{"key": "exact"}]})

    assert beyond(part) == ""
    assert_equal(part, FULL, ranked(part, cube_of(part, FULL)))


def test_a_member_without_a_base_is_refused_as_by_the_engine():
    judged = {"by": "judge", "values": {"u": "25"}}
    part = part_of({"map": "deduct_from", "base": judged}, *FOLDS, {"rank": [{"key": "exact"}]})

    told = []
    for carry_out in (lambda: ranked(part, cube_of(part, FULL)), lambda: calculate(part, FULL)):
        with pytest.raises(Refusal) as refusal:
            carry_out()
        told.append((refusal.value.code, refusal.value.values))

    assert told == [("facts.weight_missing", {"axis": "judge", "member": "v"})] * 2


def block(numbers, denominator=1, states=None, names="ABC", dtype=np.int64):
    array = np.array(numbers, dtype=dtype)
    given = None if states is None else np.array(states, np.int8)
    bound = max((abs(n) for n in numbers), default=0)
    return Block(("entry",), (list(names),), array, denominator, bound, given)


def test_blocks_are_joined_over_one_denominator():
    found = joined([block([1, -2], 4, names="AB"), block([5], 6, names="C")])

    assert (found.axes, found.members) == (("entry",), (["A", "B", "C"],))
    assert (found.numerators.tolist(), found.denominator) == ([3, -6, 10], 12)
    assert (found.bound, found.states, found.shown) == (10, None, None)


def test_blocks_with_and_without_states_are_joined():
    shown = Rounding(1, Mode.HALF_UP)
    first = rounded(block([1], 4, names="A"), shown)
    second = rounded(block([3], 4, [BLANK], names="B"), shown)

    found = joined([first, second, first])

    assert found.states is not None
    assert (found.states.tolist(), found.states.dtype) == ([0, BLANK, 0], np.int8)
    assert (found.numerators.tolist(), found.shown) == ([3, 8, 3], shown)
    assert (found.bound, found.denominator) == (max(first.bound, second.bound), 10)


def test_blocks_too_large_for_one_denominator_are_refused():
    large = block([ROOM // 3], 2, names="A")

    assert joined([large, large]).bound == ROOM // 3
    with pytest.raises(TooLargeError):
        joined([large, block([1], 5, names="B")])


def test_a_mean_mark_in_a_criterion_is_that_of_the_sheets_without_a_gap():
    cells = np.array([[[4, 1], [5, 2]], [[6, 3], [7, 9]], [[1, 1], [1, 1]]], np.int64)
    axes, members = ("entry", "judge", "criterion"), (["A", "B", "C"], ["u", "v"], ["a", "b"])
    states = np.array([[[0, 0], [0, 0]], [[0, 0], [0, BLANK]], [[1, 0], [3, 3]]], np.int8)

    plain = sub_scores(Block(axes, members, cells, 10, 9), "b")
    gaps = sub_scores(Block(axes, members, cells, 10, 9, states), "a")

    assert (plain.axes, plain.members) == (("entry",), (["A", "B", "C"],))
    assert (plain.numerators.tolist(), plain.denominator) == ([3, 12, 2], 20)
    assert (plain.states, plain.bound) == (None, 18)
    assert gaps.states is not None
    assert (gaps.states.tolist(), gaps.states.dtype) == ([0, 0, NOTHING], np.int8)
    assert (gaps.numerators.tolist()[:2], gaps.denominator) == ([9, 12], 20)
    with pytest.raises(TooLargeError):
        sub_scores(Block(axes, members, cells, 10, ROOM // 2), "b")

"""Columns against the engine on a few dozen years, quickly."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from competition.domain.agreement.left_out import ranks_without_a_judge
from competition.domain.agreement.left_out_columns import ranks_by_columns, suits_columns
from competition.domain.columns import carry, cube_of, facts_of, ranked
from competition.domain.columns.block import ROOM, Block, TooLargeError, room, rounded
from competition.domain.rounding import Mode, Rounding, round_ratio
from competition.domain.rules import Entry, Facts, Sheet, calculate, evaluate, parse_rule_set
from tests.domain.test_columns import assert_equal, higher
from tests.domain.year_cases import year_document, year_facts

SEEDS = range(40)


def case(seed):
    chance = Random(seed)
    part = parse_rule_set(year_document(chance)).part("year")
    return part, year_facts(chance, (0, 0.1, 0.5)[seed % 3])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_by_columns_is_a_year_by_the_engine(seed):
    part, facts = case(seed)

    assert_equal(part, facts, ranked(part, cube_of(part, facts)))


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_entries_one_by_one_are_entries_all_at_once(seed):
    part, facts = case(seed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carry, "CELLS", 1)
        found = ranked(part, cube_of(part, facts))

    assert_equal(part, facts, found)


@pytest.mark.parametrize("factor", [10**12, 10**17, 10**30])
@pytest.mark.parametrize("seed", SEEDS[:9])
def test_large_marks_stay_exact(seed, factor):
    part, facts = case(seed)
    sheets = tuple(
        replace(sheet, marks={key: mark * factor for key, mark in sheet.marks.items()})
        for sheet in facts.sheets
    )
    large = replace(facts, sheets=sheets)

    assert_equal(part, large, ranked(part, cube_of(part, large)))


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_a_year_without_a_judge_is_that_of_the_sheets_without(seed):
    part, facts = case(seed)
    left = replace(facts, sheets=tuple(one for one in facts.sheets if one.judge != "J2"))

    assert_equal(part, left, ranked(part, cube_of(part, facts).without("judge", "J2")))


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_the_facts_out_of_a_cube_derive_the_same_score(seed):
    part, facts = case(seed)
    cube = cube_of(part, facts)
    full = calculate(part, facts)

    for at, entry in enumerate(cube.members[0]):
        own = facts_of(part, cube, [at])
        assert [judge.id for judge in own.judges] == ["J1", "J2", "J3"]
        assert calculate(part, own).derive(entry)["steps"][:-1] == full.derive(entry)["steps"][:-1]


def panel(marks):
    """Three judges' sheets of the criteria a, b and c."""
    sheets = tuple(
        Sheet("panel", entry, f"J{number}", {"a": 10 * mark, "b": mark, "c": 25 * mark})
        for entry, row in marks.items()
        for number, mark in enumerate(row)
        if mark is not None
    )
    return Facts(tuple(Entry(entry) for entry in marks), sheets=sheets)


@pytest.mark.parametrize(
    "marks",
    [
        {"A": (1, 2, 3), "B": (3, 3, 0), "C": (2, 2, 2), "D": (3, 2, 1)},
        {"A": (1, 3), "B": (2, 2), "C": (2, None), "D": (None, None)},
        {"A": (0,), "B": (0,)},
        {"A": (), "B": ()},
        {},
    ],
)
def test_ties_are_told_apart_by_the_higher_marks(marks):
    facts = panel(marks)
    part = higher()
    found = ranked(part, cube_of(part, facts))

    assert_equal(part, facts, found)
    assert found.ranks() == {
        one.entry: one.rank for one in calculate(part, facts).evaluation.standings
    }


def test_ranks_without_each_judge_are_those_of_the_engine():
    facts = panel({"A": (3, 1, 2), "B": (2, 2, 3), "C": (None, 3, None), "D": (1, 1, 1)})
    heard = []

    told = ranks_by_columns(higher(), facts, heard.append)

    assert told == ranks_without_a_judge(lambda f: evaluate(higher(), f), facts, ["panel"])
    assert told == ranks_by_columns(higher(), facts)
    assert heard == [1, 2, 3]


@pytest.mark.parametrize(("judges", "suits"), [(3, True), (4, False)])
def test_columns_suit_panels_with_a_sheet_for_every_third_place(judges, suits):
    sheets = tuple(
        Sheet("panel", f"E{n}", f"J{n}", {"a": 5, "b": 1, "c": 25}) for n in range(judges)
    )
    elsewhere = tuple(replace(one, stage="final", judge="J0") for one in sheets)
    facts = Facts(tuple(Entry(one.entry) for one in sheets), sheets=(*sheets, *elsewhere))

    assert suits_columns(higher(), facts) is suits
    assert not suits_columns(case(0)[0], case(0)[1])


def block_of(numbers, denominator, dtype=np.int64):
    array = np.array(numbers, dtype=dtype)
    bound = max(map(abs, numbers))
    return Block(("entry",), (list("abcdefgh")[: len(numbers)],), array, denominator, bound)


@pytest.mark.parametrize("mode", [Mode.HALF_UP, Mode.HALF_EVEN, Mode.TRUNCATE])
@pytest.mark.parametrize("denominator", [1, 8, 10, 100, 300])
def test_columns_round_as_single_figures_do(mode, denominator):
    numbers = [0, 1, -1, 5, -15, 25, -35, 149]

    found = rounded(block_of(numbers, denominator), Rounding(1, mode))

    assert found.numerators.tolist() == [
        round_ratio(n, denominator, places=1, mode=mode) for n in numbers
    ]
    assert (found.denominator, found.shown) == (10, Rounding(1, mode))
    assert max(map(abs, found.numerators.tolist())) <= found.bound


def test_figures_are_refused_before_they_leave_64_bits():
    assert room(ROOM - 1, False) == ROOM - 1
    assert room(ROOM, True) == ROOM
    with pytest.raises(TooLargeError):
        room(ROOM, False)
    with pytest.raises(TooLargeError):
        rounded(block_of([ROOM // 10], 3), Rounding(2, Mode.HALF_UP))
    wide = rounded(block_of([ROOM], 3, object), Rounding(2, Mode.HALF_UP))
    assert wide.numerators.tolist() == [round_ratio(ROOM, 3, places=2, mode=Mode.HALF_UP)]

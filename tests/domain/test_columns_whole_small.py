"""A whole part by columns on a few dozen years and panels, quickly."""

from dataclasses import replace
from random import Random

import pytest

from competition.domain.columns import whole_part as by_columns
from competition.domain.columns.whole_part import calculated
from competition.domain.marks import State
from competition.domain.rules import Entry, Facts, calculate, parse_rule_set
from tests.domain.test_columns_beyond import SUMS, part_of
from tests.domain.test_columns_folds import FOLDS, FULL, GAPS, facts
from tests.domain.test_columns_whole_part import assert_same, checked, suits
from tests.domain.year_cases import year_document, year_facts


@pytest.fixture
def any_shape(monkeypatch):
    """However thin the cube is and however many gaps it has."""
    monkeypatch.setattr(by_columns, "THINNEST", 10**6)
    monkeypatch.setattr(by_columns, "MOST_WITH_GAPS", 1)


@pytest.mark.usefixtures("any_shape")
@pytest.mark.parametrize("seed", range(24))
def test_a_year_is_the_same_in_everything(seed):
    chance = Random(seed)
    part = parse_rule_set(year_document(chance)).part("year")
    given = year_facts(chance, (0, 0.05, 0.4)[seed % 3])

    assert assert_same(part, given) == suits(part, given)


@pytest.mark.usefixtures("any_shape")
@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: "-".join(map(str, fold.values())))
@pytest.mark.parametrize("table", [FULL, GAPS], ids=["full", "gaps"])
def test_every_fold_is_the_same_in_everything(fold, table):
    step = {"reduce": "judge", **fold, "as": "score"}
    part = part_of(SUMS, step, {"rank": [{"key": "score"}, {"criterion": "b"}]})

    assert assert_same(part, facts(table)) == suits(part, facts(table))


@pytest.mark.usefixtures("any_shape")
def test_rows_are_made_when_they_are_asked_for_and_once():
    part = part_of(SUMS, {"reduce": "judge", "by": "mean", "as": "score"},
                   {"rank": [{"key": "score"}]})  # fmt: skip

    found, expected = calculated(part, facts(GAPS)), calculate(part, facts(GAPS))

    assert found is not None
    for name, told in expected.run.tables.items():
        if name != "marks":
            table = found.run.tables[name]
            assert dict(table.rows) == dict(told.rows)
            assert len(table.rows) == len(told.rows)
            assert dict(table.missing) == dict(told.missing)
            assert (table.axes, table.denominator) == (told.axes, told.denominator)
            assert [table.rows[key] for key in told.rows] == list(told.rows.values())


def large(**more):
    """Eight entries and four judges; two entries have gaps."""
    table = {f"E{n}": (f"{n} 1", f"{n} 2", "3 3", "4 4") for n in range(6)}
    table |= {"E6": ("absent", "1 1", "2 2", "3 3"), "E7": ("1 1", "2 -", "2 2", None)}
    return replace(facts(table | more), judges=())


@pytest.mark.parametrize(
    ("more", "pays"),
    [({}, True), ({"E8": ("absent",) * 4}, False), ({"E8": ("1 1",) * 4}, True)],
)
def test_one_entry_in_four_may_have_gaps(more, pays):
    part = part_of(SUMS, {"reduce": "judge", "by": "mean", "as": "score"},
                   {"rank": [{"key": "score"}]})  # fmt: skip

    assert assert_same(part, large(**more)) is pays


def test_withdrawn_entries_and_checks_are_the_same():
    given = large()
    out = replace(given, entries=(*given.entries, Entry("W", state=State.WITHDRAWN)))
    part = part_of(
        SUMS,
        {"check": "complete"},
        {"check": "panel", "from": "totals", "at_least": 4},
        {"check": "spread", "from": "totals", "at_most": "1"},
        {"reduce": "judge", "by": "mean", "as": "score"},
        {"rank": [{"key": "score"}]},
        {"select": "number", "number": 2, "ties": "committee"},
    )

    assert assert_same(part, out)


def test_what_columns_do_not_cover_and_nothing_at_all_are_left_to_the_engine():
    beyond = part_of(SUMS, {"reduce": "judge", "by": "rank_sum", "as": "score"},
                     {"rank": [{"key": "score"}]})  # fmt: skip

    assert calculated(beyond, facts(FULL)) is None
    assert calculated(checked(), Facts((Entry("A"),))) is None


def test_the_cube_of_the_same_facts_is_made_once():
    part = part_of(SUMS, {"reduce": "judge", "by": "mean", "as": "score"},
                   {"rank": [{"key": "score"}]})  # fmt: skip
    given = facts(FULL)

    first = by_columns._kept_cube(part, given)

    assert by_columns._kept_cube(part, given) is first
    assert first is not None

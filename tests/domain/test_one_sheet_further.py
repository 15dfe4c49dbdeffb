"""A changed sheet where events and items count, and where a rule looks across entries."""

from dataclasses import replace

import pytest

from competition.domain.marks import State
from competition.domain.one_sheet import Field, Moved
from competition.domain.rules import Entry, Event, Facts, Item, Sheet, Standing, calculate
from competition.domain.score_correction import with_sheet
from tests.domain.test_columns_beyond import SUMS, part_of

MEAN = {"reduce": "judge", "by": "mean", "as": "mean"}
ROWS = {"A": (30, 28), "B": (26, 29), "C": (20, 30), "D": (5, 5)}


def sheet(entry, judge, mark, **more):
    return Sheet("s", entry, judge, {"a": 10 * mark, "b": mark // 2}, **more)


def facts(**more):
    sheets = tuple(
        sheet(entry, f"J{number}", mark)
        for entry, row in ROWS.items()
        for number, mark in enumerate(row)
    )
    return Facts(tuple(map(Entry, ROWS)), sheets=sheets, **more)


def anew(part, given, changed, across=""):
    evaluation = calculate(part, with_sheet(given, changed)).evaluation
    standing = next(one for one in evaluation.standings if one.entry == changed.entry)
    return Moved(evaluation.score_of(changed.entry), standing, across)


@pytest.mark.parametrize(
    ("steps", "across"),
    [
        ([MEAN, {"map": "places", "as": "score"}, {"rank": [{"key": "score"}]}], "score"),
        ([MEAN, {"rank": [{"key": "mean"}, {"firsts": "totals"}], "as": "order"}], "order"),
    ],
)
def test_a_rule_across_entries_is_carried_out_in_full_and_named(steps, across):
    part, given = part_of(SUMS, *steps), facts()
    field = Field.of(part, given)

    assert field.across == across
    for one in given.sheets:
        for mark in (0, 29):
            changed = replace(one, marks={"a": 10 * mark, "b": mark // 2})
            assert field.with_sheet(changed) == anew(part, given, changed, across)


def test_a_withdrawn_entry_has_no_standing_where_all_is_carried_out():
    part = part_of(SUMS, MEAN, {"rank": [{"key": "mean"}, {"firsts": "totals"}], "as": "order"})
    out = replace(facts(), entries=(*facts().entries, Entry("W", state=State.WITHDRAWN)))

    moved = Field.of(part, out).with_sheet(sheet("W", "J0", 9))

    assert moved == Moved(None, Standing("W", "", None, None, reason="withdrawn"), "order")


def test_a_judge_who_is_left_out_takes_gaps_along():
    part = part_of(SUMS, MEAN | {"as": "score"}, {"rank": [{"key": "score"}]})
    gap = Sheet("s", "A", "J1", {"a": 250}, {"b": State.BLANK})
    rest = tuple(one for one in facts().sheets if (one.entry, one.judge) != ("A", "J1"))
    given = replace(facts(), sheets=(*rest, gap))

    moved = Field.of(part, given).without("A", "J1")

    assert moved == Moved("45", Standing("A", "", 1, 1))


def test_events_of_each_entry_stay_with_it():
    adjust = {"adjust": [{"kind": "bonus", "effect": "plus"}], "as": "score"}
    part = part_of(SUMS, MEAN, adjust, {"rank": [{"key": "score"}]})
    events = (
        Event("1", "A", "bonus", amount="2.5"),
        Event("2", "C", "bonus", amount="9"),
        Event("3", "A", "bonus", amount="1"),
    )
    given = facts(events=events)
    field = Field.of(part, given)

    for one in given.sheets:
        changed = replace(one, marks={"a": 250, "b": 12})
        assert field.with_sheet(changed) == anew(part, given, changed)


def test_items_of_all_and_of_each_entry_stay_with_it():
    weigh = {"map": "multiply", "by": [{"attribute": "difficulty", "of": "item"}]}
    folds = [SUMS, MEAN, weigh, {"reduce": "item", "by": "sum", "as": "score"}]
    part = part_of(*folds, {"rank": [{"key": "score"}]}, dimensions={"item": []})
    items = (
        Item("x", {"difficulty": "2"}),
        Item("y", {"difficulty": "3"}, entry="A"),
        Item("y", {"difficulty": "1.5"}, entry="B"),
    )
    entries = (Entry("A"), Entry("B"))
    sheets = tuple(
        sheet(entry, judge, mark, at={"item": item})
        for entry, judge, item, mark in (
            ("A", "J0", "x", 10), ("A", "J0", "y", 12), ("B", "J0", "x", 14), ("B", "J0", "y", 16),
        )
    )  # fmt: skip
    given = Facts(entries, sheets=sheets, items=items)
    field = Field.of(part, given)

    for one in sheets:
        changed = replace(one, marks={"a": 200, "b": 4})
        assert field.with_sheet(changed) == anew(part, given, changed)

"""Who is first to the rotating flag, holds it, hands it over, and which flags stay for good."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.rotating_flag import (
    Claim,
    FlagRecord,
    Handover,
    Kept,
    first_units,
    follow_flag,
    handovers,
)

HOLDERS = st.lists(st.sampled_from(["", "A", "B"]), max_size=14)


@pytest.mark.parametrize(
    ("holders", "record"),
    [
        ("", FlagRecord((), "", 0)),
        ("-", FlagRecord((), "", 0)),
        ("A", FlagRecord((), "A", 1)),
        ("AA", FlagRecord((), "A", 2)),
        ("AAB", FlagRecord((), "B", 1)),
        ("AA-", FlagRecord((), "", 0)),
        ("AA-A", FlagRecord((), "A", 1)),
        ("--AA", FlagRecord((), "A", 2)),
        ("AAA", FlagRecord((Kept("A", 3),), "A", 0)),
        ("AAAAA", FlagRecord((Kept("A", 3),), "A", 2)),
        ("BAAAAAAB", FlagRecord((Kept("A", 4), Kept("A", 7)), "B", 1)),
    ],
)
def test_three_periods_in_a_row_keep_a_flag_and_the_count_begins_anew(holders, record):
    assert follow_flag([unit.strip("-") for unit in holders], 3) == record


def test_a_single_period_may_be_enough():
    assert follow_flag(["A", "A"], 1) == FlagRecord((Kept("A", 1), Kept("A", 2)), "A", 0)


@settings(derandomize=True, max_examples=50)
@given(HOLDERS)
def test_a_flag_that_nobody_may_keep_counts_on(holders):
    record = follow_flag(holders, 0)

    assert record.kept == ()
    assert holders[len(holders) - record.in_a_row :] == [record.holder] * record.in_a_row


@pytest.mark.parametrize(
    ("claims", "passes_over", "first"),
    [
        ([], True, ()),
        ([Claim("A", None)], True, ()),
        ([Claim("A", 2), Claim("B", 1)], True, ("B",)),
        ([Claim("A", 2), Claim("B", 1, barred=True)], True, ("A",)),
        ([Claim("A", 2), Claim("B", 1, barred=True)], False, ("B",)),
        ([Claim("B", 1), Claim("A", 1), Claim("C", 3)], True, ("A", "B")),
        ([Claim("B", 1, barred=True)], True, ()),
    ],
)
def test_the_flag_goes_to_the_first_in_rank_whom_no_veto_bars(claims, passes_over, first):
    assert first_units(claims, passes_over=passes_over) == first


@pytest.mark.parametrize(
    ("holders", "changes"),
    [
        ("", []),
        ("A", [(1, "", "A")]),
        ("AAB", [(1, "", "A"), (3, "A", "B")]),
        ("A-B", [(1, "", "A"), (2, "A", ""), (3, "", "B")]),
        ("AAAA", [(1, "", "A"), (4, "", "A")]),
        ("AAAB", [(1, "", "A"), (4, "", "B")]),
        ("AAA-", [(1, "", "A")]),
    ],
)
def test_a_flag_changes_hands_where_its_holder_does_and_a_new_one_follows_one_that_was_kept(
    holders, changes
):
    found = handovers([unit.strip("-") for unit in holders], 3)

    assert found == tuple(Handover(*change) for change in changes)


@settings(derandomize=True, max_examples=80)
@given(HOLDERS, st.integers(min_value=0, max_value=4))
def test_whoever_gives_a_flag_is_the_one_who_took_it_last(holders, keep_after):
    taker = ""
    for change in handovers(holders, keep_after):
        assert change.giver in ("", taker)
        assert change.giver != change.taker
        taker = change.taker

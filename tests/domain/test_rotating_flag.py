"""Who holds the rotating flag, for how long, and which flags stay for good."""

import pytest

from competition.domain.rotating_flag import FlagRecord, Kept, follow_flag


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

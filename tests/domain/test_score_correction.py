"""What a correction makes of a sheet, of the facts, and of who goes on."""

import pytest

from competition.domain.marks import State
from competition.domain.rules.facts import Facts, Judge, Sheet
from competition.domain.score_correction import (
    Advance,
    Change,
    changed_marks,
    counts,
    state_after,
    with_sheet,
)

OLD = Sheet("online", "e1", "j1", {"novelty": 10})
OTHER = Sheet("online", "e1", "j2", {"novelty": 20})
FACTS = Facts(entries=(), judges=(Judge("j1"), Judge("j2")), sheets=(OLD, OTHER))


def test_a_corrected_sheet_takes_the_place_of_the_old_one() -> None:
    new = Sheet("online", "e1", "j1", {"novelty": 15})

    facts = with_sheet(FACTS, new)

    assert facts.sheets == (new, OTHER)
    assert facts.judges == FACTS.judges


def test_a_sheet_from_paper_is_added_with_its_judge() -> None:
    new = Sheet("online", "e1", "j3", {"novelty": 15})

    facts = with_sheet(FACTS, new)

    assert facts.sheets == (OLD, OTHER, new)
    assert facts.judges == (Judge("j1"), Judge("j2"), Judge("j3"))


def test_a_sheet_set_aside_stays_in_its_place() -> None:
    aside = Sheet("online", "e1", "j1", state=State.RECUSED)

    assert with_sheet(FACTS, aside).sheets == (aside, OTHER)


@pytest.mark.parametrize(
    ("change", "state", "has_marks", "after"),
    [
        (Change.MARKS, "assigned", True, "assigned"),
        (Change.MARKS, "assigned", False, "assigned"),
        (Change.MARKS, "replaced", True, "replaced"),
        (Change.MARKS, "replaced", False, "assigned"),
        (Change.MARKS, "recused", True, "assigned"),
        (Change.MARKS, "absent", False, "assigned"),
        (Change.MARKS, "", False, "assigned"),
        (Change.RECUSED, "assigned", True, "recused"),
        (Change.ABSENT, "assigned", False, "absent"),
    ],
)
def test_marks_bring_a_sheet_back_and_setting_aside_takes_it_out(
    change: Change, state: str, has_marks: bool, after: str
) -> None:
    assert state_after(change, state, has_marks=has_marks) == after


@pytest.mark.parametrize(
    ("state", "has_marks", "counted"),
    [
        ("assigned", True, True),
        ("replaced", True, True),
        ("assigned", False, False),
        ("recused", True, False),
        ("absent", True, False),
    ],
)
def test_a_sheet_counts_with_marks_and_not_set_aside(
    state: str, has_marks: bool, counted: bool
) -> None:
    assert counts(state, has_marks=has_marks) is counted


def test_changed_marks_are_named_in_the_order_of_the_sheet() -> None:
    assert changed_marks({"a": 1, "b": 2, "c": 3}, {"c": 4, "a": 1, "b": 0}) == ("c", "b")
    assert changed_marks(None, {"a": 1}) == ("a",)
    assert changed_marks({"a": 1}, None) == ("a",)


@pytest.mark.parametrize(
    ("after", "locked", "scored", "fault"),
    [
        ({"e1", "e2"}, True, True, ""),
        ({"e1", "e3"}, True, False, "correction.next_locked"),
        ({"e1", "e2", "e3"}, True, False, "correction.next_locked"),
        ({"e1", "e3"}, False, True, "correction.next_scored"),
        ({"e1", "e3"}, False, False, ""),
        ({"e1", "e2", "e3"}, False, True, ""),
    ],
)
def test_a_list_follows_until_its_stage_is_locked_or_the_entry_scored(
    after: set[str], locked: bool, scored: bool, fault: str
) -> None:
    advance = Advance({"e1", "e2"}, after, {"e1", "e2"})

    assert advance.fault(locked=locked, scored=scored) == fault
    assert advance.stranded == {"e1", "e2"} - after

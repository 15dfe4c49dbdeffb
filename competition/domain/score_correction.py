"""Correcting a sheet after the lock: what a correction may be, and what it does to going on."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from competition.domain.rules.facts import Facts, Judge, Sheet


class Change(StrEnum):
    """What a correction makes of a sheet: other marks, or a sheet that is set aside."""

    MARKS = "marks"
    RECUSED = "recused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Advance:
    """Who goes on from a stage, before and after a correction, and who is in the next one.

    Args:
        before, after: entries that go on.
        taken: entries that the next stage has taken in; empty before it has any.
    """

    before: Set[str]
    after: Set[str]
    taken: Set[str]

    @property
    def joins(self) -> frozenset[str]:
        """Entries that go on only now."""
        return frozenset(self.after - self.before)

    @property
    def leaves(self) -> frozenset[str]:
        """Entries that went on and do no longer."""
        return frozenset(self.before - self.after)

    @property
    def stranded(self) -> frozenset[str]:
        """Entries that the next stage has taken in and that would not have gone on."""
        return frozenset(self.leaves & self.taken)

    def fault(self, *, locked: bool, scored: bool) -> str:
        """Why the list of the next stage can no longer follow; empty when it can.

        Args:
            locked: whether the next stage is locked.
            scored: whether judges have handed in sheets there for an entry that is stranded.
        Returns:
            ``correction.next_locked``, ``correction.next_scored`` or nothing.
        """
        if locked and (self.joins or self.leaves):
            return "correction.next_locked"
        if scored and self.stranded:
            return "correction.next_scored"
        return ""


def counts(state: str, *, has_marks: bool) -> bool:
    """Whether a sheet counts: there are marks, and it is not set aside.

    Args:
        state: of the assignment; a judge who was replaced keeps the sheets handed in.
    """
    return has_marks and state not in (Change.RECUSED, Change.ABSENT)


def state_after(change: Change, state: str, *, has_marks: bool) -> str:
    """The state of an assignment after a correction.

    Args:
        state: before it; empty where the judge was not assigned.
        has_marks: whether a sheet was handed in before.
    """
    if change is not Change.MARKS:
        return change.value
    return state if counts(state, has_marks=has_marks) else "assigned"


def with_sheet(facts: Facts, sheet: Sheet, judge: Judge | None = None) -> Facts:
    """The facts with this sheet in the place of the one that it corrects, or added.

    Args:
        judge: whose sheet it is, added where the facts do not know them; one without attributes
            when not given.
    """
    place = (sheet.entry, sheet.judge, sheet.stage, sheet.at)
    sheets = [
        sheet if (one.entry, one.judge, one.stage, one.at) == place else one for one in facts.sheets
    ]
    if sheet not in sheets:
        sheets.append(sheet)
    judges = facts.judges
    if all(one.id != sheet.judge for one in judges):
        judges = (*judges, judge or Judge(sheet.judge))
    return replace(facts, sheets=tuple(sheets), judges=judges)


def changed_marks(
    before: Mapping[str, int] | None, after: Mapping[str, int] | None
) -> tuple[str, ...]:
    """Keys of the criteria whose marks differ, in the order of the new sheet, then of the old."""
    old, new = before or {}, after or {}
    keys = [*new, *(key for key in old if key not in new)]
    return tuple(key for key in keys if old.get(key) != new.get(key))

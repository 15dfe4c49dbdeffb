"""A stage as a problem of assignment: its judges, its entries and what the organiser asks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.assignment import Pair
from competition.domain.conflicts import kept_apart
from competition.domain.matching import AssignmentProblem, Place
from competition.domain.matching.suitability import Subject, Trade, suitability
from competition.models import (
    Assignment,
    Entry,
    Judge,
    JudgeTrack,
    ScoreDraft,
    ScoreSheetVersion,
    Track,
)
from competition.services.judging.assigning import Task, read_task

KEEP, FEWEST, ANEW = "keep", "fewest", "anew"
EXISTING = (KEEP, FEWEST, ANEW)
"""What becomes of assignments without a sheet or draft: stay, change as few as possible, go."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What an organiser asks of an assignment.

    Args:
        per_entry: judges of each entry.
        low, high: least and most entries of a judge; None: a tenth around the mean.
        existing: one of `EXISTING`.
        within_panels: judges mark only entries of their panels; else of the whole stage.
        senior, apart, connected, fair: a senior for each entry, at most one judge of an
            organisation, one connected whole, the worst-off entry before the total.
    """

    per_entry: int
    low: int | None = None
    high: int | None = None
    existing: str = KEEP
    within_panels: bool = False
    senior: bool = False
    apart: bool = True
    connected: bool = True
    fair: bool = False

    def document(self) -> dict[str, Any]:
        """For the arguments of a job."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The demands that `document` was made of."""
        return cls(**document)


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What judges are known for, in the problem's order, and what entries are about, by id."""

    judges: Sequence[Any]
    chosen: Mapping[int, frozenset[int]]
    entries: Mapping[int, Any]


def read_problem(
    session: Session, stage_id: int, demands: Demands
) -> tuple[AssignmentProblem, Task]:
    """The problem of a stage as it is now. Ten statements, whatever its size."""
    task = read_task(session, stage_id)
    judges = [judge.id for judge in task.judges]
    guests = sorted({judge for judge, _ in task.existing} - set(judges), key=int)
    known = _knowledge(session, task, [*judges, *guests])
    begun = _begun(session, stage_id)
    places = _places(task, [*judges, *guests])
    existing = frozenset(places.values())
    started = frozenset(place for pair, place in places.items() if pair in begun)
    low, high = _bounds(demands, len(task.entries), len(judges))
    outside = frozenset(range(len(judges), len(judges) + len(guests)))
    problem = AssignmentProblem(
        entries=tuple(entry.id for entry in task.entries),
        judges=(*judges, *guests),
        per_entry=demands.per_entry,
        low=low,
        high=high,
        affinity=_affinity(task, known),
        barred=tuple(each | outside for each in _barred(task, demands)),
        fixed=existing if demands.existing == KEEP else existing & started,
        kept=existing - started if demands.existing == FEWEST else frozenset(),
        guests=outside,
        seniors=_seniors(known) if demands.senior else None,
        organisations=_organisations(known) if demands.apart else None,
        connected=demands.connected,
        fair=demands.fair,
    )
    return problem, task


def _places(task: Task, judges: Sequence[str]) -> dict[Pair, Place]:
    """Where the pairs in force stand in the problem; those of entries that left it, nowhere."""
    judge_at = {judge: at for at, judge in enumerate(judges)}
    entry_at = {entry.id: at for at, entry in enumerate(task.entries)}
    return {
        (judge, entry): (entry_at[entry], judge_at[judge])
        for judge, entry in task.existing
        if entry in entry_at
    }


def _bounds(demands: Demands, entries: int, judges: int) -> tuple[int, int]:
    work = entries * demands.per_entry
    low = work * 9 // (10 * judges) if judges else 0
    high = -(-work * 11 // (10 * judges)) if judges else 0
    return (
        low if demands.low is None else demands.low,
        high if demands.high is None else demands.high,
    )


def _knowledge(session: Session, task: Task, judges: Sequence[str]) -> _Knowledge:
    ids = [int(judge) for judge in judges]
    people = session.execute(
        select(Judge.id, Judge.expertise, Judge.is_senior, Judge.organisation_id).where(
            Judge.id.in_(ids)
        )
    )
    found = {row.id: row for row in people}
    chosen: dict[int, set[int]] = defaultdict(set)
    for judge, track in session.execute(
        select(JudgeTrack.judge_id, JudgeTrack.track_id).where(JudgeTrack.judge_id.in_(ids))
    ):
        chosen[judge].add(track)
    entries = session.execute(
        select(Entry.id, Entry.title, Entry.track_id, Track.name.label("track"))
        .outerjoin(Track, Track.id == Entry.track_id)
        .where(Entry.id.in_([int(entry.id) for entry in task.entries]))
    )
    return _Knowledge(
        [found[each] for each in ids],
        {judge: frozenset(tracks) for judge, tracks in chosen.items()},
        {row.id: row for row in entries},
    )


def _affinity(task: Task, known: _Knowledge) -> Sequence[Sequence[int]]:
    about = [known.entries[int(entry.id)] for entry in task.entries]
    return suitability(
        [Trade(known.chosen.get(row.id, frozenset()), row.expertise) for row in known.judges],
        [Subject(row.track_id, row.track or "", row.title) for row in about],
    )


def _barred(task: Task, demands: Demands) -> list[frozenset[int]]:
    """For each entry the judges who must not mark it."""
    judge_at = {judge.id: at for at, judge in enumerate(task.judges)}
    barred: dict[str, set[int]] = {entry.id: set() for entry in task.entries}
    for judge, entry in kept_apart(task.judges, task.entries).union(task.excluded):
        if judge in judge_at and entry in barred:
            barred[entry].add(judge_at[judge])
    if demands.within_panels:
        for place in task.entries:
            barred[place.id] |= {
                at for at, judge in enumerate(task.judges) if place.panel not in judge.panels
            }
    return [frozenset(each) for each in barred.values()]


def _seniors(known: _Knowledge) -> frozenset[int]:
    return frozenset(at for at, judge in enumerate(known.judges) if judge.is_senior)


def _organisations(known: _Knowledge) -> tuple[str | None, ...]:
    own = [judge.organisation_id for judge in known.judges]
    return tuple(None if key is None else str(key) for key in own)


def _begun(session: Session, stage_id: int) -> set[Pair]:
    """Pairs in force on which the judge has saved something."""
    drafts = select(ScoreDraft.assignment_id)
    sheets = select(ScoreSheetVersion.assignment_id).where(ScoreSheetVersion.is_current)
    rows = session.execute(
        select(Assignment.judge_id, Assignment.entry_id).where(
            Assignment.stage_id == stage_id,
            Assignment.state == "assigned",
            Assignment.id.in_(drafts) | Assignment.id.in_(sheets),
        )
    )
    return {(str(judge), str(entry)) for judge, entry in rows}

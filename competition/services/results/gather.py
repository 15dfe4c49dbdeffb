"""Collect the facts of a competition from its rows, under the ids that the rules see.

Marks of a stage are read only once it is locked: until then nobody but their judge sees them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Decision,
    Entry,
    Facts,
    Judge,
    RuleSet,
    Sheet,
    parse_rule_set,
)
from competition.models import Assignment, ScoreSheetVersion, Stage, StageEntry, Track
from competition.models import Decision as DecisionRow
from competition.models import Entry as EntryRow
from competition.models import Judge as JudgeRow
from competition.models import RuleSet as RuleSetRow

OUT = {"withdrawn": State.WITHDRAWN, "disqualified": State.DISQUALIFIED}
WHOLE_SHEET = {"recused": State.RECUSED, "absent": State.ABSENT}


@dataclass(frozen=True, slots=True)
class EntryName:
    """What people call an entry: its number, title, unit and track."""

    id: int
    number: str
    title: str
    unit: str
    track_id: int | None
    track: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts, and what the ids in them stand for.

    Args:
        taking_part: by stage key, the entries that the stage is about.
        entries, judges: by the id used in the facts (``e12``, ``j3``).
    """

    rules: RuleSet
    rule_set_id: int
    rule_set_digest: str
    facts: Facts
    taking_part: dict[str, frozenset[str]]
    entries: dict[str, EntryName]
    judges: dict[str, str]


def entry_key(entry_id: int) -> str:
    """The id of an entry in facts."""
    return f"e{entry_id}"


def judge_key(judge_id: int) -> str:
    """The id of a judge in facts."""
    return f"j{judge_id}"


def row_id(key: str) -> int:
    """The row that an id of facts stands for."""
    return int(key[1:])


def gather(session: Session, competition_id: int) -> Gathered:
    """Read everything that the rules of a competition need. Seven statements.

    Raises:
        Refusal: ``result.no_rules`` without a rule set in force.
    """
    rule_row = session.scalars(
        select(RuleSetRow).where(RuleSetRow.competition_id == competition_id, RuleSetRow.is_current)
    ).first()
    if rule_row is None:
        raise Refusal("result.no_rules")
    stages = session.scalars(
        select(Stage)
        .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
        .order_by(Stage.position)
    ).all()
    tracks = {
        row.id: row
        for row in session.scalars(select(Track).where(Track.competition_id == competition_id))
    }
    rules = parse_rule_set(rule_row.document)
    locked = {stage.id: stage.key for stage in stages if stage.state == "locked"}
    taking_part = _taking_part(session, {stage.id: stage.key for stage in stages})
    entries, names = _entries(session, competition_id, tracks, taking_part)
    judge_rows = session.execute(
        select(JudgeRow.id, JudgeRow.name).where(JudgeRow.competition_id == competition_id)
    ).all()
    facts = Facts(
        entries=entries,
        judges=tuple(Judge(judge_key(row.id)) for row in judge_rows),
        sheets=tuple(_sheets(session, locked)),
        decisions=tuple(_decisions(session, competition_id)),
    )
    return Gathered(
        rules=rules,
        rule_set_id=rule_row.id,
        rule_set_digest=rule_row.digest,
        facts=facts,
        taking_part=taking_part,
        entries=names,
        judges={judge_key(row.id): row.name for row in judge_rows},
    )


def _taking_part(session: Session, stages: dict[int, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {key: set() for key in stages.values()}
    rows = session.execute(
        select(StageEntry.stage_id, StageEntry.entry_id).where(
            StageEntry.stage_id.in_(list(stages))
        )
    )
    for stage_id, entry_id in rows:
        found[stages[stage_id]].add(entry_key(entry_id))
    return {key: frozenset(entries) for key, entries in found.items()}


def _entries(
    session: Session,
    competition_id: int,
    tracks: dict[int, Track],
    taking_part: dict[str, frozenset[str]],
) -> tuple[tuple[Entry, ...], dict[str, EntryName]]:
    everyone = frozenset().union(*taking_part.values()) if taking_part else frozenset()
    entries: list[Entry] = []
    names: dict[str, EntryName] = {}
    rows = session.execute(
        select(
            EntryRow.id,
            EntryRow.number,
            EntryRow.title,
            EntryRow.unit_name,
            EntryRow.track_id,
            EntryRow.state,
        )
        .where(EntryRow.competition_id == competition_id, EntryRow.state != "draft")
        .order_by(EntryRow.id)
    )
    for row in rows:
        key = entry_key(row.id)
        if key not in everyone:
            continue
        track = tracks.get(row.track_id) if row.track_id is not None else None
        attributes = {"track": track.key} if track else {}
        entries.append(Entry(key, attributes, OUT.get(row.state, State.SCORED)))
        names[key] = EntryName(
            row.id,
            row.number or "",
            row.title,
            row.unit_name,
            row.track_id,
            track.name if track else "",
        )
    return tuple(entries), names


def _sheets(session: Session, locked: dict[int, str]) -> list[Sheet]:
    rows = session.execute(
        select(
            Assignment.stage_id,
            Assignment.entry_id,
            Assignment.judge_id,
            Assignment.state,
            ScoreSheetVersion.marks,
        )
        .outerjoin(
            ScoreSheetVersion,
            (ScoreSheetVersion.assignment_id == Assignment.id) & ScoreSheetVersion.is_current,
        )
        .where(Assignment.stage_id.in_(list(locked)))
        .order_by(Assignment.id)
    )
    sheets = []
    for stage_id, entry_id, judge_id, state, marks in rows:
        if state == "replaced" and marks is None:
            continue
        place = (locked[stage_id], entry_key(entry_id), judge_key(judge_id))
        sheets.append(_sheet(place, state, marks))
    return sheets


def _sheet(place: tuple[str, str, str], state: str, marks: list[Any] | None) -> Sheet:
    if state in WHOLE_SHEET:
        return Sheet(*place, state=WHOLE_SHEET[state])
    if marks is None:
        return Sheet(*place, state=State.BLANK)
    return Sheet(
        *place,
        marks={key: mark for key, kind, mark in marks if kind == State.SCORED.value},
        missing={key: State(kind) for key, kind, mark in marks if kind != State.SCORED.value},
    )


def _decisions(session: Session, competition_id: int) -> list[Decision]:
    rows = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.competition_id == competition_id, DecisionRow.withdrawn_at.is_(None))
        .order_by(DecisionRow.id)
    )
    return [
        Decision(
            part=row.subject["part"],
            step=row.subject["step"],
            kind=row.kind,
            chosen=tuple(row.subject["chosen"]),
            among=tuple(row.subject["among"]),
            reason=row.reason,
            reference=str(row.id),
        )
        for row in rows
    ]

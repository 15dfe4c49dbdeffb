"""Collect the facts of a competition from its rows, under the ids that the rules see.

Marks of a stage are read only once it is locked: until then nobody but their judge sees them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
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
from competition.domain.rules.attributes import (
    GROUP,
    TRACK,
    UNIT,
    named_attributes,
    named_groups,
    told_group,
)
from competition.models import Assignment, EntryForm, ScoreSheetVersion, Stage, StageEntry, Track
from competition.models import Decision as DecisionRow
from competition.models import Entry as EntryRow
from competition.models import Judge as JudgeRow
from competition.models import RuleSet as RuleSetRow
from competition.services.setup.rules import attributes_of

OUT = {"withdrawn": State.WITHDRAWN, "disqualified": State.DISQUALIFIED}
WHOLE_SHEET = {"recused": State.RECUSED, "absent": State.ABSENT}

TAKING_PART = (
    select(
        StageEntry.stage_id,
        EntryRow.id,
        EntryRow.number,
        EntryRow.title,
        EntryRow.unit_name,
        EntryRow.organisation_id,
        EntryRow.state,
        EntryRow.track_id,
        Track.key.label("track_key"),
        Track.name.label("track_name"),
    )
    .join(EntryRow, EntryRow.id == StageEntry.entry_id)
    .outerjoin(Track, Track.id == EntryRow.track_id)
    .where(StageEntry.stage_id.in_(bindparam("stages", expanding=True)))
    .order_by(Track.position, EntryRow.id)
)

RULES_AND_STAGES = (
    select(RuleSetRow.id, RuleSetRow.document, RuleSetRow.digest, Stage)
    .outerjoin(
        Stage, (Stage.competition_id == RuleSetRow.competition_id) & (Stage.kind == "scoring")
    )
    .where(RuleSetRow.competition_id == bindparam("competition"), RuleSetRow.is_current)
    .order_by(Stage.position)
)


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
        units: names by the id used in the facts, where the rules look at units.
        stage_names, track_names: names by key, in order.
        stages: the scoring stages in order, where they were read.
        unlocked: keys of the scoring stages whose marks cannot be read yet.
    """

    rules: RuleSet
    rule_set_id: int
    rule_set_digest: str
    facts: Facts
    taking_part: dict[str, frozenset[str]]
    entries: dict[str, EntryName]
    judges: dict[str, str]
    stage_names: dict[str, str]
    track_names: dict[str, str]
    unlocked: frozenset[str] = frozenset()
    stages: tuple[Stage, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)


def entry_key(entry_id: int) -> str:
    """The id of an entry in facts."""
    return f"e{entry_id}"


def judge_key(judge_id: int) -> str:
    """The id of a judge in facts."""
    return f"j{judge_id}"


def row_id(key: str) -> int:
    """The row that an id of facts stands for."""
    return int(key[1:])


def scoring_stages(session: Session, competition_id: int) -> list[Stage]:
    """The competition's scoring stages in order."""
    return list(
        session.scalars(
            select(Stage)
            .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
            .order_by(Stage.position)
        )
    )


def gather(
    session: Session, competition_id: int, *, beside: Mapping[str, Any] | None = None
) -> Gathered:
    """Read everything that the rules of a competition need. Four statements, five for answers.

    Args:
        beside: other rules that are to be tried on the same facts.
    Raises:
        Refusal: ``result.no_rules`` without a rule set in force.
    """
    rows = session.execute(RULES_AND_STAGES, {"competition": competition_id}).all()
    if not rows:
        raise Refusal("result.no_rules")
    rule_row = rows[0]
    stages = {row.Stage.id: row.Stage for row in rows if row.Stage is not None}
    named = named_attributes(rule_row.document) | named_attributes(beside or {})
    entries, names, taking_part, tracks = _entries(session, stages, named)
    locked = {ident: row.key for ident, row in stages.items() if row.state == "locked"}
    sheets, judges, groups = _sheets(session, locked)
    facts = Facts(
        entries=entries,
        judges=_judges(groups, [rule_row.document, beside or {}]),
        sheets=tuple(sheets),
        decisions=tuple(_decisions(session, competition_id)),
    )
    return Gathered(
        rules=parse_rule_set(rule_row.document),
        rule_set_id=rule_row.id,
        rule_set_digest=rule_row.digest,
        facts=facts,
        taking_part=taking_part,
        entries=names,
        judges=judges,
        stage_names={row.key: row.name for row in stages.values()},
        track_names=tracks,
        unlocked=frozenset(row.key for row in stages.values() if row.state != "locked"),
        stages=tuple(stages.values()),
        units={
            entry.attributes[UNIT]: names[entry.id].unit
            for entry in entries
            if UNIT in entry.attributes
        },
    )


def _entries(
    session: Session, stages: Mapping[int, Stage], named: frozenset[str]
) -> tuple[tuple[Entry, ...], dict[str, EntryName], dict[str, frozenset[str]], dict[str, str]]:
    """Entries that take part anywhere, their names, who is in which stage, tracks in order.

    Args:
        named: the attributes that the rules look at.
    """
    looked_at = _looked_at(session, stages, named - {TRACK, UNIT})
    wanted = (
        TAKING_PART.add_columns(EntryRow.answers, EntryRow.form_id) if looked_at else TAKING_PART
    )
    entries: dict[str, Entry] = {}
    names: dict[str, EntryName] = {}
    taking_part: dict[str, set[str]] = {row.key: set() for row in stages.values()}
    tracks: dict[str, str] = {}
    strangers: dict[str, str] = {}
    for row in session.execute(wanted, {"stages": list(stages)}):
        key = entry_key(row.id)
        taking_part[stages[row.stage_id].key].add(key)
        if key in entries:
            continue
        attributes = _answered(row, looked_at)
        if row.track_key:
            attributes[TRACK] = row.track_key
            tracks[row.track_key] = row.track_name
        if UNIT in named:
            stranger = strangers.setdefault(row.unit_name, f"v{row.id}")
            attributes[UNIT] = f"u{row.organisation_id}" if row.organisation_id else stranger
        entries[key] = Entry(key, attributes, OUT.get(row.state, State.SCORED))
        names[key] = EntryName(
            row.id,
            row.number or "",
            row.title,
            row.unit_name,
            row.track_id,
            row.track_name or "",
        )
    members = {key: frozenset(found) for key, found in taking_part.items()}
    return tuple(entries.values()), names, members, tracks


def _looked_at(
    session: Session, stages: Mapping[int, Stage], named: Collection[str]
) -> dict[int, frozenset[str]]:
    """By entry form, its choices and numbers that the rules look at; no form where there is none.

    A text is none of them, whatever rules call by its key: it may name somebody.
    """
    if not named:
        return {}
    forms = session.execute(
        select(EntryForm.id, EntryForm.fields).where(
            EntryForm.competition_id.in_({stage.competition_id for stage in stages.values()})
        )
    )
    found = {row.id: frozenset(named).intersection(attributes_of(row.fields)) for row in forms}
    return {ident: keys for ident, keys in found.items() if keys}


def _answered(row: Any, looked_at: Mapping[int, Collection[str]]) -> dict[str, str]:
    """What the entry form says and the rules look at: choices by their key, numbers as text."""
    if not looked_at:
        return {}
    keys = looked_at.get(row.form_id, ())
    return {key: row.answers[key] for key in keys if isinstance(row.answers.get(key), str)}


def judge_of(session: Session, rules: RuleSet, judge_id: int) -> Judge:
    """A judge as the facts of these rules have one. One statement."""
    expertise = session.scalar(select(JudgeRow.expertise).where(JudgeRow.id == judge_id))
    return _judges({judge_key(judge_id): expertise or ""}, [rules.document])[0]


def _judges(
    groups: Mapping[str, str], documents: Collection[Mapping[str, Any]]
) -> tuple[Judge, ...]:
    """Judges with their groups, where one of these rule documents looks at groups."""
    asked = any(GROUP in named_attributes(document) for document in documents)
    named = frozenset().union(*map(named_groups, documents))
    return tuple(
        Judge(key, {GROUP: told_group(group, named)} if asked and group else {})
        for key, group in groups.items()
    )


def _sheets(
    session: Session, locked: dict[int, str]
) -> tuple[list[Sheet], dict[str, str], dict[str, str]]:
    """Sheets of locked stages, the judges they name, and what each of them is good at."""
    rows = session.execute(
        select(
            Assignment.stage_id,
            Assignment.entry_id,
            Assignment.judge_id,
            Assignment.state,
            ScoreSheetVersion.marks,
            JudgeRow.name,
            JudgeRow.expertise,
        )
        .join(JudgeRow, JudgeRow.id == Assignment.judge_id)
        .outerjoin(
            ScoreSheetVersion,
            (ScoreSheetVersion.assignment_id == Assignment.id) & ScoreSheetVersion.is_current,
        )
        .where(Assignment.stage_id.in_(list(locked)))
        .order_by(Assignment.id)
    )
    sheets = []
    judges: dict[str, str] = {}
    groups: dict[str, str] = {}
    for stage_id, entry_id, judge_id, state, marks, judge_name, expertise in rows:
        if state == "replaced" and marks is None:
            continue
        judge = judge_key(judge_id)
        judges[judge], groups[judge] = judge_name, expertise
        sheets.append(sheet_of((locked[stage_id], entry_key(entry_id), judge), state, marks))
    return sheets, judges, groups


def sheet_of(place: tuple[str, str, str], state: str, marks: list[Any] | None) -> Sheet:
    """A sheet as the rules see it.

    Args:
        place: stage key, entry and judge by their ids in the facts.
        state: of the assignment.
        marks: as stored; None where no sheet was handed in.
    """
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
    """Decisions that stand, by reference: what people wrote as reason may name somebody."""
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
            chosen=tuple(row.subject.get("chosen", ())),
            among=tuple(row.subject.get("among", ())),
            reference=str(row.id),
            tier=row.subject.get("tier", ""),
            group=row.subject.get("group", ""),
            places=row.subject.get("places", 0),
        )
        for row in rows
    ]

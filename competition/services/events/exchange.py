"""Events many at once from a table, and all of them as one that can be imported again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.event_table import STATES, event_columns
from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, ScoreEvent, database
from competition.services.audit import record
from competition.services.events.attesting import require_may_record
from competition.services.events.checking import EventText, EventValues, check_event
from competition.services.events.ground import Ground, Taking, read_ground, taking_part
from competition.services.events.recording import add_event
from competition.services.import_plan import ImportPlan, RowCheck, in_order
from competition.services.principal import Principal

_TEXTS = ("entry", "kind", "stage", "date", "amount", "matter", "type", "level", "evidence")


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One row as it would be written, with the entry's number for the preview."""

    row: int
    number: str
    values: EventValues


def plan_events(competition: Competition, content: bytes) -> ImportPlan[NewEvent]:
    """Check a file of events against the rules, the entries and what is there. Changes nothing.

    A row that says what an event that is not withdrawn says adds nothing.

    Raises:
        Refusal: ``table.*``, ``event.not_asked`` where the rules look for none,
            ``result.no_rules``.
    """
    session = database.session
    ground = read_ground(session, competition)
    if not ground.kinds:
        raise Refusal("event.not_asked")
    records = read_records(read_rows(content), event_columns(ground.kinds, ground.axes))
    entries = taking_part(session, competition.id)
    there = {key_of(row) for row in standing_events(session, competition.id)}
    faults, new, known = list(records.faults), [], 0
    seen: dict[tuple[Any, ...], int] = {}
    for check in (RowCheck(records, row) for row in records.records):
        event = _event(ground, entries, check)
        key = key_of(event.values) if event is not None else ()
        if event is not None and key in seen:
            check.refuse("entry", "import.twice", {"row": seen[key]})
        faults += check.faults
        if event is None or check.faults:
            continue
        seen[key] = event.row
        if key in there:
            known += 1
        else:
            new.append(event)
    return ImportPlan(new, known, in_order(faults))


def import_events(actor: Principal, competition: Competition, content: bytes) -> int:
    """Record every event of a file, or nothing; returns how many wait to be verified now.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, those of `plan_events`,
            ``competition.ended``, ``separation.*``.
    """
    with database.writing() as session:
        competition = session.get_one(Competition, competition.id)
        require_may_record(session, actor, competition)
        plan = plan_events(competition, content)
        plan.require_clean()
        for event in plan.new:
            add_event(session, actor, competition, event.values)
        record(
            session,
            actor,
            "event.import",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": len(plan.new), "known": plan.known},
            after=[list(map(str, key_of(event.values))) for event in plan.new],
        )
    return len(plan.new)


def export_events(actor: Principal, competition: Competition) -> list[dict[str, str]]:
    """The events that are not withdrawn, as rows of the table; the export is recorded."""
    with database.writing() as session:
        rows = event_rows(session, competition, read_ground(session, competition))
        record(
            session,
            actor,
            "event.export",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": len(rows)},
        )
    return rows


def event_rows(session: Session, competition: Competition, ground: Ground) -> list[dict[str, str]]:
    """The events that are not withdrawn, as rows of the table. One statement."""
    rows = session.execute(
        select(ScoreEvent, Entry.number)
        .join(Entry, Entry.id == ScoreEvent.entry_id)
        .where(ScoreEvent.competition_id == competition.id, ScoreEvent.withdrawn_at.is_(None))
        .order_by(Entry.number, ScoreEvent.id)
    )
    return [_told(ground, row, number or "") for row, number in rows]


def standing_events(session: Session, competition_id: int) -> Iterable[ScoreEvent]:
    """The events that are not withdrawn. One statement."""
    return session.scalars(
        select(ScoreEvent).where(
            ScoreEvent.competition_id == competition_id, ScoreEvent.withdrawn_at.is_(None)
        )
    )


def key_of(event: ScoreEvent | EventValues) -> tuple[Any, ...]:
    """All that an event says; two that say the same are one."""
    at = tuple(sorted(event.at.items()))
    said = event.amount, event.matter, event.type, event.level, event.evidence, event.reason
    return event.entry_id, event.stage_id, event.kind, at, event.on_date, *said


def _event(ground: Ground, entries: Mapping[str, Taking], check: RowCheck) -> NewEvent | None:
    """The row as it would be written; None while something in it is refused."""
    typed = EventText(
        **{name: check.text(name) for name in _TEXTS},
        reason=check.text("reason"),
        at={axis: check.text(f"at.{axis}") for axis in ground.axes},
    )
    if not typed.entry or typed.kind not in ground.kinds:
        return None
    checked = check_event(ground, entries, typed)
    for name, fault in checked.faults.items():
        column = f"at.{name}" if name in ground.axes else name
        check.refuse(column, fault.code, fault.values)
    if checked.values is None:
        return None
    return NewEvent(check.record.row, typed.entry, checked.values)


def _told(ground: Ground, row: ScoreEvent, number: str) -> dict[str, str]:
    part = ground.part_of(row.stage_id)
    members = ground.members.get(part, {})
    return {
        "entry": number,
        "kind": row.kind,
        "stage": ground.part_name(part),
        **{f"at.{axis}": members.get(axis, {}).get(key, key) for axis, key in row.at.items()},
        "date": row.on_date.isoformat() if row.on_date else "",
        **{name: getattr(row, name) for name in ("amount", *_TEXTS[5:], "reason")},
        "state": STATES["verified" if row.verified_at else "waiting"],
    }

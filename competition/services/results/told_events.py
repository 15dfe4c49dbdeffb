"""What people wrote about the events of a stored version, for readers who may know it."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from competition.domain.rules import Event
from competition.models import ResultVersion, ScoreEvent
from competition.services.results.gathered import Gathered


def with_told_events(session: Session, result: ResultVersion, gathered: Gathered) -> Gathered:
    """The facts of a version with matters, types, reasons and evidence in words.

    Rows of events never change, so they still say what counted. Two statements, none for a version
    without events.
    """
    known = {name: value["id"] for name, value in result.identities.get("events", {}).items()}
    if not known:
        return gathered
    rows = {
        row.id: row
        for row in session.scalars(
            select(ScoreEvent)
            .where(ScoreEvent.id.in_(known.values()))
            .options(selectinload(ScoreEvent.files))
        )
    }
    events = tuple(
        _told(event, rows[known[event.id]]) if known.get(event.id) in rows else event
        for event in gathered.facts.events
    )
    return replace(gathered, facts=replace(gathered.facts, events=events))


def _told(event: Event, row: ScoreEvent) -> Event:
    evidence = "；".join(text for text in (row.evidence, *(f.name for f in row.files)) if text)
    return replace(event, matter=row.matter, type=row.type, reason=row.reason, evidence=evidence)

"""Facts as they would be with an event or item that counts, or counts no longer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from competition.models import ScoreEvent, ScoreItem
from competition.services.results.gather_events import event_of, item_of
from competition.services.results.gathered import Gathered, entry_key, event_key

COUNT, WITHDRAW = "count", "withdraw"
TABLES: Mapping[str, type[ScoreEvent] | type[ScoreItem]] = {
    "event": ScoreEvent,
    "item": ScoreItem,
}


def fact_of(session: Session, subject: Mapping[str, Any]) -> ScoreEvent | ScoreItem:
    """The event or item that a proposal is about."""
    table: Any = TABLES[subject["fact"]]
    row: ScoreEvent | ScoreItem = session.get_one(table, subject["id"], populate_existing=True)
    return row


def with_fact(session: Session, gathered: Gathered, subject: Mapping[str, Any]) -> Gathered:
    """The competition as it would be once the proposal is carried out. At most three statements."""
    row = fact_of(session, subject)
    counts = subject["change"] == COUNT
    stages = {one.id: one.key for one in gathered.stages}
    if isinstance(row, ScoreEvent):
        gone = {event_key(row.id), event_key(row.replaces_id or 0)}
        events = [one for one in gathered.facts.events if one.id not in gone]
        files = [file.storage_key for file in row.files]
        added = (event_of(row, files, stages),) if counts else ()
        facts = replace(gathered.facts, events=(*events, *added))
    else:
        facts = replace(gathered.facts, items=_items(session, gathered, row, stages, counts))
    return replace(gathered, facts=facts)


def _items(
    session: Session,
    gathered: Gathered,
    row: ScoreItem,
    stages: Mapping[int, str],
    counts: bool,
) -> tuple[Any, ...]:
    """The items with this one, or without it and the one that it replaces."""
    old = session.get(ScoreItem, row.replaces_id) if row.replaces_id else None
    gone = {
        (one.axis, one.name, stages.get(one.stage_id or 0, ""), _entry(one))
        for one in (row, old)
        if one is not None
    }
    kept = [
        one for one in gathered.facts.items if (one.axis, one.id, one.stage, one.entry) not in gone
    ]
    return (*kept, *((item_of(row, stages),) if counts else ()))


def _entry(row: ScoreItem) -> str:
    return entry_key(row.entry_id) if row.entry_id else ""

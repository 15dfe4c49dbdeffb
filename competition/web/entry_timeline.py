"""What happened to an entry, as its entrant and its organisers read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from competition.documents.wording.entries import EVENT_NAMES, PART_NAMES
from competition.models import Entry, EntryEvent, database
from competition.services.entries.moves import form_of


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the timeline: the deadline it set, what it changed, the unit that acted."""

    title: Any
    at: datetime
    reason: str
    deadline: datetime | None
    changed: tuple[str, ...] = ()
    unit: str = ""


def timeline(entry: Entry) -> list[Point]:
    """The entry's points, newest first."""
    events = database.session.scalars(
        select(EntryEvent)
        .where(EntryEvent.entry_id == entry.id)
        .order_by(EntryEvent.id.desc())
        .limit(200)
    )
    return [
        Point(
            EVENT_NAMES.get(one.kind, one.kind),
            one.at,
            one.reason,
            _deadline(one),
            _changed(one, entry),
            one.values.get("unit", ""),
        )
        for one in events
    ]


def _changed(event: EntryEvent, entry: Entry) -> tuple[str, ...]:
    """The labels of what a correction changed."""
    keys = event.values.get("changed")
    if not keys:
        return ()
    labels = {field.key: field.label for field in form_of(entry).fields}
    return tuple(str(PART_NAMES.get(key) or labels.get(key, key)) for key in keys)


def _deadline(event: EntryEvent) -> datetime | None:
    text = event.values.get("deadline")
    return datetime.fromisoformat(text) if text else None

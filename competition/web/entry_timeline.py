"""What happened to an entry, as its entrant and its organisers read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from competition.documents.wording.entries import EVENT_NAMES
from competition.models import Entry, EntryEvent, database


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the timeline, with the deadline that it set where it set one."""

    title: Any
    at: datetime
    reason: str
    deadline: datetime | None


def timeline(entry: Entry) -> list[Point]:
    """The entry's points, newest first."""
    events = database.session.scalars(
        select(EntryEvent)
        .where(EntryEvent.entry_id == entry.id)
        .order_by(EntryEvent.id.desc())
        .limit(200)
    )
    return [
        Point(EVENT_NAMES.get(one.kind, one.kind), one.at, one.reason, _deadline(one))
        for one in events
    ]


def _deadline(event: EntryEvent) -> datetime | None:
    text = event.values.get("deadline")
    return datetime.fromisoformat(text) if text else None

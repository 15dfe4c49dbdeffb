"""Verified events and items as facts: what people wrote of them stays behind."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.rules import Event, Item
from competition.domain.rules.asked import asked_of_items, asks_for_events
from competition.domain.rules.part import RESULT
from competition.domain.rules.renaming import ON_RECORD
from competition.models import ScoreEvent, ScoreEventFile, ScoreItem, Stage
from competition.services.results.gathered import entry_key, event_key


def events_of(
    session: Session,
    competition_id: int,
    asking: Iterable[Mapping[str, Any]],
    stages: Mapping[int, Stage],
    entries: Container[str],
) -> tuple[tuple[Event, ...], dict[str, str]]:
    """The events that count, and all that is kept of each as one text.

    One statement, none where no rules look for events.

    Args:
        asking: the rule documents that the facts are for.
        entries: by their ids in facts; events of others are left out.
    """
    if not any(map(asks_for_events, asking)):
        return (), {}
    rows = session.execute(
        select(ScoreEvent, ScoreEventFile.storage_key)
        .outerjoin(ScoreEventFile, ScoreEventFile.event_id == ScoreEvent.id)
        .where(
            ScoreEvent.competition_id == competition_id,
            ScoreEvent.verified_at.is_not(None),
            ScoreEvent.withdrawn_at.is_(None),
        )
        .order_by(ScoreEvent.id, ScoreEventFile.id)
    ).all()
    files: dict[int, list[str]] = {}
    for row, key in rows:
        files.setdefault(row.id, []).extend([key] if key else [])
    keys = {ident: stage.key for ident, stage in stages.items()}
    kept = {row.id: row for row, _ in rows if entry_key(row.entry_id) in entries}
    events = tuple(event_of(row, files[row.id], keys) for row in kept.values())
    return events, {event_key(row.id): identity_of(row, files[row.id]) for row in kept.values()}


def event_of(row: ScoreEvent, files: list[str], stages: Mapping[int, str]) -> Event:
    """An event as the rules see it: what was written about it stays behind.

    Args:
        files: keys of its evidence.
        stages: keys by id.
    """
    return Event(
        event_key(row.id),
        entry_key(row.entry_id),
        row.kind,
        stage=stages.get(row.stage_id or 0, RESULT),
        at=dict(row.at),
        date=row.on_date.isoformat() if row.on_date else "",
        amount=row.amount,
        matter=row.matter,
        type=row.type,
        level=row.level,
        evidence=ON_RECORD if row.evidence or files else "",
    )


def identity_of(row: ScoreEvent, files: list[str]) -> str:
    """What a published result binds an event to: its words, and its evidence by digest."""
    return "\n".join((row.kind, row.matter, row.type, row.evidence, row.reason, *sorted(files)))


def items_of(
    session: Session,
    competition_id: int,
    asking: Iterable[Mapping[str, Any]],
    stages: Mapping[int, Stage],
    entries: Container[str],
) -> tuple[Item, ...]:
    """The items that count. One statement, none where no rules look at items."""
    if not any(map(asked_of_items, asking)):
        return ()
    rows = session.scalars(
        select(ScoreItem)
        .where(
            ScoreItem.competition_id == competition_id,
            ScoreItem.verified_at.is_not(None),
            ScoreItem.withdrawn_at.is_(None),
        )
        .order_by(ScoreItem.id)
    )
    keys = {ident: stage.key for ident, stage in stages.items()}
    found = (item_of(row, keys) for row in rows)
    return tuple(item for item in found if not item.entry or item.entry in entries)


def item_of(row: ScoreItem, stages: Mapping[int, str]) -> Item:
    """An item as the rules see it.

    Args:
        stages: keys by id.
    """
    attributes: Mapping[str, Any] = row.attributes
    return Item(
        row.name,
        dict(attributes),
        stages.get(row.stage_id or 0, ""),
        entry_key(row.entry_id) if row.entry_id else "",
        row.axis,
    )

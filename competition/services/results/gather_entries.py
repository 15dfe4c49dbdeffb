"""The entries of a competition as facts, with the attributes that its rules look at."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.domain.marks import State
from competition.domain.rules import Entry
from competition.domain.rules.attributes import PARENT, TRACK, UNIT
from competition.models import Entry as EntryRow
from competition.models import EntryForm, Stage, StageEntry, Track
from competition.services.results.gathered import EntryName, entry_key
from competition.services.setup.rules import attributes_of

OUT = {"withdrawn": State.WITHDRAWN, "disqualified": State.DISQUALIFIED}

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
        EntryRow.parent_id,
        Track.key.label("track_key"),
        Track.name.label("track_name"),
    )
    .join(EntryRow, EntryRow.id == StageEntry.entry_id)
    .outerjoin(Track, Track.id == EntryRow.track_id)
    .where(StageEntry.stage_id.in_(bindparam("stages", expanding=True)))
    .order_by(Track.position, EntryRow.id)
)


def entries_of(
    session: Session, stages: Mapping[int, Stage], named: frozenset[str]
) -> tuple[tuple[Entry, ...], dict[str, EntryName], dict[str, frozenset[str]], dict[str, str]]:
    """Entries that take part anywhere, their names, who is in which stage, tracks in order.

    Args:
        named: the attributes that the rules look at.
    """
    looked_at = _looked_at(session, stages, named - {TRACK, UNIT, PARENT})
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
        if PARENT in named and row.parent_id is not None:
            attributes[PARENT] = entry_key(row.parent_id)
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

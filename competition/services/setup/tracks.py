"""Tracks: added, renamed, ordered, removed while nothing uses them."""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, Panel, Track, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.setup.rules import require_final_open
from competition.services.setup.running import require_running

KEY = re.compile(r"[A-Z0-9]{1,6}")
LONGEST_NAME = 30
MOST_TRACKS = 40


def tracks_of(session: Session, competition_id: int) -> list[Track]:
    """The tracks of a competition, in order."""
    return list(
        session.scalars(
            select(Track).where(Track.competition_id == competition_id).order_by(Track.position)
        )
    )


def entries_by_track(session: Session, competition_id: int) -> dict[int, int]:
    """How many entries, drafts included, each track has; tracks without any are left out."""
    rows = session.execute(
        select(Entry.track_id, func.count())
        .where(Entry.competition_id == competition_id, Entry.track_id.is_not(None))
        .group_by(Entry.track_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def add_track(actor: Principal, competition: Competition, *, key: str, name: str) -> int:
    """Add a track at the end.

    Args:
        key: code in entry numbers and rules, 1 to 6 capital letters or digits; it never changes.
    Raises:
        Refusal: ``track.key``, ``track.name``, ``track.taken``, ``track.most``,
            ``rules.frozen_final``.
    """
    key = key.strip().upper()
    if not KEY.fullmatch(key):
        raise Refusal("track.key")
    name = _checked_name(name)
    with database.writing() as session:
        require_running(session, competition.id)
        require_final_open(session, competition)
        known = tracks_of(session, competition.id)
        if len(known) >= MOST_TRACKS:
            raise Refusal("track.most", most=MOST_TRACKS)
        _require_free(known, key, name)
        position = max((track.position for track in known), default=0) + 1
        track = Track(competition_id=competition.id, position=position, key=key, name=name)
        session.add(track)
        session.flush()
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "track.add",
            f"track:{track.id}",
            competition_id=competition.id,
            detail={"key": key, "name": name},
        )
        return track.id


def rename_track(actor: Principal, track: Track, name: str) -> None:
    """Give a track another name.

    Raises:
        Refusal: ``track.name``, ``track.taken``.
    """
    name = _checked_name(name)
    with database.writing() as session:
        require_running(session, track.competition_id)
        before = track.name
        for other in tracks_of(session, track.competition_id):
            if other.id != track.id and other.name == name:
                raise Refusal("track.taken", name=name, key=other.key)
        track.name = name
        competition = session.get_one(Competition, track.competition_id)
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "track.rename",
            f"track:{track.id}",
            competition_id=track.competition_id,
            detail={"before": before, "after": name},
        )


def move_track(actor: Principal, track: Track, *, up: bool) -> None:
    """Change places with the track before or after; the first and the last stay."""
    with database.writing() as session:
        require_running(session, track.competition_id)
        order = tracks_of(session, track.competition_id)
        here = order.index(track)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        for position, each in enumerate(order, start=1):
            each.position = position
        record(
            session,
            actor,
            "track.move",
            f"track:{track.id}",
            competition_id=track.competition_id,
            detail={"position": track.position},
        )


def remove_track(actor: Principal, track: Track) -> None:
    """Remove a track that nothing uses.

    Raises:
        Refusal: ``track.used`` (entries or panels), ``rules.frozen_final``.
    """
    with database.writing() as session:
        require_running(session, track.competition_id)
        require_final_open(session, session.get_one(Competition, track.competition_id))
        entries = session.scalar(
            select(func.count()).select_from(Entry).where(Entry.track_id == track.id)
        )
        panels = session.scalar(
            select(func.count()).select_from(Panel).where(Panel.track_id == track.id)
        )
        if entries or panels:
            raise Refusal("track.used", name=track.name, entries=entries, panels=panels)
        record(
            session,
            actor,
            "track.remove",
            f"track:{track.id}",
            competition_id=track.competition_id,
            detail={"key": track.key, "name": track.name},
        )
        session.delete(track)


def _require_free(known: list[Track], key: str, name: str) -> None:
    for other in known:
        if key == other.key or name == other.name:
            raise Refusal("track.taken", name=other.name, key=other.key)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal("track.name", most=LONGEST_NAME)
    return name

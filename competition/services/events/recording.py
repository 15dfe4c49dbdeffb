"""Events are recorded one by one, with their evidence; another one may take a place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.uploads import check_upload
from competition.domain.refusal import Refusal
from competition.models import Competition, ScoreEvent, ScoreEventFile, database
from competition.services.audit import record
from competition.services.events.attesting import (
    checked_reason,
    require_may_record,
    withdraw_row,
)
from competition.services.events.checking import EventText, EventValues, check_event
from competition.services.events.ground import read_ground, taking_part
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.storage import store_file

MOST_FILES = 10
MOST_MEGABYTES = 20
File = tuple[str, bytes]


def record_event(
    actor: Principal, competition: Competition, typed: EventText, files: Sequence[File] = ()
) -> int:
    """Record an event, which counts once a second person has verified it; returns its id.

    Args:
        files: names and contents of its evidence.
    Raises:
        Refusal: ``event.faults`` (errors: Refusal by field), ``event.files`` (limit), ``upload.*``,
            ``competition.ended``, ``separation.*``, ``result.no_rules``.
    """
    kept = keep_files(files)
    with database.writing() as session:
        competition = session.get_one(Competition, competition.id)
        require_may_record(session, actor, competition)
        row = add_event(session, actor, competition, _values(session, competition, typed), kept)
        _record(session, actor, "event.record", row)
        return row.id


def replace_event(
    actor: Principal,
    event: ScoreEvent,
    typed: EventText,
    files: Sequence[File] = (),
    *,
    reason: str,
) -> int:
    """Record what is to stand in an event's place; returns the new id.

    One that counts goes on counting until the new one is verified; its files stay with the new one.

    Raises:
        Refusal: those of `record_event` and `checked_reason`; ``event.gone`` for a withdrawn one,
            ``event.replaced`` where another waits in its place.
    """
    reason, kept = checked_reason(reason), keep_files(files)
    with database.writing() as session:
        competition = session.get_one(Competition, event.competition_id)
        require_may_record(session, actor, competition)
        old = session.get_one(ScoreEvent, event.id, with_for_update=True, populate_existing=True)
        if old.withdrawn_at is not None:
            raise Refusal("event.gone")
        require_no_other(session, old)
        values = _values(session, competition, typed)
        known = [_copy(file) for file in old.files]
        if len(known) + len(kept) > MOST_FILES:
            raise Refusal("event.files", limit=MOST_FILES)
        if old.verified_at is None:
            withdraw_row(old, actor.account_id, reason)
        row = add_event(session, actor, competition, values, [*known, *kept])
        row.replaces_id, row.change_reason = old.id, reason
        session.flush()
        _record(session, actor, "event.replace", row)
        return row.id


def require_no_other(session: Session, old: ScoreEvent) -> None:
    """Let an event pass in whose place no other one waits.

    Raises:
        Refusal: ``event.replaced``.
    """
    waiting = select(ScoreEvent.id).where(
        ScoreEvent.replaces_id == old.id, ScoreEvent.withdrawn_at.is_(None)
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise Refusal("event.replaced")


def add_event(
    session: Session,
    actor: Principal,
    competition: Competition,
    values: EventValues,
    files: Sequence[ScoreEventFile] = (),
) -> ScoreEvent:
    """Write an event within the caller's transaction."""
    row = ScoreEvent(
        competition_id=competition.id,
        recorded_by_id=actor.account_id,
        recorded_at=now(),
        files=list(files),
        **values.to_row(),
    )
    session.add(row)
    session.flush()
    return row


def keep_files(files: Sequence[File]) -> list[ScoreEventFile]:
    """Check the files of an event and keep them in storage, before its transaction.

    Raises:
        Refusal: ``event.files`` (limit), ``upload.*``.
    """
    if len(files) > MOST_FILES:
        raise Refusal("event.files", limit=MOST_FILES)
    most = MOST_MEGABYTES * 1024 * 1024
    uploads = [check_upload(content, name=name, most_bytes=most) for name, content in files]
    return [
        ScoreEventFile(
            name=upload.name,
            media_type=upload.kind.media_type,
            size=len(upload.content),
            storage_key=store_file(upload.content),
        )
        for upload in uploads
    ]


def _values(session: Session, competition: Competition, typed: EventText) -> EventValues:
    ground = read_ground(session, competition)
    checked = check_event(ground, taking_part(session, competition.id), typed)
    if checked.values is None:
        raise Refusal("event.faults", errors=checked.faults)
    return checked.values


def _copy(file: ScoreEventFile) -> ScoreEventFile:
    return ScoreEventFile(
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        storage_key=file.storage_key,
    )


def _record(session: Session, actor: Principal, action: str, row: ScoreEvent) -> None:
    detail = {"entry": row.entry_id, "kind": row.kind, "files": len(row.files)}
    record(
        session,
        actor,
        action,
        f"score_event:{row.id}",
        competition_id=row.competition_id,
        detail=detail | ({"replaces": row.replaces_id} if row.replaces_id else {}),
        after=told(row),
    )


def told(row: ScoreEvent) -> dict[str, object]:
    """All that is kept of an event, for the digest of a record."""
    names = ("entry_id", "stage_id", "kind", "at", "amount", "matter", "type", "level")
    return {
        **{name: getattr(row, name) for name in (*names, "evidence", "reason")},
        "date": row.on_date.isoformat() if row.on_date else "",
        "files": sorted(file.storage_key for file in row.files),
    }

"""Photos from the site: kept beside a criterion of a unit's own sheet, until handed in."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from competition.documents.photos import Photo, check_photo
from competition.domain.numbering import safe_file_name
from competition.domain.principals import REPORTING, group_of
from competition.domain.refusal import Refusal
from competition.models import Assignment, Judge, SheetPhoto, Stage, database
from competition.models.prepared import Prepared
from competition.services.audit import record
from competition.services.judging.rubric import read_rubric
from competition.services.judging.stage_hold import hold_stage
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.storage import store_file

MOST_MEGABYTES = 15
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_PHOTOS = 9
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_FIRST_CAMERA = datetime(2000, 1, 1, tzinfo=UTC)

HAND_IN = Prepared(
    update(SheetPhoto)
    .where(SheetPhoto.assignment_id == bindparam("assignment"), SheetPhoto.version.is_(None))
    .values(version=bindparam("now_version"))
)
PHOTOS = Prepared(
    select(SheetPhoto.criterion_key, SheetPhoto.storage_key, SheetPhoto.version)
    .where(SheetPhoto.assignment_id == bindparam("assignment"))
    .order_by(SheetPhoto.criterion_key, SheetPhoto.id)
)


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo as it was sent.

    Args:
        criterion: key of the criterion it proves.
        key: chosen by the sender, the same when the photo is sent again.
        name: as the sender calls it; made safe.
        taken: when, as the phone read it before it made the picture smaller; by the clock of the
            competition where it names no zone.
    """

    criterion: str
    key: str
    name: str
    content: bytes
    taken: datetime | None = None

    @property
    def digest(self) -> str:
        """Of what was sent."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class _Held:
    """An assignment that may be written to, held until the transaction ends."""

    assignment: Assignment
    stage: Stage
    judge: Judge


def add_photo(actor: Principal, assignment_id: int, sent: SentPhoto) -> SheetPhoto:
    """Keep a photo beside a criterion of one's own sheet; the same photo sent again is kept once.

    Raises:
        Refusal: ``assignment.unknown`` (not this account's report), ``stage.locked``,
            ``stage.not_open``, ``assignment.closed``, ``photo.criterion``, ``photo.full``
            (limit), ``photo.heic``, ``photo.kind``, ``upload.*`` as `check_photo`,
            ``idempotency.key``, ``idempotency.other_body``.
    """
    if not _KEY.fullmatch(sent.key):
        raise Refusal("idempotency.key")
    known = _known(database.session, assignment_id, sent, actor)
    if known is not None:
        return known
    photo = check_photo(sent.content, most_bytes=MOST_BYTES)
    keys = store_file(photo.content), store_file(photo.small)
    with database.writing() as session:
        held = _hold(session, actor, assignment_id)
        known = _known(session, assignment_id, sent, actor)
        if known is not None:
            return known
        _require_room(session, held, sent.criterion)
        row = _row(actor, held, sent, photo, keys)
        session.add(row)
        session.flush()
        _record(session, actor, "photo.add", held, row)
        return row


def remove_photo(actor: Principal, assignment_id: int, key: str) -> None:
    """Take a photo off one's own sheet; one that is gone already is gone.

    Raises:
        Refusal: ``photo.handed_in`` once a submitted sheet went with it; ``assignment.unknown``,
            ``assignment.closed``, ``stage.*`` as for adding.
    """
    with database.writing() as session:
        held = _hold(session, actor, assignment_id)
        row = session.scalars(_of_key(assignment_id, key)).first()
        if row is None:
            return
        if row.version is not None:
            raise Refusal("photo.handed_in")
        _record(session, actor, "photo.remove", held, row)
        session.delete(row)


def hand_in_photos(
    connection: Connection, assignment_id: int, version: int
) -> dict[str, list[str]]:
    """Bind the photos of a sheet to the version that is submitted now.

    One statement, and one more where there is a new photo.

    Returns:
        by criterion key, the digest of each photo that this version has.
    """
    rows = PHOTOS.all(connection, {"assignment": assignment_id})
    if any(row.version is None for row in rows):
        HAND_IN.all(connection, {"assignment": assignment_id, "now_version": version})
    digests: dict[str, list[str]] = {}
    for row in rows:
        digests.setdefault(row.criterion_key, []).append(row.storage_key)
    return digests


def _of_key(assignment_id: int, key: str) -> Any:
    return select(SheetPhoto).where(
        SheetPhoto.assignment_id == assignment_id, SheetPhoto.client_key == key
    )


def _known(
    session: Session, assignment_id: int, sent: SentPhoto, actor: Principal
) -> SheetPhoto | None:
    """This very photo from an earlier attempt, which may not know that it arrived."""
    row: SheetPhoto | None = session.scalars(_of_key(assignment_id, sent.key)).first()
    if row is None or row.account_id != actor.account_id:
        return None
    if (row.digest, row.criterion_key) != (sent.digest, sent.criterion):
        raise Refusal("idempotency.other_body")
    return row


def _hold(session: Session, actor: Principal, assignment_id: int) -> _Held:
    """The assignment if it is a report of this account that can still be written to."""
    found = session.execute(
        select(Assignment, Judge)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.id == assignment_id,
            Judge.account_id == actor.account_id,
            Judge.kind.in_(REPORTING),
            Judge.withdrawn_at.is_(None),
        )
    ).first()
    if found is None:
        raise Refusal("assignment.unknown")
    stage = hold_stage(session, found.Assignment.stage_id)
    assignment = session.get_one(
        Assignment, assignment_id, populate_existing=True, with_for_update={"of": Assignment}
    )
    if stage.state == "locked":
        raise Refusal("stage.locked")
    if stage.state != "open":
        raise Refusal("stage.not_open")
    if assignment.state != "assigned":
        raise Refusal("assignment.closed")
    return _Held(assignment, stage, found.Judge)


def _require_room(session: Session, held: _Held, criterion: str) -> None:
    group = group_of(held.judge.kind, held.judge.expertise)
    rubric = read_rubric(session, held.stage.id).due(group)
    if criterion not in {leaf.key for leaf in rubric.leaves}:
        raise Refusal("photo.criterion")
    kept = session.scalar(
        select(func.count()).where(
            SheetPhoto.assignment_id == held.assignment.id, SheetPhoto.criterion_key == criterion
        )
    )
    if (kept or 0) >= MOST_PHOTOS:
        raise Refusal("photo.full", limit=MOST_PHOTOS)


def _row(
    actor: Principal, held: _Held, sent: SentPhoto, photo: Photo, keys: tuple[str, str]
) -> SheetPhoto:
    stem = re.split(r"[/\\]", sent.name)[-1].rpartition(".")[0] or sent.name
    zone = ZoneInfo(held.stage.competition.time_zone)
    return SheetPhoto(
        assignment_id=held.assignment.id,
        criterion_key=sent.criterion,
        client_key=sent.key,
        name=safe_file_name(stem, extension=photo.extension),
        media_type=photo.media_type,
        size=len(photo.content),
        digest=sent.digest,
        storage_key=keys[0],
        thumbnail_key=keys[1],
        taken_at=_moment(photo.taken or sent.taken, zone),
        uploaded_at=now(),
        account_id=actor.account_id,
    )


def _moment(taken: datetime | None, zone: ZoneInfo) -> datetime | None:
    """When it was taken; None for a clock that cannot be right."""
    if taken is None:
        return None
    try:
        moment = (taken if taken.tzinfo else taken.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None
    return moment if _FIRST_CAMERA <= moment <= now() else None


def _record(session: Session, actor: Principal, action: str, held: _Held, row: SheetPhoto) -> None:
    record(
        session,
        actor,
        action,
        f"assignment:{held.assignment.id}",
        competition_id=held.stage.competition_id,
        detail={"key": row.criterion_key, "digest": row.storage_key},
    )

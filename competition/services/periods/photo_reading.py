"""Photos of sheets, for the unit that sent them and for those who score what they prove."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from competition.domain.calendar import day_of
from competition.domain.principals import REPORTING
from competition.models import Assignment, Competition, Judge, SheetPhoto, Stage, database
from competition.services.storage import file_path

Photos = Mapping[str, list["PhotoView"]]


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo as a page shows it.

    Attributes:
        key: as the phone that sent it calls it.
        by: name of the unit whose sheet it stands on.
        kind: of that sheet: self or peer.
        version: the first submitted sheet it went with; None while it waits.
        is_outside: the camera names a day that does not belong to the period.
    """

    ident: int
    key: str
    name: str
    by: str
    kind: str
    taken_at: datetime | None
    uploaded_at: datetime
    version: int | None
    is_outside: bool


def own_photos(assignment_id: int) -> Photos:
    """The photos of one sheet by criterion key, those that wait included. One statement."""
    return _by_criterion(SheetPhoto.assignment_id == assignment_id)


def photos_of(stage_id: int, entry_id: int) -> Photos:
    """What was handed in about an entry in a period, by criterion key. One statement.

    The unit's own come before those of others. A blind stage shows none: a picture of a site names
    it.
    """
    return _by_criterion(
        Assignment.stage_id == stage_id,
        Assignment.entry_id == entry_id,
        Assignment.state == "assigned",
        Stage.is_blind.is_(False),
        SheetPhoto.version.is_not(None),
    )


def photo_path(photo: SheetPhoto, size: str) -> Path:
    """Where the picture lies.

    Args:
        size: ``small`` for lists, anything else for the whole.
    Raises:
        Refusal: ``storage.missing``.
    """
    return file_path(photo.thumbnail_key if size == "small" else photo.storage_key)


def _by_criterion(*conditions: Any) -> Photos:
    rows: Iterable[Any] = database.session.execute(
        select(
            SheetPhoto,
            Judge.name,
            Judge.kind,
            Stage.period_from,
            Stage.period_to,
            Competition.time_zone,
        )
        .join(Assignment, Assignment.id == SheetPhoto.assignment_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Stage, Stage.id == Assignment.stage_id)
        .join(Competition, Competition.id == Stage.competition_id)
        .where(Judge.kind.in_(REPORTING), *conditions)
        .order_by(Judge.kind.desc(), SheetPhoto.id)
    )
    found: dict[str, list[PhotoView]] = {}
    for row in rows:
        found.setdefault(row.SheetPhoto.criterion_key, []).append(_view(row))
    return found


def _view(row: Any) -> PhotoView:
    photo: SheetPhoto = row.SheetPhoto
    return PhotoView(
        ident=photo.id,
        key=photo.client_key,
        name=photo.name,
        by=row.name,
        kind=row.kind,
        taken_at=photo.taken_at,
        uploaded_at=photo.uploaded_at,
        version=photo.version,
        is_outside=_is_outside(row, photo.taken_at),
    )


def _is_outside(row: Any, taken: datetime | None) -> bool:
    if taken is None or row.period_from is None:
        return False
    return not row.period_from <= day_of(taken, row.time_zone) <= row.period_to

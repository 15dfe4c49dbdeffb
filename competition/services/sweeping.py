"""Removes what nobody can ask for again: files that no row names, old keys, old attempts.

A file is set aside first, and removed a day later if still no row names it. Somebody who stores or
reads it meanwhile brings it back, so a stop at any point loses nothing.
"""

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, union, update

from competition.models import (
    Attachment,
    Certificate,
    CertificateTemplate,
    FindingPicture,
    IdempotencyKey,
    ObjectionFile,
    ParticipationReport,
    Proposal,
    ScoreEventFile,
    SheetPhoto,
    database,
)
from competition.services.identity.limits import sweep_attempts
from competition.services.runtime import now, runtime
from competition.services.storage import ASIDE

FILES_REST = timedelta(days=1)
KEYS_REST = timedelta(days=30)
FILES_ASKED = 500
KEYS_AT_ONCE = 5_000
_FOLDER = re.compile("[0-9a-f]{2}")
_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were set aside and how many removed, and how many keys were forgotten."""

    aside: int
    removed: int
    keys: int


def sweep() -> Swept:
    """Do one round over storage, keys and attempts; safe to repeat, and at once elsewhere."""
    sweep_attempts()
    forget_lists()
    asides = [each for each in _files() if each.name.endswith(ASIDE)]
    removed = sum(_settle(part) for part in _parts(asides))
    resting = [each for each in _files() if _KEY.fullmatch(each.name) and _rests(each)]
    aside = sum(_set_aside(part) for part in _parts(resting))
    return Swept(aside, removed + _drop_parts(), forget_keys())


def forget_lists() -> int:
    """Forget lists of participants whose retention is over; returns how many. Figures stay."""
    report = ParticipationReport
    with database.writing() as session:
        return (
            session.connection()
            .execute(
                update(report)
                .where(report.retain_until < now())
                .values(list_sealed=None, retain_until=None)
            )
            .rowcount
        )


def forget_keys() -> int:
    """Forget idempotency keys that no phone will send again; returns how many."""
    old = IdempotencyKey.created_at < now() - KEYS_REST
    with database.writing() as session:
        last = session.scalar(
            select(IdempotencyKey.created_at)
            .where(old)
            .order_by(IdempotencyKey.created_at)
            .offset(KEYS_AT_ONCE)
            .limit(1)
        )
        some = old if last is None else IdempotencyKey.created_at < last
        return session.connection().execute(delete(IdempotencyKey).where(some)).rowcount


def _settle(asides: Sequence[Path]) -> int:
    """Put back what a row names again, and remove what has rested aside; returns how many."""
    named = _named(asides)
    removed = 0
    for place in asides:
        with suppress(FileNotFoundError):
            if place.stem in named:
                place.replace(place.with_suffix(""))
            elif _rests(place):
                place.unlink()
                removed += 1
    return removed


def _set_aside(places: Sequence[Path]) -> int:
    """Move files that no row names; one that was stored anew at that moment goes back."""
    named = _named(places)
    count = 0
    for place in places:
        if place.name in named:
            continue
        aside = place.with_suffix(ASIDE)
        with suppress(FileNotFoundError):
            place.replace(aside)
            if not _rests(aside):
                aside.replace(place)
                continue
            os.utime(aside)
            count += 1
    return count


def _drop_parts() -> int:
    """Remove what writers who were stopped have left; returns how many."""
    left = [each for each in _files() if each.suffix == ".part" and _rests(each)]
    for place in left:
        place.unlink(missing_ok=True)
    return len(left)


def _named(places: Sequence[Path]) -> set[str]:
    """The keys among these that some row names."""
    keys = [place.name.removesuffix(ASIDE) for place in places]
    seal = Certificate.values["seal"].as_string()
    scan = Proposal.subject[("paper", "key")].as_string()
    columns = (
        Attachment.storage_key,
        Attachment.blind_storage_key,
        CertificateTemplate.seal_storage_key,
        ScoreEventFile.storage_key,
        FindingPicture.storage_key,
        FindingPicture.small_key,
        ObjectionFile.storage_key,
        SheetPhoto.storage_key,
        SheetPhoto.thumbnail_key,
        seal,
        scan,
    )
    try:
        return set(
            database.session.scalars(union(*(select(c).where(c.in_(keys)) for c in columns)))
        )
    finally:
        database.release()


def _files() -> Iterator[Path]:
    """Every file in the folders in which uploads are kept."""
    for outer in runtime.storage.iterdir() if runtime.storage.is_dir() else ():
        if _FOLDER.fullmatch(outer.name):
            yield from (each for each in outer.glob("??/*") if each.is_file())


def _rests(place: Path) -> bool:
    """Whether nobody has stored this file for a day."""
    try:
        return place.stat().st_mtime < time.time() - FILES_REST.total_seconds()
    except FileNotFoundError:
        return False


def _parts(places: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for at in range(0, len(places), FILES_ASKED):
        yield places[at : at + FILES_ASKED]

"""Entry numbers: given at submission, in each track from 1 without a gap, never taken back."""

import re
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.numbering import EntryFormat, entry_number, parse_entry_number
from competition.models import Competition, Entry, Track

PLAIN_PREFIX = "XM"
NO_TRACK = "ZH"
_CODE = re.compile(r"[A-Z0-9]{1,6}")


def track_code(track: Track | None) -> str:
    """The track's part of a number: its key where that can be one, else its place in the order."""
    if track is None:
        return NO_TRACK
    key = track.key.upper()
    return key if _CODE.fullmatch(key) else f"T{track.position}"


def next_numbers(
    session: Session, competition: Competition, tracks: Sequence[Track | None]
) -> list[str]:
    """One new number for each of these tracks, in order, within the caller's transaction.

    The competition's row is held, so that two submissions at once cannot take one number.

    Raises:
        Refusal: ``numbering.*`` when the competition's prefix cannot be part of a number.
    """
    session.execute(
        select(Competition.id).where(Competition.id == competition.id).with_for_update()
    )
    form = EntryFormat(competition.entry_prefix or PLAIN_PREFIX)
    last: dict[str, int] = {}
    numbers = []
    for track in tracks:
        code = track_code(track)
        if code not in last:
            last[code] = _last_serial(
                session, competition, f"{form.prefix}{competition.year}-{code}-"
            )
        last[code] += 1
        numbers.append(entry_number(form, year=competition.year, track=code, serial=last[code]))
    return numbers


def _last_serial(session: Session, competition: Competition, start: str) -> int:
    """Serials have a fixed width, so the greatest number is the last."""
    number = session.scalar(
        select(func.max(Entry.number)).where(
            Entry.competition_id == competition.id,
            Entry.number.startswith(start, autoescape=True),
        )
    )
    return parse_entry_number(number).serial if number else 0

"""The calendar of working days in force: the installation's own file, else the program's."""

import json
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path

from competition.domain.calendar import day_of, instant_of
from competition.domain.public_notice import period_of
from competition.domain.refusal import Refusal
from competition.domain.work_calendars import WorkCalendar, own_calendar, read_calendar
from competition.services.runtime import now, runtime

FILE = "working_days.json"
END_OF_DAY = time(23, 59, 59)


def work_calendar() -> WorkCalendar:
    """The calendar; a changed file counts from the next call.

    Raises:
        Refusal: ``working_days.file`` (reason) for a file that cannot be used.
    """
    path = runtime.work_calendar
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return _own()
    return _read(str(path), changed)


def notice_end(days: int, zone: str) -> datetime:
    """The end of a notice that begins now and lasts so many working days after today.

    Args:
        zone: of the competition; the notice ends with the last day there.
    Raises:
        Refusal: ``working_days.*``.
    """
    last = work_calendar().last_day(day_of(now(), zone), days)
    return instant_of(datetime.combine(last, END_OF_DAY), zone)


def working_days_until(until: datetime, zone: str) -> int:
    """How many working days lie after today and not after the day of a moment.

    Raises:
        Refusal: ``working_days.*``.
    """
    days = period_of(work_calendar(), day_of(now(), zone), day_of(until, zone)).working_days
    if days is None:
        raise Refusal("working_days.year", year=day_of(until, zone).year)
    return days


@lru_cache(maxsize=1)
def _own() -> WorkCalendar:
    return own_calendar()


@lru_cache(maxsize=2)
def _read(path: str, changed: int) -> WorkCalendar:
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise Refusal("working_days.file", reason=FILE) from None
    return read_calendar(document)

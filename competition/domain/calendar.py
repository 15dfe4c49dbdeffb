"""Deadlines and the order of dates.

A deadline is written in the competition's zone ("31 May, 18:00") and judged by the instant it
names, on the server's clock. The closing second is the entrant's: whoever sends while a clock
still shows the closing time is in time, one second later is late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from competition.domain.refusal import Refusal

SECOND = timedelta(seconds=1)


class Phase(StrEnum):
    """Where an instant lies against a window."""

    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Span:
    """The dates of one stage, for checking their order.

    Args:
        key: the stage's key, repeated in a refusal.
        opens_at: first instant, aware; None while not yet set.
        closes_at: the closing time, aware; None while not yet set.
    """

    key: str
    opens_at: datetime | None
    closes_at: datetime | None


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC.

    Raises:
        ValueError: the value has no zone; a naive time names no instant.
    """
    if instant.tzinfo is None:
        raise ValueError("a deadline needs a time zone")
    return instant.astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as ``Asia/Shanghai``.

    Raises:
        Refusal: ``calendar.zone`` when no such zone is known.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal("calendar.zone", zone=name) from None


def instant_of(wall_clock: datetime, zone: str) -> datetime:
    """The UTC instant that a wall clock of `zone` names.

    Args:
        wall_clock: naive, as typed into a form.
    Returns:
        An aware UTC time. A time that a clock change repeats means the earlier one.
    Raises:
        Refusal: ``calendar.zone``, or ``calendar.no_such_time`` for a time that a clock
            change skips.
    """
    place = zone_named(zone)
    instant = wall_clock.replace(tzinfo=place, fold=0).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) != wall_clock:
        raise Refusal("calendar.no_such_time", time=wall_clock.isoformat(sep=" "), zone=zone)
    return instant


def wall_clock_of(instant: datetime, zone: str) -> datetime:
    """What a clock in `zone` shows at `instant`; naive, for forms and pages."""
    return as_utc(instant).astimezone(zone_named(zone)).replace(tzinfo=None)


def day_of(instant: datetime, zone: str) -> date:
    """The calendar day in `zone` on which `instant` falls."""
    return wall_clock_of(instant, zone).date()


def phase(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Phase:
    """Whether `now` lies before, in or after a window.

    Args:
        opens_at: first instant that counts; None means from the beginning.
        closes_at: closing time, its whole second included; None means without end.
    """
    moment = as_utc(now)
    if opens_at is not None and moment < as_utc(opens_at):
        return Phase.BEFORE
    if closes_at is not None and moment >= as_utc(closes_at) + SECOND:
        return Phase.AFTER
    return Phase.OPEN


def is_open(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """True from `opens_at` to the end of the closing second."""
    return phase(opens_at, closes_at, now) is Phase.OPEN


def seconds_late(closes_at: datetime, now: datetime) -> int:
    """Whole seconds by which `now` missed `closes_at`; 0 while in time."""
    return max(0, (as_utc(now) - as_utc(closes_at)) // SECOND)


def later_of(first: datetime | None, second: datetime | None) -> datetime | None:
    """The later of two deadlines; an absent one does not count."""
    known = [as_utc(each) for each in (first, second) if each is not None]
    return max(known, default=None)


def order_faults(spans: Sequence[Span]) -> tuple[Refusal, ...]:
    """What is wrong with the dates of stages given in their order.

    Returns:
        ``calendar.closes_before_opens`` for a stage that ends at or before its start, and
        ``calendar.stage_order`` for one that starts before the stage in front of it starts.
        Stages may overlap (form review runs while entries still come in); dates not set yet
        are not judged.
    """
    faults: list[Refusal] = []
    before: Span | None = None
    for span in spans:
        if span.opens_at and span.closes_at and as_utc(span.closes_at) <= as_utc(span.opens_at):
            faults.append(Refusal("calendar.closes_before_opens", stage=span.key))
        if span.opens_at is None:
            continue
        if before and before.opens_at and as_utc(span.opens_at) < as_utc(before.opens_at):
            faults.append(Refusal("calendar.stage_order", stage=span.key, before=before.key))
        before = span
    return tuple(faults)

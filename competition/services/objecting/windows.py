"""When a result may be objected to, and when an entry may appeal against it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from competition.domain.calendar import day_of, instant_of
from competition.domain.objections import Kind, Window
from competition.domain.refusal import Refusal
from competition.models import ResultVersion
from competition.services.objecting.settings import notice_plan
from competition.services.runtime import now
from competition.services.working_days import work_calendar

END_OF_DAY = time(23, 59, 59)
STANDING = {Kind.OBJECTION: ("in_notice",), Kind.APPEAL: ("approved", "in_notice", "final")}


@dataclass(frozen=True, slots=True)
class TellingWindow:
    """A window with the days by which it is told."""

    window: Window
    first: date
    last: date

    def require_open(self) -> None:
        """Let pass what comes in now.

        Raises:
            Refusal: ``objection.early``, ``objection.late``, both with ``first`` and ``last``.
        """
        self.window.require_open(now(), self.first.isoformat(), self.last.isoformat())

    @property
    def is_open(self) -> bool:
        """Whether something may come in now."""
        try:
            self.require_open()
        except Refusal:
            return False
        return True


def window_of(
    session: Session, result: ResultVersion, kind: Kind, days: int | None = None
) -> TellingWindow | None:
    """When this kind may be raised against a version; None where it may not at all.

    Args:
        days: working days for an appeal where they are known; else one statement for appeals.
    Raises:
        Refusal: ``working_days.year`` where an appeal would end in a year that is not known.
    """
    if result.state not in STANDING[kind]:
        return None
    zone = result.competition.time_zone
    if kind is Kind.OBJECTION:
        return _told(result.notice_from, result.notice_to, zone)
    if result.approved_at is None:
        return None
    if days is None:
        days = notice_plan(session, result.competition_id).appeal_days
    last = work_calendar().last_day(day_of(result.approved_at, zone), days)
    return _told(result.approved_at, instant_of(datetime.combine(last, END_OF_DAY), zone), zone)


def require_window(session: Session, result: ResultVersion, kind: Kind) -> None:
    """Let something pass that comes in time.

    Raises:
        Refusal: ``objection.closed`` where the version is not up for it, ``objection.early``,
            ``objection.late`` (first, last), ``working_days.year``.
    """
    found = window_of(session, result, kind)
    if found is None:
        raise Refusal("objection.closed")
    found.require_open()


def _told(opens: datetime | None, closes: datetime | None, zone: str) -> TellingWindow | None:
    if opens is None or closes is None:
        return None
    return TellingWindow(Window(opens, closes), day_of(opens, zone), day_of(closes, zone))

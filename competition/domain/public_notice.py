"""The list of a public notice (公示名单) and the days that it lasts.

The list holds six fields and no others, so that no number of a person can get into it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from competition.domain.refusal import Refusal
from competition.domain.work_calendars import SATURDAY, WorkCalendar

PUBLIC_FIELDS = ("serial", "title", "unit", "members", "recommender", "award")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line: 序号, 成果名称, 完成单位, 完成人, 推荐单位, 拟授奖项."""

    serial: int
    title: str
    unit: str
    members: tuple[str, ...]
    recommender: str
    award: str


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a notice.

    Args:
        first: the day on which it began; counting begins on the day after.
        working_days: counted; None where the calendar does not know a year.
        make_up: days of a weekend in it that are worked on (调休).
        holidays: days on which others would work.
    """

    first: date
    last: date
    working_days: int | None
    make_up: tuple[date, ...] = ()
    holidays: tuple[date, ...] = ()


def notice_line(serial: int, values: Mapping[str, object]) -> NoticeLine:
    """A line out of what is known of an entry; whatever is no public field is left behind."""
    members = values.get("members")
    names = members if isinstance(members, Sequence) and not isinstance(members, str) else ()
    return NoticeLine(
        serial=serial,
        title=str(values.get("title") or ""),
        unit=str(values.get("unit") or ""),
        members=tuple(str(name) for name in names),
        recommender=str(values.get("recommender") or ""),
        award=str(values.get("award") or ""),
    )


def period_of(calendar: WorkCalendar, first: date, last: date) -> Period:
    """The days of a notice that began on one day and lasts to the end of another."""
    days = [first + ONE_DAY * number for number in range(1, (last - first).days + 1)]
    try:
        working = [day for day in days if calendar.is_working(day)]
    except Refusal:
        return Period(first, last, None)
    return Period(
        first,
        last,
        len(working),
        make_up=tuple(day for day in working if day.weekday() >= SATURDAY),
        holidays=tuple(
            day for day in days if day.weekday() < SATURDAY and not calendar.is_working(day)
        ),
    )

"""Working days by a national calendar: weekends, holidays, and make-up working days (调休).

The calendar is data: `cn.json` here, or a file of the same form that an office puts in its place
when the arrangements of a further year are published.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from competition.domain.refusal import Refusal

SCHEMA = 1
SATURDAY = 5
MOST_DAYS = 250
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked on.

    Args:
        years: those whose arrangements are known.
        off: holidays, also those that fall on a weekend.
        work: days of a weekend that are worked on.
    """

    years: frozenset[int]
    off: frozenset[date]
    work: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether a day is worked on.

        Raises:
            Refusal: ``working_days.year`` (year) where the year's arrangements are not known.
        """
        if day.year not in self.years:
            raise Refusal("working_days.year", year=day.year)
        if day in self.off:
            return False
        return day in self.work or day.weekday() < SATURDAY

    def last_day(self, start: date, days: int, *, counts_start: bool = False) -> date:
        """The last of so many working days.

        Args:
            start: the day on which the period begins.
            days: at least 1.
            counts_start: the first day counts if it is worked on. By default counting begins on
                the day after, as 不少于 n 个工作日 is safely read.
        Raises:
            Refusal: ``working_days.count`` (most), ``working_days.year`` (year).
        """
        if not 1 <= days <= MOST_DAYS:
            raise Refusal("working_days.count", most=MOST_DAYS)
        day = start if counts_start else start + ONE_DAY
        left = days
        while True:
            left -= self.is_working(day)
            if not left:
                return day
            day += ONE_DAY


def read_calendar(document: Any) -> WorkCalendar:
    """The calendar in a document of the form of `cn.json`.

    Raises:
        Refusal: ``working_days.file`` (reason) naming the first thing that is wrong: the schema, a
            year, a date that is none or lies in another year, one that is both off and worked on,
            or a worked-on day that is no day of a weekend.
    """
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise Refusal("working_days.file", reason="schema")
    years = document.get("years")
    if not isinstance(years, Mapping) or not years:
        raise Refusal("working_days.file", reason="years")
    off: set[date] = set()
    work: set[date] = set()
    for year, days in years.items():
        if not (isinstance(year, str) and year.isdecimal() and isinstance(days, Mapping)):
            raise Refusal("working_days.file", reason=str(year))
        off |= _days(year, days.get("off"))
        work |= _days(year, days.get("work"))
    odd = sorted(off & work) or sorted(day for day in work if day.weekday() < SATURDAY)
    if odd:
        raise Refusal("working_days.file", reason=odd[0].isoformat())
    return WorkCalendar(frozenset(map(int, years)), frozenset(off), frozenset(work))


def own_calendar() -> WorkCalendar:
    """The calendar that comes with the program."""
    text = files(__package__).joinpath("cn.json").read_text(encoding="utf-8")
    return read_calendar(json.loads(text))


def _days(year: str, texts: Any) -> set[date]:
    if not isinstance(texts, list):
        raise Refusal("working_days.file", reason=year)
    found = set()
    for text in texts:
        try:
            day = date.fromisoformat(text)
        except (TypeError, ValueError):
            raise Refusal("working_days.file", reason=str(text)) from None
        if day.year != int(year):
            raise Refusal("working_days.file", reason=text)
        found.add(day)
    return found

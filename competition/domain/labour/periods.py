"""The periods of a labour competition: months, quarters, half-years or years, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from competition.domain.labour import words
from competition.domain.refusal import Refusal

MOST_PERIODS = 36


class PeriodUnit(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS = {PeriodUnit.MONTH: 1, PeriodUnit.QUARTER: 3, PeriodUnit.HALF: 6, PeriodUnit.YEAR: 12}
_LETTERS = {
    PeriodUnit.MONTH: "m",
    PeriodUnit.QUARTER: "q",
    PeriodUnit.HALF: "h",
    PeriodUnit.YEAR: "y",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a competition is scored.

    Attributes:
        first: a day in the first period, which begins with its month.
        count: of periods.
        quarters: whether months are also rated by quarters, counted from the first month.
    """

    unit: PeriodUnit
    first: date
    count: int
    quarters: bool = False

    def require_sound(self) -> None:
        """Refuse what no competition has.

        Raises:
            Refusal: ``periods.count`` (most), ``periods.quarters`` where the periods are not
                months or end within a quarter.
        """
        if not 1 <= self.count <= MOST_PERIODS:
            raise Refusal("periods.count", most=MOST_PERIODS)
        if self.quarters and (self.unit is not PeriodUnit.MONTH or self.count % 3):
            raise Refusal("periods.quarters")


@dataclass(frozen=True, slots=True)
class Period:
    """One period, both days included.

    Attributes:
        of: keys of the periods that it is made of; () where it is scored itself.
    """

    key: str
    name: str
    begins: date
    ends: date
    of: tuple[str, ...] = ()


def periods_of(calendar: Calendar) -> tuple[Period, ...]:
    """The periods in their order, a quarter after its months.

    Raises:
        Refusal: as `Calendar.require_sound`.
    """
    calendar.require_sound()
    found: list[Period] = []
    waiting: list[Period] = []
    for number in range(calendar.count):
        period = _period(calendar, number)
        found.append(period)
        waiting.append(period)
        if calendar.quarters and len(waiting) == 3:
            found.append(_quarter(waiting, number // 3 + 1))
            waiting = []
    return tuple(found)


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _period(calendar: Calendar, number: int) -> Period:
    length = MONTHS[calendar.unit]
    begins = month_after(calendar.first, number * length)
    ends = month_after(begins, length) - timedelta(days=1)
    key = f"{_LETTERS[calendar.unit]}{number + 1:02}"
    return Period(key, _name(calendar.unit, begins), begins, ends)


def _quarter(months: Sequence[Period], number: int) -> Period:
    begins, ends = months[0].begins, months[-1].ends
    name = _name(PeriodUnit.QUARTER, begins) if begins.month % 3 == 1 else _span(begins, ends)
    return Period(f"q{number:02}", name, begins, ends, tuple(month.key for month in months))


def _name(unit: PeriodUnit, begins: date) -> str:
    """What people call it: 2026年5月, 2026年第二季度; by its months where it fits no such name."""
    if unit is PeriodUnit.MONTH:
        return words.MONTH.format(year=begins.year, month=begins.month)
    place, rest = divmod(begins.month - 1, MONTHS[unit])
    if rest:
        return _span(begins, month_after(begins, MONTHS[unit]) - timedelta(days=1))
    if unit is PeriodUnit.QUARTER:
        return words.QUARTER.format(year=begins.year, place=words.QUARTER_PLACES[place])
    if unit is PeriodUnit.HALF:
        return words.HALF.format(year=begins.year, place=words.HALF_PLACES[place])
    return words.YEAR.format(year=begins.year)


def _span(begins: date, ends: date) -> str:
    year = "" if begins.year == ends.year else words.YEAR_MARK.format(year=ends.year)
    until = f"{year}{ends.month}"
    return words.SPAN.format(year=begins.year, month=begins.month, until=until)

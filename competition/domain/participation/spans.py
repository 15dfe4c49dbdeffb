"""The parts of a year for which figures are told: itself, its halves, quarters and months."""

from datetime import date, timedelta

YEAR = 0
MONTHS = range(1, 13)
QUARTERS = range(13, 17)
HALVES = range(17, 19)
SPANS = range(19)


def containing(span: int) -> tuple[int, ...]:
    """A span and every longer one that it lies in, the year last.

    Raises:
        ValueError: for a number that is no span.
    """
    if span == YEAR:
        return (YEAR,)
    if span in MONTHS:
        return (span, QUARTERS[(span - 1) // 3], HALVES[(span - 1) // 6], YEAR)
    if span in QUARTERS:
        return (span, HALVES[(span - QUARTERS[0]) // 2], YEAR)
    if span in HALVES:
        return (span, YEAR)
    raise ValueError(f"no span: {span}")


def overlapping(one: int, other: int) -> bool:
    """Whether two spans of one year share a day; of two that do, one lies in the other."""
    return one in containing(other) or other in containing(one)


def bounds(year: int, span: int) -> tuple[date, date]:
    """The first and the last day of a span."""
    first, months = _months(span)
    end = first + months
    after = date(year + (end - 1) // 12, (end - 1) % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def _months(span: int) -> tuple[int, int]:
    """The first month of a span and how many it has."""
    if span in MONTHS:
        return span, 1
    if span in QUARTERS:
        return (span - QUARTERS[0]) * 3 + 1, 3
    if span in HALVES:
        return (span - HALVES[0]) * 6 + 1, 6
    return 1, 12

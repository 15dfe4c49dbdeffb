"""Working days: weekends, holidays, make-up days, years that nobody has announced."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.refusal import Refusal
from competition.domain.work_calendars import WorkCalendar, own_calendar, read_calendar

OWN = own_calendar()
PLAIN = WorkCalendar(frozenset({2030}), frozenset(), frozenset())


def refusal_of(act, *values, **named):
    with pytest.raises(Refusal) as told:
        act(*values, **named)
    return told.value.code, told.value.values


def test_five_working_days_across_the_may_day_shift(cases: Path):
    examples = json.loads((cases / "worked_examples.json").read_text(encoding="utf-8"))["examples"]
    case = next(each for each in examples if each["id"] == "D04")
    start, days = date.fromisoformat(case["input"]["start"]), case["rule"]["days"]

    counted = OWN.last_day(start, days, counts_start=True)
    excluded = OWN.last_day(start, days)

    assert counted.isoformat() == case["expected"]["end_if_start_day_counts"]
    assert excluded.isoformat() == case["expected"]["end_if_start_day_excluded"]
    assert case["naive_wrong"]["end"] not in (counted.isoformat(), excluded.isoformat())


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-02-14", True),  # a Saturday that is worked on
        ("2026-02-16", False),  # a Monday of the Spring Festival
        ("2026-02-24", True),
        ("2026-05-02", False),
        ("2026-05-09", True),
        ("2026-10-10", True),
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-23", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
    ],
)
def test_a_day_is_worked_on_as_the_notice_says(day, working):
    assert OWN.is_working(date.fromisoformat(day)) is working


def test_a_year_that_is_not_announced_is_said_to_be():
    assert refusal_of(OWN.last_day, date(2026, 12, 28), 5) == (
        "working_days.year",
        {"year": 2027},
    )


@pytest.mark.parametrize("days", [0, -1, 251])
def test_a_period_has_a_sensible_number_of_days(days):
    assert refusal_of(PLAIN.last_day, date(2030, 1, 1), days) == (
        "working_days.count",
        {"most": 250},
    )


@given(st.dates(date(2030, 1, 1), date(2030, 6, 1)), st.integers(1, 100))
def test_exactly_so_many_working_days_lie_in_the_period(start, days):
    last = PLAIN.last_day(start, days)
    between = [start + timedelta(n) for n in range(1, (last - start).days + 1)]

    assert sum(PLAIN.is_working(day) for day in between) == days
    assert PLAIN.is_working(last)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (None, "schema"),
        ({"schema": 2, "years": {}}, "schema"),
        ({"schema": 1, "years": {}}, "years"),
        ({"schema": 1, "years": {"next": {}}}, "next"),
        ({"schema": 1, "years": {"2027": {"off": [], "work": None}}}, "2027"),
        ({"schema": 1, "years": {"2027": {"off": ["2027-02-30"], "work": []}}}, "2027-02-30"),
        ({"schema": 1, "years": {"2027": {"off": [20270101], "work": []}}}, "20270101"),
        ({"schema": 1, "years": {"2027": {"off": ["2026-01-01"], "work": []}}}, "2026-01-01"),
        ({"schema": 1, "years": {"2027": {"off": [], "work": ["2027-01-04"]}}}, "2027-01-04"),
        (
            {"schema": 1, "years": {"2027": {"off": ["2027-01-02"], "work": ["2027-01-02"]}}},
            "2027-01-02",
        ),
    ],
)
def test_a_calendar_in_error_is_refused_with_what_is_wrong(document, reason):
    assert refusal_of(read_calendar, document) == ("working_days.file", {"reason": reason})

"""The calendar in force, and notices that last so many working days by it."""

import json
import os
from datetime import UTC, date, datetime

import pytest

from competition.domain.refusal import Refusal
from competition.services.runtime import runtime
from competition.services.working_days import notice_end, work_calendar
from tests.entry_factories import at

FRIDAY_EVENING = datetime(2026, 4, 24, 20, tzinfo=UTC)  # Saturday morning in Shanghai


def test_a_notice_ends_with_the_last_working_day_in_the_zone_of_the_competition(app):
    with at(FRIDAY_EVENING):
        ends = [notice_end(5, zone) for zone in ("Asia/Shanghai", "UTC")]

    assert ends == [
        datetime(2026, 5, 6, 15, 59, 59, tzinfo=UTC),
        datetime(2026, 5, 6, 23, 59, 59, tzinfo=UTC),
    ]


def test_a_file_of_the_office_counts_as_soon_as_it_is_there(app):
    assert 2027 not in work_calendar().years
    write({"2027": {"off": ["2027-01-01"], "work": ["2027-01-03"]}}, changed=1)

    calendar = work_calendar()

    assert calendar.years == {2027}
    assert calendar.is_working(date(2027, 1, 3))
    write({"2027": {"off": ["2027-01-01"], "work": []}}, changed=2)
    assert not work_calendar().is_working(date(2027, 1, 3))


@pytest.mark.parametrize("content", ["", "[1", '{"schema": 1}'])
def test_a_broken_file_is_named_and_nothing_is_guessed(app, content):
    runtime.work_calendar.write_text(content, encoding="utf-8")

    with pytest.raises(Refusal) as told:
        notice_end(5, "Asia/Shanghai")

    assert told.value.code == "working_days.file"


def write(years: dict[str, object], *, changed: int) -> None:
    text = json.dumps({"schema": 1, "years": years})
    runtime.work_calendar.write_text(text, encoding="utf-8")
    os.utime(runtime.work_calendar, (changed, changed))

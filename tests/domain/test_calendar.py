import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.calendar import (
    Phase,
    Span,
    as_utc,
    day_of,
    instant_of,
    is_open,
    later_of,
    order_faults,
    phase,
    seconds_late,
    wall_clock_of,
    zone_named,
)
from competition.domain.refusal import Refusal

OPENS = datetime(2026, 5, 1, 0, 0, 0, tzinfo=UTC)
CLOSES = datetime(2026, 5, 31, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "where"),
    [
        (OPENS - timedelta(microseconds=1), Phase.BEFORE),
        (OPENS, Phase.OPEN),
        (CLOSES, Phase.OPEN),
        (CLOSES + timedelta(microseconds=999_999), Phase.OPEN),
        (CLOSES + timedelta(seconds=1), Phase.AFTER),
    ],
)
def test_the_whole_closing_second_is_in_time_and_the_next_one_late(now, where):
    assert phase(OPENS, CLOSES, now) is where


def test_a_window_without_bounds_is_always_open():
    assert is_open(None, None, CLOSES)


def test_a_window_is_open_from_its_first_instant_to_its_closing_second():
    moments = [OPENS - timedelta(seconds=1), OPENS, CLOSES, CLOSES + timedelta(seconds=1)]

    assert [is_open(OPENS, CLOSES, now) for now in moments] == [False, True, True, False]


def test_lateness_counts_whole_seconds():
    late = [seconds_late(CLOSES, CLOSES + timedelta(milliseconds=each)) for each in (0, 999, 1500)]

    assert late == [0, 0, 1]


def test_a_deadline_is_the_instant_that_its_own_zone_names():
    typed = datetime(2026, 5, 31, 18, 0, 0)

    instant = instant_of(typed, "Asia/Shanghai")

    assert instant == CLOSES
    assert wall_clock_of(instant, "Asia/Shanghai") == typed
    assert wall_clock_of(instant, "Asia/Urumqi") == datetime(2026, 5, 31, 16, 0, 0)


def test_the_day_of_an_instant_depends_on_the_zone():
    instant = datetime(2026, 5, 31, 16, 0, 0, tzinfo=UTC)

    assert day_of(instant, "Asia/Shanghai").isoformat() == "2026-06-01"
    assert day_of(instant, "UTC").isoformat() == "2026-05-31"


@pytest.mark.parametrize("zone", ["Asia/Atlantis", "../../etc/passwd", ""])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(Refusal) as refusal:
        instant_of(datetime(2026, 5, 31), zone)

    assert (refusal.value.code, refusal.value.values) == ("calendar.zone", {"zone": zone})


def test_a_time_that_a_clock_change_skips_is_refused():
    with pytest.raises(Refusal) as refusal:
        instant_of(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")

    assert (refusal.value.code, refusal.value.values) == (
        "calendar.no_such_time",
        {"time": "2026-03-29 02:30:00", "zone": "Europe/Berlin"},
    )


def test_a_time_that_a_clock_change_repeats_is_the_earlier_one():
    repeated = datetime(2026, 10, 25, 2, 30, fold=1)

    assert instant_of(repeated, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.fixture
def server_in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process in a zone of its own, as on a server that nobody set to UTC."""
    with monkeypatch.context() as surroundings:
        surroundings.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("server_in_shanghai")
def test_an_instant_is_told_in_utc_wherever_it_was_named():
    shanghai = datetime(2026, 5, 31, 18, tzinfo=zone_named("Asia/Shanghai"))

    told = [as_utc(shanghai), instant_of(datetime(2026, 5, 31, 18), "Asia/Shanghai")]

    assert [(one, one.tzinfo) for one in told] == [(CLOSES, UTC), (CLOSES, UTC)]


def test_a_time_without_a_zone_names_no_instant():
    with pytest.raises(ValueError, match="^a deadline needs a time zone$"):
        is_open(OPENS, CLOSES, datetime(2026, 5, 2))


def test_an_absent_deadline_does_not_count_against_another():
    assert later_of(None, CLOSES) == CLOSES
    assert later_of(OPENS, CLOSES) == CLOSES
    assert later_of(None, None) is None


def test_stages_may_overlap_but_not_start_before_the_one_in_front():
    day = timedelta(days=1)
    spans = [
        Span("entry", OPENS, CLOSES),
        Span("form_review", OPENS + day, CLOSES + day),
        Span("recommendation", OPENS + day, CLOSES),
        Span("online", None, None),
        Span("final", OPENS, OPENS),
    ]

    faults = [(fault.code, fault.values) for fault in order_faults(spans)]

    assert faults == [
        ("calendar.closes_before_opens", {"stage": "final"}),
        ("calendar.stage_order", {"stage": "final", "before": "recommendation"}),
    ]

"""The stages of a competition on the ruler: drawn in true time, told in columns."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from competition.domain.calendar import Phase, day_of, phase
from competition.models import Stage
from competition.web.drawing import Ruler, time_ruler
from competition.web.language import choose_language

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def stage_ruler(
    stages: Sequence[Stage], zone: str, now: datetime, *, counts: Mapping[str, str] | None = None
) -> tuple[Ruler | None, list[dict[str, Any]]]:
    """The drawing (None while no stage is dated) and one column for each stage.

    Args:
        counts: a figure in words by stage key.
    """
    states = {stage.key: stage_state(stage, now) for stage in stages}
    columns = [
        {
            "title": stage.name,
            "state": states[stage.key],
            "words": state_words(stage, states[stage.key]),
            "when": days_of(stage, zone),
            "count": (counts or {}).get(stage.key, ""),
        }
        for stage in stages
    ]
    return draw(stages, states, zone, day_of(now, zone)), columns


def draw(
    stages: Sequence[Stage], states: Mapping[str, str], zone: str, today: date
) -> Ruler | None:
    """The dated stages in true time; None while there is none."""
    spans = [
        (day_of(stage.opens_at, zone), day_of(stage.closes_at, zone), states[stage.key])
        for stage in stages
        if stage.opens_at is not None and stage.closes_at is not None
    ]
    if not spans:
        return None
    return time_ruler(
        spans,
        today=today,
        today_label=_("今天 %(day)s", day=short_day(today)),
        month_labels=month_labels(),
    )


def has_ended(stage: Stage) -> bool:
    """Whether a person has ended the stage, or the whole competition."""
    return stage.state == "locked" or stage.competition.state == "closed"


def stage_state(stage: Stage, now: datetime) -> str:
    """done, cur or next: what has ended, what runs now, what is to come."""
    where = phase(stage.opens_at, stage.closes_at, now)
    if has_ended(stage):
        return "done"
    if stage.kind == "scoring":
        return "cur" if stage.state == "open" else "next"
    if where is Phase.AFTER:
        return "done"
    return "cur" if stage.state == "open" and where is Phase.OPEN else "next"


def state_words(stage: Stage, state: str) -> str:
    """The state as it is shown."""
    if state == "done":
        return str(_("已结束") if has_ended(stage) else _("已截止"))
    return str(_("进行中") if state == "cur" else _("未开始"))


def days_of(stage: Stage, zone: str) -> str:
    """3月2日—4月30日, or that the dates are to be set."""
    if stage.opens_at is None or stage.closes_at is None:
        return str(_("日期待定"))
    first, last = day_of(stage.opens_at, zone), day_of(stage.closes_at, zone)
    if first == last:
        return short_day(first)
    return f"{short_day(first)}—{short_day(last)}"


def short_day(day: date) -> str:
    """6月16日, or 16 Jun."""
    if choose_language() == "zh":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]}"


def month_labels() -> list[str]:
    """Twelve names of months."""
    if choose_language() == "zh":
        return [f"{month}月" for month in range(1, 13)]
    return list(MONTHS)

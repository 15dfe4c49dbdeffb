"""Terms: from a day to a day, both included, by the calendar of a place."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from competition.domain.calendar import wall_clock_of
from competition.domain.refusal import Refusal

HOME_ZONE = "Asia/Shanghai"


class TermState(StrEnum):
    """Where a day lies against a term."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Term:
    """Days from one to another, both included; None is without a beginning or an end."""

    starts_on: date | None = None
    ends_on: date | None = None

    def require_order(self) -> None:
        """Let a term pass that does not end before it begins.

        Raises:
            Refusal: ``grant.term``.
        """
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise Refusal("grant.term")


UNLIMITED = Term()


def term_state(starts_on: date | None, ends_on: date | None, today: date) -> TermState:
    """Whether a term has begun and not ended; None is without a beginning or an end."""
    if starts_on is not None and today < starts_on:
        return TermState.AHEAD
    if ends_on is not None and today > ends_on:
        return TermState.OVER
    return TermState.RUNNING


def day_of(instant: datetime, zone: str | None) -> date:
    """The day that a calendar shows at this instant, at home where no zone is named."""
    return wall_clock_of(instant, zone or HOME_ZONE).date()

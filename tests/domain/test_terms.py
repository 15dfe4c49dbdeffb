from datetime import UTC, date, datetime

import pytest

from competition.domain.refusal import Refusal
from competition.domain.terms import Term, TermState, day_of, term_state

MAY = [date(2026, 5, day) for day in (9, 10, 20, 21)]


def test_both_days_of_a_term_belong_to_it() -> None:
    states = [term_state(MAY[1], MAY[2], day) for day in MAY]

    assert states == [TermState.AHEAD, TermState.RUNNING, TermState.RUNNING, TermState.OVER]


def test_a_term_may_have_no_beginning_or_no_end() -> None:
    assert [term_state(None, MAY[1], day) for day in MAY[:3]] == [
        TermState.RUNNING, TermState.RUNNING, TermState.OVER
    ]  # fmt: skip
    assert [term_state(MAY[1], None, day) for day in MAY[:2]] == [
        TermState.AHEAD, TermState.RUNNING
    ]  # fmt: skip
    assert term_state(None, None, MAY[0]) is TermState.RUNNING


def test_a_day_is_that_of_the_place() -> None:
    instant = datetime(2026, 5, 9, 16, 0, tzinfo=UTC)

    assert day_of(instant, None) == date(2026, 5, 10)
    assert day_of(instant, "UTC") == date(2026, 5, 9)


def test_a_term_does_not_end_before_it_begins() -> None:
    Term(MAY[0], MAY[0]).require_order()

    with pytest.raises(Refusal) as refused:
        Term(MAY[1], MAY[0]).require_order()

    assert refused.value.code == "grant.term"

"""An amount or a day that cannot be read is told as it was typed, cut where it is long."""

from datetime import date

import pytest

from competition.domain.event_values import read_amount, read_day
from competition.domain.refusal import Refusal

TODAY = date(2026, 3, 5)


def refused(read, *given):
    with pytest.raises(Refusal) as refusal:
        read(*given)
    return refusal.value.code, refusal.value.values


@pytest.mark.parametrize(("typed", "told"), [(" 1，5 ", "1，5"), ("x" * 50, "x" * 40)])
def test_what_is_no_amount_is_told(typed, told):
    assert refused(read_amount, typed) == ("event.amount", {"text": told})


@pytest.mark.parametrize(("typed", "told"), [(" 昨天 ", "昨天"), ("x" * 50, "x" * 40)])
def test_what_is_no_day_is_told(typed, told):
    assert refused(read_day, typed, TODAY) == ("event.date", {"text": told})


def test_a_day_to_come_is_told_with_the_day_it_is():
    assert refused(read_day, "2026-03-06", TODAY) == ("event.date_ahead", {"today": "2026-03-05"})
    assert (read_day("2026-03-05", TODAY), read_day(" ", TODAY)) == (TODAY, None)

"""Keys of a tie chain: numbers that entries bring along, and how often they came first."""

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Evaluation, Facts
from tests.domain.panels import MEAN, TOTALS, carried_out, facts, one_sheet, ranks, rules


def ordered(*keys: dict, **more: object):
    return rules(TOTALS, MEAN, {"rank": [{"key": "score"}, *keys], **more})


def timed(times: dict[str, str]) -> Facts:
    entries = tuple(Entry(e, {"time": t} if t else {}) for e, t in times.items())
    return Facts(entries, sheets=tuple(one_sheet(e, "J1", "90") for e in times))


def test_the_shorter_time_comes_first_and_a_missing_one_last():
    ruleset = ordered({"attribute": "time", "direction": "asc"})

    done = carried_out(ruleset, timed({"A": "100", "B": "99.5", "C": "", "D": "1000"}))

    assert ranks(done) == {"B": 1, "A": 2, "D": 3, "C": 4}


def test_an_attribute_that_is_no_number_is_refused():
    ruleset = ordered({"attribute": "time"})

    with pytest.raises(Refusal) as refused:
        carried_out(ruleset, timed({"A": "slow"}))

    assert refused.value.code == "facts.attribute_number"


def test_who_was_first_more_often_comes_first():
    ruleset = ordered({"firsts": "totals"})

    done = carried_out(ruleset, facts({"A": "90 90 90", "B": "89 89 92", "C": "91 91 88"}))

    assert ranks(done) == {"C": 1, "B": 2, "A": 3}
    told = done.derive("A")["steps"][-1]["ties"][0]
    assert (told["own"], told["others"]) == ("0", {"B": "1", "C": "2"})


def test_seconds_are_counted_after_firsts_where_the_rule_says_so():
    scores = {"A": "92 85 90", "B": "85 92 90", "C": "91 86 95", "D": "80 91 80"}
    plain, finer = ordered({"firsts": "totals"}), ordered({"firsts": "totals", "places": 2})

    assert ranks(carried_out(plain, facts(scores)))["A"] == 2
    assert ranks(carried_out(plain, facts(scores)))["B"] == 2
    assert ranks(carried_out(finer, facts(scores))) == {"C": 1, "A": 2, "B": 2, "D": 4}


def test_firsts_are_counted_among_those_who_are_ranked_together():
    ruleset = ordered({"firsts": "totals"}, per="track")
    given = facts({"A": "90 80", "B": "80 90", "X": "99 0"}, tracks={"A": "t", "B": "t", "X": "u"})

    assert ranks(carried_out(ruleset, given)) == {"A": 1, "B": 1, "X": 1}


def test_a_half_rank_survives_being_written_and_read():
    ruleset = rules(TOTALS, MEAN, {"rank": [{"key": "score"}], "style": "fractional"})

    evaluation = carried_out(ruleset, facts({"A": "90", "B": "90", "C": "80"})).evaluation

    again = Evaluation.from_json(evaluation.to_json())
    assert [standing.text for standing in again.standings] == ["1.5", "1.5", "3"]
    assert again.to_json() == evaluation.to_json()

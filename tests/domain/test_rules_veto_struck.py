"""A veto that makes zero, where the figure that it strikes was never given (当月计零分)."""

from dataclasses import replace
from typing import Any

from competition.domain.marks import State
from competition.domain.rules import Calculation, Entry, Event, Facts, Sheet, parse_rule_set
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, document, facts, rules

ZERO = {"bar": "event", "kinds": ["accident"], "effect": "zero", "span": "period"}
BY_MEAN = MEAN | {"as": "mean"}
STRUCK = ZERO | {"from": "mean", "as": "score"}


def accident(entry: str, ident: str = "1", **at: str) -> Event:
    return Event(ident, entry, "accident", date="2026-03-05", at=at)


def told(done: Calculation, entry: str) -> list[dict[str, Any]]:
    return [one for one in done.derive(entry)["steps"] if one["code"] == "veto"]


def scores(done: Calculation, entries: str) -> dict[str, str | None]:
    return {entry: done.evaluation.score_of(entry) for entry in entries}


def test_who_has_no_figure_gets_zero_and_is_told_that_it_was_given():
    given = facts({"A": "90", "B": "absent", "C": "absent"})
    entries = (*given.entries, Entry("D"), Entry("E"))
    given = replace(given, entries=entries, events=tuple(map(accident, "ABD", "123")))

    done = carried_out(rules(TOTALS, BY_MEAN, STRUCK, RANK), given)

    assert scores(done, "ABCDE") == {"A": "0", "B": "0", "C": None, "D": "0", "E": None}
    (of_figure,), (of_gap,), (of_nothing,) = told(done, "A"), told(done, "B"), told(done, "D")
    assert "given" not in of_figure
    assert (of_gap["given"], of_nothing["given"]) == ([["B"]], [["D"]])
    assert of_nothing["cells"] == []
    assert told(done, "C") == []
    missing = [done.evaluation.tables[name].to_json()["missing"] for name in ("mean", "score")]
    assert [[row[0] for row in rows] for rows in missing] == [["B", "C"], ["C"]]


def test_figures_keep_the_digits_that_they_are_shown_with():
    shown = {"round": 0, "mode": "half_up", "show_only": True, "from": "mean", "as": "whole"}
    given = replace(facts({"A": "90.6", "B": "80.6"}), events=(accident("A"),))

    done = carried_out(rules(TOTALS, BY_MEAN, shown, STRUCK | {"from": "whole"}, RANK), given)

    assert scores(done, "AB") == {"A": "0", "B": "81"}


def test_who_withdrew_is_given_no_zero():
    given = facts({"A": "90", "B": "absent"}, states={"B": State.WITHDRAWN})
    given = replace(given, events=(accident("B"),))

    done = carried_out(rules(TOTALS, BY_MEAN, STRUCK, RANK), given)

    assert scores(done, "AB") == {"A": "90", "B": None}


def periods(*events: Event) -> Calculation:
    """A has 90 in the period X and a judge away in Y; B has 80 in both; C has nothing."""
    fold = {"reduce": "period", "by": "sum", "from": "counted", "as": "score"}
    zero = ZERO | {"from": "mean", "as": "counted"}
    given_rules = document(TOTALS, BY_MEAN, zero, fold, RANK)
    given_rules["stages"]["panel"]["dimensions"] = {"period": ["X", "Y"]}
    sheets = [
        Sheet("panel", entry, "J", {"all": mark}, at={"period": period})
        for entry, period, mark in (("A", "X", 9000), ("B", "X", 8000), ("B", "Y", 8000))
    ]
    away = Sheet("panel", "A", "J", state=State.ABSENT, at={"period": "Y"})
    entries = tuple(map(Entry, "ABC"))
    given = Facts(entries, sheets=(*sheets, away), events=events)
    return carried_out(parse_rule_set(given_rules), given)


def test_the_period_that_an_event_names_is_zero_also_without_a_figure():
    done = periods(accident("A", period="Y"), accident("C", "2", period="X"))

    assert scores(done, "ABC") == {"A": "90", "B": "160", "C": "0"}
    assert told(done, "A")[0]["given"] == [["A", "Y"]]
    assert told(done, "C")[0]["given"] == [["C", "X"]]


def test_an_event_without_a_period_strikes_every_figure_and_every_gap_that_is_known():
    done = periods(accident("A"), accident("C", "2"))

    assert scores(done, "ABC") == {"A": "0", "B": "160", "C": None}
    (of_a,), (of_c,) = told(done, "A"), told(done, "C")
    assert [(one["key"], one["member"]) for one in of_a["cells"]] == [(["A"], "X")]
    assert of_a["given"] == [["A", "Y"]]
    assert (of_c["cells"], "given" in of_c) == ([], False)


def test_an_event_strikes_the_figure_of_its_period_and_leaves_the_other():
    done = periods(accident("B", period="Y"), accident("B", "2", period="Z"))

    assert scores(done, "AB") == {"A": "90", "B": "80"}
    (step,) = told(done, "B")
    assert [(one["key"], one["member"]) for one in step["cells"]] == [(["B"], "Y")]
    assert step["given"] == [["B", "Z"]]

"""Shared examples of figures that are made comparable: panel coefficients, the 700 scale."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from competition.domain.rules import Entry, Facts, RuleSet
from tests.domain.worked.runner import carry_out, entries_of, example, rules_of, sheet


def rooms(rules: RuleSet, given: dict[str, Any]) -> Facts:
    """Panels with the sums and sizes of the example; C is the candidate it asks about."""
    entries: list[Entry] = []
    sheets = []
    for room, panel in given["panels"].items():
        marks: list[Fraction] = []
        if room == given["candidate"]["panel"]:
            marks.append(Fraction(given["candidate"]["raw"]))
        left, places = Fraction(panel["sum"]) - sum(marks), panel["n"] - len(marks)
        even = Fraction(int(left / places * 100), 100)
        marks += [even] * (places - 1) + [left - even * (places - 1)]
        for number, mark in enumerate(marks):
            is_candidate = room == given["candidate"]["panel"] and number == 0
            key = "C" if is_candidate else f"{room}{number}"
            entries.append(Entry(key, {"room": room}))
            sheets.append(sheet(rules, "panel", key, "J", {"score": f"{float(mark):.2f}"}))
    return Facts(tuple(entries), sheets=tuple(sheets))


def test_n01_panel_coefficient_with_each_rounding_the_rule_names(cases: Path):
    case, rules, exact = example(cases, "N01"), rules_of("N01"), rules_of("N01", "exact")

    done = carry_out(rules, rooms(rules, case.input))
    naive = carry_out(exact, rooms(exact, case.input))

    told: Any = next(s for s in done.derive("C")["steps"] if s["code"] == "calibrate")
    panels = told["shared"]["panels"]
    assert done.evaluation.score_of("C") == case.expected["final"] != case.naive_wrong["final"]
    assert naive.evaluation.score_of("C") == case.naive_wrong["final"]
    assert told["shared"]["overall_mean"]["text"] == case.expected["overall_mean"]
    assert {k: one["mean"]["text"] for k, one in panels.items()} == case.expected["panel_mean"]
    coefficients = {key: one["correction"]["text"] for key, one in panels.items()}
    assert coefficients == case.expected["coefficient"]
    assert told["cells"][0]["panel"] == case.input["candidate"]["panel"]


def test_w06_median_is_700_and_the_others_lie_around_it(cases: Path):
    case, rules = example(cases, "W06"), rules_of("W06")

    done = carry_out(rules, entries_of(rules, case.input))

    scores = {entry: int(done.evaluation.score_of(entry) or 0) for entry in case.input}
    told: Any = next(s for s in done.derive("A")["steps"] if s["code"] == "calibrate")
    assert scores == case.expected["scaled"]
    assert Fraction(told["shared"]["median"]["ratio"]) == Fraction(case.expected["median"])
    assert Fraction(told["shared"]["deviation"]["ratio"]) == Fraction(case.expected["mad"])
    assert told["rule"]["approximation"] is True

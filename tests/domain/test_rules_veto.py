"""A veto by a dated event: each of its effects, and how far it reaches."""

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Sheet, calculate_all, parse_rule_set
from competition.domain.rules.further_facts import Event

FOLD = [{"reduce": "criterion", "by": "sum"}, {"reduce": "judge", "by": "mean", "as": "score"}]
CRITERIA = [{"key": "all", "max": "100", "step": "1"}]
FLAG = {"award": [{"tier": "flag", "quota": 1}], "boundary": "committee"}
ACCIDENT = Event("V1", "A", "accident", stage="q1", date="2026-03-05", reason="火灾")


def carried_out(*vetoes: dict, year: tuple[dict, ...] = ()):
    """Two quarters; A leads in both."""
    last = next((v["as"] for v in vetoes if v["effect"] == "zero"), "score")
    steps = [*FOLD, *vetoes, {"rank": [{"key": last}]}, FLAG]
    stages = {q: {"criteria": CRITERIA, "steps": steps} for q in ("q1", "q2")}
    tables = [f"{quarter}.{last}" for quarter in stages]
    mean = {"combine": tables, "by": "mean", "missing": "exclude", "as": "year"}
    final = [mean, *year, {"rank": [{"key": "year"}]}, FLAG]
    ruleset = parse_rule_set({"schema": 1, "stages": stages, "final": {"steps": final}})
    marks = {"A": 90, "B": 80}
    sheets = tuple(Sheet(q, entry, "J", {"all": m}) for q in stages for entry, m in marks.items())
    facts = Facts(tuple(Entry(entry) for entry in marks), sheets=sheets, events=(ACCIDENT,))
    return calculate_all(ruleset, facts)


def winners(done) -> dict[str, str]:
    return {key: one.evaluation.awards[0].entry for key, one in done.items()}


def veto(effect: str, span: str = "period", **more: object) -> dict:
    return {"bar": "event", "kinds": ["accident"], "effect": effect, "span": span, **more}


def test_a_period_is_zeroed_and_only_that_one():
    done = carried_out(veto("zero", **{"as": "counted"}))

    told = next(s for s in done["q1"].derive("A")["steps"] if s["code"] == "veto")
    assert [done[key].evaluation.score_of("A") for key in ("q1", "q2", "result")] == [
        "0",
        "90",
        "45",
    ]
    assert told["cells"][0]["before"]["text"] == "90"
    assert winners(done) == {"q1": "B", "q2": "A", "result": "B"}


def test_the_award_of_the_period_is_barred_and_only_that_one():
    done = carried_out(veto("award"))

    assert winners(done) == {"q1": "B", "q2": "A", "result": "A"}
    assert dict(done["q1"].evaluation.barred) == {"A": "火灾"}
    assert done["q1"].evaluation.score_of("A") == "90"


def test_the_award_of_the_year_is_barred_by_any_period():
    done = carried_out(year=(veto("award", "year"),))

    assert winners(done) == {"q1": "A", "q2": "A", "result": "B"}
    ranks = {s.entry: s.rank for s in done["result"].evaluation.standings}
    assert ranks == {"A": 1, "B": 2}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kinds": []}, "rules.empty"),
        ({"kinds": [1]}, "rules.not_text"),
        ({"effect": "halve"}, "rules.not_choice"),
        ({"span": "month"}, "rules.not_choice"),
    ],
)
def test_faulty_vetoes_are_refused(change, code):
    with pytest.raises(Refusal) as refused:
        carried_out(year=(veto("award") | change,))

    assert refused.value.code == code

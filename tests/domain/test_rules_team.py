"""Teams: which members count, and teams that are too small."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.rules import Entry, Facts, calculate
from tests.domain.panels import MEAN, TOTALS, one_sheet, rules


def team_of(members: list[tuple[str, str, str]], **step: object):
    """Members as (team, score, time)."""
    ruleset = rules(
        TOTALS,
        MEAN,
        {"team": "team", "by": "sum", "add": {"time": "asc"}, "as": "team_score", **step},
        {"rank": [{"key": "team_score"}, {"attribute": "time", "direction": "asc"}]},
    )
    entries, sheets = [], []
    for number, (team, score, time) in enumerate(members):
        attributes = {"team": team, "unit": "U"} | ({"time": time} if time else {})
        entries.append(Entry(f"P{number}", attributes))
        sheets.append(one_sheet(f"P{number}", "J", score))
    return calculate(ruleset.part("panel"), Facts(tuple(entries), sheets=tuple(sheets)))


def test_of_equal_members_the_faster_one_counts():
    done = team_of([("A", "90", "100"), ("A", "80", "70"), ("A", "80", "60")], best=2)

    told = done.derive("A")["steps"]
    assert told[0]["code"] == "team"
    assert [m["counts"] for m in told[0]["members"]] == [True, True, False]
    assert (done.evaluation.score_of("A"), told[0]["added"]) == ("170", {"time": "160"})


def test_a_team_with_too_few_members_is_not_ranked():
    done = team_of([("A", "90", "1"), ("B", "50", "1"), ("B", "40", "1")], best=2)

    assert {s.entry: s.rank for s in done.evaluation.standings} == {"A": None, "B": 1}


def test_a_time_that_is_missing_puts_its_team_last_in_a_tie():
    done = team_of([("A", "90", ""), ("B", "90", "500")])

    assert {s.entry: s.rank for s in done.evaluation.standings} == {"B": 1, "A": 2}


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 100)), min_size=1), st.randoms())
def test_the_order_of_members_never_matters(members, random):
    listed = [(team, str(score), str(score % 7)) for team, score in members]
    shuffled = random.sample(listed, len(listed))

    first, second = (team_of(one, best=2, at_least=1).evaluation for one in (listed, shuffled))

    assert first.standings == second.standings
    assert first.tables["team_score"] == second.tables["team_score"]
    for team in {team for team, _ in members}:
        best = sorted((score for other, score in members if other == team), reverse=True)[:2]
        assert Fraction(first.score_of(team)) == sum(best)

from dataclasses import replace

import pytest

from competition.domain.matching import (
    Fault,
    faults,
    plan_from,
    price_bound,
    refuse_impossible,
    summarise,
)
from competition.domain.refusal import Refusal
from tests.domain.matching_cases import problem_of, solve

LAWFUL = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 2)]
GRID = [[9, 5, 1], [5, 9, 1], [1, 5, 9]]


def barring(*places):
    return tuple(frozenset(judge for entry, judge in places if entry == each) for each in range(3))


@pytest.mark.parametrize(
    ("demand", "pairs", "broken"),
    [
        ({}, LAWFUL, []),
        ({}, LAWFUL[1:], [Fault("per_entry", 0)]),
        ({}, [*LAWFUL, (0, 2)], [Fault("per_entry", 0)]),
        ({"high": 1}, LAWFUL, [Fault("high", 0), Fault("high", 1), Fault("high", 2)]),
        ({"low": 3}, LAWFUL, [Fault("low", 0), Fault("low", 1), Fault("low", 2)]),
        ({"barred": barring((1, 2))}, LAWFUL, [Fault("barred", 1)]),
        ({"barred": barring((1, 2)), "fixed": frozenset({(1, 2)})}, LAWFUL, []),
        ({"fixed": frozenset({(1, 0)})}, LAWFUL, [Fault("fixed", 1)]),
        ({"seniors": frozenset({0})}, LAWFUL, [Fault("senior", 1)]),
        ({"seniors": frozenset({0}), "fixed": frozenset({(1, 1), (1, 2)})}, LAWFUL, []),
        ({"organisations": ("A", "A", None)}, LAWFUL, [Fault("organisation", 0)]),
        (
            {"organisations": ("A", "A", None), "fixed": frozenset({(0, 0), (0, 1)})},
            LAWFUL,
            [],
        ),
        ({"per_entry": 1, "connected": True}, [(0, 0), (1, 0), (2, 1)], [Fault("connected", 0)]),
        ({"connected": True}, LAWFUL, []),
    ],
)
def test_a_plan_is_told_which_rule_it_breaks(demand, pairs, broken):
    assert faults(problem_of(GRID, **demand), pairs) == broken


@pytest.mark.parametrize(
    ("demand", "code", "values"),
    [
        ({"entries": (), "barred": ()}, "matching.empty", {}),
        (
            {"barred": barring((1, 0), (1, 2))},
            "matching.judges",
            {"count": 1, "needed": 2, "entries": "E1"},
        ),
        (
            {"organisations": ("A", "A", "A")},
            "matching.judges",
            {"count": 3, "needed": 2, "entries": "E0, E1, E2"},
        ),
        (
            {"seniors": frozenset({0}), "barred": barring((2, 0))},
            "matching.senior",
            {"count": 1, "entries": "E2"},
        ),
        ({"high": 1}, "matching.high", {"high": 1, "least": 2}),
        (
            {"seniors": frozenset({0}), "high": 2},
            "matching.senior_high",
            {"seniors": 1, "high": 2, "least": 3},
        ),
        ({"low": 3}, "matching.low", {"low": 3, "most": 2}),
        (
            {"low": 2, "barred": barring((0, 0), (1, 0))},
            "matching.judge_low",
            {"low": 2, "judges": "J0"},
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_demand_to_loosen(demand, code, values):
    with pytest.raises(Refusal) as refused:
        refuse_impossible(problem_of(GRID, **demand))

    assert (refused.value.code, refused.value.values) == (code, values)


@pytest.mark.parametrize(
    ("demand", "code", "values"),
    [
        (
            {"barred": barring((0, 2), (1, 2)), "high": 2},
            "matching.loads",
            {"low": 0, "high": 2, "count": 1},
        ),
        (
            {"per_entry": 1, "high": 1, "connected": True},
            "matching.loads",
            {"high": 1},
        ),
        (
            {"per_entry": 1, "high": 2, "seniors": frozenset({0})},
            "matching.loads",
            {"count": 1, "judges": "J0"},
        ),
        (
            {"organisations": ("A", "A", None), "high": 2},
            "matching.loads",
            {"count": 1, "judges": "J2"},
        ),
    ],
)
def test_demands_that_clash_together_are_refused_by_name(demand, code, values):
    with pytest.raises(Refusal) as refused:
        solve(problem_of(GRID, **demand))

    found = {key: refused.value.values[key] for key in values}
    assert (refused.value.code, found) == (code, values)


def test_parts_that_conflicts_keep_apart_are_refused():
    apart = tuple(frozenset(each) for each in ({2, 3}, {2, 3}, {0, 1}, {0, 1}))

    with pytest.raises(Refusal) as refused:
        solve(problem_of([[1] * 4] * 4, barred=apart, connected=True))

    assert refused.value.code == "matching.apart"


def test_a_plan_hangs_together_where_that_is_asked_though_it_costs_points():
    apart = [[9, 9, 0, 0], [9, 9, 0, 0], [0, 0, 9, 9], [0, 0, 9, 9]]

    loose = summarise(problem := problem_of(apart, high=2), solve(problem).pairs)
    tied = replace(problem, connected=True)
    whole = summarise(tied, solve(tied).pairs)

    assert (loose.parts, loose.total) == ((2, 2), 72)
    assert (whole.parts, whole.total) == ((4,), 54)


def test_the_worst_off_entry_comes_first_where_that_is_asked():
    problem = problem_of([[9, 8, 0], [9, 0, 8]], per_entry=1, high=1)
    greedy = problem_of([[9, 4], [8, 0]], per_entry=1, high=1)

    total = summarise(greedy, solve(replace(greedy, affinity=[[9, 4], [4, 0]])).pairs)
    fair = summarise(greedy, solve(replace(greedy, fair=True)).pairs)

    assert summarise(problem, solve(problem).pairs).total == 17
    assert (total.worst, fair.worst, fair.total) == (0, 4, 12)


def test_replacing_a_judge_moves_as_few_others_as_possible():
    before = frozenset({(0, 0), (1, 1), (2, 2)})
    without_first = problem_of(
        [[9, 1, 0], [0, 1, 9], [0, 1, 9]],
        per_entry=1,
        high=2,
        barred=barring((0, 0), (1, 0), (2, 0)),
        kept=before - {(0, 0)},
    )

    plan = solve(without_first)

    assert plan.pairs == ((0, 1), (1, 1), (2, 2))


def test_prices_prove_a_plan_without_a_solver():
    problem = problem_of([[9, 5], [8, 0], [7, 6]], per_entry=1, high=2)
    plan = solve(problem)

    assert summarise(problem, plan.pairs).total == 23
    assert price_bound(problem, plan.prices) == 23
    assert price_bound(problem, [0, 0]) == 24


def test_an_answer_that_breaks_a_rule_is_not_taken():
    problem = problem_of(GRID)
    answer = {"state": "best", "pairs": [[0, 0]], "bound": 9, "worst_bound": None}

    with pytest.raises(Refusal) as refused:
        plan_from(problem, {**answer, "prices": [], "seconds": 0})

    assert (refused.value.code, refused.value.values) == (
        "matching.unlawful",
        {"rule": "per_entry"},
    )


def test_a_late_answer_is_refused():
    with pytest.raises(Refusal) as refused:
        plan_from(problem_of(GRID), {"state": "late"})

    assert refused.value.code == "matching.late"

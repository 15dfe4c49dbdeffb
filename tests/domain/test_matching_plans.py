"""What the solver plans, and which demands it says clash."""

from dataclasses import replace

import pytest

from competition.domain.matching import price_bound, summarise
from competition.domain.refusal import Refusal
from tests.domain.matching_cases import GRID, barring, problem_of
from tests.domain.matching_solved import solve


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

from pathlib import Path

from hypothesis import given, settings

from competition.domain.matching import (
    price_bound,
    refuse_impossible,
    summarise,
)
from competition.domain.refusal import Refusal
from tests.domain.matching_cases import every_plan, problem_of, problems, rating
from tests.domain.matching_solved import solve

ROOT = Path(__file__).resolve().parents[2]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(problems())
def test_no_plan_is_better_than_the_solvers(problem):
    best = max((rating(problem, pairs) for pairs in every_plan(problem)), default=None)

    try:
        plan = solve(problem)
    except Refusal as refusal:
        assert best is None, refusal
    else:
        assert plan.proven
        assert rating(problem, plan.pairs) == best


@settings(max_examples=100, derandomize=True, deadline=None)
@given(problems())
def test_what_is_refused_at_sight_has_no_plan(problem):
    try:
        refuse_impossible(problem)
    except Refusal:
        assert list(every_plan(problem)) == []


@settings(max_examples=100, derandomize=True, deadline=None)
@given(problems())
def test_no_plan_exceeds_the_bound_of_any_prices(problem):
    totals = [summarise(problem, pairs).total for pairs in every_plan(problem)]
    prices = [(judge * 7919) % 9000 - 3000 for judge in range(len(problem.judges))]

    assert all(total <= price_bound(problem, prices) for total in totals)


def test_a_bound_beyond_all_entries_is_no_bound():
    points = [[1, 2, 3], [3, 2, 1]]

    assert solve(problem_of(points, high=10**30)).pairs == solve(problem_of(points, high=2)).pairs

"""The solver's process keeps to its memory, and says so where that does not do."""

import pytest

from competition.domain.refusal import Refusal
from competition.services.judging.solver_process import solve
from tests.domain.matching_cases import problem_of

POINTS = [[3, 2, 1], [1, 2, 3]]


def test_a_problem_that_fits_is_solved():
    plan = solve(problem_of(POINTS))

    assert plan.proven
    assert plan.pairs == solve(problem_of(POINTS), mib=2048).pairs


def test_too_little_memory_is_refused_in_words_that_say_what_to_do():
    many = problem_of([[(7 * e + 3 * j) % 100 for j in range(200)] for e in range(2000)], high=99)

    with pytest.raises(Refusal) as refused:
        solve(many, mib=100)

    assert refused.value.code == "matching.memory"
    assert refused.value.values == {"entries": 2000, "judges": 200, "mib": 100}

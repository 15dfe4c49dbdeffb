"""What is asked of the solver, what its answer is taken for, and the figures of a plan."""

from base64 import b64decode
from struct import unpack

import pytest

from competition.domain.matching import (
    AssignmentPlan,
    PlanSummary,
    plan_from,
    price_bound,
    problem_document,
    summarise,
)
from competition.domain.matching.summary import parts_of
from competition.domain.refusal import Refusal
from tests.domain.matching_cases import GRID, barring, problem_of

PAIRS = [(2, 0), (0, 1), (0, 0), (1, 2), (1, 1), (2, 2)]
ANSWER = {
    "state": "best",
    "pairs": [[2, 0], [0, 1], [0, 0], [1, 2], [1, 1], [2, 2]],
    "bound": 40,
    "worst_bound": None,
    "prices": [1, -2, 3],
    "seconds": 1.5,
}


def refused(problem, **answer):
    with pytest.raises(Refusal) as refusal:
        plan_from(problem, {**ANSWER, **answer})
    return refusal.value.code, refusal.value.values


def test_a_problem_is_written_whole_and_in_one_order():
    problem = problem_of(
        [[0, 1, 65535], [256, 2, 3], [7, 8, 9]],
        low=1,
        high=2,
        barred=barring((0, 2), (0, 1), (2, 0)),
        fixed=frozenset({(2, 1), (0, 2), (0, 1)}),
        kept=frozenset({(1, 1), (1, 0)}),
        guests=frozenset({1}),
        seniors=frozenset({2, 0}),
        organisations=("乙", None, "甲"),
        connected=True,
        fair=True,
    )

    document = problem_document(problem, seconds=7)

    points = unpack("<9H", b64decode(document.pop("affinity")))
    assert points == (0, 1, 65535, 256, 2, 3, 7, 8, 9)
    assert document == {
        "entries": 3,
        "judges": 3,
        "per_entry": 2,
        "low": [1, 0, 1],
        "high": 2,
        "barred": [[1, 2], [], [0]],
        "fixed": [[0, 1], [0, 2], [2, 1]],
        "kept": [[1, 0], [1, 1]],
        "seniors": [0, 2],
        "organisations": [0, None, 1],
        "connected": True,
        "fair": True,
        "seconds": 7,
    }


def test_what_is_not_asked_is_written_as_nothing():
    document = problem_document(problem_of(GRID, high=9), seconds=1)

    told = {key: document[key] for key in ("high", "seniors", "organisations", "connected", "fair")}
    assert told == {
        "high": 3,
        "seniors": None,
        "organisations": None,
        "connected": False,
        "fair": False,
    }


def test_colleagues_share_a_number():
    problem = problem_of([[1] * 5], organisations=("b", "a", None, "b", "c"))

    assert problem_document(problem, seconds=1)["organisations"] == [0, 1, None, 0, 2]


def test_an_answer_becomes_a_plan_in_the_order_of_entries_and_judges():
    plan = plan_from(problem_of(GRID), ANSWER)

    assert plan == AssignmentPlan(
        pairs=((0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 2)),
        proven=True,
        bound=40,
        worst_bound=None,
        prices=(1, -2, 3),
        seconds="1.5",
    )


def test_only_what_is_best_is_called_proven():
    plan = plan_from(problem_of(GRID), {**ANSWER, "state": "good", "worst_bound": 10})

    assert (plan.proven, plan.worst_bound) == (False, 10)


def test_no_plan_in_time_and_an_unlawful_plan_are_refused():
    assert refused(problem_of(GRID), state="late") == ("matching.late", {})
    assert refused(problem_of(GRID, high=1)) == ("matching.unlawful", {"rule": "high"})
    once = frozenset({(1, 0)})
    assert refused(problem_of(GRID, fixed=once)) == ("matching.unlawful", {"rule": "fixed"})


@pytest.mark.parametrize(
    ("missing", "code", "values"),
    [
        ([["connected", 0, 1], ["senior", 1, 1]], "matching.apart", {}),
        (
            [["senior", 1, 1], ["organisation", 2, 1], ["organisation", 0, 1], ["judge", 0, 1]],
            "matching.organisation",
            {"count": 2, "entries": ""},
        ),
        (
            [["senior", 2, 1], ["judge", 0, 1], ["senior", 0, 1]],
            "matching.seniors",
            {"count": 2, "entries": "E2, E0"},
        ),
        (
            [["judge", 2, 1.5], ["judge", 0, 1], ["other", 1, 9]],
            "matching.loads",
            {"low": 1, "high": 2, "count": 3, "judges": "J2, J0"},
        ),
    ],
)
def test_where_there_is_no_plan_the_demand_that_has_to_yield_is_told(missing, code, values):
    problem = problem_of(GRID, low=1, high=2)

    assert refused(problem, state="impossible", missing=missing) == (code, values)


def test_the_figures_of_a_plan_can_be_added_up_by_hand():
    problem = problem_of(GRID, fixed=frozenset({(0, 0)}), kept=frozenset({(0, 2), (1, 1)}))

    assert summarise(problem, PAIRS) == PlanSummary(
        total=9 + 5 + 9 + 1 + 1 + 9,
        loads=(2, 2, 2),
        worst=10,
        worst_entries=("E1", "E2"),
        parts=(3,),
    )


def test_a_problem_of_nothing_has_no_worst_entry():
    problem = problem_of(GRID, entries=(), barred=())

    found = summarise(problem, [])
    assert (found.worst, found.worst_entries, found.parts) == (0, (), ())


def test_a_plan_of_nothing_has_figures_too():
    assert summarise(problem_of(GRID), []) == PlanSummary(
        total=0,
        loads=(0, 0, 0),
        worst=0,
        worst_entries=("E0", "E1", "E2"),
        parts=(1, 1, 1),
    )


def test_entries_are_together_when_judges_link_them_over_others():
    problem = problem_of([[1] * 4] * 5)
    pairs = [(0, 0), (3, 0), (3, 1), (1, 1), (2, 2), (4, 2), (4, 3)]

    assert parts_of(problem, pairs) == [[0, 1, 3], [2, 4]]
    assert summarise(problem, pairs).parts == (3, 2)


@pytest.mark.parametrize(
    ("demand", "prices", "bound"),
    [
        ({}, [0, 0, 0], 14 + 14 + 14),
        ({"low": 1, "high": 2}, [1000, -1000, 500], 44),
        ({"low": 1, "high": 2}, [0, 0, -1], 42),
        ({"per_entry": 1}, [0, 0, 0], 27),
        ({"barred": barring((0, 0), (2, 2))}, [0, 0, 0], 6 + 14 + 6),
        ({"fixed": frozenset({(0, 2)})}, [0, 0, 0], 10 + 14 + 14),
        ({"fixed": frozenset({(0, 2)}), "barred": barring((0, 2), (0, 0))}, [0, 0, 0], 34),
        ({"fixed": frozenset({(0, 0), (0, 1), (0, 2)})}, [0, 0, 0], 15 + 14 + 14),
        ({"organisations": ("A", "A", None)}, [0, 0, 0], 10 + 10 + 14),
        ({"organisations": ("A", "B", None)}, [0, 0, 0], 42),
        ({"seniors": frozenset({2})}, [0, 0, 0], 10 + 10 + 14),
        ({"seniors": frozenset({0}), "per_entry": 1}, [0, 0, 0], 9 + 5 + 1),
        ({"seniors": frozenset({0, 2})}, [0, 0, 0], 42),
        ({"seniors": frozenset({0}), "organisations": ("A", "A", None)}, [0, 0, 0], 26),
        ({"seniors": frozenset({2}), "barred": barring((0, 2))}, [0, 0, 0], 14 + 10 + 14),
        ({"guests": frozenset({0}), "low": 1}, [-1000, 0, 0], 15 + 15 + 14),
    ],
)
def test_the_bound_of_prices_is_what_each_entry_could_choose_best(demand, prices, bound):
    assert price_bound(problem_of(GRID, **demand), prices) == bound

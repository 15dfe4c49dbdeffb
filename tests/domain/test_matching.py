import pytest

from competition.domain.matching import (
    Fault,
    faults,
    plan_from,
    refuse_impossible,
)
from competition.domain.refusal import Refusal
from tests.domain.matching_cases import GRID, barring, problem_of

LAWFUL = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 2)]


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


@pytest.mark.parametrize(
    ("demand", "pairs", "broken"),
    [
        (
            {"per_entry": 1, "fixed": frozenset({(2, 1), (0, 1)})},
            [(0, 0), (1, 1), (2, 0)],
            [Fault("fixed", 0), Fault("fixed", 2)],
        ),
        ({"guests": frozenset({0}), "low": 2}, LAWFUL, [Fault("high", 0)]),
        ({"guests": frozenset({0}), "fixed": frozenset({(0, 0), (2, 0)}), "low": 2}, LAWFUL, []),
        ({"per_entry": 1}, [(0, 0), (0, 0), (1, 0), (2, 0)], []),
        ({"organisations": (None, None, "A")}, LAWFUL, []),
        (
            {
                "per_entry": 3,
                "organisations": ("A", "A", "A"),
                "fixed": frozenset({(0, 0), (0, 1)}),
            },
            [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)],
            [Fault("organisation", 0), Fault("organisation", 1), Fault("organisation", 2)],
        ),
        (
            {"barred": barring((0, 0), (0, 1)), "seniors": frozenset({2})},
            LAWFUL,
            [Fault("barred", 0), Fault("senior", 0)],
        ),
        ({"fixed": frozenset({(0, 0), (0, 1), (0, 2)})}, [*LAWFUL, (0, 2)], []),
        ({"low": 2, "high": 2}, LAWFUL, []),
        (
            {"high": 1, "fixed": frozenset({(0, 0)})},
            LAWFUL[:2],
            [Fault("per_entry", 1), Fault("per_entry", 2)],
        ),
        (
            {"high": 1, "fixed": frozenset({(0, 0), (2, 0)})},
            LAWFUL,
            [Fault("high", 1), Fault("high", 2)],
        ),
        ({"guests": frozenset({0}), "fixed": frozenset({(0, 0)})}, LAWFUL, [Fault("high", 0)]),
    ],
)
def test_every_rule_that_a_plan_breaks_is_told(demand, pairs, broken):
    assert faults(problem_of(GRID, **demand), pairs) == broken


@pytest.mark.parametrize(
    "demand",
    [
        {},
        {"low": 2, "high": 2},
        {"per_entry": 3, "high": 3, "low": 3},
        {"fixed": frozenset({(0, 0), (0, 1), (0, 2)}), "organisations": ("A", "A", None)},
        {"fixed": frozenset({(0, 0)}), "barred": barring((0, 0))},
        {"seniors": frozenset({0}), "fixed": frozenset({(0, 1), (0, 2)}), "high": 2},
        {"seniors": frozenset({0}), "barred": barring((0, 0)), "fixed": frozenset({(0, 0)})},
        {"seniors": frozenset({0}), "high": 3},
        {"organisations": (None, None, "A")},
        {"guests": frozenset({2}), "barred": barring((0, 2), (1, 2), (2, 2)), "low": 3},
        {
            "per_entry": 1,
            "seniors": frozenset({0}),
            "fixed": frozenset({(0, 1)}),
            "barred": barring((0, 0)),
        },
        {"low": 2, "fixed": frozenset({(0, 0)}), "barred": barring((0, 0), (1, 0))},
    ],
)
def test_what_may_have_a_plan_passes(demand):
    problem = problem_of(GRID, **demand)

    assert refuse_impossible(problem) is None


@pytest.mark.parametrize(
    ("demand", "code", "values"),
    [
        ({"judges": ()}, "matching.empty", {}),
        (
            {"fixed": frozenset({(0, 0)}), "organisations": ("A", "A", "A")},
            "matching.judges",
            {"count": 3, "needed": 2, "entries": "E0, E1, E2"},
        ),
        (
            {"barred": barring((0, 0), (1, 0)), "seniors": frozenset({0})},
            "matching.senior",
            {"count": 2, "entries": "E0, E1"},
        ),
        (
            {"barred": barring((0, 0), (0, 1)), "fixed": frozenset({(0, 0)}), "per_entry": 3},
            "matching.judges",
            {"count": 1, "needed": 3, "entries": "E0"},
        ),
        (
            {"high": 1, "fixed": frozenset({(0, 0), (0, 1), (0, 2)})},
            "matching.high",
            {"high": 1, "least": 3},
        ),
        (
            {"guests": frozenset({2}), "high": 2, "barred": ()},
            "matching.high",
            {"high": 2, "least": 3},
        ),
        (
            {"per_entry": 1, "guests": frozenset({0}), "low": 2},
            "matching.low",
            {"low": 2, "most": 1},
        ),
        (
            {"high": 2, "seniors": frozenset({0, 1}), "guests": frozenset({0})},
            "matching.high",
            {"high": 2, "least": 3},
        ),
        (
            {
                "per_entry": 1,
                "high": 2,
                "seniors": frozenset({0, 1}),
                "fixed": frozenset({(0, 0)}),
                "guests": frozenset({1}),
            },
            "matching.senior_high",
            {"seniors": 1, "high": 2, "least": 3},
        ),
        (
            {"low": 2, "barred": barring((0, 0), (1, 0), (0, 1), (2, 1)), "per_entry": 1},
            "matching.low",
            {"low": 2, "most": 1},
        ),
        (
            {"low": 1, "per_entry": 1, "barred": barring((0, 0), (1, 0), (2, 0))},
            "matching.judge_low",
            {"low": 1, "judges": "J0"},
        ),
        (
            {
                "low": 2,
                "high": 3,
                "barred": barring((0, 0), (1, 0), (1, 1), (2, 1)),
                "per_entry": 1,
                "guests": frozenset({2}),
                "fixed": frozenset({(0, 2)}),
            },
            "matching.low",
            {"low": 2, "most": 1},
        ),
        (
            {
                "low": 1,
                "per_entry": 1,
                "barred": barring(*((e, j) for e in range(3) for j in (0, 1))),
            },
            "matching.judge_low",
            {"low": 1, "judges": "J0, J1"},
        ),
        (
            {"seniors": frozenset({0}), "barred": barring((0, 0)), "per_entry": 1},
            "matching.senior",
            {"count": 1, "entries": "E0"},
        ),
        (
            {
                "per_entry": 1,
                "high": 1,
                "seniors": frozenset({0}),
                "fixed": frozenset({(0, 0), (1, 0)}),
            },
            "matching.senior_high",
            {"seniors": 1, "high": 1, "least": 3},
        ),
        (
            {"per_entry": 1, "high": 0, "judges": ("J0",)},
            "matching.high",
            {"high": 0, "least": 3},
        ),
    ],
)
def test_what_cannot_have_a_plan_is_told_with_its_figures(demand, code, values):
    demand = {**demand, "barred": demand.get("barred") or barring()}

    with pytest.raises(Refusal) as refusal:
        refuse_impossible(problem_of(GRID, **demand))

    assert (refusal.value.code, refusal.value.values) == (code, values)

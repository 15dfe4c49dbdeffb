"""Shared real case o14: the greatest total affinity, as OR-tools and HiGHS found it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from competition.domain.matching import (
    AssignmentProblem,
    faults,
    price_bound,
    refuse_impossible,
    summarise,
)
from tests.domain.matching_solved import solve

CASE = "o14_judge_assignment"


def read_case(cases: Path, name: str) -> tuple[AssignmentProblem, dict[str, Any]]:
    """The problem of one instance and what is expected of it."""
    folder = cases / "real" / CASE
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["expected"][name]
    with np.load(folder / f"{name}.npz") as tables:
        affinity, conflict = tables["affinity"], tables["conflict"]
    return AssignmentProblem(
        entries=tuple(str(number) for number in range(expected["n"])),
        judges=tuple(str(number) for number in range(expected["m"])),
        per_entry=expected["k"],
        low=expected["load_min"],
        high=expected["load_max"],
        affinity=affinity.tolist(),
        barred=tuple(frozenset(np.flatnonzero(row).tolist()) for row in conflict),
    ), expected


@pytest.mark.parametrize("name", ["a200x40_s0", "a1000x100_s0"])
def test_the_total_is_the_published_optimum_and_its_prices_prove_it(cases, name):
    problem, expected = read_case(cases, name)
    refuse_impossible(problem)

    plan = solve(problem)

    figures = summarise(problem, plan.pairs)
    assert faults(problem, plan.pairs) == []
    assert figures.total == expected["optimum_total_affinity"]
    assert price_bound(problem, plan.prices) == expected["optimum_total_affinity"]
    assert [min(figures.loads), max(figures.loads)] == expected["reference_stats"]["load"]
    assert len(figures.parts) == expected["reference_stats"]["comps"]


@pytest.mark.parametrize("name", ["a200x40_s0", "a1000x100_s0"])
def test_fairness_gives_the_worst_off_entry_more_than_the_greatest_total_does(cases, name):
    problem, expected = read_case(cases, name)
    problem = AssignmentProblem(
        **{field: getattr(problem, field) for field in problem.__slots__} | {"fair": True}
    )

    plan = solve(problem)

    figures = summarise(problem, plan.pairs)
    assert (plan.proven, faults(problem, plan.pairs)) == (True, [])
    assert figures.worst == plan.worst_bound
    assert figures.worst > expected["reference_stats"]["min_entry"]
    assert figures.total <= expected["optimum_total_affinity"]

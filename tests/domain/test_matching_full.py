"""The solver, which looks at few pairs, against the plain program over all of them."""

from random import Random

import highspy
import pytest

from competition.domain.matching import AssignmentProblem, summarise
from tests.domain.matching_cases import problem_of
from tests.domain.matching_solved import solve

ENTRIES, JUDGES = 60, 40


def made(seed: int, points: range, **demands: object) -> AssignmentProblem:
    """Sixty entries, forty judges, three each, a tenth of the pairs in conflict."""
    chance = Random(seed)
    everybody = range(JUDGES)
    return problem_of(
        [[chance.choice(points) for _ in everybody] for _ in range(ENTRIES)],
        per_entry=3,
        low=4,
        high=5,
        barred=tuple(
            frozenset(judge for judge in everybody if chance.random() < 0.1) for _ in range(ENTRIES)
        ),
        **demands,
    )


def plainly(problem: AssignmentProblem, worst: int = 0) -> int:
    """The greatest total, by one program over every pair, as a textbook writes it."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    everybody, everything = range(len(problem.judges)), range(len(problem.entries))
    take = [[highs.addBinary() for _ in everybody] for _ in everything]
    for entry in everything:
        row = take[entry]
        highs.addConstr(highs.qsum(row) == problem.per_entry)
        for judge in problem.barred[entry]:
            highs.addConstr(row[judge] == 0)
        if problem.seniors is not None:
            highs.addConstr(highs.qsum([row[judge] for judge in problem.seniors]) >= 1)
        for key in set(problem.organisations or ()):
            own = [row[judge] for judge in everybody if problem.organisations[judge] == key]
            highs.addConstr(highs.qsum(own) <= 1)
        points = problem.affinity[entry]
        highs.addConstr(highs.qsum([points[judge] * row[judge] for judge in everybody]) >= worst)
    for judge in everybody:
        load = highs.qsum([row[judge] for row in take])
        highs.addConstr(load >= problem.low)
        highs.addConstr(load <= problem.high)
    highs.maximize(
        highs.qsum(
            [
                problem.affinity[entry][judge] * take[entry][judge]
                for entry in everything
                for judge in everybody
            ]
        )
    )
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return -1
    return round(highs.getInfo().objective_function_value)


SENIORS = frozenset(range(0, JUDGES, 3))
COLLEAGUES = tuple(str(judge // 4) for judge in range(JUDGES))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("points", [range(1000), range(0, 1000, 300)])
@pytest.mark.parametrize(
    "demands",
    [
        {},
        {"seniors": SENIORS},
        {"organisations": COLLEAGUES},
        {"seniors": SENIORS, "organisations": COLLEAGUES},
    ],
)
def test_few_pairs_give_what_all_pairs_give(seed, points, demands):
    problem = made(seed, points, **demands)

    plan = solve(problem)

    assert plan.proven
    assert summarise(problem, plan.pairs).total == plan.bound == plainly(problem)


@pytest.mark.parametrize("seed", range(3))
def test_nobody_could_give_the_worst_off_entry_more(seed):
    problem = made(seed, range(1000), seniors=SENIORS, organisations=COLLEAGUES, fair=True)

    plan = solve(problem)

    figures = summarise(problem, plan.pairs)
    assert plan.proven
    assert plainly(problem, figures.worst) == figures.total
    assert plainly(problem, figures.worst + 1) == -1

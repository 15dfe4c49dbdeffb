"""The solver, called in this process."""

from competition.domain.matching import (
    AssignmentPlan,
    AssignmentProblem,
    plan_from,
    problem_document,
)
from solver.goals import answer
from solver.task import read_task


def solve(problem: AssignmentProblem) -> AssignmentPlan:
    return plan_from(problem, answer(read_task(problem_document(problem, seconds=20))))

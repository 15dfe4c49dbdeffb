"""The solver, run in a process of its own, so that the web process never loads it."""

import json
import subprocess
import sys
from pathlib import Path

import competition
from competition.domain.matching import (
    AssignmentPlan,
    AssignmentProblem,
    plan_from,
    problem_document,
    refuse_impossible,
)
from competition.domain.refusal import Refusal

ROOT = Path(competition.__file__).resolve().parent.parent
SECONDS = 60
GRACE = 30


def solve(problem: AssignmentProblem, *, seconds: int = SECONDS) -> AssignmentPlan:
    """The best plan for a problem, checked against every rule before it is given back.

    Args:
        seconds: after which the best plan found so far is good enough; it then says that it is not
            proven.
    Raises:
        Refusal: of `refuse_impossible` and of `plan_from`.
        subprocess.CalledProcessError: the solver has died.
    """
    refuse_impossible(problem)
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "solver"],
            input=json.dumps(problem_document(problem, seconds=seconds)),
            capture_output=True,
            check=True,
            cwd=ROOT,
            text=True,
            timeout=seconds + GRACE,
        )
    except subprocess.TimeoutExpired:
        raise Refusal("matching.late") from None
    return plan_from(problem, json.loads(answer.stdout))

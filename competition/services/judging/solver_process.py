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
MIB = 3072
"""Address space of the solver; 5,000 entries x 500 judges with every demand take some 700."""
_KILLED = (-6, -9, -11)
"""Signals by which a process ends that was not given memory."""
GRACE = 30


def solve(problem: AssignmentProblem, *, seconds: int = SECONDS, mib: int = MIB) -> AssignmentPlan:
    """The best plan for a problem, checked against every rule before it is given back.

    Args:
        seconds: after which the best plan found so far is good enough; it then says that it is not
            proven.
        mib: memory that the solver may take.
    Raises:
        Refusal: of `refuse_impossible` and of `plan_from`; ``matching.late``; ``matching.memory``
            (entries, judges, mib) where the memory does not do.
        subprocess.CalledProcessError: the solver has died.
    """
    refuse_impossible(problem)
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "solver", str(mib)],
            input=json.dumps(problem_document(problem, seconds=seconds)),
            capture_output=True,
            cwd=ROOT,
            text=True,
            timeout=seconds + GRACE,
        )
    except subprocess.TimeoutExpired:
        raise Refusal("matching.late") from None
    if answer.returncode not in _KILLED:
        answer.check_returncode()
    found = {"state": "memory"} if answer.returncode else json.loads(answer.stdout)
    if found["state"] == "memory":
        counts = {"entries": len(problem.entries), "judges": len(problem.judges)}
        raise Refusal("matching.memory", **counts, mib=mib)
    return plan_from(problem, found)

"""The best assignment of judges to entries: what is asked, whether a plan keeps it, and its proof.

The plan itself comes from a solver in a process of its own; nothing here trusts it.
"""

from competition.domain.matching.checks import Fault, faults, refuse_impossible
from competition.domain.matching.exchange import plan_from, problem_document
from competition.domain.matching.problem import (
    MOST_POINTS,
    AssignmentPlan,
    AssignmentProblem,
    Place,
)
from competition.domain.matching.proof import price_bound
from competition.domain.matching.summary import PlanSummary, summarise

__all__ = [
    "MOST_POINTS",
    "AssignmentPlan",
    "AssignmentProblem",
    "Fault",
    "Place",
    "PlanSummary",
    "faults",
    "plan_from",
    "price_bound",
    "problem_document",
    "refuse_impossible",
    "summarise",
]

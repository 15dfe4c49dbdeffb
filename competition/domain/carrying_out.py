"""Carrying a part out by the way that pays: the engine, or whole columns for large panels.

Both give the same. What is published is always calculated by the engine.
"""

from competition.domain import columns
from competition.domain.rules import Calculation, Facts, Part, calculate
from competition.domain.rules.engine import Given

LEAST_SHEETS = 5_000
"""From so many sheets on columns save more than they cost."""


def carried_out(part: Part, facts: Facts, given: Given | None = None) -> Calculation:
    """As `calculate`, by columns where they cover the part and it is large enough.

    Raises:
        Refusal: as `calculate`.
    """
    if part.criteria and len(facts.sheets) >= LEAST_SHEETS:
        found = columns.calculated(part, facts, given)
        if found is not None:
            return found
    return calculate(part, facts, given)

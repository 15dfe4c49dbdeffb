"""A problem as the solver reads it, and what the solver answers."""

import sys
from array import array
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from typing import Any

from competition.domain.matching.checks import faults
from competition.domain.matching.problem import AssignmentPlan, AssignmentProblem
from competition.domain.refusal import Refusal


def problem_document(problem: AssignmentProblem, *, seconds: int) -> dict[str, Any]:
    """The problem as a JSON object.

    Args:
        seconds: after which the search ends with the best plan that it has.
    Returns:
        The object that `solver.task` describes.
    """
    points = array("H")
    for row in problem.affinity:
        points.extend(row)
    if sys.byteorder == "big":
        points.byteswap()
    return {
        "entries": len(problem.entries),
        "judges": len(problem.judges),
        "per_entry": problem.per_entry,
        "low": problem.lows(),
        "high": min(problem.high, len(problem.entries)),
        "affinity": b64encode(points.tobytes()).decode("ascii"),
        "barred": [sorted(each) for each in problem.barred],
        "fixed": [list(pair) for pair in sorted(problem.fixed)],
        "kept": [list(pair) for pair in sorted(problem.kept)],
        "seniors": None if problem.seniors is None else sorted(problem.seniors),
        "organisations": _numbered(problem.organisations),
        "connected": problem.connected,
        "fair": problem.fair,
        "seconds": seconds,
    }


def plan_from(problem: AssignmentProblem, answer: Mapping[str, Any]) -> AssignmentPlan:
    """The plan of a solver's answer, checked against every rule.

    Raises:
        Refusal: ``matching.late`` when none was found in time; ``matching.apart``,
            ``matching.organisation`` (count, entries), ``matching.seniors`` (count, entries) or
            ``matching.loads`` (low, high, judges, missing) when there is none, naming the demand
            that has to give way; ``matching.unlawful`` (rule) for a plan that breaks a rule.
    """
    if answer["state"] == "late":
        raise Refusal("matching.late")
    if answer["state"] == "impossible":
        raise _impossible(problem, answer["missing"])
    pairs = tuple(sorted((int(entry), int(judge)) for entry, judge in answer["pairs"]))
    broken = faults(problem, pairs)
    if broken:
        raise Refusal("matching.unlawful", rule=broken[0].rule)
    return AssignmentPlan(
        pairs=pairs,
        proven=answer["state"] == "best",
        bound=answer["bound"],
        worst_bound=answer["worst_bound"],
        prices=tuple(answer["prices"]),
        seconds=str(answer["seconds"]),
    )


def _impossible(problem: AssignmentProblem, missing: list[list[Any]]) -> Refusal:
    """Which demand to loosen, by what the solver had to leave out to find any plan at all."""
    lacking = Counter(str(rule) for rule, _, _ in missing)
    if lacking["connected"]:
        return Refusal("matching.apart")
    for rule, code in (("organisation", "matching.organisation"), ("senior", "matching.seniors")):
        if lacking[rule]:
            rows = [row for name, row, _ in missing if name == rule]
            names = ", ".join(problem.entries[row] for row in rows) if rule == "senior" else ""
            return Refusal(code, count=len(rows), entries=names)
    rows = [row for name, row, _ in missing if name == "judge"]
    return Refusal(
        "matching.loads",
        low=problem.low,
        high=problem.high,
        count=sum(-int(-amount // 1) for name, _, amount in missing if name == "judge"),
        judges=", ".join(problem.judges[row] for row in rows),
    )


def _numbered(organisations: tuple[str | None, ...] | None) -> list[int | None] | None:
    if organisations is None:
        return None
    numbers: dict[str, int] = {}
    return [None if key is None else numbers.setdefault(key, len(numbers)) for key in organisations]

"""The steps of a part of a rule document, changed one at a time; the document stays as it was."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

RESULT = "result"
Step = dict[str, Any]


def steps_of(document: Mapping[str, Any], part: str) -> list[Step]:
    """A copy of the steps of a stage, or of the final part under "result".

    Raises:
        KeyError, TypeError: for a document that is none, or has no such part.
    """
    held = document["final"] if part == RESULT else document["stages"][part]
    steps: list[Step] = copy.deepcopy(list(held["steps"]))
    return steps


def with_steps(document: Mapping[str, Any], part: str, steps: Sequence[Step]) -> dict[str, Any]:
    """The document with other steps in one part."""
    if part == RESULT:
        return {**document, "final": {**document["final"], "steps": list(steps)}}
    stage = {**document["stages"][part], "steps": list(steps)}
    return {**document, "stages": {**document["stages"], part: stage}}


def moved(steps: Sequence[Step], index: int, *, up: bool) -> list[Step]:
    """The steps with one of them a place up or down; at the end nothing moves."""
    order, other = list(steps), index - 1 if up else index + 1
    if 0 <= index < len(order) and 0 <= other < len(order):
        order[index], order[other] = order[other], order[index]
    return order


def without_step(steps: Sequence[Step], index: int) -> list[Step]:
    """The steps without one of them."""
    return [step for place, step in enumerate(steps) if place != index]

"""The steps of a part of a rule document, changed one at a time; the document stays as it was."""

import copy
from collections.abc import Iterator, Mapping, Sequence
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


def followed(document: Mapping[str, Any], part: str) -> dict[str, Any]:
    """The document with later parts following the new name of a stage's score.

    Where all that they miss of this stage is one figure, it is the score: they take the figure
    that the stage is ranked by now. Other references that lead nowhere stay as they are.
    """
    if part == RESULT:
        return dict(document)
    steps = steps_of(document, part)
    made = {step["as"] for step in steps if "as" in step}
    prefix = f"{part}."
    missed = {name for name in _texts(document.get("final")) if name.startswith(prefix)}
    missed -= {f"{prefix}{name}" for name in made}
    score = _ranked_by(steps)
    if score not in made or len(missed) != 1:
        return dict(document)
    return {**document, "final": _renamed(document["final"], missed.pop(), f"{prefix}{score}")}


def _ranked_by(steps: Sequence[Step]) -> str | None:
    """The figure that a part is ranked by first."""
    keys = next((step["rank"] for step in steps if "rank" in step), None)
    first = keys[0] if isinstance(keys, list) and keys else None
    name = first.get("key") if isinstance(first, dict) else None
    return name if isinstance(name, str) else None


def _texts(held: Any) -> Iterator[str]:
    """Every text in JSON, keys too."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for key, value in held.items():
            yield key
            yield from _texts(value)
    elif isinstance(held, list):
        for value in held:
            yield from _texts(value)


def _renamed(held: Any, old: str, new: str) -> Any:
    if isinstance(held, dict):
        return {new if k == old else k: _renamed(v, old, new) for k, v in held.items()}
    if isinstance(held, list):
        return [_renamed(value, old, new) for value in held]
    return new if held == old else held

"""What a rule document asks of facts besides sheets: events, and attributes of items."""

from collections.abc import Iterator, Mapping
from typing import Any

from competition.domain.rules.part import RESULT
from competition.domain.rules.steps.numbers import CRITERION, ENTRY, JUDGE, MAX


def asked_of_items(document: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    """By part and dimension, the names of the attributes that steps look at, in their order."""
    parts = {**document.get("stages", {}), RESULT: document.get("final", {})}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, part in parts.items():
        asked: dict[str, dict[str, None]] = {}
        for axis, name in _asked(part.get("steps", [])):
            asked.setdefault(axis, {})[name] = None
        if asked:
            found[key] = {axis: tuple(names) for axis, names in asked.items()}
    return found


def asks_for_events(document: Mapping[str, Any]) -> bool:
    """Whether some step looks for events."""
    parts = [*document.get("stages", {}).values(), document.get("final", {})]
    return any(
        "adjust" in step or step.get("bar") == "event" or step.get("map") == "events"
        for part in parts
        for step in part.get("steps", [])
    )


def _asked(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _asked(each)
    if not isinstance(value, Mapping):
        return
    axis, name = value.get("of", ENTRY), value.get("attribute")
    if (
        isinstance(axis, str)
        and isinstance(name, str)
        and axis not in (ENTRY, JUDGE)
        and (axis, name) != (CRITERION, MAX)
    ):
        yield axis, name
    for each in value.values():
        yield from _asked(each)

"""Facts besides entries and sheets: items with attributes, and dated events with evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a further dimension (a dive, a module, an indicator) and what is known of it.

    Attributes:
        stage, entry: where it stands alone; "" for every stage, every entry.
        axis: the dimension that it is a member of.
        attributes: such as {"difficulty": "3.1"}; numbers as exact text.
    """

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""
    entry: str = ""
    axis: str = "item"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entry: a bonus, a deduction, a measured time, a veto.

    Attributes:
        kind: what rules call it: "bonus", "overtime", "accident", ...
        stage: the part it belongs to; "" for whichever part names its kind.
        at: members of axes that it is about, such as {"period": "2026-03", "item": "safety"}.
        date: as in 2026-03-05, or "".
        amount: a plus or minus or a measured number as exact text, or "".
        matter, type, level: what once-only rules and tariffs look at.
        evidence, reason: where the proof is kept, and what it shows.
    """

    id: str
    entry: str
    kind: str
    stage: str = ""
    at: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    amount: str = ""
    matter: str = ""
    type: str = ""
    level: str = ""
    evidence: str = ""
    reason: str = ""


def further_json(items: Sequence[Item], events: Sequence[Event]) -> dict[str, object]:
    """JSON of items and events in one order; what is empty is left out."""
    told: dict[str, object] = {}
    if items:
        told["items"] = [
            _filled(
                {
                    "id": item.id,
                    "axis": item.axis,
                    "stage": item.stage,
                    "entry": item.entry,
                    "attributes": dict(sorted(item.attributes.items())),
                }
            )
            for item in sorted(items, key=lambda i: (i.axis, i.stage, i.entry, i.id))
        ]
    if events:
        told["events"] = [
            _filled({name: _plain(getattr(event, name)) for name in _EVENT})
            for event in sorted(events, key=lambda event: event.id)
        ]
    return told


def read_item(item: Mapping[str, Any]) -> Item:
    """The item that `further_json` wrote."""
    return Item(
        item["id"],
        dict(item.get("attributes", {})),
        item.get("stage", ""),
        item.get("entry", ""),
        item.get("axis", "item"),
    )


def read_event(item: Mapping[str, Any]) -> Event:
    """The event that `further_json` wrote.

    Raises:
        KeyError, TypeError: for a broken one.
    """
    if unknown := sorted(set(item) - set(_EVENT)):
        raise KeyError(unknown[0])
    given = {**item, "at": dict(item.get("at", {}))}
    return Event(**given)


_EVENT = (
    *("id", "entry", "kind", "stage", "at", "date", "amount"),
    *("matter", "type", "level", "evidence", "reason"),
)


def _plain(value: str | Mapping[str, str]) -> object:
    return value if isinstance(value, str) else dict(sorted(value.items()))


def _filled(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}

"""An event as it was typed, checked against the rules in force and the entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from competition.domain.event_values import read_amount, read_day
from competition.domain.refusal import Refusal
from competition.domain.rules import Event, event_faults
from competition.domain.rules.event_kinds import parts_of_kind
from competition.domain.rules.part import RESULT
from competition.services.events.ground import Ground, Taking

V = TypeVar("V")
LONGEST = {"matter": 120, "type": 60, "evidence": 300, "reason": 500}
_PLACES = {
    "event.kind": "kind",
    "event.stage": "stage",
    "event.level": "level",
    "event.amount_missing": "amount",
    "event.amount_negative": "amount",
}


@dataclass(frozen=True, slots=True)
class EventText:
    """An event as typed: the entry by its number, the stage by key or name, empty where clear.

    Args:
        at: members of dimensions, by dimension, as key or name.
    """

    entry: str
    kind: str
    stage: str = ""
    date: str = ""
    amount: str = ""
    matter: str = ""
    type: str = ""
    level: str = ""
    evidence: str = ""
    reason: str = ""
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventValues:
    """An event as it is kept; the names are those of the table."""

    entry_id: int
    stage_id: int | None
    kind: str
    at: Mapping[str, str]
    on_date: date | None
    amount: str
    matter: str
    type: str
    level: str
    evidence: str
    reason: str

    def to_row(self) -> dict[str, Any]:
        """Plain values by column."""
        return {name: getattr(self, name) for name in self.__slots__} | {"at": dict(self.at)}


@dataclass(slots=True)
class Checked:
    """What came of checking: the values, or what stands against them by field.

    Args:
        faults: by field name; a dimension stands under its own name.
    """

    values: EventValues | None = None
    faults: dict[str, Refusal] = field(default_factory=dict)

    def take(self, name: str, read: Callable[[], V], default: V) -> V:
        """What `read` gives; its refusal is noted under this field."""
        try:
            return read()
        except Refusal as refusal:
            self.faults.setdefault(name, refusal)
            return default


def check_event(ground: Ground, entries: Mapping[str, Taking], typed: EventText) -> Checked:
    """Check one event.

    The faults are ``event.entry`` (number), ``event.entry_stage`` (number, stage),
    ``event.stage_unknown`` (text), ``event.stage_needed`` (known), ``event.too_long`` (limit),
    those of `read_amount` and `read_day`, and those of `event_faults`.
    """
    checked = Checked()
    kind = typed.kind.strip()
    part = checked.take("stage", lambda: _part(ground, kind, typed.stage.strip()), "")
    entry = checked.take("entry", lambda: _entry(ground, entries, typed.entry.strip(), part), None)
    day = checked.take("date", lambda: read_day(typed.date, ground.today), None)
    amount = checked.take("amount", lambda: read_amount(typed.amount), "")
    texts = {name: _text(checked, name, getattr(typed, name)) for name in LONGEST}
    event = Event(
        "",
        "",
        kind,
        stage=part,
        at=_at(ground, part, typed.at),
        date=day.isoformat() if day else "",
        amount=amount,
        matter=texts["matter"],
        type=texts["type"],
        level=typed.level.strip(),
    )
    for fault in event_faults(ground.uses, event):
        checked.faults.setdefault(place_of(fault), fault)
    if not checked.faults and entry is not None:
        at, level, stage = event.at, event.level, ground.stage_id(part)
        checked.values = EventValues(
            entry.ident, stage, kind, at, day, amount, level=level, **texts
        )
    return checked


def place_of(fault: Refusal) -> str:
    """The field that a fault of `event_faults` is about."""
    if fault.code in ("event.field", "event.member"):
        return str(fault.values.get("axis", fault.values.get("field")))
    return _PLACES[fault.code]


def _part(ground: Ground, kind: str, text: str) -> str:
    """The part that an event belongs to: the one named, or the only one that looks for its kind."""
    if text:
        named = ground.part_named(text)
        if named is None:
            raise Refusal("event.stage_unknown", text=text[:40])
        return named
    parts = parts_of_kind(ground.uses, kind)
    if len(parts) > 1:
        names = "、".join(ground.part_name(part) for part in parts)
        raise Refusal("event.stage_needed", known=names)
    return parts[0] if parts else RESULT


def _entry(ground: Ground, entries: Mapping[str, Taking], number: str, part: str) -> Taking | None:
    if number not in entries:
        raise Refusal("event.entry", number=number[:40])
    found, stage = entries[number], ground.stages.get(part)
    if stage is not None and stage.id not in found.stages:
        raise Refusal("event.entry_stage", number=number, stage=stage.name)
    return found


def _text(checked: Checked, name: str, text: str) -> str:
    plain = text.strip()
    if len(plain) > LONGEST[name]:
        checked.faults.setdefault(name, Refusal("event.too_long", limit=LONGEST[name]))
    return plain


def _at(ground: Ground, part: str, typed: Mapping[str, str]) -> dict[str, str]:
    """The members that are named, by key where they were told by name."""
    known = ground.members.get(part, {})
    found = {}
    for axis, text in typed.items():
        keys = {name: key for key, name in known.get(axis, {}).items()}
        if plain := text.strip():
            found[axis] = plain if plain in known.get(axis, {}) else keys.get(plain, plain)
    return found

"""Facts: everything a rule set is applied to. Opaque ids, integers, states, decisions.

Facts are the input of `evaluate` on every channel and the part of a published result that a
stranger recomputes, so they have one JSON form in one order.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.further_facts import (
    Event,
    Item,
    further_json,
    read_event,
    read_item,
)

SCHEMA = 1
_OUT = (State.WITHDRAWN, State.DISQUALIFIED)
SHEET_STATES = (State.SCORED, State.BLANK, State.ABSENT, State.RECUSED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `state` is SCORED while it takes part, else WITHDRAWN or DISQUALIFIED.

    Attributes:
        attributes: what rules may group or bar by: "track", "unit", ...
    """

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    state: State = State.SCORED


@dataclass(frozen=True, slots=True)
class Judge:
    """One judge (or department, or seat of a panel)."""

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one judge says of one entry in one stage.

    Attributes:
        state: SCORED, or BLANK (not handed in), ABSENT, RECUSED for the whole sheet.
        marks: by criterion, integers at the criterion's scale.
        missing: by criterion, the state of the marks that are no number.
        at: members of the further dimensions of the stage, such as {"item": "dive 1"}.
    """

    stage: str
    entry: str
    judge: str
    marks: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, State] = field(default_factory=dict)
    state: State = State.SCORED
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A recorded decision of people, where the rules leave one to them.

    Attributes:
        part, step: where it applies: the stage key or "result", and the name of the step.
        kind: "order" (`chosen` lists all of `among`, best first), "choose" (`chosen` are those
            admitted or awarded), "bar" (`chosen` may be ranked but not awarded), "vacate"
            (`places` of a `tier` are left vacant, in one `group` or in each), "revoke" (the awards
            of `chosen` are taken; with a `tier` their places stay empty whatever the rules say).
        among: the entries it was taken about; it is void once the tied ones are others. Of an
            order with a `tier`, the groups that share out its places.
        reason, reference: why, if it is told here, and where the record is kept.
    """

    part: str
    step: str
    kind: str
    chosen: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    reason: str = ""
    reference: str = ""
    tier: str = ""
    group: str = ""
    places: int = 0

    @property
    def is_about_groups(self) -> bool:
        """Whether it orders groups with equal claims to places of a tier."""
        return self.kind == "order" and bool(self.tier)


@dataclass(frozen=True, slots=True)
class Facts:
    """Entries, judges, sheets of one or more stages, decisions, items and dated events.

    Attributes:
        remembered: what is worked out from them once and asked for again, under keys of the
            askers.
    """

    entries: tuple[Entry, ...]
    judges: tuple[Judge, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    decisions: tuple[Decision, ...] = ()
    items: tuple[Item, ...] = ()
    events: tuple[Event, ...] = ()
    remembered: dict[object, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def only(self, entries: frozenset[str]) -> "Facts":
        """The facts about some of the entries; these facts themselves where that is all."""
        kept = Facts(
            tuple(entry for entry in self.entries if entry.id in entries),
            self.judges,
            tuple(sheet for sheet in self.sheets if sheet.entry in entries),
            self.decisions,
            tuple(item for item in self.items if item.entry in entries or not item.entry),
            tuple(event for event in self.events if event.entry in entries),
        )
        return self if kept.lengths == self.lengths else kept

    @property
    def lengths(self) -> tuple[int, int, int, int]:
        """How much there is of what speaks of entries."""
        return len(self.entries), len(self.sheets), len(self.items), len(self.events)

    def to_json(self) -> dict[str, object]:
        """JSON values in one order, whatever order the facts were given in."""
        return {
            "schema": SCHEMA,
            "entries": [_entry_json(e) for e in sorted(self.entries, key=lambda e: e.id)],
            "judges": [
                {"id": judge.id, "attributes": dict(sorted(judge.attributes.items()))}
                for judge in sorted(self.judges, key=lambda judge: judge.id)
            ],
            "sheets": [_sheet_json(s) for s in sorted(self.sheets, key=_sheet_order)],
            "decisions": [_decision_json(d) for d in sorted(self.decisions, key=_decision_order)],
            **further_json(self.items, self.events),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> "Facts":
        """The facts that `to_json` wrote.

        Raises:
            Refusal: "facts.schema" for another version, "facts.shape" for a broken document.
        """
        if document.get("schema") != SCHEMA:
            raise Refusal("facts.schema", schema=document.get("schema"))
        try:
            return cls(
                tuple(_entry(item) for item in _list(document, "entries")),
                tuple(
                    Judge(item["id"], dict(item.get("attributes", {})))
                    for item in _list(document, "judges")
                ),
                tuple(_sheet(item) for item in _list(document, "sheets")),
                tuple(_decision(item) for item in _list(document, "decisions")),
                tuple(read_item(item) for item in _list(document, "items")),
                tuple(read_event(item) for item in _list(document, "events")),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refusal("facts.shape", problem=str(error)) from error


def check_entries(facts: Facts) -> None:
    """Refuse entries and events that stand twice, or in a state that only marks have.

    Raises:
        Refusal: "facts.entry_twice", "facts.entry_state", "facts.event_twice",
            "facts.unknown_entry" for an event of nobody.
    """
    entries = {entry.id for entry in facts.entries}
    if len(entries) < len(facts.entries):
        raise Refusal("facts.entry_twice", entry=_twice([entry.id for entry in facts.entries]))
    for entry in facts.entries:
        if entry.state is not State.SCORED and entry.state not in _OUT:
            raise Refusal("facts.entry_state", entry=entry.id, state=entry.state)
    events = [event.id for event in facts.events]
    if len(set(events)) < len(events):
        raise Refusal("facts.event_twice", event=_twice(events))
    for event in facts.events:
        if event.entry not in entries:
            raise Refusal("facts.unknown_entry", entry=event.entry)


def _twice(values: Sequence[Any]) -> Any:
    """The first value that stands in a list more than once."""
    return next(value for value, count in Counter(values).items() if count > 1)


def _list(document: Mapping[str, object], key: str) -> list[dict[str, Any]]:
    value = document.get(key, [])
    if not isinstance(value, list):
        raise TypeError(key)
    return value


def _entry_json(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "state": entry.state.value,
        "attributes": dict(sorted(entry.attributes.items())),
    }


def _entry(item: dict[str, Any]) -> Entry:
    return Entry(item["id"], dict(item.get("attributes", {})), State(item.get("state", "scored")))


def _sheet_json(sheet: Sheet) -> dict[str, object]:
    marks: dict[str, int | str] = {**sheet.marks}
    marks |= {key: state.value for key, state in sheet.missing.items()}
    told: dict[str, object] = {
        "stage": sheet.stage,
        "entry": sheet.entry,
        "judge": sheet.judge,
        "state": sheet.state.value,
        "marks": dict(sorted(marks.items())),
    }
    return told | {"at": dict(sorted(sheet.at.items()))} if sheet.at else told


def _sheet_order(sheet: Sheet) -> tuple[object, ...]:
    return sheet.stage, sheet.entry, sheet.judge, sorted(sheet.at.items())


def _sheet(item: dict[str, Any]) -> Sheet:
    marks: dict[str, int | str] = item.get("marks", {})
    for key, mark in marks.items():
        if isinstance(mark, bool) or not isinstance(mark, int | str):
            raise TypeError(key)
    return Sheet(
        item["stage"],
        item["entry"],
        item["judge"],
        {key: mark for key, mark in marks.items() if isinstance(mark, int)},
        {key: State(mark) for key, mark in marks.items() if isinstance(mark, str)},
        State(item.get("state", "scored")),
        dict(item.get("at", {})),
    )


def _decision_json(decision: Decision) -> dict[str, object]:
    return {
        "part": decision.part,
        "step": decision.step,
        "kind": decision.kind,
        "chosen": list(decision.chosen),
        "among": sorted(decision.among),
        "reason": decision.reason,
        "reference": decision.reference,
        "tier": decision.tier,
        "group": decision.group,
        "places": decision.places,
    }


def _decision(item: dict[str, Any]) -> Decision:
    return Decision(
        item["part"],
        item["step"],
        item["kind"],
        tuple(item["chosen"]),
        tuple(item.get("among", ())),
        item.get("reason", ""),
        item.get("reference", ""),
        item.get("tier", ""),
        item.get("group", ""),
        int(item.get("places", 0)),
    )


def _decision_order(decision: Decision) -> tuple[object, ...]:
    return (
        decision.part,
        decision.step,
        decision.kind,
        sorted(decision.among),
        decision.chosen,
        decision.tier,
        decision.group,
        decision.places,
        decision.reference,
        decision.reason,
    )

"""The tables of facts: who takes part, what is known of them, what happened, what was decided."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence, Set

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_value
from competition.domain.rules.document import RuleSet
from competition.domain.rules.facts import Decision, Entry, Facts, Judge
from competition.domain.rules.further_facts import Event, Item
from competition.domain.rules.part import RESULT
from competition.domain.rules.reading.marks import MarksReader
from competition.domain.rules.reading.rows import (
    AT,
    ATTRIBUTE,
    FactFault,
    FactRow,
    FactsRefused,
    Faults,
    known_text,
)

TABLES = ("entries", "judges", "marks", "items", "events", "decisions")
DECISIONS = ("order", "choose", "bar", "vacate", "revoke")
ENTRY_STATES = tuple(s.value for s in (State.SCORED, State.WITHDRAWN, State.DISQUALIFIED))
_SEPARATOR = re.compile(r"[;；]")
_EVENT_TEXTS = ("date", "amount", "matter", "type", "level", "evidence", "reason")

Tables = Mapping[str, Sequence[FactRow]]


def read_facts(tables: Tables, rules: RuleSet, faults: Sequence[FactFault] = ()) -> Facts:
    """The facts that rows say, checked against the rules that they are for.

    Without a row of entries those of marks and events take part; without a row of judges anybody
    may mark. Where the rules have one stage it may be left out, and so may the criterion of a
    stage that has one.

    Args:
        tables: rows by name of `TABLES`; any may be absent.
        faults: what the reader of the files found already.
    Raises:
        FactsRefused: with every fault.
    """
    found = Faults(list(faults))
    entries = _entries(tables["entries"], found) if tables.get("entries") else None
    judges = _judges(tables["judges"], found) if tables.get("judges") else None
    entry_ids = None if entries is None else {entry.id for entry in entries}
    judge_ids = None if judges is None else {judge.id for judge in judges}
    marks = MarksReader(rules, entry_ids, judge_ids, found)
    for row in tables.get("marks", ()):
        marks.add(row)
    sheets = marks.sheets()
    events = _events(tables.get("events", ()), rules, entry_ids, found)
    if entries is None:
        named = [sheet.entry for sheet in sheets] + [event.entry for event in events]
        entries = [Entry(entry) for entry in dict.fromkeys(named)]
    items = _items(tables.get("items", ()), rules, {entry.id for entry in entries}, found)
    decisions = _decisions(tables.get("decisions", ()), rules, entries, found)
    if found.found:
        raise FactsRefused(found.found)
    return Facts(tuple(entries), tuple(judges or ()), sheets, decisions, items, events)


def _entries(rows: Sequence[FactRow], faults: Faults) -> list[Entry]:
    found: list[Entry] = []
    for row in _with_own_ids(rows, faults):
        state = row.text("state") or State.SCORED.value
        if state in ENTRY_STATES:
            found.append(Entry(row.text("id"), row.under(ATTRIBUTE), State(state)))
        else:
            known = known_text(ENTRY_STATES)
            faults.add(row, "state", "rows.state", text=state, known=known)
    return found


def _judges(rows: Sequence[FactRow], faults: Faults) -> list[Judge]:
    return [Judge(row.text("id"), row.under(ATTRIBUTE)) for row in _with_own_ids(rows, faults)]


def _with_own_ids(rows: Sequence[FactRow], faults: Faults) -> list[FactRow]:
    """The rows whose id is there and stands for the first time."""
    seen: dict[str, FactRow] = {}
    for row in rows:
        if not faults.needed(row, "id"):
            continue
        if row.text("id") in seen:
            first = _place(seen[row.text("id")])
            faults.add(row, "id", "rows.id_twice", text=row.text("id"), first=first)
        else:
            seen[row.text("id")] = row
    return list(seen.values())


def _items(
    rows: Sequence[FactRow], rules: RuleSet, entries: Set[str], faults: Faults
) -> tuple[Item, ...]:
    found: dict[tuple[str, ...], Item] = {}
    axes = [axis for part in rules.stages.values() for axis in part.dimensions]
    for row in rows:
        axis, stage, entry = row.text("axis") or "item", row.text("stage"), row.text("entry")
        right = faults.needed(row, "id")
        if axis not in axes:
            faults.add(row, "axis", "rows.axis_unknown", axis=axis, known=known_text(axes))
        if stage and stage not in rules.stages:
            known = known_text([*rules.stages])
            faults.add(row, "stage", "rows.stage", text=stage, known=known)
        if entry and entry not in entries:
            faults.add(row, "entry", "rows.entry", text=entry)
        key = (axis, stage, entry, row.text("id"))
        if right and key in found:
            faults.add(row, "id", "rows.item_twice", text=row.text("id"))
        found[key] = Item(row.text("id"), row.under(ATTRIBUTE), stage, entry, axis)
    return tuple(found.values())


def _events(
    rows: Sequence[FactRow], rules: RuleSet, entries: Set[str] | None, faults: Faults
) -> tuple[Event, ...]:
    found: dict[str, Event] = {}
    for row in rows:
        ident = row.text("id") or f"#{len(found) + 1}"
        if ident in found:
            faults.add(row, "id", "rows.id_twice", text=ident, first="")
        faults.needed(row, "entry", "kind")
        entry, stage = row.text("entry"), row.text("stage")
        if entry and entries is not None and entry not in entries:
            faults.add(row, "entry", "rows.entry", text=entry)
        if stage and stage not in (*rules.stages, RESULT):
            known = known_text([*rules.stages, RESULT])
            faults.add(row, "stage", "rows.stage", text=stage, known=known)
        _check_event(row, faults)
        more = {name: row.text(name) for name in _EVENT_TEXTS}
        found[ident] = Event(ident, entry, row.text("kind"), stage, row.under(AT), **more)
    return tuple(found.values())


def _check_event(row: FactRow, faults: Faults) -> None:
    """Amounts are numbers and dates are dates."""
    amount, date = row.text("amount"), row.text("date")
    if amount:
        try:
            exact_value(amount)
        except (Refusal, ValueError):
            faults.add(row, "amount", "figure.grammar", text=amount)
    if date:
        try:
            dt.date.fromisoformat(date)
        except ValueError:
            faults.add(row, "date", "rows.date", text=date)


def _decisions(
    rows: Sequence[FactRow], rules: RuleSet, entries: Sequence[Entry], faults: Faults
) -> tuple[Decision, ...]:
    """Decisions; whom they name are entries, or groups and teams, which attributes name."""
    known = {entry.id for entry in entries}
    known |= {value for entry in entries for value in entry.attributes.values()}
    found = []
    for row in rows:
        if not faults.needed(row, "part", "step", "kind"):
            continue
        _check_decision(row, rules, known, faults)
        places = row.text("places")
        chosen, among = _list(row, "chosen"), _list(row, "among")
        if not among and row.text("kind") == "order":
            among = chosen
        found.append(
            Decision(
                row.text("part"),
                row.text("step"),
                row.text("kind"),
                chosen,
                among,
                row.text("reason"),
                row.text("reference"),
                row.text("tier"),
                row.text("group"),
                int(places) if _is_count(places) else 0,
            )
        )
    return tuple(found)


def _check_decision(row: FactRow, rules: RuleSet, known: Set[str], faults: Faults) -> None:
    part, kind, places = row.text("part"), row.text("kind"), row.text("places")
    steps: list[str] = []
    parts = [*rules.stages, *([RESULT] if rules.final else [])]
    if part in parts:
        steps = [step.name for step in rules.part(part).steps]
        if row.text("step") not in steps:
            told = {"text": row.text("step"), "known": known_text(steps)}
            faults.add(row, "step", "rows.step", **told)
    else:
        faults.add(row, "part", "rows.stage", text=part, known=known_text(parts))
    if kind not in DECISIONS:
        faults.add(row, "kind", "rows.decision", text=kind, known=known_text(DECISIONS))
    if places and not _is_count(places):
        faults.add(row, "places", "rows.places", text=places)
    for key in ("chosen", "among"):
        for one in _list(row, key):
            if one not in known:
                faults.add(row, key, "rows.entry", text=one)


def _list(row: FactRow, key: str) -> tuple[str, ...]:
    """Several ids in one cell: one a line, or with semicolons between them."""
    text = row.cells.get(key, "")
    parts = text.split("\n") if "\n" in text else _SEPARATOR.split(text)
    return tuple(part.strip() for part in parts if part.strip())


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _place(row: FactRow) -> str:
    return str(row.row) if row.row else row.columns.get("id", "")

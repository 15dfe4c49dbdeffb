"""Facts under pseudonyms: what a stranger needs to calculate again, naming nobody."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from competition.domain.rules.attributes import PARENT, UNIT
from competition.domain.rules.facts import Decision, Entry, Facts
from competition.domain.rules.further_facts import Event

ON_RECORD = "on record"


def renamed(facts: Facts, names: Mapping[str, str], parts: Collection[str]) -> Facts:
    """The facts of some parts with other names for entries and judges.

    What rules look at stays: attributes, kinds, levels, dates, amounts, and whether there is
    evidence. What was written about an event is left out, and its matter and its type only say
    which events share one.

    Args:
        names: the new names by id, of units and of events too; an entry or judge that has none is
            left out, and events that have none are numbered.
        parts: whose sheets, items and decisions are kept.
    """
    items = tuple(
        replace(item, entry=names.get(item.entry, ""))
        for item in facts.items
        if (not item.entry or item.entry in names) and item.stage in ("", *parts)
    )
    known = _known(facts, names)
    return Facts(
        tuple(_entry(one, names) for one in facts.entries if one.id in names),
        tuple(replace(one, id=names[one.id]) for one in facts.judges if one.id in names),
        tuple(
            replace(sheet, entry=names[sheet.entry], judge=names[sheet.judge])
            for sheet in facts.sheets
            if sheet.stage in parts
        ),
        tuple(
            _decision(one, known if one.is_about_groups else names)
            for one in facts.decisions
            if one.part in parts
            and (known if one.is_about_groups else names).keys() >= {*one.chosen, *one.among}
        ),
        items,
        _events(facts, names),
    )


def _known(facts: Facts, names: Mapping[str, str]) -> dict[str, str]:
    """What groups are called: units by their new names, all other values as they are."""
    counted = [one.attributes for one in facts.entries if one.id in names]
    units = {told[UNIT] for told in counted if told.get(UNIT) in names}
    others = {value for told in counted for value in told.values()} - units
    return {value: value for value in others} | {unit: names[unit] for unit in units}


def _decision(decision: Decision, names: Mapping[str, str]) -> Decision:
    return replace(
        decision,
        chosen=tuple(names[key] for key in decision.chosen),
        among=tuple(names[key] for key in decision.among),
    )


def _entry(entry: Entry, names: Mapping[str, str]) -> Entry:
    """An entry whose unit can be told from others, and not be known; so with what it belongs to."""
    attributes = dict(entry.attributes)
    if attributes.get(UNIT) in names:
        attributes[UNIT] = names[attributes[UNIT]]
    if PARENT in attributes:
        attributes[PARENT] = names.get(attributes[PARENT], "")
    return replace(entry, id=names[entry.id], attributes=attributes)


def _events(facts: Facts, names: Mapping[str, str]) -> tuple[Event, ...]:
    """Events numbered anew in the order of the new names; equal matters and types stay equal."""
    kept = [replace(e, entry=names[e.entry]) for e in facts.events if e.entry in names]
    kept.sort(key=lambda event: (event.entry, event.id))
    matters: dict[str, str] = {"": ""}
    types: dict[str, str] = {"": ""}
    told = []
    for number, event in enumerate(kept, start=1):
        matter = matters.setdefault(event.matter, f"M{len(matters)}")
        kind_of = types.setdefault(event.type, f"K{len(types)}")
        evidence = ON_RECORD if event.evidence else ""
        ident = names.get(event.id, f"T{number:0{len(str(len(kept)))}}")
        told.append(
            replace(event, id=ident, matter=matter, type=kind_of, evidence=evidence, reason="")
        )
    return tuple(told)

"""A result under pseudonyms: facts that a stranger can recompute and that name nobody."""

import secrets
from dataclasses import replace
from typing import Any

from competition.domain.rules import Event, seen_events
from competition.domain.rules.attributes import UNIT
from competition.domain.rules.renaming import renamed
from competition.services.results.gathered import row_id
from competition.services.results.outcome import Outcome, calculate_gathered


def binding(identities: dict[str, str]) -> dict[str, dict[str, Any]]:
    """New names in random order for these ids, each with a salt and the identity it binds.

    Returns:
        by pseudonym: ``{"id": row id, "salt": hexadecimal, "identity": text}``.
    """
    keys = list(identities)
    secrets.SystemRandom().shuffle(keys)
    width = len(str(len(keys)))
    return {
        f"{key[0].upper()}{position:0{width}}": {
            "id": row_id(key),
            "salt": secrets.token_hex(16),
            "identity": identities[key],
        }
        for position, key in enumerate(keys, start=1)
    }


def identities_of(outcome: Outcome) -> dict[str, dict[str, str]]:
    """What the entries and judges that count are known by; units and events where rules look."""
    counted = _counted(outcome)
    sheets = outcome.gathered.facts.sheets
    judges = {sheet.judge for sheet in sheets if sheet.stage in outcome.calculations}
    units = {
        one.attributes.get(UNIT) for one in outcome.gathered.facts.entries if one.id in counted
    }
    known = {
        "entries": {
            key: f"{name.number}\n{name.title}\n{name.unit}"
            for key, name in outcome.gathered.entries.items()
            if key in counted
        },
        "judges": {key: name for key, name in outcome.gathered.judges.items() if key in judges},
    }
    further = {
        "units": {key: name for key, name in outcome.gathered.units.items() if key in units},
        "events": {
            one.id: outcome.gathered.events[one.id]
            for one in _seen(outcome)
            if one.entry in counted
        },
    }
    return {**known, **{group: told for group, told in further.items() if told}}


def _seen(outcome: Outcome) -> tuple[Event, ...]:
    """The events that the parts of this outcome look at."""
    gathered = outcome.gathered
    return seen_events(gathered.rules, gathered.facts, outcome.calculations)


def _counted(outcome: Outcome) -> frozenset[str]:
    taking_part = outcome.gathered.taking_part
    return frozenset().union(*(taking_part.get(key, frozenset()) for key in outcome.calculations))


def hidden_outcome(outcome: Outcome, identities: dict[str, dict[str, dict[str, Any]]]) -> Outcome:
    """The same outcome, calculated anew on the facts under pseudonyms.

    A stranger who recomputes it starts from these facts, so the order of equal entries must come
    from the pseudonyms and not from our ids.
    """
    names = {
        f"{name[0].lower()}{value['id']}": name
        for group in identities.values()
        for name, value in group.items()
    }
    gathered = replace(
        outcome.gathered,
        facts=renamed(
            replace(outcome.gathered.facts, events=_seen(outcome)), names, outcome.calculations
        ),
        taking_part={
            key: frozenset(names[entry] for entry in entries)
            for key, entries in outcome.gathered.taking_part.items()
            if key in outcome.calculations
        },
    )
    return Outcome(gathered, outcome.part, calculate_gathered(gathered, outcome.part))

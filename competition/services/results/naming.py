"""What the ids of an outcome are called on pages and papers."""

import re
from collections.abc import Sequence
from typing import Any

from competition.documents.wording.figures import Names
from competition.documents.wording.rules import criterion_names
from competition.domain.refusal import Refusal
from competition.services.results.gathered import Gathered
from competition.services.results.outcome import Outcome

_ID = re.compile(r"\b[ej][0-9]+\b")


def names_for(outcome: Outcome) -> Names:
    """Entries by number, judges by the name that the outcome shows, all else by its title."""
    return Names(
        entries={key: name.number or name.title for key, name in outcome.gathered.entries.items()},
        judges=outcome.gathered.judges,
        criteria=criterion_names(outcome.gathered.rules),
        stages=outcome.gathered.stage_names,
        groups=outcome.gathered.track_names,
    )


def named_refusal(refusal: Refusal, gathered: Gathered) -> Refusal:
    """A refusal of the engine with entries by number and judges by name, for organisers."""
    known = {key: name.number or name.title for key, name in gathered.entries.items()}
    known |= gathered.judges
    values = {
        key: _ID.sub(lambda found: known.get(found[0], found[0]), value)
        if isinstance(value, str)
        else value
        for key, value in refusal.values.items()
    }
    return Refusal(refusal.code, **values)


def group_name(key: str, lines: Sequence[Any]) -> str:
    """What a group that is no track is called: the unit that all its lines share, else its key.

    Args:
        lines: of this group, each with its `unit`.
    """
    units = {line.unit for line in lines}
    return units.pop() if key[1:].isdecimal() and len(units) == 1 else key

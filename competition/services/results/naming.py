"""What the ids of an outcome are called on pages and papers."""

from competition.documents.wording.figures import Names
from competition.documents.wording.rules import criterion_names
from competition.services.results.outcome import Outcome


def names_for(outcome: Outcome) -> Names:
    """Entries by number, judges by the name that the outcome shows, all else by its title."""
    return Names(
        entries={key: name.number or name.title for key, name in outcome.gathered.entries.items()},
        judges=outcome.gathered.judges,
        criteria=criterion_names(outcome.gathered.rules),
        stages=outcome.gathered.stage_names,
        groups=outcome.gathered.track_names,
    )

"""Which events some step of the rules looks at, and which ones change nothing."""

from collections.abc import Collection

from competition.domain.rules.document import RuleSet
from competition.domain.rules.event_kinds import event_uses
from competition.domain.rules.facts import Facts
from competition.domain.rules.further_facts import Event


def seen_events(rules: RuleSet, facts: Facts, parts: Collection[str]) -> tuple[Event, ...]:
    """The events that some step of these parts looks at."""
    uses = [use for use in event_uses(rules) if use.part in parts]
    return tuple(
        event for event in facts.events if any(use.sees(event.kind, event.stage) for use in uses)
    )


def unused_events(rules: RuleSet, facts: Facts) -> tuple[Event, ...]:
    """The events that no step looks at: a kind that is misspelt, or told of the wrong stage."""
    uses = event_uses(rules)
    return tuple(
        event
        for event in facts.events
        if not any(use.sees(event.kind, event.stage) for use in uses)
    )

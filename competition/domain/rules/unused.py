"""Events that change nothing because no step of the rules asks for their kind."""

from competition.domain.rules.document import RuleSet
from competition.domain.rules.facts import Facts
from competition.domain.rules.further_facts import Event
from competition.domain.rules.part import Part
from competition.domain.rules.steps.adjust import Adjust
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.map_facts import FromEvents
from competition.domain.rules.steps.veto import Span, Veto


def unused_events(rules: RuleSet, facts: Facts) -> tuple[Event, ...]:
    """The events that no step looks at: a kind that is misspelt, or told of the wrong stage."""
    parts = [*rules.stages.values(), *([rules.final] if rules.final else [])]
    here = {part.key: _kinds(part) for part in parts}
    anywhere = {kind for part in parts for kind in _kinds_of_the_year(part)}
    every = {kind for kinds in here.values() for kind in kinds}
    return tuple(
        event
        for event in facts.events
        if event.kind not in anywhere
        and event.kind not in (here.get(event.stage, frozenset()) if event.stage else every)
    )


def _kinds(part: Part) -> frozenset[str]:
    """The kinds that a part looks for among its own events."""
    kinds: set[str] = set()
    for step in part.steps:
        if isinstance(step, Adjust):
            kinds.update(tariff.kind for tariff in step.tariffs)
        elif isinstance(step, Veto):
            kinds.update(step.kinds)
        elif isinstance(step, Map) and isinstance(step.change, FromEvents):
            kinds.add(step.change.kind)
    return frozenset(kinds)


def _kinds_of_the_year(part: Part) -> frozenset[str]:
    """The kinds that a part looks for among the events of all parts."""
    vetoes = [step for step in part.steps if isinstance(step, Veto) and step.span is Span.YEAR]
    return frozenset(kind for veto in vetoes for kind in veto.kinds)

"""Rule sets: how a cube of marks becomes scores, ranks and awards, and how to show it.

rules = parse_rule_set(document)
stage = calculate(rules.part("prelim"), facts)
stage.evaluation.standings; stage.derive("E1")
final = evaluate(rules.final, facts, {"prelim": stage.evaluation, ...})
"""

from competition.domain.rules.document import RuleSet, parse_rule_set
from competition.domain.rules.engine import (
    Calculation,
    calculate,
    calculate_all,
    derive,
    evaluate,
)
from competition.domain.rules.evaluation import (
    Award,
    Block,
    Cut,
    Evaluation,
    Standing,
    TierOutcome,
)
from competition.domain.rules.event_kinds import EventUse, event_faults, event_uses
from competition.domain.rules.facts import Decision, Entry, Facts, Judge, Sheet
from competition.domain.rules.further_facts import Event, Item
from competition.domain.rules.part import Part
from competition.domain.rules.scope import Dimensions
from competition.domain.rules.unused import seen_events, unused_events

__all__ = [
    "Award",
    "Block",
    "Calculation",
    "Cut",
    "Decision",
    "Dimensions",
    "Entry",
    "Evaluation",
    "Event",
    "EventUse",
    "Facts",
    "Item",
    "Judge",
    "Part",
    "RuleSet",
    "Sheet",
    "Standing",
    "TierOutcome",
    "calculate",
    "calculate_all",
    "derive",
    "evaluate",
    "event_faults",
    "event_uses",
    "parse_rule_set",
    "seen_events",
    "unused_events",
]

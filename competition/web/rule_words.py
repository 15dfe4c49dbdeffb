"""A competition's rules as the paragraph that can be pasted into a notice."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.documents.wording.figures import Names
from competition.documents.wording.rules import criterion_names, rules_sentences, step_clauses
from competition.domain.refusal import Refusal
from competition.domain.rules import RuleSet, parse_rule_set
from competition.models import Stage, Track


def rule_sentences(
    document: Mapping[str, Any] | None, stages: Sequence[Stage], tracks: Sequence[Track]
) -> list[str]:
    """Sentences for the scoring stages, those alike in one, and for the final result.

    Rules that do not hold together are told elsewhere; they give no sentence.
    """
    if document is None:
        return []
    try:
        rules = parse_rule_set(document)
    except Refusal:
        return []
    return rules_sentences(rules, _names(rules, stages, tracks))


def step_sentences(
    document: Mapping[str, Any], part: str, stages: Sequence[Stage], tracks: Sequence[Track]
) -> list[str]:
    """What each step of a part says; nothing while the rules do not hold together."""
    try:
        rules = parse_rule_set(document)
        return step_clauses(rules.part(part), _names(rules, stages, tracks))
    except Refusal:
        return []


def _names(rules: RuleSet, stages: Sequence[Stage], tracks: Sequence[Track]) -> Names:
    return Names(
        criteria=criterion_names(rules),
        stages={stage.key: stage.name for stage in stages},
        groups={track.key: track.name for track in tracks},
    )

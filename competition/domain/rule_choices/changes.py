"""What happens to the choices when a scoring stage comes or goes."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rule_choices.choices import Boundary, Choices, FinalChoices, Tie


def with_stage(choices: Choices, key: str) -> Choices:
    """Add a scoring stage at the end.

    It takes over the criteria and rules of the stage before it, cuts nobody, and counts nothing in
    the weights until people say what it counts.
    """
    last = list(choices.stages.values())[-1]
    ties = tuple(tie for tie in last.ties if not tie.stage)
    stages = {**choices.stages, key: replace(last, ties=ties, cut=None)}
    weights = {**choices.final.weights, key: "0%"} if choices.final.weights else {}
    return Choices(stages, replace(choices.final, weights=weights))


def without_stage(choices: Choices, key: str) -> Choices:
    """Take a scoring stage away; its weight goes to the last stage that is left.

    The last stage that is left lets nobody through to another one, so its cut goes too.

    Raises:
        Refusal: ``stage.last_scoring`` when it is the only one.
    """
    stages = {name: stage for name, stage in choices.stages.items() if name != key}
    if not stages:
        raise Refusal("stage.last_scoring")
    last = list(stages)[-1]
    stages[last] = replace(stages[last], cut=None)
    final = choices.final
    tiers = replace(final.boundary, chain=_without(final.boundary.chain, key))
    final = replace(
        final,
        weights=_shifted(final, key, last),
        ties=_without(final.ties, key),
        boundary=tiers if tiers.chain or tiers.policy != "chain" else Boundary(),
    )
    return Choices(stages, final)


def share(text: str) -> Fraction:
    """A weight as a fraction: "40%" and "0.4" are 2/5."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def percent(value: Fraction) -> str:
    """A weight as it is written: 2/5 is "40%"."""
    hundred = value * 100
    return f"{exact_text(hundred.numerator, hundred.denominator)}%"


def _shifted(final: FinalChoices, key: str, last: str) -> Mapping[str, str]:
    if key not in final.weights:
        return final.weights
    left = {name: text for name, text in final.weights.items() if name != key}
    if len(left) < 2:
        return {}
    moved = share(final.weights[key]) + share(left.get(last, "0%"))
    return {**left, last: percent(moved)}


def _without(ties: tuple[Tie, ...], key: str) -> tuple[Tie, ...]:
    return tuple(tie for tie in ties if tie.stage != key)

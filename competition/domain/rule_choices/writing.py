"""Choices into the rule document."""

from collections.abc import Mapping
from typing import Any

from competition.domain.rule_choices.choices import (
    COMBINED,
    MEAN,
    SCORE,
    TOTALS,
    Boundary,
    Choices,
    Cut,
    FinalChoices,
    StageChoices,
    Tie,
    TieKind,
    Tier,
)

SCHEMA = 1
Step = dict[str, Any]


def to_document(choices: Choices) -> dict[str, Any]:
    """The rule document that carries these choices out; JSON values only."""
    return {
        "schema": SCHEMA,
        "order": list(choices.stages),
        "stages": {key: _stage(stage) for key, stage in choices.stages.items()},
        "final": {"steps": _final(choices.final, list(choices.stages))},
    }


def _stage(chosen: StageChoices) -> dict[str, Any]:
    score: Step = {"key": SCORE}
    if not chosen.rounded_counts:
        score["on"] = "exact"
    rank: Step = {
        "rank": [score, *(_tie(tie, {"key": MEAN}) for tie in chosen.ties)],
        "style": chosen.style,
    }
    steps: list[Step] = [
        {"check": "complete"},
        {"reduce": "criterion", "by": "sum", "as": TOTALS},
        _mean(chosen),
        _round(chosen),
        rank | ({"per": "track"} if chosen.per_track else {}),
    ]
    if chosen.cut:
        steps.append(_cut(chosen.cut))
    return {"criteria": [dict(one) for one in chosen.criteria], "steps": steps}


def _mean(chosen: StageChoices) -> Step:
    step: Step = {
        "reduce": "judge",
        "by": "mean",
        "from": TOTALS,
        "quorum": chosen.quorum,
        "as": MEAN,
    }
    if chosen.drop_high or chosen.drop_low:
        step |= {
            "drop_high": chosen.drop_high,
            "drop_low": chosen.drop_low,
            "at_least": chosen.at_least,
            "below": chosen.below,
        }
    return step


def _round(chosen: StageChoices | FinalChoices) -> Step:
    step: Step = {"round": chosen.places, "mode": chosen.mode, "as": SCORE}
    return step if chosen.rounded_counts else step | {"show_only": True}


def _cut(cut: Cut) -> Step:
    per: Step = {"per": "track"} if cut.per_track else {}
    if cut.number is None:
        return {"select": "line", "line": cut.line, **per}
    number = cut.number if isinstance(cut.number, int) else dict(cut.number)
    step: Step = {"select": "number", "number": number, **per}
    if cut.line is not None:
        step["line"] = cut.line
    return step | _boundary(cut.boundary, "ties", {"key": MEAN})


def _final(chosen: FinalChoices, stages: list[str]) -> list[Step]:
    last = stages[-1]
    steps: list[Step] = []
    score: Step = {"key": f"{last}.{SCORE}"}
    exact: Step = {**score, "on": "exact"}
    if chosen.weights:
        parts = {f"{key}.{SCORE}": share for key, share in chosen.weights.items()}
        combine: Step = {"combine": parts, "missing": chosen.missing, "as": COMBINED}
        steps += [combine, _round(chosen)]
        score, exact = {"key": SCORE}, {"key": COMBINED}
    if not chosen.rounded_counts:
        score["on"] = "exact"
    rank: Step = {
        "rank": [score, *(_tie(tie, exact) for tie in chosen.ties)],
        "style": chosen.style,
    }
    steps.append(rank | ({"per": "track"} if chosen.per_track else {}))
    if chosen.tiers:
        steps += [{"bar": "recorded"}, _award(chosen, exact)]
    return steps


def _award(chosen: FinalChoices, exact: Step) -> Step:
    step: Step = {"award": [_tier(tier) for tier in chosen.tiers]}
    if chosen.awards_per_track:
        step["per"] = "track"
    step |= _boundary(chosen.boundary, "boundary", exact)
    if "expand" in (chosen.boundary.policy, step.get("then")):
        step["next_shrinks"] = chosen.boundary.next_shrinks
    return step | {"unused": chosen.unused}


def _tier(tier: Tier) -> Step:
    written: Step = {"tier": tier.key, "name": tier.name}
    if tier.quota is not None:
        written["quota"] = dict(tier.quota) if isinstance(tier.quota, Mapping) else tier.quota
    if tier.line is not None:
        written["line"] = tier.line
    return written


def _boundary(chosen: Boundary, key: str, exact: Step) -> Step:
    if chosen.policy != "chain":
        return {key: chosen.policy}
    chain = [_tie(tie, exact) for tie in chosen.chain]
    return {key: "chain", "chain": chain, "then": chosen.then}


def _tie(tie: Tie, exact: Step) -> Step:
    """One key of a chain; `exact` is the key on the score before its rounding."""
    if tie.kind is TieKind.EXACT:
        return exact
    if tie.kind is TieKind.HIGHER_MARKS:
        return {"higher_marks": f"{tie.stage}.{TOTALS}" if tie.stage else TOTALS}
    if tie.kind is TieKind.STAGE:
        return {"key": f"{tie.stage}.{SCORE}"}
    return {"criterion": tie.criterion} | ({"stage": tie.stage} if tie.stage else {})

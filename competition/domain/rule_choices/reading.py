"""Choices out of a rule document."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.domain.rule_choices.choices import (
    COMBINED,
    MEAN,
    MOST_CHAIN,
    MOST_TIES,
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
from competition.domain.rule_choices.writing import to_document

Step = Mapping[str, Any]


def read_choices(document: Mapping[str, Any]) -> Choices | None:
    """The choices that a document stands for; None when it says more than they can.

    What is found is written again and compared, so nothing of a document is ever lost here.
    """
    try:
        stages = {key: _stage(part) for key, part in document["stages"].items()}
        found = Choices(stages, _final(document["final"]["steps"]))
        return found if _fits(found) and to_document(found) == document else None
    except (KeyError, TypeError, AttributeError, IndexError, StopIteration):
        return None


def _fits(found: Choices) -> bool:
    """Whether no chain is longer than there are choices for it."""
    chains = [found.final.boundary.chain]
    chains += [stage.cut.boundary.chain for stage in found.stages.values() if stage.cut]
    ties = [found.final.ties, *(stage.ties for stage in found.stages.values())]
    return max(map(len, chains)) <= MOST_CHAIN and max(map(len, ties)) <= MOST_TIES


def _step(steps: Sequence[Step], kind: str) -> Step:
    return next(step for step in steps if kind in step)


def _has(steps: Sequence[Step], kind: str) -> bool:
    return any(kind in step for step in steps)


def _stage(part: Step) -> StageChoices:
    steps = part["steps"]
    mean, rank = steps[2], _step(steps, "rank")
    rounding = _step(steps, "round")
    return StageChoices(
        criteria=tuple(part["criteria"]),
        drop_high=mean.get("drop_high", 0),
        drop_low=mean.get("drop_low", 0),
        at_least=mean.get("at_least", 0),
        below=mean.get("below", "mean"),
        quorum=mean["quorum"],
        places=rounding["round"],
        mode=rounding["mode"],
        rounded_counts="show_only" not in rounding,
        ties=_ties(rank["rank"][1:]),
        style=rank["style"],
        per_track="per" in rank,
        cut=_cut(_step(steps, "select")) if _has(steps, "select") else None,
    )


def _cut(step: Step) -> Cut:
    per_track = "per" in step
    if step["select"] == "line":
        return Cut(None, step["line"], per_track, Boundary())
    return Cut(step["number"], step.get("line"), per_track, _boundary(step, "ties"))


def _final(steps: Sequence[Step]) -> FinalChoices:
    rank = _step(steps, "rank")
    award: Step = _step(steps, "award") if _has(steps, "award") else {"award": []}
    weights: dict[str, str] = {}
    rounding: Step = {"round": 2, "mode": "half_up"}
    missing = "exclude"
    if _has(steps, "combine"):
        combine, rounding = _step(steps, "combine"), _step(steps, "round")
        weights = {name.removesuffix(f".{SCORE}"): w for name, w in combine["combine"].items()}
        missing = combine["missing"]
    return FinalChoices(
        weights=weights,
        missing=missing,
        places=rounding["round"],
        mode=rounding["mode"],
        rounded_counts="on" not in rank["rank"][0],
        ties=_ties(rank["rank"][1:]),
        style=rank["style"],
        per_track="per" in rank,
        tiers=tuple(_tier(tier) for tier in award["award"]),
        awards_per_track="per" in award,
        boundary=_boundary(award, "boundary"),
        unused=award.get("unused", "vacant"),
    )


def _tier(written: Step) -> Tier:
    return Tier(written["tier"], written["name"], written.get("quota"), written.get("line"))


def _boundary(step: Step, key: str) -> Boundary:
    return Boundary(
        step.get(key, "committee"),
        _ties(step.get("chain", [])),
        step.get("then", "committee"),
        step.get("next_shrinks", False),
    )


def _ties(keys: Sequence[Step]) -> tuple[Tie, ...]:
    return tuple(_tie(key) for key in keys)


def _tie(key: Step) -> Tie:
    if "criterion" in key:
        return Tie(TieKind.CRITERION, key["criterion"], key.get("stage", ""))
    if "higher_marks" in key:
        stage = key["higher_marks"].removesuffix(TOTALS).removesuffix(".")
        return Tie(TieKind.HIGHER_MARKS, stage=stage)
    if key["key"] in (MEAN, COMBINED) or key.get("on") == "exact":
        return Tie(TieKind.EXACT)
    return Tie(TieKind.STAGE, stage=key["key"].removesuffix(f".{SCORE}"))

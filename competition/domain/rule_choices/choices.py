"""What an organiser chooses about a stage and about the final result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_TIES = 4
MOST_CHAIN = 2
SCORE = "score"
TOTALS = "totals"
MEAN = "mean"
COMBINED = "combined"


class TieKind(StrEnum):
    """What is compared when two entries have the same score.

    EXACT is the score with all its decimals, CRITERION the mean mark in one criterion,
    HIGHER_MARKS the judges' totals from the highest down, STAGE the score of another stage.
    """

    EXACT = "exact"
    CRITERION = "criterion"
    HIGHER_MARKS = "higher_marks"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of a tie chain.

    Args:
        criterion: key, for CRITERION.
        stage: key, for STAGE, and for the others in the final result.
    """

    kind: TieKind
    criterion: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Boundary:
    """What a tie at the last place means.

    Args:
        policy: expand, shrink, chain or committee.
        chain, then: for chain; `then` is the policy where the chain does not decide.
        next_shrinks: whether places that expand adds are taken from the next tier.
    """

    policy: str = "committee"
    chain: tuple[Tie, ...] = ()
    then: str = "committee"
    next_shrinks: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """Who goes on to the next stage.

    Args:
        number: places, one number for every track or one by track key; None where a line decides.
        line: lowest score that passes, a decimal as text; None without one.
        per_track: places are counted in each track.
    """

    number: int | Mapping[str, int] | None
    line: str | None
    per_track: bool
    boundary: Boundary


@dataclass(frozen=True, slots=True)
class StageChoices:
    """How one scoring stage becomes a ranking.

    Args:
        criteria: as the rule document writes them.
        drop_high, drop_low: extremes that are left out of the mean.
        at_least, below: from how many sheets on; below that "mean" of all, or "block".
        quorum: fewest valid sheets.
        places, mode: rounding of the mean.
        rounded_counts: the rounded score is ranked and carried on; False only shows it rounded.
        style: 1224 or 1223.
        per_track: entries of each track are ranked apart.
    """

    criteria: Sequence[Mapping[str, Any]]
    drop_high: int = 0
    drop_low: int = 0
    at_least: int = 0
    below: str = "mean"
    quorum: int = 1
    places: int = 2
    mode: str = "half_up"
    rounded_counts: bool = True
    ties: tuple[Tie, ...] = ()
    style: str = "1224"
    per_track: bool = False
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """An award tier; `quota` as in `Cut.number`, None for all who reach the line."""

    key: str
    name: str
    quota: int | Mapping[str, int] | None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class FinalChoices:
    """How stages become the final result, and who gets which award.

    Args:
        weights: by stage key, shares such as "40%"; empty where the last stage alone counts.
        missing: exclude, zero or block, for an entry without a score in one of the stages.
        awards_per_track: quotas are counted in each track.
        unused: vacant or pass_down, for places that nobody takes.
    """

    weights: Mapping[str, str]
    missing: str = "exclude"
    places: int = 2
    mode: str = "half_up"
    rounded_counts: bool = True
    ties: tuple[Tie, ...] = ()
    style: str = "1224"
    per_track: bool = False
    tiers: tuple[Tier, ...] = ()
    awards_per_track: bool = False
    boundary: Boundary = Boundary()
    unused: str = "vacant"


@dataclass(frozen=True, slots=True)
class Choices:
    """All choices of a competition; stages in their order."""

    stages: Mapping[str, StageChoices]
    final: FinalChoices

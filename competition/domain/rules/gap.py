"""Medals with a gap rule: entries within a few points of each other are level."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.rules.boundary import Filled
from competition.domain.rules.keys import Key
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.places import published_value


class Measured(StrEnum):
    """From where the gap is measured: the last regular winner of the tier, or whoever was let
    in before."""

    LINE = "line"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Gap:
    """`{"most": "2", "from": "line", "last": true}`.

    A tier with places also goes to those within `most` of its winners. Places are counted from
    the top over all tiers, so that two golds leave no silver and three leave no bronze; with
    `last` the last tier is still given to those within `most` of the last winner before it.
    """

    most: Fraction
    measured: Measured
    last: bool


def read_gap(params: Params) -> Gap | None:
    """The rule under `gap`, if there is one."""
    if "gap" not in params:
        return None
    inner = params.inner("gap")
    most = inner.decimal("most")
    measured = inner.choice("from", Measured, Measured.LINE)
    gap = Gap(most, measured, inner.flag("last", False))
    inner.close()
    return gap


def fill_level(
    run: Run, gap: Gap, key: Key, groups: Sequence[list[str]], places: int, before: str
) -> Filled:
    """Give the places left to the next groups, then to those level with them.

    Args:
        places: how many are left, counted over all tiers so far; below 1 nobody begins a tier.
        before: the last winner of an earlier tier, when the tier may still begin within the gap
            of it; else "".
    """
    filled = Filled()
    edge = published_value(run, key, before) if before else None
    for index, group in enumerate(groups):
        figure = published_value(run, key, group[0])
        regular = len(filled.taken) < places
        if not regular and (edge is None or abs(figure - edge) > gap.most):
            filled.rest = list(groups[index:])
            break
        if regular or gap.measured is Measured.CHAIN or not filled.taken:
            edge = figure
        filled.taken += group
        filled.how.update(dict.fromkeys(group, "quota" if regular else "gap"))
    return filled

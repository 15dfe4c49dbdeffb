"""What an award is given by, as the rules name it."""

from dataclasses import dataclass
from enum import StrEnum

from competition.domain.rules.backfill import Backfill
from competition.domain.rules.boundary import BoundaryRule
from competition.domain.rules.caps import Cap
from competition.domain.rules.composition import Bound
from competition.domain.rules.gap import Gap
from competition.domain.rules.keys import Key
from competition.domain.rules.tiers import Tier


class Unused(StrEnum):
    """Places of a tier that nobody takes stay empty (宁缺毋滥) or go to the next tier."""

    VACANT = "vacant"
    PASS_DOWN = "pass_down"


class Barred(StrEnum):
    """Whether the next in line moves up for a barred entry, or its place stays empty."""

    SKIP = "skip"
    VACANT = "vacant"


class Unkept(StrEnum):
    """What a ratio means that the winners do not keep: people decide, or winners are replaced by
    the next in line who fit, as few as possible."""

    BLOCK = "block"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class AwardRules:
    """The parameters of an award.

    Attributes:
        key: the figure that lines are compared with, which is the one ranked first by.
        per: attribute that quotas are counted by; None counts them for all together.
        boundary: what a tie at the last place of a tier means.
        next_shrinks: whether places that EXPAND adds are taken from the tiers after it.
        caps: at most so many for each unit.
        gap: when tiers with places go by points instead of by `boundary`.
        backfill: what becomes of a revoked award's place.
        composition: ratios that the winners have to keep.
        unkept: what happens when they do not.
    """

    name: str
    key: Key
    tiers: tuple[Tier, ...]
    per: str | None
    boundary: BoundaryRule
    next_shrinks: bool
    unused: Unused
    barred: Barred
    caps: tuple[Cap, ...] = ()
    gap: Gap | None = None
    backfill: Backfill = Backfill.VACANT
    composition: tuple[Bound, ...] = ()
    unkept: Unkept = Unkept.BLOCK

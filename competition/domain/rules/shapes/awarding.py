"""Shapes of the step award: tiers, caps, composition, and what a tie at the last place means."""

from collections.abc import Mapping

from competition.domain.rules.apportion import Equal
from competition.domain.rules.apportion import Method as Apportion
from competition.domain.rules.award_rules import Barred, Unkept, Unused
from competition.domain.rules.backfill import Backfill
from competition.domain.rules.boundary import Policy
from competition.domain.rules.caps import Over
from competition.domain.rules.gap import Measured
from competition.domain.rules.shapes.common import ANY_DECIMAL, AS, PER, TEXTS
from competition.domain.rules.shapes.ranking import CHAIN, QUOTA
from competition.domain.rules.shapes.shape import (
    Choice,
    Decimal,
    Default,
    Either,
    Exactly,
    Flag,
    Key,
    Listed,
    Name,
    Shape,
    Sign,
    Text,
    Whole,
)
from competition.domain.rules.tiers import Counted
from competition.domain.rules.tiers import Whole as MadeWhole

SHARE = Decimal(Sign.SHARE)
TITLE = {"name": Key(Text(blank=True), Default.DERIVED)}
TIERS = {"tiers": Key(Listed(Text()), Default.ABSENT)}
FEWER = Shape("fewer", {"below": Key(Whole(low=1)), "quota": Key(Whole())})
_COUNTING = ("ratio", "within", "apportion", "fewer")
TIER = Shape(
    "tier",
    {
        "tier": Key(Name()),
        **TITLE,
        "quota": Key(QUOTA, Default.ABSENT),
        "ratio": Key(SHARE, Default.ABSENT),
        "apportion": Key(Whole(low=1), Default.ABSENT),
        "by": Key(Choice(Apportion), Apportion.LARGEST_REMAINDER),
        "equal": Key(Choice(Equal), Default.ABSENT),
        "minimum": Key(Whole(), 0),
        "minimum_first": Key(Flag(), False),
        "within": Key(SHARE, Default.ABSENT),
        "whole": Key(Choice(MadeWhole), Default.ABSENT),
        "of": Key(Choice(Counted), Default.ABSENT),
        "line": ANY_DECIMAL,
        "fewer": Key(Listed(FEWER), Default.ABSENT),
    },
    needs={
        "ratio": ("whole", "of"),
        "within": ("whole", "of"),
        "apportion": ("equal", "of"),
        "fewer": ("of",),
        **dict.fromkeys(("by", "equal", "minimum", "minimum_first"), ("apportion",)),
    },
    along={"whole": ("ratio", "within"), "of": _COUNTING},
    any_of=("quota", "ratio", "apportion", "line", "within"),
)
_CAP = {"over": Key(Choice(Over)), **TIERS}
CAP = Either(
    (
        Shape("cap", {"most": Key(Whole(low=1)), "by": Key(Text()), **_CAP}),
        Shape(
            "cap by place",
            {
                "by_place": Key(Listed(Whole())),
                "otherwise": Key(Whole()),
                "by": Key(Text()),
                **_CAP,
            },
        ),
    )
)
GAP = Shape(
    "gap",
    {
        "most": Key(Decimal()),
        "from": Key(Choice(Measured), Measured.LINE),
        "last": Key(Flag(), False),
    },
)


def _bound(side: str) -> Shape:
    keys = {
        "attribute": Key(Text()),
        "in": Key(TEXTS),
        side: Key(SHARE),
        "whole": Key(Choice(MadeWhole), Default.DERIVED),
        **TITLE,
        **TIERS,
    }
    return Shape(f"bound {side}", keys)


BOUND = Either((_bound("at_least"), _bound("at_most")))
_HEAD = {"award": Key(Listed(TIER))}
_MORE = {
    "barred": Key(Choice(Barred), Barred.SKIP),
    "backfill": Key(Choice(Backfill), Backfill.VACANT),
    "composition": Key(Listed(BOUND), Default.ABSENT),
    "unkept": Key(Choice(Unkept), Unkept.BLOCK),
    **PER,
    **AS,
}
_NEEDS = {"unkept": ("composition",)}
_LIMITS = {
    "unused": Key(Choice(Unused), Unused.VACANT),
    "caps": Key(Listed(CAP), Default.ABSENT),
}
SHRINKS = {"next_shrinks": Key(Flag())}
_NOT_WIDE = (Policy.SHRINK, Policy.COMMITTEE)


def _award(name: str, keys: Mapping[str, Key]) -> Shape:
    return Shape(f"award {name}", {**_HEAD, **keys, **_LIMITS, **_MORE}, needs=_NEEDS)


_CHAIN = {"boundary": Key(Exactly("chain")), **CHAIN}
AWARDS = (
    _award("up to the quota", {"boundary": Key(Choice(Policy, _NOT_WIDE))}),
    _award("beyond the quota", {"boundary": Key(Exactly("expand")), **SHRINKS}),
    _award("by chain", {**_CHAIN, "then": Key(Choice(Policy, _NOT_WIDE), Policy.COMMITTEE)}),
    _award("by chain and beyond", {**_CHAIN, "then": Key(Exactly("expand")), **SHRINKS}),
    Shape("award with a gap", {**_HEAD, "gap": Key(GAP), **_MORE}, needs=_NEEDS),
)

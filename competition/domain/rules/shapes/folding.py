"""Shapes of the steps that fold and join figures: reduce, round, combine, team."""

from competition.domain.rounding import Mode
from competition.domain.rules.keys import Direction
from competition.domain.rules.shapes.common import ANY_DECIMAL, AS, FROM, TEXTS, WEIGHT
from competition.domain.rules.shapes.shape import (
    Choice,
    Default,
    Either,
    Flag,
    Key,
    Listed,
    Named,
    Shape,
    Text,
    Whole,
)
from competition.domain.rules.steps.combine import MissingPart
from competition.domain.rules.steps.gather import Absent, How
from competition.domain.rules.steps.reduce_params import (
    Below,
    BelowQuorum,
    Best,
    Meaning,
    Method,
)
from competition.domain.rules.steps.round import MOST_PLACES
from competition.domain.rules.steps.team import By

MISSING = Shape(
    "missing marks",
    {state: Key(Choice(Meaning), Default.DERIVED) for state in ("blank", "absent", "recused")},
)
REDUCE = Shape(
    "reduce",
    {
        "reduce": Key(Text()),
        "by": Key(Choice(Method)),
        **FROM,
        "only": Key(Either((TEXTS, Named(TEXTS, most=1))), Default.ABSENT),
        "weights": Key(Named(WEIGHT), Default.ABSENT),
        "weights_of": Key(Text(blank=True), ""),
        "drop_high": Key(Whole(), 0),
        "drop_low": Key(Whole(), 0),
        "at_least": Key(Whole(low=1), Default.DERIVED),
        "below": Key(Choice(Below), Below.BLOCK),
        "best": Key(Whole(low=1), 0),
        "best_is": Key(Choice(Best), Best.HIGHEST),
        "quorum": Key(Whole(low=1), 1),
        "below_quorum": Key(Choice(BelowQuorum), BelowQuorum.BLOCK),
        "spread": ANY_DECIMAL,
        "missing": Key(MISSING, Default.ABSENT),
        **AS,
    },
    needs={"weights_of": ("weights",)},
    along=dict.fromkeys(("at_least", "below"), ("drop_high", "drop_low")),
)
ROUND = Shape(
    "round",
    {
        "round": Key(Whole(high=MOST_PLACES)),
        "mode": Key(Choice(Mode)),
        "show_only": Key(Flag(), False),
        **FROM,
        **AS,
    },
)
COMBINE_WEIGHTS = Shape(
    "combine with weights",
    {
        "combine": Key(Named(WEIGHT)),
        "missing": Key(Choice(MissingPart)),
        "at_least": Key(Whole(low=1, high=None), 1),
        **AS,
    },
)
COMBINE_LIST = Shape(
    "combine a list",
    {
        "combine": Key(Listed(Text())),
        "by": Key(Choice(How)),
        "missing": Key(Choice(Absent)),
        "at_least": Key(Whole(low=1, high=None), 1),
        "best": Key(Whole(low=1, high=None), Default.ABSENT),
        **AS,
    },
)
TEAM = Shape(
    "team",
    {
        "team": Key(Text()),
        "by": Key(Choice(By)),
        "best": Key(Whole(low=1), Default.ABSENT),
        "at_least": Key(Whole(low=1), Default.DERIVED),
        "direction": Key(Choice(Direction), Direction.DESC),
        "add": Key(Named(Choice(Direction), least=0), Default.ABSENT),
        **FROM,
        **AS,
    },
)

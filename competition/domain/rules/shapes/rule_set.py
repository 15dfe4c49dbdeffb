"""The shape of a whole rule document."""

from fractions import Fraction

from competition.domain.marks import MAX_SCALE
from competition.domain.rules.shapes.awarding import AWARDS
from competition.domain.rules.shapes.calibrating import WAYS
from competition.domain.rules.shapes.changing import ADJUST, MAPS
from competition.domain.rules.shapes.common import ANY_DECIMAL, POSITIVE
from competition.domain.rules.shapes.folding import (
    COMBINE_LIST,
    COMBINE_WEIGHTS,
    REDUCE,
    ROUND,
    TEAM,
)
from competition.domain.rules.shapes.ranking import BARS, CHECKS, RANK, SELECTS
from competition.domain.rules.shapes.shape import (
    Choice,
    Decimal,
    Default,
    Either,
    Exactly,
    Key,
    Later,
    Listed,
    Name,
    Named,
    Node,
    Shape,
    Text,
    Whole,
)
from competition.domain.sheet import CriterionKind

SCHEMA = 1


def _criterion() -> Node:
    return CRITERION


LEVEL = Shape(
    "level",
    {
        "name": Key(Text()),
        "min": Key(Decimal()),
        "max": Key(Decimal()),
        "text": Key(Text(blank=True), ""),
    },
)
_CRITERION = {
    "key": Key(Name()),
    "name": Key(Text(blank=True), Default.DERIVED),
    "weight": Key(POSITIVE, Fraction(1)),
    "hint": Key(Text(blank=True), ""),
    "kind": Key(Choice(CriterionKind), CriterionKind.JUDGEMENT),
}
LEAF = Shape(
    "criterion",
    {
        **_CRITERION,
        "min": Key(Decimal(), Fraction(0)),
        "max": Key(Decimal()),
        "step": Key(POSITIVE, Default.DERIVED),
        "scale": Key(Whole(high=MAX_SCALE), Default.DERIVED),
        "levels": Key(Listed(LEVEL), Default.ABSENT),
        "marked_by": Key(Listed(Text(), least=0), Default.ABSENT),
    },
)
BRANCH = Shape("group of criteria", {**_CRITERION, "children": Key(Listed(Later(_criterion)))})
CRITERION = Either((LEAF, BRANCH), "criterion or group")
STEP = Either(
    (
        REDUCE,
        *MAPS,
        ADJUST,
        *WAYS,
        ROUND,
        *CHECKS,
        *BARS,
        COMBINE_WEIGHTS,
        COMBINE_LIST,
        TEAM,
        *SELECTS,
        RANK,
        *AWARDS,
    ),
    "step",
)
STAGE = Shape(
    "stage",
    {
        "criteria": Key(Listed(CRITERION, least=0)),
        "full_mark": ANY_DECIMAL,
        "dimensions": Key(Named(Listed(Text(), least=0), least=0, keys=Name()), Default.ABSENT),
        "steps": Key(Listed(STEP)),
    },
)
FINAL = Shape("final", {"steps": Key(Listed(STEP))})
RULE_SET = Shape(
    "rule set",
    {
        "schema": Key(Exactly(SCHEMA)),
        "order": Key(Listed(Text()), Default.ABSENT),
        "stages": Key(Named(STAGE, keys=Name())),
        "final": Key(FINAL, Default.ABSENT),
    },
)

"""Shapes of the steps that change figures: map and adjust."""

from dataclasses import replace
from fractions import Fraction

from competition.domain.rounding import MAX_PLACES, Mode
from competition.domain.rules.shapes.common import (
    ANY_DECIMAL,
    ANY_POSITIVE,
    AS,
    FROM,
    NUMBER,
    PER,
    POSITIVE,
    WEIGHT,
)
from competition.domain.rules.shapes.shape import (
    Choice,
    Decimal,
    Default,
    Either,
    Exactly,
    Flag,
    Key,
    Listed,
    Named,
    Shape,
    Text,
    Whole,
)
from competition.domain.rules.steps.map_bands import Between, Side
from competition.domain.rules.steps.map_field import Level
from competition.domain.rules.steps.reduce_params import Best
from competition.domain.rules.steps.tariff import Effect, Units

BEST = {"best": Key(Choice(Best), Best.HIGHEST)}


def _map(method: str, name: str = "", /, **more: Key) -> Shape:
    keys = {"map": Key(Exactly(method)), **more, **FROM, **AS}
    return Shape(name or f"map {method}", keys)


def _of_facts(method: str, **more: Key) -> Shape:
    return Shape(f"map {method}", {"map": Key(Exactly(method)), **more, **AS})


def _band(side: Side) -> Shape:
    return Shape(f"band {side.value}", {side.value: Key(Decimal()), "points": Key(Decimal())})


def _bands(first: Side, second: Side) -> Shape:
    return _map(
        "bands",
        f"map bands {first.value}",
        bands=Key(Listed(Either((_band(first), _band(second))))),
        otherwise=Key(Decimal()),
        between=Key(Choice(Between), Between.STEP),
    )


MAPS = (
    _map("multiply", by=Key(Listed(NUMBER)), over=Key(POSITIVE, Fraction(1))),
    _map("add", amount=Key(NUMBER)),
    _map("subtract", amount=Key(NUMBER)),
    _map(
        "deduct_from",
        base=Key(NUMBER),
        each=Key(POSITIVE, Fraction(1)),
        floor=Key(NUMBER, Default.ABSENT),
    ),
    _map("points", out_of=Key(NUMBER), max=Key(NUMBER)),
    replace(
        _map(
            "proportion",
            target=Key(NUMBER),
            max=Key(NUMBER),
            cap=ANY_DECIMAL,
            floor=ANY_DECIMAL,
            lower_is_better=Key(Flag(), False),
            places=Key(Whole(high=MAX_PLACES), Default.ABSENT),
            mode=Key(Choice(Mode), Default.ABSENT),
        ),
        needs={"places": ("mode",), "mode": ("places",)},
    ),
    _bands(Side.AT_LEAST, Side.ABOVE),
    _bands(Side.AT_MOST, Side.BELOW),
    replace(_map("clamp", low=ANY_DECIMAL, high=ANY_DECIMAL), any_of=("low", "high")),
    replace(
        _map(
            "best_of_field",
            **BEST,
            max=Key(POSITIVE),
            each=ANY_POSITIVE,
            floor=ANY_DECIMAL,
            **PER,
        ),
        needs={"floor": ("each",)},
    ),
    _map("share_of_total", max=Key(POSITIVE), **PER),
    replace(
        _map(
            "places",
            **BEST,
            points=Key(Listed(Decimal()), Default.ABSENT),
            otherwise=Key(Decimal(), Fraction(0)),
            ties=Key(Choice(Level), Level.MEAN),
            **PER,
        ),
        needs={"otherwise": ("points",)},
    ),
    _of_facts("attribute", attribute=Key(Text())),
    _of_facts("events", kind=Key(Text()), none=ANY_DECIMAL),
)

OVERTIME = Shape(
    "overtime",
    {
        "limit": Key(Decimal()),
        "unit": Key(POSITIVE),
        "points": Key(POSITIVE),
        "count": Key(Choice(Units)),
    },
)
ONCE = {"once_per": Key(Either((Text(), Listed(Text()))), Default.ABSENT)}
TARIFF = Shape(
    "kind of event",
    {
        "kind": Key(Text()),
        "effect": Key(Choice(Effect)),
        "points": ANY_POSITIVE,
        "per_amount": Key(Flag(), False),
        "levels": Key(Named(WEIGHT), Default.ABSENT),
        "overtime": Key(OVERTIME, Default.ABSENT),
        **ONCE,
        "times": Key(Whole(low=1), Default.DERIVED),
        "cap": ANY_POSITIVE,
        "cap_per": Key(Named(WEIGHT), Default.ABSENT),
        "needs_evidence": Key(Flag(), False),
    },
    along={"per_amount": ("points", "levels")},
)
ADJUST = Shape(
    "adjust",
    {
        "adjust": Key(Listed(TARIFF)),
        **ONCE,
        "most_plus": ANY_POSITIVE,
        "most_minus": ANY_POSITIVE,
        "floor": ANY_DECIMAL,
        "ceiling": ANY_DECIMAL,
        **FROM,
        **AS,
    },
)

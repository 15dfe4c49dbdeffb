"""Shapes of the steps check, bar, rank and select, and of the keys that entries are ordered by."""

from competition.domain.rounding import Mode
from competition.domain.rules.boundary import Policy
from competition.domain.rules.calibrating.way import MOST_PLACES
from competition.domain.rules.keys import Direction, On
from competition.domain.rules.ranking.method import Better, Incomplete, Method
from competition.domain.rules.shapes.common import ANY_DECIMAL, AS, FROM, PER, TEXTS
from competition.domain.rules.shapes.shape import (
    Choice,
    Decimal,
    Default,
    Either,
    Exactly,
    Key,
    Listed,
    Named,
    Shape,
    Text,
    Whole,
)
from competition.domain.rules.steps.rank import Style, Then
from competition.domain.rules.steps.sub_scores import Sheets
from competition.domain.rules.steps.veto import Span

DIRECTION = {"direction": Key(Choice(Direction), Direction.DESC)}
QUOTA = Either((Whole(), Named(Whole(), least=0)))


def _method(name: str, *methods: Method, **more: Key) -> Shape:
    keys = {
        "method": Key(Choice(Method, methods)),
        "of": Key(Text(), Default.ABSENT),
        "better": Key(Choice(Better), Better.HIGHER),
        **more,
    }
    return Shape(name, {**keys, **AS})


METHODS = (
    _method(
        "key places of judges",
        Method.RANK_SUM,
        Method.MAJORITY,
        incomplete=Key(Choice(Incomplete), Incomplete.BLOCK),
    ),
    _method("key pairs of judges", Method.SCHULZE, Method.KEMENY),
    _method(
        "key abilities",
        Method.BRADLEY_TERRY,
        places=Key(Whole(high=MOST_PLACES)),
        mode=Key(Choice(Mode)),
    ),
)
KEY = Either(
    (
        Shape(
            "key figure",
            {
                "key": Key(Text()),
                "member": Key(Text(), Default.ABSENT),
                "on": Key(Choice(On), On.PUBLISHED),
                **DIRECTION,
            },
        ),
        Shape(
            "key criterion",
            {
                "criterion": Key(Text()),
                "stage": Key(Text(), Default.ABSENT),
                "sheets": Key(Choice(Sheets), Sheets.VALID),
                **DIRECTION,
            },
        ),
        Shape("key higher marks", {"higher_marks": Key(Text())}),
        Shape("key attribute", {"attribute": Key(Text()), **DIRECTION}),
        Shape(
            "key firsts",
            {
                "firsts": Key(Either((Text(), Listed(Text())))),
                "places": Key(Whole(1, 99), 1),
                **DIRECTION,
            },
        ),
        *METHODS,
    ),
    "key",
)
RANK = Shape(
    "rank",
    {
        "rank": Key(Listed(KEY)),
        "style": Key(Choice(Style), Style.COMPETITION),
        **PER,
        "then": Key(Choice(Then), Then.SHARED),
        **AS,
    },
)
UNCHAINED = (Policy.EXPAND, Policy.SHRINK, Policy.COMMITTEE)
CHAIN = {
    "chain": Key(Listed(KEY)),
    "then": Key(Choice(Policy, UNCHAINED), Policy.COMMITTEE),
}
_NUMBER = {"select": Key(Exactly("number")), "number": Key(QUOTA), "line": ANY_DECIMAL}
SELECTS = (
    Shape("select number", {**_NUMBER, "ties": Key(Choice(Policy, UNCHAINED)), **PER, **AS}),
    Shape(
        "select number by chain", {**_NUMBER, "ties": Key(Exactly("chain")), **CHAIN, **PER, **AS}
    ),
    Shape("select line", {"select": Key(Exactly("line")), "line": Key(Decimal()), **PER, **AS}),
)
CHECKS = (
    Shape("check complete", {"check": Key(Exactly("complete")), **AS}),
    Shape(
        "check panel",
        {"check": Key(Exactly("panel")), "at_least": Key(Whole(low=1)), **FROM, **AS},
    ),
    Shape(
        "check spread", {"check": Key(Exactly("spread")), "at_most": Key(Decimal()), **FROM, **AS}
    ),
)
WHOM = {
    "for": Key(Named(TEXTS, most=1), Default.ABSENT),
    "through": Key(Text(), Default.ABSENT),
    **AS,
}
_EVENT = {"bar": Key(Exactly("event")), "kinds": Key(Listed(Text()))}
_SPANS = {
    "": {"span": Key(Choice(Span, (Span.PERIOD, Span.YEAR)))},
    " of parts": {"span": Key(Exactly("parts")), "parts": Key(TEXTS)},
}
_AWARD = {"effect": Key(Exactly("award")), **WHOM}
_ZERO = {
    "effect": Key(Exactly("zero")),
    **FROM,
    "at": Key(Named(Text()), Default.ABSENT),
    **WHOM,
}


def _bar_figure(side: str) -> Shape:
    keys = {"bar": Key(Exactly("figure")), "of": Key(Text()), side: Key(Decimal()), **WHOM}
    return Shape(f"bar figure {side}", keys)


BARS = (
    Shape("bar recorded", {"bar": Key(Exactly("recorded")), **WHOM}),
    Shape(
        "bar attribute",
        {"bar": Key(Exactly("attribute")), "attribute": Key(Text()), "in": Key(TEXTS), **WHOM},
    ),
    _bar_figure("at_least"),
    _bar_figure("at_most"),
    *(Shape(f"bar event from awards{n}", {**_EVENT, **s, **_AWARD}) for n, s in _SPANS.items()),
    *(Shape(f"bar event to zero{n}", {**_EVENT, **s, **_ZERO}) for n, s in _SPANS.items()),
)

"""Shapes that many steps share: numbers that steps need, and what every step may say."""

from competition.domain.rules.shapes.shape import (
    Decimal,
    Default,
    Either,
    Key,
    Listed,
    Name,
    Named,
    Shape,
    Sign,
    Text,
)

FROM = {"from": Key(Text(), Default.ABSENT)}
AS = {"as": Key(Name(), Default.DERIVED)}
PER = {"per": Key(Text(), Default.ABSENT)}
TEXTS = Listed(Text(blank=True))
POSITIVE, WEIGHT = Decimal(Sign.POSITIVE), Decimal(Sign.NOT_NEGATIVE)
ANY_DECIMAL = Key(Decimal(), Default.ABSENT)
ANY_POSITIVE = Key(POSITIVE, Default.ABSENT)

BY_MEMBER = Shape("number by member", {"by": Key(Text()), "values": Key(Named(Decimal()))})
OF_ATTRIBUTE = Shape(
    "number of an attribute",
    {"attribute": Key(Text()), "of": Key(Text(blank=True), "entry")},
)
OF_TABLE = Shape("number of a table", {"table": Key(Text())})
NUMBER = Either((Decimal(), BY_MEMBER, OF_ATTRIBUTE, OF_TABLE), "number")

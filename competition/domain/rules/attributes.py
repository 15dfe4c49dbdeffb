"""Numbers that stand in the attributes of entries: times, measurements, heads."""

import re
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.facts import Entry

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


def attribute_number(entry: Entry, attribute: str) -> Fraction | None:
    """The number in an attribute; None where the entry has none.

    Raises:
        Refusal: "facts.attribute_number" when it holds something else.
    """
    text = entry.attributes.get(attribute, "").strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise Refusal("facts.attribute_number", entry=entry.id, attribute=attribute, text=text)
    return Fraction(text)

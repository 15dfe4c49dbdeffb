"""Attributes of entries and judges: which ones rules look at, and the numbers in them."""

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

from competition.domain.refusal import Refusal
from competition.domain.rules.facts import Entry

TRACK, UNIT, GROUP = "track", "unit", "group"
PARENT = "parent"
"""The attribute that holds the id of the entry that another belongs to: the lot of a crew."""
MARKED_BY = "marked_by"
_NAMING = ("per", "attribute", "panel", "team", "weights_of", "through")
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


def named_attributes(document: Mapping[str, Any]) -> frozenset[str]:
    """The attributes of entries and judges that a rule document looks at, whoever has them.

    Facts carry no attribute that the rules do not look at.
    """
    return frozenset(_named(document))


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _named(each)
    if not isinstance(value, Mapping):
        return
    for key, held in value.items():
        if key in _NAMING and isinstance(held, str):
            yield held
        elif key == MARKED_BY and held:
            yield GROUP
        elif key in ("only", "for") and isinstance(held, Mapping):
            yield from held
        elif key == "caps" and isinstance(held, list):
            yield from (str(cap.get("by")) for cap in held if isinstance(cap, Mapping))
        else:
            yield from _named(held)


def grouping_attributes(document: Mapping[str, Any]) -> frozenset[str]:
    """The attributes by whose values a rule document ranks, cuts, awards or compares apart."""
    return frozenset(_grouping(document))


def _grouping(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _grouping(each)
    elif isinstance(value, Mapping):
        for key, held in value.items():
            if key == "per" and isinstance(held, str):
                yield held
            else:
                yield from _grouping(held)


def named_groups(document: Mapping[str, Any]) -> frozenset[str]:
    """The groups of judges that a rule document names."""
    return frozenset(_groups(document))


def marking_groups(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The groups whose sheets hold criteria, each once, in the order of the document."""
    return tuple(dict.fromkeys(_marking(document)))


def told_group(text: str, named: Collection[str]) -> str:
    """A judge's group as facts tell it: one that rules name, or a number, as it is.

    What else stands there may say who the judge is; it becomes a dash, which no rule means.
    """
    if text in named or _NUMBER.fullmatch(text):
        return text
    other = "-"
    while other in named:
        other += "-"
    return other


def _groups(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _groups(each)
    if not isinstance(value, Mapping):
        return
    only = value.get("only")
    if isinstance(only, Mapping) and isinstance(only.get(GROUP), list):
        yield from map(str, only[GROUP])
    marking, weights = value.get(MARKED_BY), value.get("weights")
    if isinstance(marking, list):
        yield from map(str, marking)
    if value.get("weights_of") == GROUP and isinstance(weights, Mapping):
        yield from map(str, weights)
    for held in value.values():
        yield from _groups(held)


def _marking(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _marking(each)
    if isinstance(value, Mapping):
        named = value.get(MARKED_BY)
        if isinstance(named, list):
            yield from map(str, named)
        for held in value.values():
            yield from _marking(held)

"""What one report adds to the figures of its organisation and of all above it.

A person counts once in a branch however many reports name them. So a report adds a person to the
organisations above it only up to the first under which another report already counts them, found
by looking at the person's own other reports of the year, which are few.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from competition.domain.participation.spans import containing

Key = tuple[int, int, str]
Gained = dict[Key, list[int]]


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation on the way up.

    Args:
        by_industry: whether its figures are kept by industry too.
        above_scale: 规上 and in use.
    """

    id: int
    by_industry: bool
    above_scale: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """Another report of the year that counts; `active` where it tells of somebody taking part."""

    organisation: int
    span: int
    industry: str
    active: bool = True

    def lies_in(self, span: int, industry: str) -> bool:
        """Whether it counts for this span and industry, empty for all."""
        return span in containing(self.span) and industry in ("", self.industry)


@dataclass(frozen=True, slots=True)
class Told:
    """The report itself; `people` are the keys of its list, empty where a number was told."""

    span: int
    industry: str
    participations: int
    declared: int
    people: Collection[int]

    @property
    def active(self) -> bool:
        return self.participations + self.declared > 0


def effect(
    path: Sequence[Place],
    told: Told,
    beside: Sequence[Leaf],
    others: Mapping[int, Sequence[Leaf]],
    above: Mapping[int, Collection[int]],
    idle: Collection[tuple[int, int]],
) -> Gained:
    """What the report adds, by organisation, span and industry, empty for all industries.

    Taking a report out takes away what it would add to the rest.

    Args:
        path: its organisation and those above, from below.
        beside: the other reports of its organisation.
        others: by person of its list, the other reports that name them; those with none left out.
        above: for each organisation of `others`, itself and those above it.
        idle: organisation and span where nobody else takes part in the branch; asked of
            organisations above scale.
    Returns:
        Numbers in the order of `figures.FIGURES`.
    """
    gained: Gained = {}
    for span in containing(told.span):
        for industry in ("", told.industry):
            new = _new_people(path, told, span, industry, others, above)
            there = [leaf for leaf in beside if leaf.lies_in(span, industry)]
            unit = int(told.active and not any(leaf.active for leaf in there))
            first = int(not there)
            woken = 0
            for place, people in zip(path, new, strict=True):
                if industry and not place.by_industry:
                    continue
                woken += int(not industry and _wakes(place, told, span, idle))
                figures = [told.participations, people, told.declared, unit, first, woken]
                gained[place.id, span, industry] = figures
    return gained


def _wakes(place: Place, told: Told, span: int, idle: Collection[tuple[int, int]]) -> bool:
    """Whether an enterprise above scale takes part only by this report."""
    return place.above_scale and told.active and (place.id, span) in idle


def _new_people(
    path: Sequence[Place],
    told: Told,
    span: int,
    industry: str,
    others: Mapping[int, Sequence[Leaf]],
    above: Mapping[int, Collection[int]],
) -> list[int]:
    """By organisation of the path, how many people nobody else counts there."""
    ends = [0] * (len(path) + 1)
    ends[len(path)] = len(told.people) - len(others)
    for leaves in others.values():
        met = {
            each
            for leaf in leaves
            if leaf.lies_in(span, industry)
            for each in above[leaf.organisation]
        }
        ends[next((at for at, place in enumerate(path) if place.id in met), len(path))] += 1
    new, known = [], len(told.people)
    for at in range(len(path)):
        known -= ends[at]
        new.append(known)
    return new

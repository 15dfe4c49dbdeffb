"""Sharing out a whole number of places among groups in proportion to their size."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    """How the fractions are settled.

    LARGEST_REMAINDER gives each group the whole part of its exact share and the places left to
    the largest remainders (Hamilton). DHONDT and SAINTE_LAGUE give place after place to the
    largest quotient by 1, 2, 3 ... and by 1, 3, 5 ...
    """

    LARGEST_REMAINDER = "largest_remainder"
    DHONDT = "dhondt"
    SAINTE_LAGUE = "sainte_lague"


class Equal(StrEnum):
    """Which of several groups with an equal claim comes first; groups that are equal in size
    too wait for a decision."""

    LARGER = "larger"
    SMALLER = "smaller"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Shares:
    """Places by group.

    Attributes:
        exact: by group, the share before it was made whole.
        tied, open_places: groups with an equal claim to the last places, which none of them has
            got, and how many places those are.
    """

    places: Mapping[str, int]
    exact: Mapping[str, Fraction]
    tied: tuple[str, ...] = ()
    open_places: int = 0


def apportion(
    total: int,
    sizes: Mapping[str, int],
    method: Method,
    equal: Equal,
    *,
    minimum: int = 0,
    minimum_first: bool = False,
    order: tuple[str, ...] = (),
) -> Shares:
    """Share `total` places out among groups of the given sizes.

    Args:
        minimum: fewest places of each group, or all that it can fill; where they do not go round,
            nobody gets more than the others. Under largest remainder groups below it are raised
            to it, and the places left are shared out anew among the other groups.
        minimum_first: whether the minimum is given first, and only what is left is shared out
            by size among all of them.
        order: groups in the order that was decided for equal claims.
    """
    everyone = sum(sizes.values())
    groups = sorted(sizes)
    if everyone == 0:
        return Shares(dict.fromkeys(groups, 0), dict.fromkeys(groups, Fraction(0)))
    least = _least(total, sizes, minimum)
    sharing = _Sharing(method, equal, order, sizes, total <= everyone)
    if minimum_first:
        left = total - sum(least.values())
        rest, tied = sharing.raised(left, dict.fromkeys(groups, 0), already=least)
        places = {group: least[group] + rest[group] for group in groups}
    elif method is Method.LARGEST_REMAINDER:
        places, tied = sharing.raised(total, least)
    else:
        places, tied = sharing.filled_up(total, sizes, least)
    exact = {group: Fraction(total * sizes[group], everyone) for group in groups}
    return Shares(places, exact, tuple(tied), total - sum(places.values()) if tied else 0)


def _least(total: int, sizes: Mapping[str, int], minimum: int) -> dict[str, int]:
    """The minimum of each group as far as places go round, and no more than it has entries."""
    given = dict.fromkeys(sorted(sizes), 0)
    for _ in range(minimum):
        below = [group for group in given if given[group] < sizes[group]]
        if sum(given.values()) + len(below) <= total:
            given |= {group: given[group] + 1 for group in below}
    return given


@dataclass(frozen=True, slots=True)
class _Sharing:
    """How places are shared out; `is_bounded` when no group gets more than it has entries."""

    method: Method
    equal: Equal
    order: tuple[str, ...]
    sizes: Mapping[str, int]
    is_bounded: bool

    def raised(
        self, total: int, least: Mapping[str, int], already: Mapping[str, int] | None = None
    ) -> tuple[dict[str, int], list[str]]:
        """Shares from nothing; groups below their least, or above what they can fill besides
        what they have `already`, are held there and the others share anew."""
        held: dict[str, int] = {}
        while True:
            free = {group: n for group, n in self.sizes.items() if group not in held}
            left = total - sum(held.values())
            places, tied = self.filled_up(left, free, dict.fromkeys(sorted(free), 0))
            most = {group: n - (already or {}).get(group, 0) for group, n in free.items()}
            wrong = {g: least[g] for g in free if places[g] < least[g]}
            if not wrong and self.is_bounded:
                wrong = {group: most[group] for group in free if places[group] > most[group]}
            if not wrong:
                return {group: (held | places)[group] for group in sorted(self.sizes)}, tied
            held |= wrong

    def filled_up(
        self, total: int, sizes: Mapping[str, int], given: Mapping[str, int]
    ) -> tuple[dict[str, int], list[str]]:
        """Place after place from `given` on, and the groups whose equal claims are undecided."""
        places = dict(given)
        everyone = sum(sizes.values())
        exact = {group: Fraction(total * n, everyone or 1) for group, n in sizes.items()}
        while sum(places.values()) < total:
            open_to = [g for g in places if self._has_room(places[g], sizes[g])]
            if not open_to:
                break
            claims = {group: _claim(self.method, places[group], exact[group]) for group in open_to}
            first = [group for group in open_to if claims[group] == max(claims.values())]
            left = total - sum(places.values())
            chosen = _before(first, self.sizes, self.equal, self.order, left)
            if not chosen:
                return places, first
            places |= {group: places[group] + 1 for group in chosen}
        return places, []

    def _has_room(self, places: int, size: int) -> bool:
        return size > 0 and (places < size or not self.is_bounded)


def _claim(method: Method, given: int, exact: Fraction) -> Fraction:
    """How strongly a group asks for its next place.

    A share still unmet by one or more comes before every remainder, so that whole parts are
    given before the remainders are compared.
    """
    if method is Method.LARGEST_REMAINDER:
        return exact - given
    return exact / (given + 1 if method is Method.DHONDT else 2 * given + 1)


def _before(
    claiming: list[str],
    sizes: Mapping[str, int],
    equal: Equal,
    order: tuple[str, ...],
    left: int,
) -> list[str]:
    """Those of equal claims that get one of the places left; none while it is undecided."""
    if len(claiming) <= left:
        return claiming
    if sorted(order) == sorted(claiming):
        return list(order[:left])
    if equal is Equal.DECISION:
        return []
    sign = -1 if equal is Equal.LARGER else 1
    ranked = sorted(claiming, key=lambda group: sign * sizes[group])
    if sizes[ranked[left - 1]] == sizes[ranked[left]]:
        return []
    return ranked[:left]

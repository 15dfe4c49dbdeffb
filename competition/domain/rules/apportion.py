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
    order: tuple[str, ...] = (),
) -> Shares:
    """Share `total` places out among groups of the given sizes.

    Args:
        minimum: places that each group with anybody in it gets before the rest is shared out;
            where they do not go round, nobody gets more than the others and the rest is a tie.
        order: groups in the order that was decided for equal claims.
    """
    everyone = sum(sizes.values())
    given = dict.fromkeys(sorted(sizes), 0)
    if everyone == 0:
        return Shares(given, dict.fromkeys(given, Fraction(0)))
    exact = {group: Fraction(total * sizes[group], everyone) for group in given}
    present = [group for group in given if sizes[group]]
    for _ in range(minimum):
        if sum(given.values()) + len(present) <= total:
            given |= {group: given[group] + 1 for group in present}
    tied: list[str] = []
    while sum(given.values()) < total:
        left = total - sum(given.values())
        claims = {group: _claim(method, given[group], exact[group]) for group in present}
        first = [group for group in present if claims[group] == max(claims.values())]
        chosen = _before(first, sizes, equal, order, left)
        if not chosen:
            tied = first
            break
        given |= {group: given[group] + 1 for group in chosen}
    return Shares(given, exact, tuple(tied), total - sum(given.values()))


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

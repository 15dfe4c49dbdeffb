"""推荐排序: the order in which an organisation nominates, substitutes behind all nominated."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from competition.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Nomination:
    """An entry in its place of a list.

    Args:
        order: from 1 among the nominated, from 1 again among the substitutes.
    """

    entry: int
    order: int
    is_substitute: bool = False


def arranged(
    nominated: Sequence[int], substitutes: Sequence[int], *, taken: Collection[int], behind: int = 0
) -> tuple[Nomination, ...]:
    """Give each entry its place behind those that were recommended before.

    Args:
        nominated, substitutes: entries in the order wanted.
        taken: orders of nominated entries that hold a place already.
        behind: how many substitutes stand by already.
    Raises:
        Refusal: ``recommendation.empty``; ``recommendation.twice`` for an entry named twice.
    """
    named = [*nominated, *substitutes]
    if not named:
        raise Refusal("recommendation.empty")
    if len(set(named)) < len(named):
        raise Refusal("recommendation.twice")
    orders = next_orders(taken, len(nominated))
    first = [Nomination(entry, order) for entry, order in zip(nominated, orders, strict=True)]
    later = [Nomination(entry, behind + 1 + i, True) for i, entry in enumerate(substitutes)]
    return (*first, *later)


def next_orders(taken: Collection[int], count: int) -> list[int]:
    """The lowest free orders from 1, so that a place given back is filled before new ones."""
    free: list[int] = []
    order = 0
    known = set(taken)
    while len(free) < count:
        order += 1
        if order not in known:
            free.append(order)
    return free

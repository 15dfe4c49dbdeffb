"""The way of an entry through the tree: the organisations above its unit that recommend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Level:
    """One level of recommendation, such as 县级工会.

    Args:
        position: 0 for the lowest.
        name: as people call it.
        kinds: the kinds of organisations that act on this level.
    """

    position: int
    name: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation of the tree, as far as the route asks.

    Args:
        kind: as stored, such as ``county``.
    """

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an entry is recommended: an organisation in its capacity of a level."""

    level: Level
    unit: Unit


def route_of(upward: Sequence[Unit], levels: Sequence[Level], host: int) -> tuple[Stop, ...]:
    """The organisations that an entry passes, in their order.

    Args:
        upward: the entry's unit and all above it, the lowest first.
        levels: of the competition, the lowest first.
        host: the organisation that holds the competition; the way ends below it.
    Returns:
        One stop for each level at most, none for a level of which no organisation lies between:
        an enterprise that stands directly under its city passes no county. Several of one level
        on the way (a branch under a branch) give the one nearest to the unit.
    Raises:
        Refusal: ``recommendation.outside`` where the unit does not lie under the host.
    """
    between = []
    for unit in upward:
        if unit.id == host:
            break
        between.append(unit)
    else:
        raise Refusal("recommendation.outside")
    stops: list[Stop] = []
    reached = -1
    for unit in between:
        level = _level_of(unit, levels, above=reached)
        if level is not None:
            stops.append(Stop(level, unit))
            reached = level.position
    return tuple(stops)


def next_unit(
    upward: Sequence[Unit], levels: Sequence[Level], host: int, *, above: int
) -> Stop | None:
    """The stop after the level at position `above`, by the tree as it is now; None for the host.

    Args:
        upward: the organisation that forwards and all above it, the lowest first.
    Raises:
        Refusal: ``recommendation.outside``.
    """
    later = [level for level in levels if level.position > above]
    stops = route_of(upward, later, host)
    return stops[0] if stops else None


def require_levels(levels: Sequence[Level]) -> None:
    """Check the levels of a competition.

    Raises:
        Refusal: ``recommendation.level_empty`` (level), ``recommendation.level_twice`` (kind)
            where one kind acts on two levels.
    """
    seen: set[str] = set()
    for level in levels:
        if not level.kinds:
            raise Refusal("recommendation.level_empty", level=level.name)
        if twice := sorted(seen & level.kinds):
            raise Refusal("recommendation.level_twice", kind=twice[0])
        seen |= level.kinds


def _level_of(unit: Unit, levels: Sequence[Level], *, above: int) -> Level | None:
    for level in levels:
        if level.position > above and unit.kind in level.kinds:
            return level
    return None

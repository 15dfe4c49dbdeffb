"""Orders from pairwise choices: Schulze and Kemeny."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition.domain.refusal import Refusal

Pairs = Mapping[tuple[str, str], int]
MOST_FOR_KEMENY = 14
ORDERS_SHOWN = 24


def strongest_paths(entries: Sequence[str], pairs: Pairs) -> dict[tuple[str, str], int]:
    """Strengths of the strongest beatpaths, by winning votes (Schulze 2011)."""
    strength = {
        (a, b): count if count > pairs[b, a] else 0 for (a, b), count in sorted(pairs.items())
    }
    for middle in entries:
        for start in entries:
            if start == middle:
                continue
            first = strength[start, middle]
            if not first:
                continue
            for end in entries:
                if end not in (start, middle):
                    through = min(first, strength[middle, end])
                    if through > strength[start, end]:
                        strength[start, end] = through
    return strength


def schulze_beats(entries: Sequence[str], paths: Pairs) -> dict[str, Fraction]:
    """How many others each entry beats by its strongest paths."""
    return {a: Fraction(sum(paths[a, b] > paths[b, a] for b in entries if b != a)) for a in entries}


@dataclass(frozen=True, slots=True)
class Kemeny:
    """The orders that contradict the fewest choices.

    Attributes:
        score: choices that the best orders agree with.
        orders: the best orders, in one order, at most `ORDERS_SHOWN`; `more` says there are
            others.
        groups: entries in order; those that not all best orders put the same way around are
            together.
    """

    score: int
    orders: tuple[tuple[str, ...], ...]
    more: bool
    groups: tuple[tuple[str, ...], ...]


def kemeny(entries: Sequence[str], pairs: Pairs) -> Kemeny:
    """All best orders, by dynamic programming over sets (Kemeny 1959).

    Raises:
        Refusal: "ranking.too_many" above `MOST_FOR_KEMENY` entries.
    """
    names = sorted(entries)
    if len(names) > MOST_FOR_KEMENY:
        raise Refusal("ranking.too_many", count=len(names), most=MOST_FOR_KEMENY)
    best = _best_after(names, pairs)
    before: set[tuple[int, int]] = set()
    partial: dict[int, list[tuple[str, ...]]] = {0: [()]}
    full = (1 << len(names)) - 1
    for taken in range(full):
        if taken not in partial:
            continue
        for at in _rest(taken, len(names)):
            after = taken | 1 << at
            gain = _gain(names, pairs, taken, at)
            if gain + best[after] != best[taken]:
                continue
            before |= {(at, other) for other in _rest(after, len(names))}
            longer = [(*order, names[at]) for order in partial[taken]]
            partial[after] = sorted(partial.get(after, []) + longer)[: ORDERS_SHOWN + 1]
    orders = partial[full]
    return Kemeny(
        best[0],
        tuple(orders[:ORDERS_SHOWN]),
        len(orders) > ORDERS_SHOWN,
        _agreed(names, before),
    )


def _best_after(names: Sequence[str], pairs: Pairs) -> list[int]:
    """By set of entries already placed, the most that the rest can still agree with."""
    full = (1 << len(names)) - 1
    best = [0] * (full + 1)
    for taken in range(full - 1, -1, -1):
        best[taken] = max(
            _gain(names, pairs, taken, at) + best[taken | 1 << at]
            for at in _rest(taken, len(names))
        )
    return best


def _rest(taken: int, count: int) -> list[int]:
    return [at for at in range(count) if not taken >> at & 1]


def _gain(names: Sequence[str], pairs: Pairs, taken: int, at: int) -> int:
    """Choices that agree with placing one entry before all that are not placed yet."""
    return sum(pairs[names[at], names[other]] for other in _rest(taken, len(names)) if other != at)


def _agreed(names: Sequence[str], before: set[tuple[int, int]]) -> tuple[tuple[str, ...], ...]:
    """Groups that all best orders put in the same order."""
    group = {at: {at} for at in range(len(names))}
    for first, second in sorted(before):
        if (second, first) in before and group[first] is not group[second]:
            group[first] |= group[second]
            for member in group[second]:
                group[member] = group[first]
    chosen = {tuple(sorted(members)) for members in group.values()}
    ahead = {
        members: sum((other, members[0]) in before for other in group if other not in members)
        for members in chosen
    }
    ordered = sorted(chosen, key=ahead.__getitem__)
    return tuple(tuple(names[at] for at in members) for members in ordered)

"""The winners that keep all ratios with the fewest changes: an exact search over kinds of entries.

Entries that no ratio and no cap tells apart are of one kind, and of a kind the better placed come
first. So it is enough to find how many of each kind win. That is found kind by kind, keeping for
each state reached (places of the group, awards of the unit, change of each count) the best way to
it: the fewest winners replaced, and of those ways the one that keeps the best placed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

MOST_CASES = 1_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that could win.

    Attributes:
        place: in its group; between equal ones nothing decides.
        unit: whose awards are capped; "" for none.
        counted: of each ratio, whether the entry is counted.
        wins: whether it wins by rank alone.
    """

    entry: str
    group: str
    unit: str
    place: int
    counted: tuple[bool, ...]
    wins: bool


@dataclass(frozen=True, slots=True)
class Change:
    """By how much the count of a ratio has to change: at least `by`, or at most."""

    by: int
    is_least: bool

    @property
    def is_open(self) -> bool:
        """Whether the winners by rank do not keep the ratio."""
        return self.kept(0, 0, 0) is None

    def may_fail(self, replaced: int) -> bool:
        """Whether replacing so many winners could break it, or has to mend it."""
        return self.kept(-replaced if self.is_least else replaced, 0, 0) is None

    def kept(self, change: int, down: int, up: int) -> int | None:
        """The change so far where up to `down` and `up` may follow; None when it must fail.

        Changes that can no longer fail are brought together, so that fewer cases remain.
        """
        if self.is_least:
            return None if change + up < self.by else min(change, self.by + down)
        return None if change - down > self.by else max(change, self.by - up)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Entries alike, the better placed first, and what they are worth.

    Attributes:
        winning: how many of them win by rank.
        worths: of the first 0, 1, 2 ... members together; a place is worth more than all places
            after it together.
    """

    group: str
    unit: str
    counted: tuple[bool, ...]
    members: tuple[Candidate, ...]
    winning: int
    worths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """How many of each kind win, the last kind first, how good that is, and one as good."""

    replaced: int = 0
    worth: int = 0
    before: "_Way | None" = None
    number: int = 0
    twin: "_Way | None" = None

    @property
    def cost(self) -> tuple[int, int]:
        """What is lowest for the best way."""
        return self.replaced, -self.worth


@dataclass(frozen=True, slots=True)
class Winners:
    """Attributes:
    chosen: who wins.
    alike: some of them and others who could win as well in their place; () where nobody could.
    """

    chosen: frozenset[str]
    alike: tuple[str, ...]


# Net change of the group, awards of the unit, change of each count.
_State = tuple[int, int, tuple[int, ...]]
_Spare = list[tuple[int, int]]


class TooMany(Exception):
    """There are more cases than can be gone through while somebody waits."""


def best_winners(
    candidates: Sequence[Candidate], changes: Sequence[Change], most: int | None
) -> Winners | None:
    """The entries that win, as many in each group as by rank; None when no choice keeps all.

    Args:
        changes: for each ratio, by how much its count has to change.
        most: most awards of a unit within a group; None without a cap.
    Raises:
        TooMany: when more than `MOST_CASES` would have to be gone through.
    """
    winners = sum(one.wins for one in candidates)
    fewest = max((abs(change.by) for change in changes if change.is_open), default=1)
    search = _Search(candidates, changes, most, winners)
    if search.is_hopeless():
        return None
    cases = 0
    for replaced in range(fewest, winners + 1):
        search = _Search(candidates, changes, most, replaced, cases)
        if ways := search.ways():
            return _best(search.kinds, ways)
        cases = search.cases
    return None


class _Search:
    """A search for ways with at most so many replaced, which counts the cases it goes through."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        changes: Sequence[Change],
        most: int | None,
        replaced: int,
        cases: int = 0,
    ) -> None:
        matter = [number for number, one in enumerate(changes) if one.may_fail(replaced)]
        self.changes = [changes[number] for number in matter]
        self.kinds = _kinds(candidates, matter)
        self.most, self.replaced, self.cases = most, replaced, cases
        self.spare = self._spare()

    def is_hopeless(self) -> bool:
        """Whether some ratio cannot be kept even where it alone has to be."""
        every = zip(self.changes, self.spare[0], strict=True)
        return any(change.kept(0, down, up) is None for change, (down, up) in every)

    def ways(self) -> list[_Way]:
        """The cheapest way to each end that keeps everything."""
        states: dict[_State, _Way] = {(0, 0, (0,) * len(self.changes)): _Way()}
        before = ("", "")
        for index, kind in enumerate(self.kinds, start=1):
            reached: dict[_State, _Way] = {}
            same_unit = before == (kind.group, kind.unit)
            for (net, awards, counts), way in states.items():
                entered = (net, awards if same_unit else 0, counts)
                for state, made in self._taken(entered, way, kind, self.spare[index]):
                    _keep(reached, state, made)
            before = (kind.group, kind.unit)
            if index == len(self.kinds) or self.kinds[index].group != kind.group:
                reached = {state: way for state, way in reached.items() if state[0] == 0}
            states = reached
        return list(states.values())

    def _taken(
        self, state: _State, way: _Way, kind: _Kind, spare: _Spare
    ) -> Iterator[tuple[_State, _Way]]:
        """Each number of a kind that may win, with what it leads to."""
        net, awards, counts = state
        low = max(0, kind.winning - (self.replaced - way.replaced))
        high = min(len(kind.members), kind.winning + self.replaced - way.replaced - net)
        if self.most is not None and kind.unit:
            high = min(high, self.most - awards)
        for number in range(low, high + 1):
            self.cases += 1
            if self.cases > MOST_CASES:
                raise TooMany
            change = number - kind.winning
            lost = way.replaced + max(0, -change)
            left = (self.replaced - lost, self.replaced - lost - net - change)
            kept = self._kept(counts, kind, change, left, spare)
            if kept is not None:
                made = _Way(lost, way.worth + kind.worths[number], way, number)
                yield (net + change, awards + number, kept), made

    def _kept(
        self,
        counts: tuple[int, ...],
        kind: _Kind,
        change: int,
        left: tuple[int, int],
        spare: _Spare,
    ) -> tuple[int, ...] | None:
        """The counts with a change; `left` is how many can still be lost and won."""
        made = []
        for count, is_in, ratio, (down, up) in zip(
            counts, kind.counted, self.changes, spare, strict=True
        ):
            kept = ratio.kept(count + change * is_in, min(down, left[0]), min(up, left[1]))
            if kept is None:
                return None
            made.append(kept)
        return tuple(made)

    def _spare(self) -> list[_Spare]:
        """Before each kind and after the last, how far those to come can lower and raise counts."""
        spare = [[(0, 0)] * len(self.changes)]
        for kind in reversed(self.kinds):
            down = min(kind.winning, self.replaced)
            up = min(len(kind.members) - kind.winning, self.replaced)
            later = zip(spare[-1], kind.counted, strict=True)
            spare.append([(a + down * is_in, b + up * is_in) for (a, b), is_in in later])
        return spare[::-1]


def _kinds(candidates: Sequence[Candidate], matter: Sequence[int]) -> list[_Kind]:
    """The candidates by what tells them apart; of the ratios only those that `matter`."""

    def kind(one: Candidate) -> tuple[str, str, tuple[bool, ...]]:
        return one.group, one.unit, tuple(one.counted[number] for number in matter)

    found = []
    places = sorted({one.place for one in candidates}, reverse=True)
    worth = {place: (len(candidates) + 1) ** index for index, place in enumerate(places)}
    for (group, unit, counted), alike in groupby(sorted(candidates, key=kind), kind):
        members = sorted(alike, key=lambda one: (one.place, not one.wins, one.entry))
        wins = sum(one.wins for one in members)
        worths = tuple(accumulate((worth[one.place] for one in members), initial=0))
        found.append(_Kind(group, unit, counted, tuple(members), wins, worths))
    return found


def _keep(reached: dict[_State, _Way], state: _State, made: _Way) -> None:
    """Keep the better way to a state, and of two as good both."""
    old = reached.get(state)
    if old is None or made.cost < old.cost:
        reached[state] = made
    elif made.cost == old.cost and old.twin is None:
        reached[state] = replace(old, twin=made)


def _best(kinds: Sequence[_Kind], ways: Sequence[_Way]) -> Winners:
    """The winners of the best way, and who could take their place."""
    first, *others = sorted(ways, key=lambda way: way.cost)
    chosen = _chosen(kinds, first)
    if others and others[0].cost == first.cost:
        return Winners(chosen, tuple(sorted(chosen ^ _chosen(kinds, others[0]))))
    way, later = first, frozenset[str]()
    for index in reversed(range(len(kinds))):
        if way.twin is not None:
            other = later | _chosen(kinds[: index + 1], way.twin)
            return Winners(chosen, tuple(sorted(chosen ^ other)))
        if level := _level(kinds[index], way.number):
            return Winners(chosen, level)
        later |= {one.entry for one in kinds[index].members[: way.number]}
        way = way.before or way
    return Winners(chosen, ())


def _level(kind: _Kind, number: int) -> tuple[str, ...]:
    """The members between which the last place of a kind falls; () where a place decides."""
    if not 0 < number < len(kind.members):
        return ()
    last, after = kind.members[number - 1], kind.members[number]
    if (last.place, last.wins) != (after.place, after.wins):
        return ()
    level = (o for o in kind.members if (o.place, o.wins) == (last.place, last.wins))
    return tuple(sorted(one.entry for one in level))


def _chosen(kinds: Sequence[_Kind], way: _Way) -> frozenset[str]:
    """The winners of a way."""
    found: set[str] = set()
    for kind in reversed(kinds):
        found.update(one.entry for one in kind.members[: way.number])
        way = way.before or way
    return frozenset(found)

"""The cube of marks of a part as one array."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Part
from competition.domain.rules.marks_table import marks_table
from competition.domain.rules.steps.rank import Rank
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.table import BySheet, Table
from competition.domain.sheet import leaves

Integers = NDArray[Any]
States = NDArray[np.int8]

SCORED, BLANK, ABSENT, RECUSED, NOTHING = range(5)
CODES: Mapping[State, int] = {
    State.SCORED: SCORED,
    State.BLANK: BLANK,
    State.ABSENT: ABSENT,
    State.RECUSED: RECUSED,
}


@dataclass(frozen=True, slots=True)
class Cube:
    """Marks along axes that begin with the entries.

    Attributes:
        members: by axis, its members; entries in the order of their ids.
        numerators: marks over `denominator`; any width of integer, 0 where there is none.
        states: which cells hold no number and why (`CODES`, `NOTHING` for no sheet at all);
            None where every cell holds one.
        groups: the names of what is ranked apart, and for each entry which of them is its own.
    """

    axes: tuple[str, ...]
    members: tuple[Sequence[str], ...]
    numerators: Integers
    denominator: int = 1
    states: States | None = None
    groups: tuple[tuple[str, ...], NDArray[np.intp]] | None = None

    def without(self, axis: str, member: str) -> "Cube":
        """The cube less one member of an axis, such as a judge; nothing is copied but the rest."""
        at = self.axes.index(axis)
        place = self.members[at].index(member)
        left = tuple(m for m in self.members[at] if m != member)
        return replace(
            self,
            members=(*self.members[:at], left, *self.members[at + 1 :]),
            numerators=np.delete(self.numerators, place, axis=at),
            states=None if self.states is None else np.delete(self.states, place, axis=at),
        )


def cube_of(part: Part, facts: Facts) -> Cube:
    """The marks of a part's stage of those who compete.

    Raises:
        Refusal: as `marks_table` does; "facts.attribute_missing".
    """
    table = marks_table(part, facts)
    rank = next(step for step in part.steps if isinstance(step, Rank))
    competing = sorted(
        (entry for entry in facts.entries if entry.state is State.SCORED), key=lambda one: one.id
    )
    members = _members(part, table, [entry.id for entry in competing])
    numerators, states = _whole(table, members) or _filled(table, members)
    groups = None
    if rank.per is not None:
        groups = _groups(competing, rank.per)
    return Cube(table.axes, members, numerators, table.denominator, states, groups)


def _groups(entries: list[Entry], per: str) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The values of an attribute in order, and for each entry which of them is its own."""
    for entry in entries:
        if per not in entry.attributes:
            raise Refusal("facts.attribute_missing", entry=entry.id, attribute=per)
    names = sorted({entry.attributes[per] for entry in entries})
    at = {name: place for place, name in enumerate(names)}
    return tuple(names), np.array([at[one.attributes[per]] for one in entries], dtype=np.intp)


def _members(part: Part, table: Table, entries: list[str]) -> tuple[Sequence[str], ...]:
    """The members of each axis, those that are due among them."""
    criteria = [leaf.key for leaf in leaves(part.criteria)]
    found: list[Sequence[str]] = [entries]
    for at, axis in enumerate(table.axes[1:-1], start=1):
        seen = _seen(table, at)
        due = {m for s in part.steps if isinstance(s, Reduce) and s.axis == axis for m in s.due}
        found.append(sorted(seen | due | set(part.dimensions.get(axis, ()))))
    return (*found, criteria)


def _seen(table: Table, at: int) -> set[str]:
    """The members of an axis that have a row."""
    if isinstance(table.rows, BySheet):
        rows = table.rows
        return {key[at] for key in rows.others}.union(*rows.whole.values())
    return {key[at] for key in table.rows}


def _whole(table: Table, members: tuple[Sequence[str], ...]) -> tuple[Integers, None] | None:
    """The marks in their places where every judge saw every entry and nothing is missing."""
    rows, shape = table.rows, tuple(len(named) for named in members)
    if not isinstance(rows, BySheet) or rows.others or len(rows.whole) < shape[0]:
        return None
    if len(rows) < shape[0] * shape[1]:
        return None
    judges = list(members[1])
    apart = (rows.whole[entry] for entry in members[0])
    sheets = [own if [*own] == judges else {j: own[j] for j in judges} for own in apart]
    flat = chain.from_iterable(marks for own in sheets for marks in own.values())
    try:
        return np.fromiter(flat, np.int64, prod(shape)).reshape(shape), None
    except OverflowError:
        return None


def _filled(table: Table, members: tuple[Sequence[str], ...]) -> tuple[Integers, States | None]:
    """The marks in their places, and why some are missing."""
    places = [{member: at for at, member in enumerate(named)} for named in members]
    shape = tuple(len(named) for named in members)
    rows = len(table.rows)
    full = rows == int(np.prod(shape[:-1])) and not table.missing
    where = tuple(
        np.fromiter((places[axis][key[axis]] for key in table.rows), np.intp, rows)
        for axis in range(len(shape) - 1)
    )
    flat = [row.get(criterion, 0) for row in table.rows.values() for criterion in members[-1]]
    wide = any(abs(number) >= 2**62 for number in (min(flat, default=0), max(flat, default=0)))
    listed = np.array(flat, dtype=object if wide else np.int64).reshape(rows, shape[-1])
    numerators = np.zeros(shape, dtype=listed.dtype)
    numerators[where] = listed
    if full:
        return numerators, None
    states = np.full(shape, NOTHING, dtype=np.int8)
    states[where] = SCORED
    for key, gone in table.missing.items():
        row = tuple(places[axis][member] for axis, member in enumerate(key))
        for criterion, state in gone.items():
            states[(*row, places[-1][criterion])] = CODES[state]
    return numerators, states

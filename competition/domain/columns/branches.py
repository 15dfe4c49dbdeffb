"""Participation of a year rolled up over the whole tree at once, on columns of exact integers.

Organisations stand in pre-order, so a branch is a stretch of places and its sum a difference of
two running sums. A person counts once in each organisation under which a report names them: one
at each place where they stand, and one less at the lowest organisation above two neighbours of
the same person, in the order of the places. Numpy, because there are millions of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from competition.domain.participation.spans import SPANS, containing

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Row = tuple[int, ...]
INSIDE = np.array([[span in containing(each) for each in SPANS] for span in SPANS])
PARTICIPATIONS, PEOPLE, DECLARED, UNITS, REPORTING, ABOVE_SCALE = range(6)


@dataclass(frozen=True, slots=True)
class View:
    """The organisations for which figures are kept, in pre-order.

    Args:
        places: of each in the tree.
        slot: by place of the tree, the nearest of them at or above it.
        ends: by slot, the first one after its branch.
    """

    places: Ints
    slot: Ints
    ends: Ints


@dataclass(frozen=True, slots=True)
class Tree:
    """All organisations in pre-order.

    Args:
        ids: by place.
        place_of: the place by id.
        upward: by depth, for each place the one above it at that depth; -1 where it lies higher.
        above_scale: 规上 and in use, by place.
        whole, federations: for which figures are kept together, and by industry.
    """

    ids: Ints
    place_of: dict[int, int]
    upward: list[Ints]
    above_scale: Flags
    whole: View
    federations: View


@dataclass(frozen=True, slots=True)
class Columns:
    """The reports of a year, or those of one industry, and the people they name.

    Args:
        place, span, participations, declared: by report.
        person, at, within: by person named, sorted by person and place: key, place, span.
    """

    place: Ints
    span: Ints
    participations: Ints
    declared: Ints
    person: Ints
    at: Ints
    within: Ints


def lay_tree(units: Iterable[tuple[int, int | None, bool, bool]]) -> Tree:
    """The tree from id, parent, whether figures are kept by industry, whether above scale."""
    known = {unit[0]: unit for unit in units}
    below: dict[int | None, list[int]] = {}
    for ident, parent, *_ in known.values():
        below.setdefault(parent, []).append(ident)
    order, depths = _pre_order(below)
    place_of = {ident: place for place, ident in enumerate(order)}
    upward = _upward(depths)
    kept = np.array([known[ident][2] for ident in order], bool)
    scale = np.array([known[ident][3] for ident in order], bool)
    everything = np.ones(len(order), bool)
    ends = _ends(depths)
    return Tree(
        np.array(order, np.int64),
        place_of,
        upward,
        scale,
        _view(everything, upward, ends),
        _view(kept, upward, ends),
    )


def roll_up(
    tree: Tree,
    reports: Sequence[tuple[int, int, str, int, int]],
    people: bytes,
    counts: Sequence[int],
) -> Iterator[tuple[str, Row]]:
    """The figures of every branch of one year.

    Args:
        reports: organisation, span, industry, participations, declared.
        people: keys of the people of all reports, one report after another, eight bytes each.
        counts: how many each report names.
    Returns:
        Industry, empty for all, then organisation, span and the numbers of `FIGURES`, wherever
        somebody in the branch has reported.
    """
    if not reports:
        return
    names = sorted({report[2] for report in reports})
    numbers = {name: number for number, name in enumerate(names)}
    industry = np.array([numbers[report[2]] for report in reports], np.int64)
    whole, by_record = _columns(tree, reports, people, counts, industry)
    yield from (("", row) for row in _rows(tree, tree.whole, whole, with_scale=True))
    for number, name in enumerate(names):
        part = _part(whole, industry == number, by_record == number)
        yield from ((name, row) for row in _rows(tree, tree.federations, part, with_scale=False))


def by_person(
    people: bytes, counts: Sequence[int], reports: Sequence[int], *, at_once: int = 200_000
) -> Iterator[list[tuple[int, int]]]:
    """Each person named with the report that names them, in order, some at a time.

    Args:
        people, counts: as in `roll_up`.
        reports: the number of each report.
    """
    keys = np.frombuffer(people, "<i8")
    named = np.repeat(np.array(reports, np.int64), np.array(counts, np.int64))
    order = np.lexsort((named, keys))
    for at in range(0, len(order), at_once):
        part = order[at : at + at_once]
        yield list(zip(keys[part].tolist(), named[part].tolist(), strict=True))


def _columns(
    tree: Tree,
    reports: Sequence[tuple[int, int, str, int, int]],
    people: bytes,
    counts: Sequence[int],
    industry: Ints,
) -> tuple[Columns, Ints]:
    """Reports and the people they name as columns, with the industry of each one named."""
    place = np.array([tree.place_of[report[0]] for report in reports], np.int64)
    span, participations, declared = (
        np.array([report[at] for report in reports], np.int64) for at in (1, 3, 4)
    )
    keys = np.frombuffer(people, "<i8").astype(np.int64, copy=False)
    report = np.repeat(np.arange(len(reports)), np.array(counts, np.int64))
    first = np.argsort(place[report], kind="stable")
    order = first[np.argsort(keys[first], kind="stable")]
    report = report[order]
    columns = Columns(
        place, span, participations, declared, keys[order], place[report], span[report]
    )
    return columns, industry[report]


def _part(whole: Columns, chosen: Flags, named: Flags) -> Columns:
    return Columns(
        whole.place[chosen],
        whole.span[chosen],
        whole.participations[chosen],
        whole.declared[chosen],
        whole.person[named],
        whole.at[named],
        whole.within[named],
    )


def _rows(tree: Tree, view: View, columns: Columns, *, with_scale: bool) -> Iterator[Row]:
    """The figures of the organisations of a view, span by span."""
    ids = tree.ids[view.places]
    for span in SPANS:
        figures = _leaves(tree, view, columns, span)
        if figures is None:
            continue
        figures = _branches(view, figures)
        if with_scale:
            present = figures[PARTICIPATIONS] + figures[DECLARED] > 0
            figures[ABOVE_SCALE] = tree.above_scale & present
            figures[ABOVE_SCALE:] = _branches(view, figures[ABOVE_SCALE:])
        there = np.flatnonzero(figures[REPORTING])
        told = [figures[number][there].tolist() for number in range(len(figures))]
        yield from zip(ids[there].tolist(), [span] * len(there), *told, strict=True)


def _leaves(tree: Tree, view: View, columns: Columns, span: int) -> Ints | None:
    """What each organisation of the view gains by itself in a span; None for nothing at all."""
    inside = INSIDE[span][columns.span]
    if not inside.any():
        return None
    place = columns.place[inside]
    participations, declared = columns.participations[inside], columns.declared[inside]
    figures = np.zeros((6, len(view.places)), np.int64)
    slot = view.slot[place]
    known = slot >= 0
    np.add.at(figures[PARTICIPATIONS], slot[known], participations[known])
    np.add.at(figures[DECLARED], slot[known], declared[known])
    for number, those in ((UNITS, place[participations + declared > 0]), (REPORTING, place)):
        np.add.at(figures[number], *_once(view, those))
    named = INSIDE[span][columns.within]
    alone, shared = _people(tree, columns.person[named], columns.at[named])
    figures[PEOPLE] = _count(view, alone) - _count(view, shared)
    return figures


def _once(view: View, places: Ints) -> tuple[Ints, int]:
    slot = view.slot[np.unique(places)]
    return slot[slot >= 0], 1


def _count(view: View, places: Ints) -> Ints:
    slot = view.slot[places]
    return np.bincount(slot[slot >= 0], minlength=len(view.places))


def _people(tree: Tree, person: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Where people stand, each once at a place, and what is lowest above two neighbours of one."""
    if not len(person):
        return at, at
    same = person[1:] == person[:-1]
    new = np.concatenate(([True], ~(same & (at[1:] == at[:-1]))))
    person, at = person[new], at[new]
    pairs = np.flatnonzero(person[1:] == person[:-1])
    left, right = at[pairs], at[pairs + 1]
    lowest = np.full(len(pairs), -1, np.int64)
    for above in tree.upward:
        met = (above[left] == above[right]) & (above[left] >= 0)
        lowest[met] = above[left[met]]
    return at, lowest[lowest >= 0]


def _branches(view: View, figures: Ints) -> Ints:
    """Sums over the branch of each organisation of the view."""
    running = np.zeros((len(figures), len(view.places) + 1), np.int64)
    np.cumsum(figures, axis=1, out=running[:, 1:])
    return running[:, view.ends] - running[:, :-1]


def _pre_order(below: dict[int | None, list[int]]) -> tuple[list[int], list[int]]:
    order, depths = [], []
    stack = [(ident, 0) for ident in reversed(below.get(None, []))]
    while stack:
        ident, depth = stack.pop()
        order.append(ident)
        depths.append(depth)
        stack += [(each, depth + 1) for each in reversed(below.get(ident, []))]
    return order, depths


def _upward(depths: Sequence[int]) -> list[Ints]:
    """By depth, for each place the place above it (or itself) at that depth, else -1."""
    upward = np.full((max(depths, default=-1) + 1, len(depths)), -1, np.int64)
    way: list[int] = []
    for place, depth in enumerate(depths):
        del way[depth:]
        way.append(place)
        upward[: depth + 1, place] = way
    return list(upward)


def _ends(depths: Sequence[int]) -> Ints:
    """By place, the first place after its branch."""
    ends = np.full(len(depths), len(depths), np.int64)
    way: list[int] = []
    for place, depth in enumerate(depths):
        for left in way[depth:]:
            ends[left] = place
        del way[depth:]
        way.append(place)
    return ends


def _view(kept: Flags, upward: Sequence[Ints], ends: Ints) -> View:
    places = np.flatnonzero(kept)
    number = np.full(len(kept) + 1, -1, np.int64)
    number[places] = np.arange(len(places))
    slot = np.full(len(kept), -1, np.int64)
    for above in upward:
        there = (above >= 0) & (number[above] >= 0)
        slot[there] = number[above[there]]
    before = np.concatenate(([0], np.cumsum(kept)))
    return View(places, slot, before[ends[places]])

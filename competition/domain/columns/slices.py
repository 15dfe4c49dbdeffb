"""Back from a cube to the facts of a few entries, for derivations made on demand."""

from collections.abc import Iterator, Sequence

import numpy as np

from competition.domain.columns.cube import CODES, NOTHING, SCORED, Cube
from competition.domain.rules import Entry, Facts, Judge, Part, Sheet
from competition.domain.rules.steps.rank import Rank
from competition.domain.sheet import leaves

_STATES = {code: state for state, code in CODES.items()}


def facts_of(part: Part, cube: Cube, entries: Sequence[int]) -> Facts:
    """The sheets of some entries, named by their numbers in the cube.

    `calculate` on them gives the derivation of each up to its score; its place among all is that
    of `ranked`.
    """
    rank = next(step for step in part.steps if isinstance(step, Rank))
    named = []
    for at in entries:
        group = {}
        if cube.groups is not None and rank.per is not None:
            group = {rank.per: cube.groups[0][cube.groups[1][at]]}
        named.append(Entry(cube.members[0][at], group))
    sheets = tuple(sheet for at in entries for sheet in _sheets(part, cube, at))
    return Facts(tuple(named), tuple(Judge(one) for one in cube.members[-2]), sheets)


def _sheets(part: Part, cube: Cube, at: int) -> Iterator[Sheet]:
    criteria = cube.members[-1]
    scales = {leaf.key: leaf.range.scale for leaf in leaves(part.criteria)}
    finer = {key: cube.denominator // 10 ** scales[key] for key in criteria}
    for place in np.ndindex(cube.numerators.shape[1:-1]):
        where = (at, *place)
        codes = [SCORED] * len(criteria)
        if cube.states is not None:
            codes = cube.states[where].tolist()
        if NOTHING in codes:
            continue
        marks = cube.numerators[where].tolist()
        told = dict(zip(criteria, zip(codes, marks, strict=True), strict=True))
        members = [named[n] for named, n in zip(cube.members[1:-1], place, strict=True)]
        yield Sheet(
            part.key,
            cube.members[0][at],
            members[-1],
            {key: mark // finer[key] for key, (code, mark) in told.items() if code == SCORED},
            {key: _STATES[code] for key, (code, _) in told.items() if code != SCORED},
            at=dict(zip(cube.axes[1:-2], members[:-1], strict=True)),
        )

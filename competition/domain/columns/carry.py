"""Carrying a part out on a cube: block after block of entries up to the rank, then all at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from competition.domain.columns.block import ROOM, Block, TooLargeError, joined, rounded
from competition.domain.columns.changing import deducted, sub_scores
from competition.domain.columns.cube import Cube
from competition.domain.columns.folding import folded
from competition.domain.columns.places import Ranked, placed
from competition.domain.rules.due import names_markers
from competition.domain.rules.keys import Key, KeyKind, On
from competition.domain.rules.part import MARKS, Part, Step
from competition.domain.rules.steps.award import Award
from competition.domain.rules.steps.bar import Bar
from competition.domain.rules.steps.check import Check
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.map_each import Deduct
from competition.domain.rules.steps.rank import Rank, Style, Then
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.reduce_params import Method
from competition.domain.rules.steps.round import Round
from competition.domain.rules.steps.select import Select
from competition.domain.rules.steps.sub_scores import SubScore
from competition.domain.rules.steps.veto import Veto

CELLS = 2**17
"""Cells of a block: few enough to stay in the processor's cache."""
_KEYS = (KeyKind.FIGURE, KeyKind.SUB_SCORE, KeyKind.HIGHER_MARKS)


def beyond(part: Part) -> str:
    """The name of the first step that columns do not cover; "" when they cover the part."""
    if not part.criteria or names_markers(part):
        return MARKS
    return next((step.name for step in part.steps if not _is_covered(step)), "")


def ranked(part: Part, cube: Cube) -> Ranked:
    """Score and place of every entry of a part that nothing is `beyond` of.

    The same as `calculate`, to the last digit. What blocks publication, flags and awards are not
    looked for.
    """
    rank = next(step for step in part.steps if isinstance(step, Rank))
    try:
        return placed(rank, cube, _keys(part, rank, cube, is_wide=cube.numerators.dtype == object))
    except TooLargeError:
        return placed(rank, cube, _keys(part, rank, cube, is_wide=True))


def _is_covered(step: Step) -> bool:
    if isinstance(step, Rank):
        plain = step.then is Then.SHARED and step.style is not Style.ORDINAL
        return plain and all(_is_covered_key(key) for key in step.keys)
    if isinstance(step, Reduce):
        weights = step.weights
        named = weights is None or (not weights.attribute and all(weights.factors.values()))
        plain = step.only is None and step.spread is None
        return named and plain and step.method is not Method.RANK_SUM
    if isinstance(step, Map):
        return isinstance(step.change, Deduct) and step.change.is_plain
    if isinstance(step, SubScore):
        return step.dropping is None
    if isinstance(step, Veto):
        return step.makes is None
    return isinstance(step, Round | Award | Bar | Check | Select)


def _is_covered_key(key: Key) -> bool:
    own = "." not in key.table and not key.stage
    return own and key.kind in _KEYS and key.member is None and not key.method


def _keys(part: Part, rank: Rank, cube: Cube, *, is_wide: bool) -> list[Block]:
    """The blocks of the rank's keys, of all entries."""
    pieces: list[list[Block]] = [[] for _ in rank.keys]
    for block in blocks(cube, is_wide=is_wide):
        for piece, own in zip(pieces, keys_of(rank, tables_of(part, block)), strict=True):
            piece.append(own)
    return [joined(piece) for piece in pieces]


def keys_of(rank: Rank, tables: Mapping[str, Block]) -> list[Block]:
    """What the entries of a run are ranked by, key after key."""
    return [
        tables[key.table].published() if key.on is On.PUBLISHED else tables[key.table]
        for key in rank.keys
    ]


def blocks(cube: Cube, *, is_wide: bool) -> Iterator[Block]:
    """The cube entry by entry in runs, at full width."""
    width = max(int(np.prod(cube.numerators.shape[1:])), 1)
    step = max(CELLS // width, 1)
    count = len(cube.members[0])
    ends = (cube.numerators.min(), cube.numerators.max()) if cube.numerators.size else ()
    most = max((abs(int(n)) for n in ends), default=0)
    if most >= ROOM and not is_wide:
        raise TooLargeError
    for start in range(0, max(count, 1), step):
        run = slice(start, start + step)
        states = None if cube.states is None else cube.states[run]
        if states is not None and not states.any():
            states = None
        numerators = cube.numerators[run].astype(object if is_wide else np.int64)
        members = (cube.members[0][run], *cube.members[1:])
        yield Block(cube.axes, members, numerators, cube.denominator, most, states)


def tables_of(part: Part, marks: Block) -> Mapping[str, Block]:
    """The tables of one run of entries, up to the rank."""
    tables = {MARKS: marks}
    for step in part.steps:
        if isinstance(step, Reduce):
            tables[step.name] = folded(step, tables[step.source])
        elif isinstance(step, Round):
            source = tables[step.source]
            noted = replace(source, shown=step.rounding)
            tables[step.name] = noted if step.show_only else rounded(source, step.rounding)
        elif isinstance(step, Map) and isinstance(step.change, Deduct):
            tables[step.name] = deducted(part, step.change, tables[step.source])
        elif isinstance(step, SubScore):
            tables[step.name] = sub_scores(marks, step.criterion)
        elif isinstance(step, Rank):
            break
    return tables

"""A whole part by columns, as `calculate` gives it: blocks, flags, awards and derivations too.

Figures, order and places come from columns. Entries with gaps go through the steps of the engine
besides, since only they have something to tell on the way there; who lacks nothing folds without
a word. What follows the ranks is done by the engine's own steps. Rows of tables are made when
somebody asks for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lcm

import numpy as np

from competition.domain.columns.block import Block, TooLargeError, joined
from competition.domain.columns.carry import beyond, blocks, keys_of, tables_of
from competition.domain.columns.cube import SCORED, Cube, cube_of
from competition.domain.columns.later import Later, missing_of, rows_of
from competition.domain.columns.places import Ranked, placed
from competition.domain.rounding import Rounding
from competition.domain.rules.engine import Calculation, Given, begun, ended
from competition.domain.rules.facts import Facts
from competition.domain.rules.marks_table import marks_table
from competition.domain.rules.part import MARKS, Part
from competition.domain.rules.steps.rank import Rank
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.table import Table

THINNEST = 3
"""How many places for sheets a cube may have for one that is there, for columns to pay."""
MOST_WITH_GAPS = 4
"""One entry of so many may have gaps, for columns to pay."""


@dataclass(slots=True)
class _Outline:
    """What is known of a table before its rows are made."""

    axes: tuple[str, ...]
    denominator: int
    shown: Rounding | None
    has_gaps: bool = False


@dataclass(slots=True)
class _Tables:
    """The tables of a part: their outlines, and on demand their figures."""

    part: Part
    cube: Cube
    is_wide: bool
    outlines: dict[str, _Outline] = field(default_factory=dict)
    _joined: dict[str, Block] = field(default_factory=dict)

    def ranked(self, rank: Rank) -> Ranked:
        """Every entry's place; the outlines are known afterwards."""
        pieces: list[list[Block]] = [[] for _ in rank.keys]
        for block in blocks(self.cube, is_wide=self.is_wide):
            tables = tables_of(self.part, block)
            self._note(tables)
            for piece, own in zip(pieces, keys_of(rank, tables), strict=True):
                piece.append(own)
        return placed(rank, self.cube, [joined(piece) for piece in pieces])

    def table(self, name: str) -> Table:
        """A table, its rows for later."""
        known = self.outlines[name]
        return Table(
            known.axes,
            Later(lambda: rows_of(self._block(name))),
            known.denominator,
            Later(lambda: missing_of(self._block(name))) if known.has_gaps else {},
            known.shown,
        )

    def _note(self, tables: Mapping[str, Block]) -> None:
        for name, block in tables.items():
            made = _Outline(block.axes, block.denominator, block.shown)
            known = self.outlines.setdefault(name, made)
            known.denominator = lcm(known.denominator, block.denominator)
            known.has_gaps = known.has_gaps or block.states is not None

    def _block(self, name: str) -> Block:
        if not self._joined:
            pieces = [
                tables_of(self.part, block) for block in blocks(self.cube, is_wide=self.is_wide)
            ]
            self._joined = {
                table: joined([piece[table] for piece in pieces])
                for table in self.outlines
                if table != MARKS
            }
        return self._joined[name]


def calculated(part: Part, facts: Facts, given: Given | None = None) -> Calculation | None:
    """The same as `calculate`; None where columns do not cover the part or do not pay.

    Raises:
        Refusal: as `calculate`.
    """
    if beyond(part):
        return None
    run = begun(part, facts, given)
    cube = _kept_cube(part, facts)
    gaps = None if cube is None else _with_gaps(cube)
    if cube is None or gaps is None or not _folds_quietly(part, cube):
        return None
    rank = next(step for step in part.steps if isinstance(step, Rank))
    tables, found = _ranked(part, cube, rank)
    beside = run.beside(facts.only(gaps) if gaps else Facts(()))
    beside.tables[MARKS] = marks_table(part, beside.facts)
    for step in part.steps:
        if isinstance(step, Rank):
            step.place(run, found.tied_groups())
        elif step.makes is not None:
            run.tables[step.name] = tables.table(step.name)
            if gaps:
                step.run(beside)
        else:
            step.run(run)
    return ended(run)


def _ranked(part: Part, cube: Cube, rank: Rank) -> tuple[_Tables, Ranked]:
    is_wide = cube.numerators.dtype == object
    try:
        tables = _Tables(part, cube, is_wide)
        return tables, tables.ranked(rank)
    except TooLargeError:
        tables = _Tables(part, cube, is_wide=True)
        return tables, tables.ranked(rank)


def _kept_cube(part: Part, facts: Facts) -> Cube | None:
    """The cube, made once for the same facts; None where it would be too thin."""
    rank = next(step for step in part.steps if isinstance(step, Rank))
    due = tuple(step.due for step in part.steps if isinstance(step, Reduce))
    key = ("cube", part.key, part.criteria, tuple(part.dimensions.items()), rank.per, due)
    if key not in facts.remembered:
        facts.remembered[key] = None if _is_thin(part, facts) else cube_of(part, facts)
    cube: Cube | None = facts.remembered[key]
    return cube


def _is_thin(part: Part, facts: Facts) -> bool:
    """Whether a cube would hold few sheets for its size."""
    sheets = [sheet for sheet in facts.sheets if sheet.stage == part.key]
    places = len(facts.entries) * len({sheet.judge for sheet in sheets})
    for axis, members in part.dimensions.items():
        places *= len({sheet.at.get(axis, "") for sheet in sheets} | {*members})
    return not sheets or places > THINNEST * len(sheets)


def _with_gaps(cube: Cube) -> frozenset[str] | None:
    """The entries that lack a mark anywhere; None where they are too many."""
    if cube.states is None:
        return frozenset()
    count = len(cube.members[0])
    gaps = np.flatnonzero((cube.states != SCORED).reshape(count, -1).any(axis=1)).tolist()
    if len(gaps) * MOST_WITH_GAPS > count:
        return None
    return frozenset(cube.members[0][at] for at in gaps)


def _folds_quietly(part: Part, cube: Cube) -> bool:
    """Whether a row that lacks nothing gives a figure at every fold, and nothing to tell."""
    lengths = {axis: len(named) for axis, named in zip(cube.axes, cube.members, strict=True)}
    return all(
        lengths[step.axis] >= step.quorum
        and (step.trim is None or step.is_trimmed(lengths[step.axis]))
        for step in part.steps
        if isinstance(step, Reduce)
    )

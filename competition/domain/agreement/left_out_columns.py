"""Ranks without any one judge, by whole columns: one cube, less one judge at a time."""

from collections.abc import Callable

from competition.domain import columns
from competition.domain.agreement.left_out import Ranks, judges_in, ranges
from competition.domain.rules import Facts, Part

THINNEST = 3
"""How many places for sheets a cube may have for one that is there, for columns to pay."""


def suits_columns(part: Part, facts: Facts) -> bool:
    """Whether columns cover the rules, and most judges saw most entries."""
    if columns.beyond(part) or part.dimensions:
        return False
    sheets = [sheet for sheet in facts.sheets if sheet.stage == part.key]
    judges = {sheet.judge for sheet in sheets}
    return len(facts.entries) * len(judges) <= THINNEST * len(sheets)


def ranks_by_columns(
    part: Part, facts: Facts, progress: Callable[[int], None] | None = None
) -> list[Ranks]:
    """The same as `ranks_without_a_judge` with the evaluation of the part, for what suits."""
    cube = columns.cube_of(part, facts)
    out: dict[str, int | None] = {entry.id: None for entry in facts.entries}
    full = out | columns.ranked(part, cube).ranks()
    without: dict[str, dict[str, int | None]] = {}
    for judge in judges_in(facts, (part.key,)):
        without[judge] = out | columns.ranked(part, cube.without("judge", judge)).ranks()
        if progress is not None:
            progress(len(without))
    return ranges(full, without)

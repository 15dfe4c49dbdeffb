"""The marks of a stage as a table: the facts that rules begin with."""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.due import DueTo, due_to, names_markers
from competition.domain.rules.facts import SHEET_STATES, Facts, Sheet
from competition.domain.rules.part import Part
from competition.domain.rules.table import BySheet, RowKey, Table
from competition.domain.sheet import leaves

Rows = Mapping[RowKey, Mapping[str, int]]
Missing = dict[RowKey, Mapping[str, State]]
States = Mapping[str, State]
Scales = Mapping[str, int]
"""By criterion, what brings its marks to the finest scale of the stage."""


def marks_table(part: Part, facts: Facts) -> Table:
    """The cube of marks of a stage, withdrawn entries left out.

    Its axes are ("entry", "judge", "criterion"), further dimensions standing after the entry.
    It is made once for the same facts. Where rules say who marks a criterion, other sheets have
    no cell of it, and a mark that stands there all the same does not count.

    Raises:
        Refusal: "facts.unknown_entry", "facts.unknown_criterion", "facts.sheet_twice",
            "facts.sheet_state", "facts.mark_state", "facts.sheet_at", "facts.sheet_member".
    """
    key = (part.key, part.criteria, tuple(part.dimensions.items()))
    if key not in facts.remembered:
        facts.remembered[key] = _made(part, facts)
    table: Table = facts.remembered[key]
    return table


def _made(part: Part, facts: Facts) -> Table:
    scales = _scales(part)
    finest = max(leaf.range.scale for leaf in leaves(part.criteria))
    states = {entry.id: entry.state for entry in facts.entries}
    own = [sheet for sheet in facts.sheets if sheet.stage == part.key]
    missing: Missing = {}
    rows: Rows
    if part.dimensions or names_markers(part):
        rows = _by_place(part, own, due_to(part, facts), states, missing)
    else:
        rows = _by_sheet(own, states, scales, missing)
    return Table(part.marks_axes, rows, 10**finest, missing)


def _by_sheet(own: Iterable[Sheet], states: States, scales: Scales, missing: Missing) -> BySheet:
    """The marks of sheets that belong to nothing but an entry and a judge."""
    scored, width, in_order = State.SCORED, len(scales), _in_order(scales)
    whole: dict[str, dict[str, tuple[int, ...]]] = {
        entry: {} for entry, state in states.items() if state is scored
    }
    others: dict[RowKey, Mapping[str, int]] = {}
    for sheet in own:
        sheets, judge, row = whole.get(sheet.entry), sheet.judge, sheet.marks
        if sheets is None or judge in sheets or sheet.at or sheet.state is not scored or others:
            known = sheets is not None and (judge in sheets or (sheet.entry, judge) in others)
            _check(sheet, {}, states, is_known=known)
        if sheets is None:
            continue
        try:
            if len(row) == width and sheet.state is scored:
                sheets[judge] = in_order(row)
                continue
        except KeyError:
            pass
        key = sheet.entry, judge
        row, missing[key] = _split(sheet, scales, scales)
        others[key] = _scaled(row, scales)
    return BySheet(tuple(scales), {entry: own for entry, own in whole.items() if own}, others)


def _in_order(scales: Scales) -> Callable[[Mapping[str, int]], tuple[int, ...]]:
    """What puts the marks of a sheet into the order of the criteria, at the finest scale."""
    criteria, factors = tuple(scales), tuple(scales.values())
    if len(criteria) == 1 or set(factors) != {1}:
        return lambda row: tuple([row[key] * factor for key, factor in scales.items()])
    return itemgetter(*criteria)


def _by_place(
    part: Part, own: Iterable[Sheet], due_to: DueTo, states: States, missing: Missing
) -> Rows:
    """The marks of each sheet by entry, the members of the further dimensions, and judge."""
    scales, further = _scales(part), part.dimensions
    is_uniform = set(scales.values()) == {1}
    rows: dict[RowKey, Mapping[str, int]] = {}
    dues: dict[str, Scales] = {}
    for sheet in own:
        key = (sheet.entry, *_place(sheet, further), sheet.judge)
        _check(sheet, further, states, is_known=key in rows)
        if states[sheet.entry] is not State.SCORED:
            continue
        if sheet.judge not in dues:
            dues[sheet.judge] = {leaf.key: scales[leaf.key] for leaf in due_to(sheet.judge)}
        row, due = sheet.marks, dues[sheet.judge]
        if not due:
            continue
        if row.keys() != due.keys() or sheet.state is not State.SCORED:
            row, gaps = _split(sheet, scales, due)
            missing |= {key: gaps} if gaps else {}
        rows[key] = row if is_uniform else _scaled(row, scales)
    return rows


def _scaled(row: Mapping[str, int], scales: Scales) -> Mapping[str, int]:
    return {criterion: mark * scales[criterion] for criterion, mark in row.items()}


def _place(sheet: Sheet, further: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The members of the further dimensions that a sheet belongs to."""
    if sheet.at.keys() != further.keys():
        raise Refusal("facts.sheet_at", entry=sheet.entry, judge=sheet.judge)
    for axis, members in further.items():
        if members and sheet.at[axis] not in members:
            raise Refusal(
                "facts.sheet_member", entry=sheet.entry, judge=sheet.judge, member=sheet.at[axis]
            )
    return [sheet.at[axis] for axis in further]


def _check(
    sheet: Sheet, further: Mapping[str, tuple[str, ...]], states: States, *, is_known: bool
) -> None:
    """Refuse a sheet that stands in the wrong place, is of nobody, or is there already."""
    _place(sheet, further)
    if sheet.entry not in states:
        raise Refusal("facts.unknown_entry", entry=sheet.entry)
    if sheet.state not in SHEET_STATES:
        raise Refusal("facts.sheet_state", entry=sheet.entry, judge=sheet.judge)
    if is_known:
        raise Refusal("facts.sheet_twice", entry=sheet.entry, judge=sheet.judge)


def _scales(part: Part) -> Scales:
    marked = leaves(part.criteria)
    finest = max(leaf.range.scale for leaf in marked)
    return {leaf.key: 10 ** (finest - leaf.range.scale) for leaf in marked}


def _split(
    sheet: Sheet, criteria: Scales, due: Scales
) -> tuple[Mapping[str, int], dict[str, State]]:
    """The marks of a sheet with gaps, of the criteria that are due, and the state of each gap."""
    for criterion in (*sheet.marks, *sheet.missing):
        if criterion not in criteria:
            raise Refusal(
                "facts.unknown_criterion",
                entry=sheet.entry,
                judge=sheet.judge,
                criterion=criterion,
            )
    if sheet.state is not State.SCORED:
        return {}, dict.fromkeys(due, sheet.state)
    gaps = {c: sheet.missing.get(c, State.BLANK) for c in due if c not in sheet.marks}
    if State.SCORED in gaps.values():
        raise Refusal("facts.mark_state", entry=sheet.entry, judge=sheet.judge)
    if len(due) == len(criteria):
        return sheet.marks, gaps
    return {c: mark for c, mark in sheet.marks.items() if c in due}, gaps

"""Rows of marks: each is one cell of the cube, or says why a whole sheet has no marks."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from competition.domain.marks import MarkRange, State, parse_mark
from competition.domain.refusal import Refusal
from competition.domain.rules.document import RuleSet
from competition.domain.rules.facts import SHEET_STATES, Sheet
from competition.domain.rules.part import Part
from competition.domain.rules.reading.rows import AT, FactRow, Faults, known_text
from competition.domain.sheet import leaves

STATES = tuple(state.value for state in SHEET_STATES)
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    """What is asked again for every row of a stage."""

    part: Part
    ranges: Mapping[str, MarkRange]
    sole: str
    axes: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(slots=True)
class _Draft:
    """A sheet while its rows come in; `rows` by criterion, "" for the sheet as a whole."""

    at: dict[str, str]
    marks: dict[str, int] = field(default_factory=dict)
    missing: dict[str, State] = field(default_factory=dict)
    state: State = State.SCORED
    rows: dict[str, int] = field(default_factory=dict)


class MarksReader:
    """Sheets out of rows.

    Args:
        entries, judges: those that other tables name; None where there is no such table.
    """

    def __init__(
        self,
        rules: RuleSet,
        entries: Set[str] | None,
        judges: Set[str] | None,
        faults: Faults,
    ) -> None:
        self._known = {"entry": entries, "judge": judges}
        self._faults = faults
        self._stages = {key: _stage(part) for key, part in rules.stages.items()}
        self._only = next(iter(self._stages)) if len(self._stages) == 1 else ""
        self._drafts: dict[Key, _Draft] = {}

    def add(self, row: FactRow) -> None:
        """Read one row, noting what is wrong with it."""
        stage = self._stage_of(row)
        named = self._faults.needed(row, "entry", "judge") and self._are_known(row)
        if stage is None or not named:
            return
        at = self._at(row, stage)
        if at is None:
            return
        entry, judge = row.text("entry"), row.text("judge")
        key = (stage.part.key, entry, judge, *at.values())
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft(at)
        self._put(row, stage, draft)

    def sheets(self) -> tuple[Sheet, ...]:
        """What the rows came to, in the order in which sheets came up."""
        return tuple(
            Sheet(key[0], key[1], key[2], draft.marks, draft.missing, draft.state, draft.at)
            for key, draft in self._drafts.items()
        )

    def _stage_of(self, row: FactRow) -> _Stage | None:
        name = row.text("stage") or self._only
        if not name:
            self._faults.add(row, "stage", "rows.stage_needed", known=known_text([*self._stages]))
        elif name not in self._stages:
            known = known_text([*self._stages])
            self._faults.add(row, "stage", "rows.stage", text=name, known=known)
        return self._stages.get(name)

    def _are_known(self, row: FactRow) -> bool:
        right = True
        for key, known in self._known.items():
            if known is not None and row.text(key) not in known:
                self._faults.add(row, key, f"rows.{key}", text=row.text(key))
                right = False
        return right

    def _at(self, row: FactRow, stage: _Stage) -> dict[str, str] | None:
        """The members of the further dimensions, or None where one is wrong."""
        right, at = True, {}
        for column, axis, members in stage.axes:
            member = at[axis] = row.text(column)
            if not member:
                self._faults.add(row, column, "rows.member_needed", axis=axis)
            elif members and member not in members:
                told = {"axis": axis, "text": member, "known": known_text(members)}
                self._faults.add(row, column, "rows.member", **told)
            right = right and bool(member) and (not members or member in members)
        for axis in row.under(AT):
            if axis not in at:
                told = {"axis": axis, "stage": stage.part.key}
                self._faults.add(row, AT + axis, "rows.axis", **told)
                right = False
        return at if right else None

    def _put(self, row: FactRow, stage: _Stage, draft: _Draft) -> None:
        criterion, value = row.text("criterion"), row.text("value")
        state = self._state(row, value)
        if state is None:
            return
        if not criterion and state is State.SCORED:
            criterion = stage.sole
        if criterion and criterion not in stage.ranges:
            told = {"text": criterion, "known": known_text([*stage.ranges])}
            self._faults.add(row, "criterion", "rows.criterion", **told)
        elif not criterion and state is State.SCORED:
            self._faults.add(row, "criterion", "rows.needed", column="criterion")
        elif self._is_new(row, criterion, draft):
            draft.rows[criterion] = row.row
            self._note(row, stage, draft, criterion, state)

    def _note(
        self, row: FactRow, stage: _Stage, draft: _Draft, criterion: str, state: State
    ) -> None:
        if not criterion:
            draft.state = state
        elif state is not State.SCORED:
            draft.missing[criterion] = state
        else:
            try:
                draft.marks[criterion] = parse_mark(row.text("value"), stage.ranges[criterion])
            except Refusal as refusal:
                self._faults.refuse(row, "value", refusal)

    def _is_new(self, row: FactRow, criterion: str, draft: _Draft) -> bool:
        """Whether nothing was said yet of this mark, or of the sheet it belongs to."""
        told = {"entry": row.text("entry"), "judge": row.text("judge")}
        if criterion in draft.rows:
            first = draft.rows[criterion]
            self._faults.add(row, "entry", "rows.mark_twice", first=first, **told)
        elif draft.rows and (not criterion or "" in draft.rows):
            self._faults.add(row, "state", "rows.sheet_and_mark", **told)
        else:
            return True
        return False

    def _state(self, row: FactRow, value: str) -> State | None:
        """The state of a mark: an empty one is blank, a number scored, unless it is named."""
        text = row.text("state") or (State.SCORED.value if value else State.BLANK.value)
        if text not in STATES:
            self._faults.add(row, "state", "rows.state", text=text, known=known_text(STATES))
            return None
        state = State(text)
        if value and state is not State.SCORED:
            self._faults.add(row, "value", "rows.value_and_state", text=value, state=text)
            return None
        if not value and state is State.SCORED:
            self._faults.add(row, "value", "mark.blank")
            return None
        return state


def _stage(part: Part) -> _Stage:
    ranges = {leaf.key: leaf.range for leaf in leaves(part.criteria)}
    axes = tuple((AT + axis, axis, members) for axis, members in part.dimensions.items())
    return _Stage(part, ranges, next(iter(ranges)) if len(ranges) == 1 else "", axes)

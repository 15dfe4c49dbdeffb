"""Where periods stand: every period of a competition, and who has handed in what in one of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from competition.domain.result_states import PUBLISHED
from competition.models import (
    Assignment,
    Competition,
    Entry,
    Judge,
    ResultVersion,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.setup.overview import StageFigures, stage_figures

COLUMN_ORDER = {"self": 0, "department": 1, "peer": 2, "verifier": 3}


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period with its figures; `result` is the state of the newest version, or empty."""

    figures: StageFigures
    result: str

    @property
    def stage(self) -> Stage:
        return self.figures.stage


@dataclass(frozen=True, slots=True)
class Column:
    """Sheets of one kind, of a department those of it: key, name of the department or empty."""

    key: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Sheets of a unit in one column.

    Attributes:
        state: ``done`` when all are in, ``draft`` when one is begun, ``none``, or empty where
            nothing is due.
    """

    done: int
    due: int
    state: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a period, cells in the order of the columns."""

    entry_id: int
    number: str
    title: str
    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PeriodBoard:
    """Who has handed in what; `late` are those with something left, by account, most first."""

    columns: tuple[Column, ...]
    rows: tuple[UnitRow, ...]
    done: int
    due: int
    late: tuple[tuple[int, str, int], ...]


def read_periods(competition: Competition) -> list[PeriodLine]:
    """The periods of a competition in order. Two statements."""
    session = database.session
    states: dict[int | None, str] = {}
    for stage_id, state in session.execute(
        select(ResultVersion.stage_id, ResultVersion.state)
        .where(
            ResultVersion.competition_id == competition.id,
            ResultVersion.stage_id.is_not(None),
            ResultVersion.state.in_(("computed", *PUBLISHED)),
        )
        .order_by(ResultVersion.id)
    ):
        states[stage_id] = state
    return [
        PeriodLine(figures, states.get(figures.stage.id, ""))
        for figures in stage_figures(session, competition.id)
        if figures.stage.is_period
    ]


def read_period(stage: Stage) -> PeriodBoard:
    """Who has handed in what in a period, never which marks. Two statements."""
    session = database.session
    units = session.execute(
        select(Entry.id, Entry.number, Entry.title, Entry.unit_name)
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .where(StageEntry.stage_id == stage.id)
        .order_by(Entry.number, Entry.id)
    ).all()
    sheets = _sheets(session, stage)
    columns = _columns(sheets)
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for sheet in sheets:
        found[sheet.entry_id, _column_key(sheet)].append(sheet)
    rows = tuple(
        UnitRow(
            unit.id,
            unit.number or "",
            unit.title,
            unit.unit_name,
            tuple(_cell(found[unit.id, column.key]) for column in columns),
        )
        for unit in units
    )
    done = sum(cell.done for row in rows for cell in row.cells)
    due = sum(cell.due for row in rows for cell in row.cells)
    return PeriodBoard(columns, rows, done, due, _late(sheets))


def _sheets(session: Session, stage: Stage) -> Sequence[Any]:
    return session.execute(
        select(
            Assignment.entry_id,
            Judge.id.label("judge_id"),
            Judge.kind,
            Judge.name,
            Judge.account_id,
            ScoreSheetVersion.id.label("sheet"),
            ScoreDraft.revision,
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(
            ScoreSheetVersion,
            and_(ScoreSheetVersion.assignment_id == Assignment.id, ScoreSheetVersion.is_current),
        )
        .outerjoin(ScoreDraft, ScoreDraft.assignment_id == Assignment.id)
        .where(Assignment.stage_id == stage.id, Assignment.state == "assigned")
        .order_by(Judge.id, Assignment.id)
    ).all()


def _column_key(sheet: Any) -> str:
    return f"department{sheet.judge_id}" if sheet.kind == "department" else str(sheet.kind)


def _columns(sheets: Sequence[Any]) -> tuple[Column, ...]:
    found = {
        _column_key(sheet): Column(
            _column_key(sheet), sheet.kind, sheet.name if sheet.kind == "department" else ""
        )
        for sheet in sheets
    }
    return tuple(sorted(found.values(), key=lambda column: COLUMN_ORDER.get(column.kind, 9)))


def _cell(sheets: Sequence[Any]) -> Cell:
    done = sum(sheet.sheet is not None for sheet in sheets)
    if not sheets or done == len(sheets):
        return Cell(done, len(sheets), "done" if sheets else "")
    begun = any(sheet.sheet is not None or sheet.revision is not None for sheet in sheets)
    return Cell(done, len(sheets), "draft" if begun else "none")


def _late(sheets: Sequence[Any]) -> tuple[tuple[int, str, int], ...]:
    left: dict[tuple[int, str], int] = defaultdict(int)
    for sheet in sheets:
        if sheet.sheet is None:
            left[sheet.account_id, sheet.name] += 1
    rows = [(account, name, count) for (account, name), count in left.items()]
    return tuple(sorted(rows, key=lambda row: (-row[2], row[1])))

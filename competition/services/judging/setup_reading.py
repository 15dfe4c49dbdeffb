"""What organisers read while they set panels up: a stage, a panel, an entry, a judge."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from competition.domain.conflicts import Barrier
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Entry,
    Judge,
    Organisation,
    Panel,
    PanelJudge,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    Track,
    database,
)
from competition.services.judging.conflicts import relations

SUBMITTED = and_(ScoreSheetVersion.assignment_id == Assignment.id, ScoreSheetVersion.is_current)


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panel in the list of a stage."""

    panel: Panel
    track: str
    judges: tuple[str, ...]
    entries: int
    assigned: int


@dataclass(frozen=True, slots=True)
class StageSetup:
    """How far a stage's set-up is.

    Attributes:
        entries: taken in; waiting: that passed form review and are not in yet (first stage only).
        homeless: taken in without a panel; unassigned: without any judge.
    """

    panels: tuple[PanelLine, ...]
    entries: int
    waiting: int
    homeless: int
    unassigned: int
    judges: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of a panel with its judges, each with the state of their assignment."""

    entry_id: int
    number: str
    title: str
    unit: str
    code: str
    judges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One judge as seen from one entry; organisers see that a sheet is in, never its marks.

    Attributes:
        assignment_id: None, and `state` empty, where the judge never had the entry.
        barrier: why the judge should not mark it, or None.
    """

    judge_id: int
    name: str
    expertise: str
    unit: str
    assignment_id: int | None
    state: str
    reason: str
    submitted: bool
    barrier: Barrier | None


def scoring_stages(competition_id: int) -> Sequence[Stage]:
    """The scoring stages of a competition in which panels judge, in order."""
    return database.session.scalars(
        select(Stage)
        .where(
            Stage.competition_id == competition_id,
            Stage.kind == "scoring",
            Stage.period_from.is_(None),
        )
        .order_by(Stage.position)
    ).all()


def read_setup(stage: Stage) -> StageSetup:
    """How far the set-up of a stage is. Three statements."""
    taken = select(StageEntry.entry_id).where(StageEntry.stage_id == stage.id)
    assigned = select(Assignment.entry_id).where(
        Assignment.stage_id == stage.id, Assignment.state == "assigned"
    )
    single = database.session.execute(
        select(
            _count(StageEntry, StageEntry.stage_id == stage.id),
            _count(
                Entry,
                Entry.competition_id == stage.competition_id,
                Entry.state == "passed",
                Entry.id.not_in(taken),
            ),
            _count(StageEntry, StageEntry.stage_id == stage.id, StageEntry.panel_id.is_(None)),
            _count(
                StageEntry,
                StageEntry.stage_id == stage.id,
                StageEntry.entry_id.not_in(assigned),
            ),
            _count(
                Judge,
                Judge.competition_id == stage.competition_id,
                Judge.kind == "judge",
                Judge.withdrawn_at.is_(None),
            ),
        )
    ).one()
    return StageSetup(tuple(_panel_lines(stage.id)), *single)


def panel_entries(panel: Panel, *, page: int, size: int) -> tuple[list[EntryLine], int]:
    """One page of a panel's entries with their judges, and how many there are."""
    rows = database.session.execute(
        select(
            Entry.id,
            Entry.number,
            Entry.title,
            Entry.unit_name,
            StageEntry.blind_code,
            func.count().over().label("total"),
        )
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .where(StageEntry.stage_id == panel.stage_id, StageEntry.panel_id == panel.id)
        .order_by(StageEntry.draw_order)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    judges: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entry_id, name, state in database.session.execute(
        select(Assignment.entry_id, Judge.name, Assignment.state)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.stage_id == panel.stage_id,
            Assignment.entry_id.in_([row.id for row in rows]),
        )
        .order_by(Assignment.id)
    ):
        judges[entry_id].append((name, state))
    return [
        EntryLine(
            row.id,
            row.number or "",
            row.title,
            row.unit_name,
            row.blind_code,
            tuple(judges[row.id]),
        )
        for row in rows
    ], rows[0].total if rows else 0


def seats_of(panel: Panel) -> Sequence[Any]:
    """Judges of a panel with their units and how much each has to score there, by seat."""
    due = (
        select(Assignment.judge_id, func.count().label("n"))
        .where(Assignment.panel_id == panel.id, Assignment.state == "assigned")
        .group_by(Assignment.judge_id)
        .subquery()
    )
    return database.session.execute(
        select(
            Judge.id,
            Judge.name,
            Judge.expertise,
            PanelJudge.seat,
            func.coalesce(Organisation.name, "").label("unit"),
            func.coalesce(due.c.n, 0).label("due"),
        )
        .join(PanelJudge, PanelJudge.judge_id == Judge.id)
        .outerjoin(Organisation, Organisation.id == Judge.organisation_id)
        .outerjoin(due, due.c.judge_id == Judge.id)
        .where(PanelJudge.panel_id == panel.id)
        .order_by(PanelJudge.seat)
    ).all()


def judges_to_choose(competition_id: int, *, without: Sequence[int] = ()) -> Sequence[Any]:
    """Judges in office: id, name, expertise; by name."""
    return database.session.execute(
        select(Judge.id, Judge.name, Judge.expertise)
        .where(
            Judge.competition_id == competition_id,
            Judge.kind == "judge",
            Judge.withdrawn_at.is_(None),
            Judge.id.not_in(list(without)),
        )
        .order_by(Judge.name, Judge.id)
    ).all()


def entry_in_stage(stage: Stage, entry_id: int) -> tuple[Entry, StageEntry, list[Panel]]:
    """An entry of a stage with its code and place, and the panels of the stage.

    Raises:
        Refusal: ``stage.entry_unknown``.
    """
    rows = database.session.execute(
        select(Entry, StageEntry, Panel)
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .outerjoin(Panel, Panel.stage_id == StageEntry.stage_id)
        .where(StageEntry.stage_id == stage.id, Entry.id == entry_id)
        .order_by(Panel.position)
    ).all()
    if not rows:
        raise Refusal("stage.entry_unknown")
    return rows[0][0], rows[0][1], [panel for _, _, panel in rows if panel is not None]


def judges_of_entry(stage: Stage, entry_id: int) -> list[JudgeLine]:
    """Judges in office and all who ever had this entry, with what stands in the way of each.

    Four statements.
    """
    rows = database.session.execute(
        select(
            Judge.id,
            Judge.name,
            Judge.expertise,
            func.coalesce(Organisation.name, "").label("unit"),
            Assignment.id.label("assignment"),
            Assignment.state,
            Assignment.reason,
            ScoreSheetVersion.id.label("sheet"),
        )
        .outerjoin(
            Assignment,
            and_(
                Assignment.judge_id == Judge.id,
                Assignment.stage_id == stage.id,
                Assignment.entry_id == entry_id,
            ),
        )
        .outerjoin(Organisation, Organisation.id == Judge.organisation_id)
        .outerjoin(ScoreSheetVersion, SUBMITTED)
        .where(
            Judge.competition_id == stage.competition_id,
            and_(Judge.kind == "judge", Judge.withdrawn_at.is_(None)) | Assignment.id.is_not(None),
        )
        .order_by(Assignment.id.is_(None), Assignment.id, Judge.name, Judge.id)
    ).all()
    related = relations(database.session, {row.id: () for row in rows}, {entry_id: None})
    return [
        JudgeLine(
            judge_id=row.id,
            name=row.name,
            expertise=row.expertise,
            unit=row.unit,
            assignment_id=row.assignment,
            state=row.state or "",
            reason=row.reason or "",
            submitted=row.sheet is not None,
            barrier=related.barrier(row.id, entry_id),
        )
        for row in rows
    ]


def judge_work(judge: Judge) -> Sequence[Any]:
    """By scoring stage: how much a judge is to score, has submitted, and stood aside from."""
    return database.session.execute(
        select(
            Stage.id,
            Stage.name,
            Stage.state,
            func.count().filter(Assignment.state == "assigned").label("due"),
            func.count(ScoreSheetVersion.id).filter(Assignment.state == "assigned").label("done"),
            func.count().filter(Assignment.state == "recused").label("recused"),
            func.count().filter(Assignment.state == "absent").label("absent"),
            func.count().filter(Assignment.state == "replaced").label("replaced"),
        )
        .join(Assignment, Assignment.stage_id == Stage.id)
        .outerjoin(ScoreSheetVersion, SUBMITTED)
        .where(Assignment.judge_id == judge.id)
        .group_by(Stage.id, Stage.name, Stage.state, Stage.position)
        .order_by(Stage.position)
    ).all()


def _count(table: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _panel_lines(stage_id: int) -> list[PanelLine]:
    entries = _count(StageEntry, StageEntry.panel_id == Panel.id).correlate(Panel)
    assigned = _count(
        Assignment, Assignment.panel_id == Panel.id, Assignment.state == "assigned"
    ).correlate(Panel)
    judges: dict[int, list[str]] = defaultdict(list)
    for panel_id, name in database.session.execute(
        select(PanelJudge.panel_id, Judge.name)
        .join(Judge, Judge.id == PanelJudge.judge_id)
        .join(Panel, Panel.id == PanelJudge.panel_id)
        .where(Panel.stage_id == stage_id)
        .order_by(PanelJudge.seat)
    ):
        judges[panel_id].append(name)
    rows = database.session.execute(
        select(Panel, func.coalesce(Track.name, ""), entries, assigned)
        .outerjoin(Track, Track.id == Panel.track_id)
        .where(Panel.stage_id == stage_id)
        .order_by(Panel.position)
    )
    return [
        PanelLine(panel, track, tuple(judges[panel.id]), count, pairs)
        for panel, track, count, pairs in rows
    ]

"""What a unit has to report in each period: on itself, and on others who take part."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from competition.domain.principals import REPORTING
from competition.models import (
    Assignment,
    Competition,
    Entry,
    Judge,
    ScoreDraft,
    ScoreSheetVersion,
    SheetPhoto,
    Stage,
    database,
)
from competition.services.judging.tasks import IN_FORCE, SHOWN
from competition.services.principal import Principal
from competition.services.runtime import now


@dataclass(frozen=True, slots=True)
class SiteReport:
    """One report that a unit owes or has handed in.

    Attributes:
        kind: self or peer.
        title, unit_name: of the entry that is reported on; the title is empty in a blind stage.
        state: missing (nothing yet), late (the same, past its time), draft, submitted, changed
            (something waits beside what was submitted), locked, left_out (locked without a
            report), released (no longer asked for).
        photos: how many stand on it, `waiting` of them not handed in.
    """

    assignment_id: int
    kind: str
    competition: str
    period: str
    period_from: date | None
    period_to: date | None
    closes_at: datetime | None
    time_zone: str
    title: str
    unit_name: str
    state: str
    saved_at: datetime | None
    photos: int
    waiting: int


def _photos(column: Any, *conditions: ColumnElement[bool]) -> Any:
    """How many photos of an assignment there are, asked of each row."""
    return (
        select(func.count(column))
        .where(SheetPhoto.assignment_id == Assignment.id, *conditions)
        .scalar_subquery()
    )


COLUMNS: tuple[Any, ...] = (
    Assignment.id,
    Assignment.state,
    Judge.kind,
    Competition.name.label("competition"),
    Competition.time_zone,
    Stage.name.label("period"),
    Stage.state.label("stage_state"),
    Stage.is_blind,
    Stage.period_from,
    Stage.period_to,
    Stage.closes_at,
    Entry.title,
    Entry.unit_name,
    ScoreSheetVersion.saved_at.label("submitted_at"),
    ScoreDraft.saved_at.label("draft_at"),
    _photos(SheetPhoto.id).label("photos"),
    _photos(SheetPhoto.id, SheetPhoto.version.is_(None)).label("waiting"),
)


def site_reports(actor: Principal, *, page: int, size: int) -> tuple[list[SiteReport], int]:
    """The reports of an account and how many there are: open periods first, the nearest end first.

    Two statements.

    Args:
        page: from 1.
    """
    mine = _mine(actor)
    total = database.session.scalar(_joined(select(func.count(Assignment.id))).where(mine)) or 0
    rows = database.session.execute(
        _joined(select(*COLUMNS))
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Competition, Competition.id == Stage.competition_id)
        .outerjoin(ScoreDraft, ScoreDraft.assignment_id == Assignment.id)
        .outerjoin(ScoreSheetVersion, IN_FORCE)
        .where(mine)
        .order_by(
            Stage.state.desc(),
            Stage.period_to.desc(),
            Stage.position.desc(),
            Judge.kind.desc(),
            Assignment.id,
        )
        .limit(size)
        .offset((page - 1) * size)
    )
    return [_report(row) for row in rows], total


def _mine(actor: Principal) -> ColumnElement[bool]:
    return and_(
        Judge.account_id == actor.account_id,
        Judge.kind.in_(REPORTING),
        Judge.withdrawn_at.is_(None),
        Stage.state.in_(SHOWN),
        Assignment.state != "replaced",
    )


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Stage, Stage.id == Assignment.stage_id)
    )


def _report(row: Any) -> SiteReport:
    return SiteReport(
        assignment_id=row.id,
        kind=row.kind,
        competition=row.competition,
        period=row.period,
        period_from=row.period_from,
        period_to=row.period_to,
        closes_at=row.closes_at,
        time_zone=row.time_zone,
        title="" if row.is_blind else row.title,
        unit_name="" if row.is_blind else row.unit_name,
        state=_state(row),
        saved_at=row.submitted_at or row.draft_at,
        photos=row.photos,
        waiting=row.waiting,
    )


def _state(row: Any) -> str:
    if row.state != "assigned":
        return "released"
    if row.stage_state == "locked":
        return "locked" if row.submitted_at else "left_out"
    if row.submitted_at is not None:
        pending = row.waiting or (row.draft_at is not None and row.draft_at > row.submitted_at)
        return "changed" if pending else "submitted"
    if row.closes_at is not None and row.closes_at < now():
        return "late"
    return "draft" if row.draft_at or row.photos else "missing"

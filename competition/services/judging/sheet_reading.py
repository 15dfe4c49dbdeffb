"""One sheet with all that its form shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from competition.domain.principals import group_of
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Competition,
    Entry,
    Judge,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.entries.reading import EntryView, entry_for_audience
from competition.services.judging.rubric import Rubric, read_rubric
from competition.services.judging.tasks import (
    IN_FORCE,
    PLACE,
    SHOWN,
    audience_of,
    counted_total,
    in_order,
    is_changed,
    listed,
    submitted_texts,
)
from competition.services.principal import Principal


@dataclass(frozen=True, slots=True)
class Sheet:
    """A judge's sheet of one entry.

    Attributes:
        kind: of the one whose sheet it is; see `JUDGE_KINDS`.
        revision: what the next save must name as seen; 0 before the first.
        texts: as typed or submitted last, by leaf key.
        version: of the submitted sheet in force; None without one.
        is_pending: the draft differs from the submitted sheet.
        counted: marks of the submitted sheet as texts; empty without one.
    """

    assignment: Assignment
    kind: str
    stage: Stage
    rubric: Rubric
    code: str
    view: EntryView
    revision: int
    texts: Mapping[str, str]
    comment: str
    version: int | None
    is_pending: bool
    counted: Mapping[str, str]
    counted_comment: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a sheet can still be written, and what of it counts.

    Attributes:
        total: of the submitted sheet as text; None without one.
        saved_at: when that sheet was accepted.
    """

    stage: str
    assignment: str
    time_zone: str
    total: str | None
    saved_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether a save would be accepted now."""
        return self.stage == "open" and self.assignment == "assigned"


def read_sheet(actor: Principal, assignment_id: int) -> Sheet:
    """One sheet of this account with the rubric and the entry as this stage's judges may read it.

    Two statements, and one for the members of an entry that is not blind.

    Raises:
        Refusal: ``assignment.unknown`` also for another judge's.
    """
    found = _found(actor, assignment_id)
    if found is None:
        raise Refusal("assignment.unknown")
    assignment: Assignment = found.Assignment
    stage, entry = assignment.stage, assignment.entry
    rubric = read_rubric(database.session, stage.id).due(group_of(found.kind, found.expertise))
    return Sheet(
        assignment=assignment,
        kind=found.kind,
        stage=stage,
        rubric=rubric,
        code=found.blind_code if stage.is_blind else entry.number or "",
        view=entry_for_audience(entry, audience_of(stage)),
        revision=found.revision or 0,
        texts=found.texts or {},
        comment=found.comment or "",
        version=found.version,
        is_pending=found.version is not None and is_changed(found, rubric),
        counted=submitted_texts(found.marks, rubric) if found.version else {},
        counted_comment=found.sheet_comment or "",
    )


def _found(actor: Principal, assignment_id: int) -> Any:
    """The sheet's row with what was typed and what counts; None for another's."""
    return (
        database.session.execute(
            select(
                Assignment,
                Judge.kind,
                Judge.expertise,
                StageEntry.blind_code,
                ScoreDraft.revision,
                ScoreDraft.texts,
                ScoreDraft.comment,
                ScoreSheetVersion.version,
                ScoreSheetVersion.marks,
                ScoreSheetVersion.comment.label("sheet_comment"),
                ScoreSheetVersion.source,
            )
            .join(Judge, Judge.id == Assignment.judge_id)
            .join(StageEntry, PLACE)
            .join(Stage, Stage.id == Assignment.stage_id)
            .outerjoin(ScoreDraft, ScoreDraft.assignment_id == Assignment.id)
            .outerjoin(ScoreSheetVersion, IN_FORCE)
            .options(
                joinedload(Assignment.stage).joinedload(Stage.competition),
                joinedload(Assignment.entry).joinedload(Entry.form),
                joinedload(Assignment.entry).joinedload(Entry.attachments),
            )
            .where(
                Assignment.id == assignment_id,
                Judge.account_id == actor.account_id,
                Judge.withdrawn_at.is_(None),
                Stage.state.in_(SHOWN),
            )
        )
        .unique()
        .first()
    )


def standing_of(actor: Principal, assignment_id: int) -> Standing:
    """How one sheet of this account stands. One statement, and one for a submitted sheet's total.

    Raises:
        Refusal: ``assignment.unknown`` also for another judge's.
    """
    row = database.session.execute(
        select(
            Stage.state.label("stage"),
            Assignment.state.label("assignment"),
            Competition.time_zone,
            Assignment.stage_id,
            Judge.kind,
            Judge.expertise,
            ScoreSheetVersion.marks,
            ScoreSheetVersion.total,
            ScoreSheetVersion.saved_at,
        )
        .join_from(Assignment, Judge, Judge.id == Assignment.judge_id)
        .join(Stage, Stage.id == Assignment.stage_id)
        .join(Competition, Competition.id == Stage.competition_id)
        .outerjoin(ScoreSheetVersion, IN_FORCE)
        .where(
            Assignment.id == assignment_id,
            Judge.account_id == actor.account_id,
            Judge.withdrawn_at.is_(None),
        )
    ).first()
    if row is None:
        raise Refusal("assignment.unknown")
    total = None
    if row.total is not None:
        rubric = read_rubric(database.session, row.stage_id)
        total = counted_total(row.marks, rubric.due(group_of(row.kind, row.expertise)))
    return Standing(row.stage, row.assignment, row.time_zone, total, row.saved_at)


def place_of(actor: Principal, assignment: Assignment) -> tuple[int, int]:
    """Where an entry stands in the judge's list, and how long the list is. One statement."""
    stage = assignment.stage
    ids = list(
        database.session.scalars(
            select(Assignment.id)
            .join(Judge, Judge.id == Assignment.judge_id)
            .join(Entry, Entry.id == Assignment.entry_id)
            .join(StageEntry, PLACE)
            .where(*listed(actor, stage))
            .order_by(*in_order(stage))
        )
    )
    return (ids.index(assignment.id) + 1 if assignment.id in ids else 0), len(ids)

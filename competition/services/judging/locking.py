"""The lock of a scoring stage: after it is answered, no mark lands."""

from dataclasses import dataclass

from sqlalchemy import func, select

from competition.domain.refusal import Refusal
from competition.models import Assignment, Judge, ScoreSheetVersion, Stage, StageEntry, database
from competition.services.audit import record
from competition.services.judging.board import quorum_of
from competition.services.judging.stage_hold import hold_stage
from competition.services.principal import Principal
from competition.services.runtime import now


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still open in a stage, to be named before it is locked.

    Attributes:
        sheets: assignments in force without a submitted sheet.
        judges: (name, sheets missing), most first.
        unassigned: entries that no judge is assigned to.
    """

    sheets: int
    judges: tuple[tuple[str, int], ...]
    unassigned: int


def lock_stage(actor: Principal, stage: Stage) -> None:
    """Lock a scoring stage for good. Score writes hold its row, so this waits for those under way.

    Raises:
        Refusal: ``stage.not_scoring``, ``stage.locked``, ``stage.not_open``.
    """
    with database.writing() as session:
        held = hold_stage(session, stage.id, alone=True)
        if held.kind != "scoring":
            raise Refusal("stage.not_scoring", stage=held.name)
        if held.state == "locked":
            raise Refusal("stage.locked")
        if held.state != "open":
            raise Refusal("stage.not_open")
        held.state, held.locked_at, held.locked_by_id = "locked", now(), actor.account_id
        session.flush()
        record(
            session,
            actor,
            "stage.lock",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"missing": what_is_missing(held.id).sheets},
        )


def entries_short(stage: Stage) -> tuple[int, int]:
    """How many entries have fewer sheets than the rules ask for, and how many they ask for."""
    quorum = quorum_of(stage)
    enough = (
        select(Assignment.entry_id)
        .join(ScoreSheetVersion, ScoreSheetVersion.assignment_id == Assignment.id)
        .where(
            Assignment.stage_id == stage.id,
            Assignment.state == "assigned",
            ScoreSheetVersion.is_current,
        )
        .group_by(Assignment.entry_id)
        .having(func.count() >= quorum)
    )
    short = database.session.scalar(
        select(func.count()).where(
            StageEntry.stage_id == stage.id, StageEntry.entry_id.not_in(enough)
        )
    )
    return short or 0, quorum


def what_is_missing(stage_id: int) -> Missing:
    """Sheets not submitted and entries nobody scores. Two statements."""
    scored = select(ScoreSheetVersion.assignment_id).where(ScoreSheetVersion.is_current)
    judges = database.session.execute(
        select(Judge.name, func.count())
        .join(Assignment, Assignment.judge_id == Judge.id)
        .where(
            Assignment.stage_id == stage_id,
            Assignment.state == "assigned",
            Assignment.id.not_in(scored),
        )
        .group_by(Judge.id, Judge.name)
        .order_by(func.count().desc(), Judge.name)
    ).all()
    assigned = select(Assignment.entry_id).where(
        Assignment.stage_id == stage_id, Assignment.state == "assigned"
    )
    unassigned = database.session.scalar(
        select(func.count()).where(
            StageEntry.stage_id == stage_id, StageEntry.entry_id.not_in(assigned)
        )
    )
    return Missing(
        sheets=sum(count for _, count in judges),
        judges=tuple((name, count) for name, count in judges),
        unassigned=unassigned or 0,
    )

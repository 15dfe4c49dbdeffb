"""What departments find wrong: recorded on an indicator of their sheet, withdrawn with a reason."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from competition.domain.principals import group_of
from competition.domain.rectification import Rectification
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Finding,
    FindingPicture,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.audit import record
from competition.services.judging.rubric import read_rubric
from competition.services.judging.stage_hold import hold_assignments, hold_unlocked
from competition.services.notifications import notify
from competition.services.periods.days import today_in
from competition.services.periods.deductions import require_explained
from competition.services.periods.finding_text import FindingText, checked_finding, checked_reason
from competition.services.pictures import File, KeptPicture, keep_pictures
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.running import require_running

MOST_PICTURES = 9


def is_department_sheet(assignment: Assignment) -> bool:
    """Whether findings stand behind the marks of this sheet."""
    return assignment.judge.kind == "department" and assignment.stage.is_period


def record_finding(
    actor: Principal, assignment: Assignment, typed: FindingText, files: Sequence[File] = ()
) -> int:
    """Record a finding on a department's sheet; returns its id. The unit is told of a demand.

    Args:
        files: names and contents of the pictures taken.
    Raises:
        Refusal: ``finding.faults`` (errors: Refusal by field), ``finding.not_department``,
            ``picture.most``, ``upload.*``, ``stage.locked``, ``stage.not_open``,
            ``assignment.closed``, ``competition.ended``.
    """
    kept = keep_pictures(files, most=MOST_PICTURES)
    with database.writing() as session:
        held = _hold_open(session, assignment.id)
        rubric = read_rubric(session, held.stage_id)
        due = rubric.due(group_of(held.judge.kind, held.judge.expertise))
        values = checked_finding(typed, due.leaves, today_in(held.stage.competition))
        row = Finding(
            competition_id=held.stage.competition_id,
            stage_id=held.stage_id,
            assignment_id=held.id,
            entry_id=held.entry_id,
            recorded_by_id=actor.account_id,
            recorded_at=now(),
            **values,
        )
        session.add(row)
        session.flush()
        add_pictures(session, row.id, None, kept)
        _record(session, actor, "finding.record", row, {"pictures": len(kept)})
        if row.rectification != Rectification.NONE:
            tell_unit(session, held, row, "finding.demanded")
        return row.id


def withdraw_finding(actor: Principal, finding: Finding, reason: str) -> None:
    """Let a finding no longer count; it stays on record. Only before its period is locked.

    Raises:
        Refusal: ``finding.reason``, ``finding.gone``, ``finding.counted`` (name) while a mark that
            was handed in stands on it, ``stage.locked``, ``stage.not_open``,
            ``assignment.closed``, ``competition.ended``.
    """
    reason = checked_reason(reason)
    with database.writing() as session:
        held = _hold_open(session, finding.assignment_id)
        row = session.get_one(Finding, finding.id, with_for_update=True, populate_existing=True)
        if row.withdrawn_at is not None:
            raise Refusal("finding.gone")
        row.withdrawn_by_id, row.withdrawn_at = actor.account_id, now()
        row.withdrawn_reason = reason
        session.flush()
        _require_still_explained(session, held, row)
        _record(session, actor, "finding.withdraw", row, {"reason": reason[:200]})
        if row.rectification != Rectification.NONE:
            tell_unit(session, held, row, "finding.withdrawn")


def add_pictures(
    session: Session, finding_id: int, step_id: int | None, kept: Sequence[KeptPicture]
) -> None:
    """Put kept pictures to a finding, or to an answer to it."""
    for one in kept:
        session.add(
            FindingPicture(
                finding_id=finding_id,
                step_id=step_id,
                name=one.name,
                size=one.size,
                storage_key=one.storage_key,
                small_key=one.small_key,
            )
        )
    session.flush()


def tell_unit(session: Session, assignment: Assignment, row: Finding, code: str) -> None:
    """Tell the account that reports for the unit, where it has one."""
    account = assignment.entry.account_id
    values = {
        "title": assignment.entry.title,
        "department": assignment.judge.name,
        "name": row.criterion_name,
    }
    if account is not None:
        notify(
            session,
            [account],
            code,
            values,
            competition_id=row.competition_id,
            path=f"/entrant/findings/{row.id}" if row.withdrawn_at is None else "",
        )


def read_assignment(session: Session, ident: int) -> Assignment:
    """An assignment with its judge, entry, period and competition. One statement."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.id == ident)
        .options(
            joinedload(Assignment.judge),
            joinedload(Assignment.entry),
            joinedload(Assignment.stage).joinedload(Stage.competition),
        )
        .execution_options(populate_existing=True)
    ).one()


def _hold_open(session: Session, assignment_id: int) -> Assignment:
    """A department's sheet that may still be written, held against submissions and the lock."""
    held = read_assignment(session, assignment_id)
    require_running(session, held.stage.competition_id)
    stage = hold_unlocked(session, held.stage_id)
    hold_assignments(session, Assignment.id == assignment_id)
    session.refresh(held, ["state"])
    if not is_department_sheet(held):
        raise Refusal("finding.not_department")
    if stage.state != "open":
        raise Refusal("stage.not_open")
    if held.state != "assigned":
        raise Refusal("assignment.closed")
    return held


def _require_still_explained(session: Session, held: Assignment, row: Finding) -> None:
    """Refuse where the sheet handed in would lose what explains a mark of it."""
    marks = session.scalar(
        select(ScoreSheetVersion.marks).where(
            ScoreSheetVersion.assignment_id == held.id, ScoreSheetVersion.is_current
        )
    )
    if marks is None:
        return
    rubric = read_rubric(session, held.stage_id)
    due = rubric.due(group_of(held.judge.kind, held.judge.expertise))
    try:
        require_explained(
            session.connection(), held.id, due, {key: mark for key, _state, mark in marks}
        )
    except Refusal as refusal:
        raise Refusal("finding.counted", name=row.criterion_name) from refusal


def _record(
    session: Session, actor: Principal, action: str, row: Finding, detail: dict[str, Any]
) -> None:
    record(
        session,
        actor,
        action,
        f"finding:{row.id}",
        competition_id=row.competition_id,
        detail={"entry": row.entry_id, "stage": row.stage_id, **detail},
        after={
            "criterion": row.criterion_key,
            "text": row.text,
            "points": row.points,
            "date": row.found_on.isoformat(),
            "due": row.due_on.isoformat() if row.due_on else "",
        },
    )

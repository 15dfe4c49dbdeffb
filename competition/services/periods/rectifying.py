"""A unit puts a finding right; the department confirms that or sends it back with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.event_values import read_day
from competition.domain.rectification import (
    WAITS_FOR_UNIT,
    Step,
    next_rectification,
    require_due,
)
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, Finding, FindingStep, database
from competition.services.audit import record
from competition.services.notifications import notify
from competition.services.periods.days import today_in
from competition.services.periods.finding_text import LONGEST, checked_reason, checked_text
from competition.services.periods.findings import (
    MOST_PICTURES,
    add_pictures,
    read_assignment,
    tell_unit,
)
from competition.services.pictures import File, keep_pictures
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.running import require_running


def answer_finding(
    actor: Principal, finding: Finding, text: str, files: Sequence[File] = ()
) -> None:
    """The unit says how a finding was put right, with pictures; the department is told.

    Raises:
        Refusal: ``finding.answer``, ``finding.too_long``, ``finding.step``, ``finding.gone``,
            ``picture.most``, ``upload.*``, ``competition.ended``.
    """
    if not text.strip():
        raise Refusal("finding.answer")
    text = checked_text(text, LONGEST["text"])
    kept = keep_pictures(files, most=MOST_PICTURES)
    with database.writing() as session:
        row = _hold(session, finding)
        step = _take(session, actor, row, Step.ANSWER, text)
        add_pictures(session, row.id, step.id, kept)
        held = read_assignment(session, row.assignment_id)
        notify(
            session,
            [held.judge.account_id],
            "finding.answered",
            {"title": held.entry.title, "name": row.criterion_name},
            competition_id=row.competition_id,
            path=f"/judge/findings/{row.id}",
        )


def confirm_finding(actor: Principal, finding: Finding, text: str = "") -> None:
    """The department confirms that a finding was put right; the unit is told.

    Raises:
        Refusal: ``finding.too_long``, ``finding.step``, ``finding.gone``, ``competition.ended``.
    """
    text = checked_text(text, LONGEST["text"])
    with database.writing() as session:
        row = _hold(session, finding)
        _take(session, actor, row, Step.CONFIRM, text)
        held = read_assignment(session, row.assignment_id)
        tell_unit(session, held, row, "finding.confirmed")


def send_back_finding(actor: Principal, finding: Finding, reason: str, due_on: str = "") -> None:
    """The department asks for more, with a reason; the unit is told.

    Args:
        due_on: until when; as before where it is left empty, and needed once that day is over.
    Raises:
        Refusal: ``finding.reason``, ``finding.too_long``, ``finding.due_past`` (today),
            ``event.date``, ``finding.step``, ``finding.gone``, ``competition.ended``.
    """
    reason = checked_reason(reason)
    asked = read_day(due_on, date.max)
    with database.writing() as session:
        row = _hold(session, finding)
        row.due_on = require_due(asked or row.due_on, today_in(row.competition))
        _take(session, actor, row, Step.SEND_BACK, reason)
        held = read_assignment(session, row.assignment_id)
        tell_unit(session, held, row, "finding.returned")


def remind_overdue(actor: Principal, competition: Competition) -> int:
    """Tell every unit that has not answered in time; returns how many units.

    Raises:
        Refusal: ``finding.none_overdue``, ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        competition = session.get_one(Competition, competition.id)
        late = _late_units(session, competition)
        if not late:
            raise Refusal("finding.none_overdue")
        for account_id, count in late.items():
            notify(
                session,
                [account_id],
                "finding.overdue",
                {"title": competition.name, "count": count},
                competition_id=competition.id,
                path="/entrant/findings",
            )
        _record(
            session,
            actor,
            "finding.remind",
            f"competition:{competition.id}",
            competition.id,
            {"count": len(late)},
        )
    return len(late)


def _late_units(session: Session, competition: Competition) -> dict[int, int]:
    """By account that reports for a unit, how many findings it has not answered in time."""
    rows = session.execute(
        select(Entry.account_id, func.count())
        .join(Finding, Finding.entry_id == Entry.id)
        .where(
            Finding.competition_id == competition.id,
            Finding.withdrawn_at.is_(None),
            Finding.rectification.in_(WAITS_FOR_UNIT),
            Finding.due_on < today_in(competition),
            Entry.account_id.is_not(None),
        )
        .group_by(Entry.account_id)
    )
    return {account_id or 0: count for account_id, count in rows}


def _hold(session: Session, finding: Finding) -> Finding:
    require_running(session, finding.competition_id)
    row = session.get_one(Finding, finding.id, with_for_update=True, populate_existing=True)
    if row.withdrawn_at is not None:
        raise Refusal("finding.gone")
    return row


def _take(session: Session, actor: Principal, row: Finding, step: Step, text: str) -> FindingStep:
    """Take a step of a held finding and keep it."""
    row.rectification = next_rectification(row.rectification, step).value
    point = FindingStep(
        finding_id=row.id,
        kind=step.value,
        text=text,
        due_on=row.due_on if step is Step.SEND_BACK else None,
        account_id=actor.account_id,
        at=now(),
    )
    session.add(point)
    session.flush()
    detail = {"entry": row.entry_id, "stage": row.stage_id}
    _record(
        session, actor, f"finding.{step.value}", f"finding:{row.id}", row.competition_id, detail
    )
    return point


def _record(
    session: Session,
    actor: Principal,
    action: str,
    subject: str,
    competition_id: int,
    detail: dict[str, Any],
) -> None:
    record(session, actor, action, subject, competition_id=competition_id, detail=detail)

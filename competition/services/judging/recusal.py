"""Judges who stand aside, do not come, or are replaced."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.domain.assignment import replace_judge as plan_replacement
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import (
    Assignment,
    Judge,
    Panel,
    PanelJudge,
    ResultVersion,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.audit import record
from competition.services.judging.assigning import add_pairs, read_task, with_numbers
from competition.services.judging.panels import judge_in_office
from competition.services.judging.stage_hold import hold_assignments, hold_stage, hold_unlocked
from competition.services.principal import Principal
from competition.services.runtime import now

LONGEST_REASON = 200
REASONS = ("same_unit", "took_part", "related", "abstain", "other")
"""What a judge may choose from; an organiser's reason is free text."""


def recuse(actor: Principal, assignment: Assignment, reason: str) -> None:
    """Stand aside from an entry: the sheet, if there is one, no longer counts.

    Args:
        reason: one of `REASONS`, with a colon and words of the judge where they add some, or free
            text; ``abstain`` is a judge who gives no mark without a conflict.
    Raises:
        Refusal: ``recusal.reason`` (required), ``recusal.long`` (limit), ``assignment.closed``,
            ``stage.locked``.
    """
    reason = _checked(reason)
    with database.writing() as session:
        held = hold_unlocked(session, assignment.stage_id)
        row = session.get_one(
            Assignment,
            assignment.id,
            populate_existing=True,
            with_for_update={"of": Assignment},
        )
        if row.state != "assigned":
            raise Refusal("assignment.closed")
        row.state, row.reason, row.changed_at = "recused", reason, now()
        record(
            session,
            actor,
            "assignment.recuse",
            f"assignment:{row.id}",
            competition_id=held.competition_id,
            detail={"kind": reason.partition(":")[0] if reason.startswith(REASONS) else "other"},
        )


def mark_absent(actor: Principal, assignment_ids: Collection[int], reason: str) -> int:
    """Record that judges did not score these entries; no mark is touched.

    This may follow the lock, to settle what is missing, while no result is in force.

    Args:
        assignment_ids: of one stage.
    Returns:
        How many assignments changed; those that are closed already stay as they are.
    Raises:
        Refusal: ``recusal.reason``, ``recusal.long``, ``assignment.unknown``,
            ``assignment.has_sheet``, ``stage.has_result``.
    """
    reason = _checked(reason)
    ids = sorted(set(assignment_ids))
    with database.writing() as session:
        rows = session.execute(
            select(Assignment.id, Assignment.stage_id).where(Assignment.id.in_(ids))
        ).all()
        stages = {row.stage_id for row in rows}
        if len(rows) != len(ids) or len(stages) != 1:
            raise Refusal("assignment.unknown")
        held = hold_stage(session, stages.pop())
        _require_no_result(session, held)
        hold_assignments(session, Assignment.id.in_(ids))
        scored = select(ScoreSheetVersion.id).where(
            ScoreSheetVersion.assignment_id.in_(ids), ScoreSheetVersion.is_current
        )
        if session.scalar(scored.limit(1)) is not None:
            raise Refusal("assignment.has_sheet")
        changed = session.execute(
            update(Assignment)
            .where(Assignment.id.in_(ids), Assignment.state == "assigned")
            .values(state="absent", reason=reason, changed_at=now())
        )
        record(
            session,
            actor,
            "assignment.absent",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"assignments": ids, "reason": reason},
        )
        return int(changed.rowcount)  # type: ignore[attr-defined]


def mark_judge_absent(actor: Principal, stage: Stage, judge_id: int, reason: str) -> int:
    """Record absence for everything in a stage that this judge has not submitted.

    Raises:
        Refusal: ``judge.nothing_open`` and those of `mark_absent`.
    """
    ids = open_without_sheet(database.session, stage.id, judge_id)
    if not ids:
        raise Refusal("judge.nothing_open")
    return mark_absent(actor, ids, reason)


def replace_judge(
    actor: Principal, stage: Stage, judge_id: int, substitute_id: int | None, reason: str
) -> int:
    """Hand a judge's entries without a submitted sheet over; submitted sheets stay and count.

    Args:
        substitute_id: takes the judge's seats and entries where no conflict forbids; None lets the
            panel's other judges take them, the least loaded first.
    Returns:
        How many entries changed hands.
    Raises:
        Refusal: ``recusal.reason``, ``recusal.long``, ``judge.unknown``, ``judge.same``,
            ``judge.nothing_open``, ``assignment.short`` (count, entries), ``stage.locked``.
    """
    reason = _checked(reason)
    if judge_id == substitute_id:
        raise Refusal("judge.same")
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        leaving = judge_in_office(session, held.competition_id, judge_id)
        hold_assignments(session, Assignment.stage_id == held.id, Assignment.judge_id == leaving.id)
        given_up = open_without_sheet(session, held.id, leaving.id)
        if not given_up:
            raise Refusal("judge.nothing_open")
        if substitute_id is not None:
            substitute = judge_in_office(session, held.competition_id, substitute_id)
            _take_seats(session, held.id, leaving, substitute)
        added = _hand_over(session, held, leaving.id, given_up, substitute_id, reason)
        record(
            session,
            actor,
            "judge.replace",
            f"judge:{leaving.id}",
            competition_id=held.competition_id,
            detail={"stage": held.id, "substitute": substitute_id, "entries": added},
        )
        return added


def open_without_sheet(session: Session, stage_id: int, judge_id: int) -> list[int]:
    """Assignments in force of this judge in this stage without a submitted sheet."""
    scored = select(ScoreSheetVersion.assignment_id).where(ScoreSheetVersion.is_current)
    return list(
        session.scalars(
            select(Assignment.id)
            .where(
                Assignment.stage_id == stage_id,
                Assignment.judge_id == judge_id,
                Assignment.state == "assigned",
                Assignment.id.not_in(scored),
            )
            .order_by(Assignment.id)
        )
    )


def _hand_over(
    session: Session,
    stage: Stage,
    leaving: int,
    given_up: Collection[int],
    substitute: int | None,
    reason: str,
) -> int:
    task = read_task(session, stage.id)
    open_entries = {
        str(entry)
        for entry in session.scalars(select(Assignment.entry_id).where(Assignment.id.in_(given_up)))
    }
    scored = {pair for pair in task.existing if pair[1] not in open_entries}
    heirs = [judge for judge in task.judges if substitute in (None, int(judge.id))]
    try:
        plan = plan_replacement(
            heirs,
            task.entries,
            leaving=str(leaving),
            seed=f"stage {stage.id} judge {leaving}",
            existing=task.existing,
            scored=scored,
            recused=task.excluded,
        )
    except Refusal as refusal:
        raise with_numbers(session, refusal) from None
    session.execute(
        update(Assignment)
        .where(Assignment.id.in_(given_up))
        .values(state="replaced", reason=reason, changed_at=now())
    )
    add_pairs(session, stage.id, task, plan.added)
    return len(plan.added)


def _take_seats(session: Session, stage_id: int, leaving: Judge, substitute: Judge) -> None:
    """Put the substitute on every panel of the stage on which the leaving judge sits."""
    seats = session.scalars(
        select(PanelJudge)
        .join(Panel, Panel.id == PanelJudge.panel_id)
        .where(Panel.stage_id == stage_id, PanelJudge.judge_id.in_((leaving.id, substitute.id)))
    ).all()
    present = {seat.panel_id for seat in seats if seat.judge_id == substitute.id}
    for seat in seats:
        if seat.judge_id == leaving.id and seat.panel_id not in present:
            panel_id, number = seat.panel_id, seat.seat
            session.delete(seat)
            session.flush()
            session.add(PanelJudge(panel_id=panel_id, judge_id=substitute.id, seat=number))
    session.flush()


def _require_no_result(session: Session, stage: Stage) -> None:
    found = session.scalar(
        select(ResultVersion.id)
        .where(
            ResultVersion.competition_id == stage.competition_id,
            ResultVersion.stage_id.is_(None) | (ResultVersion.stage_id == stage.id),
            ResultVersion.state.in_(PUBLISHED),
        )
        .limit(1)
    )
    if found is not None:
        raise Refusal("stage.has_result")


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refusal("recusal.reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal("recusal.long", limit=LONGEST_REASON)
    return reason

"""The second person's answer to a proposed correction; approving carries it out.

A sheet is corrected here, an event or item in `fact_corrections`.
"""

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.score_correction import Change
from competition.models import (
    Assignment,
    Proposal,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.judging.rubric import read_rubric
from competition.services.judging.stage_hold import hold_assignments
from competition.services.notifications import notify
from competition.services.principal import Principal
from competition.services.results.approval import close_proposal, held
from competition.services.results.correction_effect import Effect
from competition.services.results.correction_place import (
    Place,
    is_outdated,
    marks_by_key,
    place_of,
    require_not_own,
)
from competition.services.results.correction_preview import effect_of
from competition.services.results.correction_results import replace_results
from competition.services.results.fact_corrections import carry_out_fact, require_current
from competition.services.results.gather import gather
from competition.services.results.score_corrections import (
    ACTION,
    ACTIONS,
    locked_stage,
    record_correction,
    running,
)
from competition.services.runtime import now

LONGEST_NOTE = 200


def answer_correction(
    actor: Principal, proposal: Proposal, *, approve: bool, seen: str = ""
) -> None:
    """Correct the sheet, or let the event or item count or not, as the second person; or decline.

    The stage's result, those built on it and that of the whole are superseded and computed anew.

    Args:
        seen: `Effect.seen` of the effect that the second person had before them.
    Raises:
        Refusal: ``proposal.closed``, also for a proposal about something else; ``separation.*``,
            ``correction.own_sheet``, also for declining; ``correction.outdated`` when sheet or
            rules changed since, ``correction.looked_old`` when the effect is another by now,
            ``correction.next_locked``, ``correction.next_scored``, ``competition.ended``; of events
            and items those of `carry_out_fact`.
    """
    with database.writing() as session:
        proposal = held(session, proposal)
        if proposal.action not in ACTIONS:
            raise Refusal("proposal.closed")
        noted = close_proposal(session, actor, proposal, approve=approve)
        of_sheet = proposal.action == ACTION
        if of_sheet:
            require_not_own(actor, _place(session, proposal))
        if not approve:
            action = "score.decline_correction" if of_sheet else "fact.decline_correction"
            record_correction(session, actor, action, proposal)
            return
        running(session, proposal.competition_id)
        effect = (_correct_sheet if of_sheet else _correct_fact)(session, proposal, seen)
        noted |= replace_results(
            session,
            actor,
            proposal.competition_id,
            proposal.subject["stage"] or None,
            effect,
            reason=proposal.reason,
        )
        proposal.outcome = {"effect": effect.to_json(), **noted}
        action = "score.correct" if of_sheet else "fact.correct"
        record_correction(session, actor, action, proposal, **noted)


def _correct_sheet(session: Session, proposal: Proposal, seen: str) -> Effect:
    stage = locked_stage(session, proposal.subject["stage"])
    place = _current_place(session, proposal)
    effect = _checked_effect(session, proposal, seen)
    _write(session, proposal, place)
    _tell_judge(session, stage, place)
    return effect


def _correct_fact(session: Session, proposal: Proposal, seen: str) -> Effect:
    require_current(session, proposal)
    effect = _checked_effect(session, proposal, seen)
    carry_out_fact(session, proposal)
    return effect


def _current_place(session: Session, proposal: Proposal) -> Place:
    """The sheet, held, if it is still the one that was proposed against."""
    stage, entry = (proposal.subject[key] for key in ("stage", "entry"))
    hold_assignments(session, Assignment.stage_id == stage, Assignment.entry_id == entry)
    place = _place(session, proposal)
    if is_outdated(place, proposal.subject):
        raise Refusal("correction.outdated")
    return place


def _place(session: Session, proposal: Proposal) -> Place:
    """The sheet as it is now; a judge who was called stays in the list of judges for good."""
    stage, entry, judge = (proposal.subject[key] for key in ("stage", "entry", "judge"))
    place = place_of(session, proposal.competition_id, stage, entry, judge)
    if place is None:
        raise Refusal("correction.outdated")
    return place


def _checked_effect(session: Session, proposal: Proposal, seen: str) -> Effect:
    """The effect by now, which must be the one that was looked at and can be undone."""
    gathered = gather(session, proposal.competition_id)
    if gathered.rule_set_id != proposal.subject["rules"]:
        raise Refusal("correction.outdated")
    effect = effect_of(session, gathered, proposal.subject)
    if effect.next_stage is not None and effect.next_stage.fault:
        raise Refusal(
            effect.next_stage.fault,
            stage=next(one.name for one in gathered.stages if one.id == effect.next_stage.stage),
        )
    if effect.seen != seen:
        raise Refusal("correction.looked_old")
    return effect


def _write(session: Session, proposal: Proposal, place: Place) -> None:
    """Put the corrected sheet in force: a new version, or another state of the assignment."""
    subject, after = proposal.subject, proposal.subject["after"]
    assignment = place.assignment or _assign(session, subject)
    if after["state"] != place.state:
        aside = subject["change"] != Change.MARKS
        session.execute(
            update(Assignment)
            .where(Assignment.id == assignment)
            .values(
                state=after["state"],
                reason=proposal.reason[:LONGEST_NOTE] if aside else "",
                changed_at=now(),
            )
        )
    if subject["change"] == Change.MARKS:
        _add_version(session, proposal, place, assignment)


def _assign(session: Session, subject: dict[str, Any]) -> int:
    """Assign the judge, who scored on paper, to the entry; returns the assignment's id."""
    panel = session.scalar(
        select(StageEntry.panel_id).where(
            StageEntry.stage_id == subject["stage"], StageEntry.entry_id == subject["entry"]
        )
    )
    row = Assignment(
        stage_id=subject["stage"],
        panel_id=panel,
        judge_id=subject["judge"],
        entry_id=subject["entry"],
        state="assigned",
        changed_at=now(),
    )
    session.add(row)
    session.flush()
    return row.id


def _add_version(session: Session, proposal: Proposal, place: Place, assignment: int) -> None:
    after = proposal.subject["after"]
    rubric = read_rubric(session, proposal.subject["stage"]).due(place.group)
    marks = marks_by_key(after["marks"])
    session.execute(
        update(ScoreSheetVersion)
        .where(ScoreSheetVersion.assignment_id == assignment, ScoreSheetVersion.is_current)
        .values(is_current=False)
    )
    session.execute(
        insert(ScoreSheetVersion).values(
            assignment_id=assignment,
            version=after["version"],
            marks=after["marks"],
            total=sum(mark * rubric.factors[key] for key, mark in marks.items()),
            total_scale=rubric.scale,
            comment=place.comment,
            account_id=proposal.proposed_by_id,
            source="correction",
            saved_at=now(),
            is_current=True,
            proposal_id=proposal.id,
        )
    )


def _tell_judge(session: Session, stage: Stage, place: Place) -> None:
    """The judge learns that a sheet of theirs was corrected, not what became of the ranking."""
    notify(
        session,
        [place.account],
        "score.corrected",
        {"stage": stage.name},
        competition_id=stage.competition_id,
    )

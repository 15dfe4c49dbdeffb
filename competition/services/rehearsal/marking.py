"""Panels, assignments and invented marks of one stage of a rehearsal."""

from collections.abc import Callable
from random import Random

from sqlalchemy import select

from competition.domain.invention import invent_mark, invent_quality
from competition.models import (
    Assignment,
    Judge,
    Panel,
    PanelJudge,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.assigning import assign
from competition.services.judging.panels import make_panels, seat_judge
from competition.services.judging.recusal import mark_absent
from competition.services.judging.rubric import Rubric, read_rubric
from competition.services.judging.score_sheets import submit_score_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.principal import Principal
from competition.services.rehearsal.making import cast_of
from competition.services.setup.stages import open_stage

EVERY = 20
NOT_SCORED = "rehearsal.not_scored"
Tick = Callable[[], None]


def seat_stage(actor: Principal, stage_id: int) -> None:
    """Bring the entries in, make panels with every practice judge on each, assign, open."""
    session = database.session
    take_in(actor, session.get_one(Stage, stage_id))
    panels = list(session.scalars(select(Panel).where(Panel.stage_id == stage_id)))
    if not panels:
        panels = make_panels(actor, session.get_one(Stage, stage_id))
    practice = _practice_judges(stage_id)
    seated = {
        (row.panel_id, row.judge_id)
        for row in session.execute(
            select(PanelJudge.panel_id, PanelJudge.judge_id)
            .join(Panel, Panel.id == PanelJudge.panel_id)
            .where(Panel.stage_id == stage_id)
        )
    }
    for panel_id in [panel.id for panel in panels]:
        for judge_id in practice:
            if (panel_id, judge_id) not in seated:
                seat_judge(actor, session.get_one(Panel, panel_id), judge_id)
    assign(actor, session.get_one(Stage, stage_id))
    stage = session.get_one(Stage, stage_id)
    if stage.state == "draft":
        open_stage(actor, stage)


def mark_stage(actor: Principal, stage_id: int, tick: Tick) -> None:
    """Give the marks of the practice judges; whoever else has not scored is recorded as absent.

    Nothing is put into the mouth of a real judge.
    """
    session = database.session
    rubric = read_rubric(session, stage_id)
    order = session.scalars(
        select(StageEntry.entry_id)
        .where(StageEntry.stage_id == stage_id)
        .order_by(StageEntry.entry_id)
    ).all()
    quality = {entry: invent_quality(place, len(order)) for place, entry in enumerate(order)}
    practice = set(_practice_judges(stage_id))
    waiting = session.execute(_without_sheet(stage_id)).all()
    database.release()
    actors = {row.account_id: principal_of(row.account_id) for row in waiting}
    absent = []
    for number, row in enumerate(waiting):
        if row.judge_id not in practice:
            absent.append(row.id)
            continue
        random = Random(f"{stage_id} {row.entry_id} {row.judge_id}")
        submit_score_sheet(
            actors[row.account_id],
            row.id,
            _marks(rubric, quality[row.entry_id], random),
            comment="",
            seen_version=row.revision or 0,
            key=f"rehearsal-{row.id}",
            source="rehearsal",
        )
        if number % EVERY == 0:
            tick()
    if absent:
        mark_absent(actor, absent, NOT_SCORED)


def _without_sheet(stage_id: int):  # type: ignore[no-untyped-def]
    scored = select(ScoreSheetVersion.assignment_id).where(ScoreSheetVersion.is_current)
    return (
        select(
            Assignment.id,
            Assignment.entry_id,
            Assignment.judge_id,
            Judge.account_id,
            ScoreDraft.revision,
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(ScoreDraft, ScoreDraft.assignment_id == Assignment.id)
        .where(
            Assignment.stage_id == stage_id,
            Assignment.state == "assigned",
            Assignment.id.not_in(scored),
        )
        .order_by(Assignment.id)
    )


def _practice_judges(stage_id: int) -> list[int]:
    session = database.session
    competition_id = session.get_one(Stage, stage_id).competition_id
    accounts = cast_of(session, competition_id).judges
    return list(
        session.scalars(
            select(Judge.id)
            .where(Judge.competition_id == competition_id, Judge.account_id.in_(accounts))
            .order_by(Judge.id)
        )
    )


def _marks(rubric: Rubric, quality: int, random: Random) -> dict[str, str]:
    return {leaf.key: invent_mark(leaf.range, quality, random) for leaf in rubric.leaves}

"""A rehearsal step by step: how far it is, one step on, or all the way as a job.

How far it is stands nowhere but in its own rows, so a step that people took by hand counts, and a
job that died goes on where it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Certificate,
    Competition,
    Entry,
    Job,
    ScoreSheetVersion,
    Stage,
    Track,
    database,
)
from competition.services.audit import record
from competition.services.certificates.issuing import issue_all
from competition.services.identity.sessions import principal_of
from competition.services.job_rows import add_job, report_progress
from competition.services.judging.locking import lock_stage
from competition.services.principal import Principal
from competition.services.rehearsal.concluding import conclude, published
from competition.services.rehearsal.entering import enter_entries, entries_wanted, pass_all
from competition.services.rehearsal.marking import mark_stage, seat_stage
from competition.services.runtime import now
from competition.services.setup.opening import open_competition
from competition.services.setup.stages import stages_of

JOB = "rehearsal.run"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rehearsal.

    Args:
        code: open, enter, review, seat, mark, lock, publish, conclude or issue.
        stage: the stage that it is about, where it is about one.
    """

    code: str
    done: bool
    stage: Stage | None = None


def steps_of(session: Session, competition: Competition) -> list[Step]:
    """Every step in order, done or not. Four statements."""
    ident = competition.id
    entries, waiting, certificates, tracks = _counts(session, ident)
    stages = [stage for stage in stages_of(session, ident) if stage.kind == "scoring"]
    sheets = _sheets(session, ident)
    results = published(ident)
    entered = entries >= entries_wanted(tracks)
    steps = [
        Step("open", competition.state != "draft"),
        Step("enter", entered),
        Step("review", entered and not waiting),
    ]
    for place, stage in enumerate(stages, start=1):
        assigned, missing = sheets.get(stage.id, (0, 0))
        steps += [
            Step("seat", assigned > 0 and stage.state != "draft", stage),
            Step("mark", assigned > 0 and stage.state != "draft" and not missing, stage),
            Step("lock", stage.state == "locked", stage),
        ]
        if place < len(stages):
            steps.append(Step("publish", stage.id in results, stage))
    issued = certificates > 0 and competition.rehearsed_at is not None
    return [*steps, Step("conclude", None in results), Step("issue", issued)]


def next_step(steps: list[Step]) -> Step | None:
    """The first step that is not done."""
    return next((step for step in steps if not step.done), None)


def request_run(actor: Principal, competition: Competition, *, everything: bool) -> int:
    """Ask for the next step, or for all that are left; a job takes them. Returns the job's id.

    Raises:
        Refusal: ``rehearsal.none``, ``rehearsal.busy`` while a job is at it, ``rehearsal.over``.
    """
    with database.writing() as session:
        if not competition.is_rehearsal:
            raise Refusal("rehearsal.none")
        if busy(session, competition.id) is not None:
            raise Refusal("rehearsal.busy")
        steps = steps_of(session, competition)
        left = [step for step in steps if not step.done]
        if not left:
            raise Refusal("rehearsal.over")
        job = add_job(
            session,
            actor,
            JOB,
            {"competition": competition.id, "leave": 0 if everything else len(left) - 1},
            competition_id=competition.id,
            total=len(left) if everything else 1,
        )
        record(
            session,
            actor,
            "rehearsal.run",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"everything": everything, "next": left[0].code},
        )
        return job.id


def busy(session: Session, competition_id: int) -> Job | None:
    """The job that runs this rehearsal now or soon."""
    return session.scalars(
        select(Job).where(
            Job.competition_id == competition_id,
            Job.kind == JOB,
            Job.state.in_(("ready", "running")),
        )
    ).first()


def run_job(job: Job) -> dict[str, Any]:
    """Take steps until as many are left as were asked for, so that none is taken twice.

    Raises:
        Refusal: what a step is refused with, in the words of the real thing.
    """
    assert job.account_id is not None
    ident, leave = job.arguments["competition"], job.arguments["leave"]
    actor = principal_of(job.account_id)
    while len(left := _left(ident)) > leave:
        done = max(0, job.total - (len(left) - leave))
        report_progress(job, done, job.total)
        take_step(actor, ident, left[0], partial(report_progress, job, done, job.total))
    report_progress(job, job.total, job.total)
    return {"steps": job.total}


def take_step(
    actor: Principal, competition_id: int, step: Step, tick: Callable[[], None] = lambda: None
) -> None:
    """Take one step of a rehearsal through the services that people use.

    Args:
        tick: called now and then while it goes on.
    Raises:
        Refusal: ``rehearsal.none``, ``rehearsal.blocked``, and what the services refuse.
    """
    competition = database.session.get_one(Competition, competition_id)
    if not competition.is_rehearsal:
        raise Refusal("rehearsal.none")
    stage_id = step.stage.id if step.stage is not None else None
    match step.code:
        case "open":
            open_competition(actor, competition)
        case "enter":
            enter_entries(competition, tick)
        case "review":
            pass_all(actor, competition)
        case "publish" | "conclude":
            conclude(actor, competition_id, stage_id)
        case "issue":
            issue_all(actor, competition_id, progress=lambda *_: tick())
            _complete(actor, competition_id)
        case _:
            assert stage_id is not None
            _stage_step(actor, step.code, stage_id, tick)


def _stage_step(actor: Principal, code: str, stage_id: int, tick: Callable[[], None]) -> None:
    if code == "seat":
        seat_stage(actor, stage_id)
    elif code == "mark":
        mark_stage(actor, stage_id, tick)
    else:
        lock_stage(actor, database.session.get_one(Stage, stage_id))


def _left(competition_id: int) -> list[Step]:
    database.release()
    session = database.session
    steps = steps_of(session, session.get_one(Competition, competition_id))
    return [step for step in steps if not step.done]


def _complete(actor: Principal, competition_id: int) -> None:
    """Note on both that it was rehearsed, so that the original's checklist is content."""
    with database.writing() as session:
        rehearsal = session.get_one(Competition, competition_id)
        if rehearsal.rehearsal_of_id is None:
            return
        original = session.get_one(Competition, rehearsal.rehearsal_of_id)
        original.rehearsed_at = rehearsal.rehearsed_at = now()
        record(
            session,
            actor,
            "rehearsal.complete",
            f"competition:{competition_id}",
            competition_id=competition_id,
        )


def _counts(session: Session, competition_id: int) -> tuple[int, int, int, int]:
    """Entries handed in, those that wait for review, certificates, tracks."""
    own = Entry.competition_id == competition_id
    parts = (
        select(func.count()).where(own, Entry.submitted_at.is_not(None)),
        select(func.count()).where(own, Entry.state == "submitted"),
        select(func.count()).where(Certificate.competition_id == competition_id),
        select(func.count()).where(Track.competition_id == competition_id),
    )
    row = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return row[0], row[1], row[2], row[3]


def _sheets(session: Session, competition_id: int) -> dict[int, tuple[int, int]]:
    """By stage: all assignments, and those in force that have no sheet."""
    missing = (Assignment.state == "assigned") & ScoreSheetVersion.id.is_(None)
    rows = session.execute(
        select(Assignment.stage_id, func.count(), func.count().filter(missing))
        .join(Stage, Stage.id == Assignment.stage_id)
        .outerjoin(
            ScoreSheetVersion,
            (ScoreSheetVersion.assignment_id == Assignment.id) & ScoreSheetVersion.is_current,
        )
        .where(Stage.competition_id == competition_id)
        .group_by(Assignment.stage_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}

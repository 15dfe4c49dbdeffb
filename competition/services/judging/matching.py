"""The best assignment of a stage: asked for, worked out by a job, looked at, adopted."""

from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from competition.domain.matching import AssignmentPlan, AssignmentProblem, faults, summarise
from competition.domain.refusal import Refusal
from competition.models import Assignment, Entry, Job, Judge, Panel, Stage, database
from competition.services.audit import record
from competition.services.job_rows import add_job
from competition.services.judging.assigning import Task, add_pairs, place_entries
from competition.services.judging.matching_task import EXISTING, Demands, read_problem
from competition.services.judging.solver_process import solve
from competition.services.judging.stage_hold import hold_assignments, hold_unlocked
from competition.services.principal import Principal

JOB = "judging.match"
MOST_PER_ENTRY = 30
MOST_NAMED = 10
DROP = delete(Assignment).where(Assignment.id == bindparam("dropped"))


def request_plan(actor: Principal, stage: Stage, demands: Demands) -> int:
    """Ask for the best assignment of a stage; returns the id of the job that works it out.

    Raises:
        Refusal: ``matching.demands`` (most), ``matching.waiting``, ``panels.none``,
            ``assignment.no_panel`` (tracks), ``stage.locked``, ``stage.not_scoring``.
    """
    low, high = demands.low or 0, demands.high
    sound = 1 <= demands.per_entry <= MOST_PER_ENTRY and low <= (low if high is None else high)
    if not sound or demands.existing not in EXISTING:
        raise Refusal("matching.demands", most=MOST_PER_ENTRY)
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        if session.scalar(select(Panel.id).where(Panel.stage_id == held.id).limit(1)) is None:
            raise Refusal("panels.none")
        last = last_plan(held)
        if last is not None and last.state in ("ready", "running"):
            raise Refusal("matching.waiting")
        place_entries(session, held.id, f"stage {held.id}")
        job = add_job(
            session,
            actor,
            JOB,
            {"stage": held.id, "demands": demands.document()},
            competition_id=held.competition_id,
        )
        record(
            session,
            actor,
            "assignment.match",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail=demands.document(),
        )
        return job.id


def last_plan(stage: Stage) -> Job | None:
    """The job that was asked for last in this stage."""
    jobs = select(Job).where(Job.competition_id == stage.competition_id, Job.kind == JOB)
    for job in database.session.scalars(jobs.order_by(Job.id.desc()).limit(50)):
        if job.arguments["stage"] == stage.id:
            return job
    return None


def plan_job(job: Job) -> dict[str, Any]:
    """Work the plan out; nothing of the stage changes yet.

    Returns:
        What `outcome_of` says.
    Raises:
        Refusal: those of `solve`, with entries and judges by number and name.
    """
    session = database.session
    demands = Demands.from_document(job.arguments["demands"])
    problem, task = read_problem(session, job.arguments["stage"], demands)
    database.release()
    try:
        plan = solve(problem)
    except Refusal as refusal:
        raise _named(database.session, refusal) from None
    return {
        **_outcome_of(problem, plan, database.session),
        **_changes(problem, plan, task),
    }


def adopt_plan(actor: Principal, stage: Stage, job_id: int) -> int:
    """Put a plan in force: what it adds is assigned, what it leaves out and nobody has begun goes.

    Returns:
        How many assignments are new.
    Raises:
        Refusal: ``matching.unknown``; ``matching.stale`` where the stage has changed so that the
            plan no longer keeps every rule; ``stage.locked``.
    """
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        job = session.get(Job, job_id)
        known = job is not None and job.kind == JOB and job.arguments["stage"] == held.id
        if job is None or not known or job.state != "done":
            raise Refusal("matching.unknown")
        hold_assignments(session, Assignment.stage_id == held.id, Assignment.state == "assigned")
        added, dropped = _put_in_force(session, held.id, job)
        session.execute(
            update(Job).where(Job.id == job.id).values(outcome={**job.outcome, "adopted": True})
        )
        record(
            session,
            actor,
            "assignment.adopt",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"job": job.id, "added": added, "dropped": dropped},
        )
        return added


def _put_in_force(session: Session, stage_id: int, job: Job) -> tuple[int, int]:
    demands = Demands.from_document(job.arguments["demands"])
    problem, task = read_problem(session, stage_id, demands)
    judges = {key: at for at, key in enumerate(problem.judges)}
    entries = {key: at for at, key in enumerate(problem.entries)}
    planned = [(str(judge), str(entry)) for judge, entry in job.outcome["pairs"]]
    if not all(judge in judges and entry in entries for judge, entry in planned):
        raise Refusal("matching.stale")
    if faults(problem, [(entries[entry], judges[judge]) for judge, entry in planned]):
        raise Refusal("matching.stale")
    before = {pair for pair in task.existing if pair[1] in entries}
    gone = before - set(planned)
    if gone:
        rows = session.execute(
            select(Assignment.id, Assignment.judge_id, Assignment.entry_id).where(
                Assignment.stage_id == stage_id, Assignment.state == "assigned"
            )
        )
        dropped = [
            {"dropped": row.id} for row in rows if (str(row.judge_id), str(row.entry_id)) in gone
        ]
        if dropped:
            session.connection().execute(DROP, dropped)
    new = [pair for pair in planned if pair not in before]
    add_pairs(session, stage_id, task, new)
    return len(new), len(gone)


def _outcome_of(
    problem: AssignmentProblem, plan: AssignmentPlan, session: Session
) -> dict[str, Any]:
    """The plan and its figures; judges and entries by id, people and numbers by name."""
    figures = summarise(problem, plan.pairs)
    names = _names(session, problem.judges)
    numbers = _numbers(session, figures.worst_entries[:MOST_NAMED])
    return {
        "pairs": [
            [int(problem.judges[judge]), int(problem.entries[entry])] for entry, judge in plan.pairs
        ],
        "total": figures.total,
        "bound": plan.bound,
        "proven": plan.proven,
        "worst": figures.worst,
        "worst_bound": plan.worst_bound,
        "worst_entries": numbers,
        "worst_count": len(figures.worst_entries),
        "loads": [
            [names[key], load] for key, load in zip(problem.judges, figures.loads, strict=True)
        ],
        "low": problem.low,
        "high": problem.high,
        "parts": list(figures.parts),
        "entries": len(problem.entries),
        "seconds": plan.seconds,
    }


def _changes(problem: AssignmentProblem, plan: AssignmentPlan, task: Task) -> dict[str, int]:
    """How many assignments would be new, and how many in force would go."""
    entries = set(problem.entries)
    before = {pair for pair in task.existing if pair[1] in entries}
    wanted = {(problem.judges[judge], problem.entries[entry]) for entry, judge in plan.pairs}
    return {"added": len(wanted - before), "dropped": len(before - wanted)}


def _named(session: Session, refusal: Refusal) -> Refusal:
    """A refusal with numbers of entries and names of judges where it has ids."""
    values = dict(refusal.values)
    for key, told in (("entries", _numbers), ("judges", _told_judges)):
        ids = [each for each in str(values.get(key, "")).split(", ") if each.isdigit()]
        if ids:
            more = "…" if len(ids) > MOST_NAMED else ""
            values[key] = ", ".join(told(session, ids[:MOST_NAMED])) + more
    return Refusal(refusal.code, **values)


def _numbers(session: Session, ids: Any) -> list[str]:
    rows = session.execute(
        select(Entry.id, Entry.number, Entry.title).where(Entry.id.in_(map(int, ids)))
    )
    return sorted(row.number or row.title for row in rows)


def _told_judges(session: Session, ids: Any) -> list[str]:
    return list(_names(session, ids).values())


def _names(session: Session, ids: Any) -> dict[str, str]:
    rows = session.execute(select(Judge.id, Judge.name).where(Judge.id.in_(map(int, ids))))
    found = {str(row.id): row.name for row in rows}
    return {key: found[key] for key in ids}

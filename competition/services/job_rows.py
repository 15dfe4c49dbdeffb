"""Durable job rows: written with their cause, claimed with a lease, finished once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from competition.models import Job, database
from competition.services.principal import Principal
from competition.services.runtime import now

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5


def add_job(
    session: Session,
    actor: Principal | None,
    kind: str,
    arguments: dict[str, Any],
    *,
    competition_id: int | None = None,
    total: int = 0,
) -> Job:
    """Write a job in the transaction of its cause; a runner does it after the commit."""
    job = Job(
        competition_id=competition_id,
        account_id=actor.account_id if actor else None,
        kind=kind,
        arguments=arguments,
        total=total,
        run_at=now(),
        created_at=now(),
    )
    session.add(job)
    session.flush()
    return job


def claim_job(worker: str) -> Job | None:
    """Take the oldest job that waits or whose worker has died; None when there is none.

    The job is a copy that no later statement refreshes: `worker` stays the one that took it, so
    that who has lost the lease changes nothing of the job any more.
    """
    moment = now()
    waiting = or_(
        and_(Job.state == "ready", Job.run_at <= moment),
        and_(Job.state == "running", Job.lease_until < moment),
    )
    chosen = select(Job.id).where(waiting).order_by(Job.run_at, Job.id).limit(1)
    if database.session.scalar(chosen) is None:
        database.release()
        return None
    if not database.embedded:
        chosen = chosen.with_for_update(skip_locked=True)
    with database.writing() as session:
        job = session.scalars(
            update(Job)
            .where(Job.id == chosen.scalar_subquery())
            .values(
                state="running",
                attempts=Job.attempts + 1,
                worker=worker,
                lease_until=moment + LEASE,
            )
            .returning(Job)
        ).one_or_none()
    if job is not None:
        session.expunge(job)
    return job


def report_progress(job: Job, done: int, total: int) -> None:
    """Say how far the job is and keep its lease."""
    with database.writing() as session:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.worker == job.worker)
            .values(done=done, total=total, lease_until=now() + LEASE)
        )


def finish_job(job: Job, outcome: dict[str, Any]) -> None:
    """Record that the job's effect is there."""
    with database.writing() as session:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.worker == job.worker)
            .values(state="done", outcome=outcome, lease_until=None, ended_at=now())
        )


def fail_job(job: Job, code: str, values: dict[str, Any], *, again: bool) -> None:
    """Record a failure: tried again later where that can help, else ended with its code."""
    retry = again and job.attempts < MOST_ATTEMPTS
    with database.writing() as session:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.worker == job.worker)
            .values(
                state="ready" if retry else "failed",
                outcome={"code": code, "values": values},
                run_at=now() + timedelta(seconds=5 * job.attempts),
                lease_until=None,
                ended_at=None if retry else now(),
            )
        )

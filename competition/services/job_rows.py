"""Durable job rows: written with their cause, claimed with a lease, finished once.

Whoever does a job renews its lease in each of its transactions and before each thing done outside
the database. A worker that was held up until another took the job finds that out there and stops:
nothing of what it was about to do happens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Update, and_, or_, select, update
from sqlalchemy.orm import Session

from competition.models import Job, database
from competition.services.principal import Principal
from competition.services.runtime import now

LEASE = timedelta(seconds=12)
BEAT = timedelta(seconds=3)
MOST_ATTEMPTS = 5


class LeaseLost(Exception):
    """Another worker has taken the job, or it is gone: whoever finds that stops at once."""


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
        and_(Job.state == "running", Job.lease_until <= moment),
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


@contextmanager
def holding(job: Job) -> Iterator[None]:
    """Meanwhile no transaction of this thread is written without the job's lease.

    Each renews it, and on PostgreSQL keeps others from taking the job until it is committed.

    Raises:
        LeaseLost: from the transaction that finds the lease gone.
    """
    with database.guarded(partial(_renew, job)):
        yield


def keep_lease(job: Job) -> None:
    """Renew the lease, right before something is done outside the database.

    Raises:
        LeaseLost: when another worker has taken the job.
    """
    with database.writing() as session:
        _renew(job, session.connection())


def _renew(job: Job, connection: Connection) -> None:
    if not connection.execute(_held(job).values(lease_until=now() + LEASE)).rowcount:
        raise LeaseLost


def _held(job: Job) -> Update:
    """A change of the job's row while it is in the hands of this attempt of this worker."""
    return update(Job).where(
        Job.id == job.id,
        Job.worker == job.worker,
        Job.attempts == job.attempts,
        Job.state == "running",
    )


def is_stalled(job: Job) -> bool:
    """Whether the job was begun by a worker that has not been heard of since its lease ended."""
    return job.state == "running" and job.lease_until is not None and job.lease_until <= now()


def end_leases() -> None:
    """Let every job that was begun be taken again at once.

    For the start of the embedded profile: it has one process, so what was begun was begun by one
    that has ended. Were it alive after all, it would find its lease lost.
    """
    with database.writing() as session:
        session.execute(update(Job).where(Job.state == "running").values(lease_until=now()))


def report_progress(job: Job, done: int, total: int) -> None:
    """Say how far the job is and keep its lease; raises as `keep_lease`."""
    with database.writing() as session:
        _renew(job, session.connection())
        session.execute(_held(job).values(done=done, total=total))


def finish_job(job: Job, outcome: dict[str, Any]) -> None:
    """Record that the job's effect is there."""
    with database.writing() as session:
        session.execute(
            _held(job).values(state="done", outcome=outcome, lease_until=None, ended_at=now())
        )


def fail_job(job: Job, code: str, values: dict[str, Any], *, again: bool) -> None:
    """Record a failure: tried again later where that can help, else ended with its code."""
    retry = again and job.attempts < MOST_ATTEMPTS
    with database.writing() as session:
        session.execute(
            _held(job).values(
                state="ready" if retry else "failed",
                outcome={"code": code, "values": values},
                run_at=now() + timedelta(seconds=5 * job.attempts),
                lease_until=None,
                ended_at=None if retry else now(),
            )
        )

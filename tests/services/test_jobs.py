"""Jobs: one worker at a time, whoever lost the lease changes nothing, no job kills for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from competition.jobs import run_waiting_jobs
from competition.models import Job, database
from competition.services.job_rows import (
    MOST_ATTEMPTS,
    add_job,
    claim_job,
    finish_job,
    report_progress,
)
from competition.services.runtime import now

pytestmark = pytest.mark.usefixtures("each_app")


def waiting_job() -> int:
    with database.writing() as session:
        return add_job(session, None, "link.mail", {"link": 0}).id


def the_job(ident: int) -> Job:
    database.release()
    return database.session.get_one(Job, ident)


def end_lease(ident: int) -> None:
    with database.writing() as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.id == ident).values(lease_until=past))


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    ident = waiting_job()
    slow = claim_job("slow")
    end_lease(ident)
    quick = claim_job("quick")
    assert slow is not None and quick is not None

    report_progress(slow, 7, 9)
    finish_job(slow, {"by": "slow"})

    row = the_job(ident)
    assert (row.state, row.worker, row.done, row.outcome) == ("running", "quick", 0, {})


def test_a_job_that_no_worker_survives_is_given_up() -> None:
    ident = waiting_job()
    for number in range(MOST_ATTEMPTS):
        assert claim_job(f"worker {number}") is not None
        end_lease(ident)

    run_waiting_jobs()

    row = the_job(ident)
    assert (row.state, row.outcome["code"]) == ("failed", "job.broken")
    assert database.session.scalars(select(Job.state)).all() == ["failed"]

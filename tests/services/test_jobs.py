"""Jobs: one worker at a time, whoever lost the lease changes nothing, no job kills for ever."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Insert, func, insert, select, update

from competition.jobs import run_waiting_jobs
from competition.jobs.runner import beating, do_job
from competition.models import Attempt, Certificate, Job, NumberRegister, database
from competition.services.certificates.archives import SUFFIX, request_archive
from competition.services.certificates.issuing import request_issue
from competition.services.job_files import job_file
from competition.services.job_rows import (
    BEAT,
    LEASE,
    MOST_ATTEMPTS,
    LeaseLost,
    add_job,
    claim_job,
    end_leases,
    finish_job,
    holding,
    is_stalled,
    report_progress,
)
from competition.services.runtime import now
from tests.certificate_factories import awarded, issued
from tests.factories import Make

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


def add_attempt() -> Insert:
    return insert(Attempt).values(subject_digest="digest", window_start=now(), count=1)


def write_attempt(connection: Connection) -> None:
    connection.execute(add_attempt())


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    ident = waiting_job()
    slow = claim_job("slow")
    end_lease(ident)
    quick = claim_job("quick")
    assert slow is not None and quick is not None

    with pytest.raises(LeaseLost):
        report_progress(slow, 7, 9)
    finish_job(slow, {"by": "slow"})

    row = the_job(ident)
    assert (row.state, row.worker, row.done, row.outcome) == ("running", "quick", 0, {})


def test_each_transaction_of_a_worker_that_lost_its_lease_is_refused() -> None:
    ident = waiting_job()
    slow = claim_job("slow")
    end_lease(ident)
    claim_job("quick")
    assert slow is not None

    with holding(slow):
        with pytest.raises(LeaseLost), database.writing() as session:
            session.execute(add_attempt())
        with pytest.raises(LeaseLost):
            database.write_grouped(write_attempt)
    with database.writing() as session:
        session.execute(add_attempt())

    assert database.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_the_same_worker_does_not_go_on_with_an_earlier_attempt() -> None:
    ident = waiting_job()
    first = claim_job("now")
    end_lease(ident)
    assert first is not None and claim_job("now") is not None

    with pytest.raises(LeaseLost):
        report_progress(first, 1, 1)


def test_a_job_whose_row_is_gone_is_stopped() -> None:
    ident = waiting_job()
    job = claim_job("slow")
    assert job is not None
    with database.writing() as session:
        session.delete(session.get_one(Job, ident))

    with holding(job), pytest.raises(LeaseLost), database.writing():
        pass


def test_two_runners_at_one_job_issue_each_number_once(make: Make) -> None:
    contest, _second = awarded(make, entries=2)
    ident = request_issue(contest.organiser, contest.competition)
    slow = claim_job("slow")
    end_lease(ident)
    quick = claim_job("quick")
    assert slow is not None and quick is not None

    do_job(slow)
    between = database.session.scalar(select(func.count()).select_from(Certificate))
    do_job(quick)
    do_job(slow)

    database.release()
    serials = database.session.scalars(select(NumberRegister.last_serial)).all()
    assert (between, the_job(ident).state) == (0, "done")
    assert (sum(serials), len(database.session.scalars(select(Certificate.id)).all())) == (2, 2)


def test_a_packer_that_lost_its_lease_leaves_the_whole_file_alone(make: Make) -> None:
    contest, _second = awarded(make, entries=2)
    issued(contest)
    ident = request_archive(contest.organiser, contest.competition)
    slow = claim_job("slow")
    end_lease(ident)
    assert slow is not None
    run_waiting_jobs()
    packed = job_file(the_job(ident), SUFFIX)
    whole = packed.stat()

    do_job(slow)

    assert (packed.stat().st_ino, packed.stat().st_mtime_ns) == (whole.st_ino, whole.st_mtime_ns)
    assert the_job(ident).state == "done"


def test_nothing_is_left_of_a_packer_that_died(make: Make) -> None:
    contest, _second = awarded(make, entries=2)
    issued(contest)
    ident = request_archive(contest.organiser, contest.competition)
    dead = claim_job("dead")
    assert dead is not None
    packed = job_file(dead, SUFFIX)
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.with_suffix(".1.part").write_bytes(b"half of the names")
    end_lease(ident)

    run_waiting_jobs()

    assert sorted(packed.parent.iterdir()) == [packed]


def test_a_long_job_keeps_its_lease_by_itself() -> None:
    ident = waiting_job()
    job = claim_job("long")
    assert job is not None and job.lease_until is not None

    with beating(job):
        until = time.monotonic() + 3 * BEAT.total_seconds()
        while the_job(ident).lease_until == job.lease_until and time.monotonic() < until:
            time.sleep(0.1)

    renewed = the_job(ident).lease_until
    assert renewed is not None and renewed - job.lease_until >= BEAT
    assert LEASE >= 3 * BEAT


def test_a_job_left_by_a_dead_process_goes_on_when_the_next_one_starts() -> None:
    ident = waiting_job()
    assert claim_job("dead") is not None
    before = claim_job("next")

    end_leases()

    assert is_stalled(the_job(ident))
    after = claim_job("next")
    assert before is None and after is not None and after.id == ident


def test_a_job_that_no_worker_survives_is_given_up() -> None:
    ident = waiting_job()
    for number in range(MOST_ATTEMPTS):
        assert claim_job(f"worker {number}") is not None
        end_lease(ident)

    run_waiting_jobs()

    row = the_job(ident)
    assert (row.state, row.outcome["code"]) == ("failed", "job.broken")
    assert database.session.scalars(select(Job.state)).all() == ["failed"]

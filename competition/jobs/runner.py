"""The embedded runner: one thread beside the web server that does jobs and seals the record."""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask

from competition.domain.refusal import Refusal
from competition.jobs.handlers import HANDLERS
from competition.models import Job, database
from competition.services.audit_heads import sign_ended_days
from competition.services.job_rows import (
    BEAT,
    MOST_ATTEMPTS,
    LeaseLost,
    claim_job,
    end_leases,
    fail_job,
    finish_job,
    holding,
    keep_lease,
)
from competition.services.sealing import seal_pending
from competition.services.sweeping import sweep

PAUSE = 0.4
HEADS_EVERY = 600
SWEEP_AFTER, SWEEP_EVERY = 900, 86_400
log = structlog.get_logger()


class EmbeddedRunner:
    """Does jobs in this process until it is stopped."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.worker = uuid.uuid4().hex
        self.ended = threading.Event()
        self.thread: threading.Thread | None = None
        self.heads_due = 0.0
        self.sweep_due = time.monotonic() + SWEEP_AFTER

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        if self.thread is None:
            self.thread = threading.Thread(target=self._run, name="runner", daemon=True)
            self.thread.start()

    def stop(self) -> None:
        """End after the job at hand."""
        self.ended.set()
        if self.thread is not None:
            self.thread.join()

    def _run(self) -> None:
        resumed = not database.embedded
        while not self.ended.is_set():
            try:
                with self.app.app_context():
                    if not resumed:
                        end_leases()
                        resumed = True
                    seal_pending()
                    self._sign_heads()
                    self._sweep()
                    busy = run_one(self.worker)
            except Exception:
                log.exception("runner")
                busy = False
            if not busy:
                self.ended.wait(PAUSE)

    def _sign_heads(self) -> None:
        """Sign the heads of days that have ended, at the start and every ten minutes."""
        if time.monotonic() >= self.heads_due:
            sign_ended_days()
            self.heads_due = time.monotonic() + HEADS_EVERY

    def _sweep(self) -> None:
        """Sweep storage a while after the start, when nobody waits for it, and once a day."""
        if time.monotonic() >= self.sweep_due:
            self.sweep_due = time.monotonic() + SWEEP_EVERY
            swept = sweep()
            log.info("swept", aside=swept.aside, removed=swept.removed, keys=swept.keys)


def run_one(worker: str) -> bool:
    """Do one waiting job; False when there is none."""
    job = claim_job(worker)
    if job is None:
        return False
    do_job(job)
    return True


def do_job(job: Job) -> None:
    """Do a claimed job and record how it ended; one that another worker took is left to it."""
    handler = HANDLERS.get(job.kind)
    try:
        if handler is None:
            fail_job(job, "job.unknown", {"kind": job.kind}, again=False)
        elif job.attempts > MOST_ATTEMPTS:
            fail_job(job, "job.broken", {"kind": job.kind}, again=False)
        else:
            with beating(job), holding(job):
                outcome = handler(job)
            finish_job(job, outcome)
    except LeaseLost:
        log.warning("job.lost", kind=job.kind, job=job.id)
    except Refusal as refusal:
        fail_job(job, refusal.code, plain(refusal.values), again=False)
    except Exception:
        log.exception("job", kind=job.kind, job=job.id)
        fail_job(job, "job.broken", {"kind": job.kind}, again=True)
    finally:
        database.release()


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Renew the lease now and then from a thread of its own, however long the job takes."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT.total_seconds()):
            try:
                keep_lease(job)
            except LeaseLost:
                return
            except Exception:
                log.exception("heartbeat", job=job.id)
            finally:
                database.release()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def run_waiting_jobs() -> int:
    """Do every waiting job now, in this thread; returns how many. For commands and tests."""
    count = 0
    while run_one("now"):
        count += 1
    return count


def plain(values: dict[str, object]) -> dict[str, Any]:
    """Values that fit into a JSON column."""
    return {
        key: value if isinstance(value, str | int | bool | None) else str(value)
        for key, value in values.items()
    }

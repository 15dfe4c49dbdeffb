"""Files that jobs make: written beside their place, moved there when whole, kept for some days."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from competition.domain.refusal import Refusal
from competition.models import Job
from competition.services.runtime import now, runtime

KEPT = timedelta(days=7)


def job_file(job: Job, suffix: str) -> Path:
    """Where the file of a job lies; `suffix` with its point."""
    return _folder() / f"job-{job.id}{suffix}"


@contextmanager
def written_whole(job: Job, suffix: str) -> Iterator[Path]:
    """A draft to be written; it takes its place at the end, and what a dead worker left goes."""
    place = job_file(job, suffix)
    place.parent.mkdir(parents=True, exist_ok=True)
    sweep_job_files()
    for left in place.parent.glob(f"{place.stem}.*.part"):
        left.unlink(missing_ok=True)
    draft = place.with_suffix(f".{job.attempts}.part")
    yield draft
    draft.replace(place)


def finished_file(job: Job, kind: str, suffix: str) -> Path:
    """The file of a job of this kind that is done.

    Raises:
        Refusal: ``archive.gone`` when it is not there, or not any more.
    """
    place = job_file(job, suffix)
    if job.kind != kind or job.state != "done" or not place.is_file():
        raise Refusal("archive.gone")
    return place


def remove_job_files(job_ids: Sequence[int]) -> None:
    """Delete the files of these jobs, and what a worker that died left of one."""
    for ident in job_ids:
        for file in _folder().glob(f"job-{ident}.*"):
            file.unlink(missing_ok=True)


def sweep_job_files() -> None:
    """Delete files that are older than they are kept; they hold names."""
    oldest = (now() - KEPT).timestamp()
    for file in _folder().glob("job-*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    return runtime.storage / "archives"

"""All certificates of a competition in one ZIP, made by a job and kept for some days."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from competition.documents.archive import stream_archive
from competition.domain.numbering import safe_file_name
from competition.domain.refusal import Refusal
from competition.models import Certificate, Competition, Job, database
from competition.services.audit import record
from competition.services.certificates.rendering import render, token_of
from competition.services.job_rows import add_job, report_progress
from competition.services.principal import Principal
from competition.services.runtime import now, runtime

JOB = "certificates.archive"
STEP = 25
KEPT = timedelta(days=7)


def request_archive(actor: Principal, competition: Competition) -> int:
    """Ask for a ZIP of every certificate that is not revoked; returns the job's id.

    Raises:
        Refusal: ``certificate.none``.
    """
    with database.writing() as session:
        total = session.scalar(
            select(func.count()).where(
                Certificate.competition_id == competition.id, Certificate.state != "revoked"
            )
        )
        if not total:
            raise Refusal("certificate.none")
        job = add_job(
            session,
            actor,
            JOB,
            {"competition": competition.id},
            competition_id=competition.id,
            total=total,
        )
        record(
            session,
            actor,
            "certificate.archive",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": total},
        )
        return job.id


def archive_job(job: Job) -> dict[str, Any]:
    """Write the ZIP of a job beside its place and move it there when it is whole."""
    rows = database.session.execute(
        select(Certificate.id, Certificate.number, Certificate.token_sealed, Certificate.values)
        .where(
            Certificate.competition_id == job.arguments["competition"],
            Certificate.state != "revoked",
        )
        .order_by(Certificate.id)
    ).all()
    place = archive_path(job)
    place.parent.mkdir(parents=True, exist_ok=True)
    sweep_archives()
    for left in place.parent.glob(f"{place.stem}.*.part"):
        left.unlink(missing_ok=True)
    draft = place.with_suffix(f".{job.attempts}.part")
    names = [file_name(row.id, row.number, row.values["names"]) for row in rows]

    def contents() -> Iterator[bytes]:
        for done, row in enumerate(rows):
            if done % STEP == 0:
                report_progress(job, done, len(rows))
            yield render(row.values, row.number, token_of(row.token_sealed))

    with draft.open("wb") as file:
        for piece in stream_archive(names, contents()):
            file.write(piece)
    report_progress(job, len(rows), len(rows))
    draft.replace(place)
    return {"count": len(rows)}


def archive_path(job: Job) -> Path:
    """Where the ZIP of a job lies."""
    return archive_folder() / f"job-{job.id}.zip"


def finished_archive(job: Job) -> Path:
    """The ZIP of a job that is done.

    Raises:
        Refusal: ``archive.gone`` when it is not there, or not any more.
    """
    place = archive_path(job)
    if job.kind != JOB or job.state != "done" or not place.is_file():
        raise Refusal("archive.gone")
    return place


def remove_archives(job_ids: Sequence[int]) -> None:
    """Delete the ZIPs of these jobs, and what a worker that died left of one."""
    for ident in job_ids:
        for file in archive_folder().glob(f"job-{ident}.*"):
            file.unlink(missing_ok=True)


def sweep_archives() -> None:
    """Delete ZIPs that are older than they are kept; they hold names."""
    oldest = (now() - KEPT).timestamp()
    for file in archive_folder().glob("job-*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def file_name(ident: int, number: str, names: Sequence[str]) -> str:
    """A safe name that a person can read: number and the first name on it."""
    return safe_file_name(f"{number} {names[0]}", extension=".pdf", fallback=f"certificate-{ident}")


def archive_folder() -> Path:
    """Where files that jobs made lie, named after their job."""
    return runtime.storage / "archives"

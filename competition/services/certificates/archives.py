"""All certificates of a competition in one ZIP, made by a job and kept for some days."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from competition.documents.archive import stream_archive
from competition.domain.numbering import safe_file_name
from competition.domain.refusal import Refusal
from competition.models import Certificate, Competition, Job, database
from competition.services.audit import record
from competition.services.certificates.rendering import render, token_of
from competition.services.job_files import finished_file, written_whole
from competition.services.job_rows import add_job, report_progress
from competition.services.principal import Principal

JOB = "certificates.archive"
STEP = 25
SUFFIX = ".zip"


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
    names = [file_name(row.id, row.number, row.values["names"]) for row in rows]

    def contents() -> Iterator[bytes]:
        for done, row in enumerate(rows):
            if done % STEP == 0:
                report_progress(job, done, len(rows))
            yield render(row.values, row.number, token_of(row.token_sealed))

    with written_whole(job, SUFFIX) as draft:
        with draft.open("wb") as file:
            for piece in stream_archive(names, contents()):
                file.write(piece)
        report_progress(job, len(rows), len(rows))
    return {"count": len(rows)}


def finished_archive(job: Job) -> Path:
    """The ZIP of a job that is done.

    Raises:
        Refusal: ``archive.gone`` when it is not there, or not any more.
    """
    return finished_file(job, JOB, SUFFIX)


def file_name(ident: int, number: str, names: Sequence[str]) -> str:
    """A safe name that a person can read: number and the first name on it."""
    return safe_file_name(f"{number} {names[0]}", extension=".pdf", fallback=f"certificate-{ident}")

"""All certificates of a competition in one ZIP, made by a job."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from competition.documents.archive import stream_archive
from competition.domain.numbering import safe_file_name
from competition.domain.refusal import Refusal
from competition.models import Certificate, Competition, Job, database
from competition.services.audit import record
from competition.services.certificates.rendering import certificate_pdf
from competition.services.job_rows import add_job, report_progress
from competition.services.principal import Principal
from competition.services.runtime import runtime

JOB = "certificates.archive"
STEP = 25


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
    rows = database.session.scalars(
        select(Certificate)
        .where(
            Certificate.competition_id == job.arguments["competition"],
            Certificate.state != "revoked",
        )
        .order_by(Certificate.id)
    ).all()
    place = archive_path(job)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".part")

    def contents() -> Iterator[bytes]:
        for done, row in enumerate(rows):
            if done % STEP == 0:
                report_progress(job, done, len(rows))
            yield certificate_pdf(row)

    with draft.open("wb") as file:
        for piece in stream_archive([file_name(row) for row in rows], contents()):
            file.write(piece)
    draft.replace(place)
    report_progress(job, len(rows), len(rows))
    return {"count": len(rows)}


def archive_path(job: Job) -> Path:
    """Where the ZIP of a job lies."""
    return runtime.storage / "archives" / f"job-{job.id}.zip"


def file_name(certificate: Certificate) -> str:
    """A safe name that a person can read: number and the first name on it."""
    names = certificate.values["names"]
    return safe_file_name(
        f"{certificate.number} {names[0]}",
        extension=".pdf",
        fallback=f"certificate-{certificate.id}",
    )

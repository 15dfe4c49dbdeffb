"""All calculation sheets of a version in one PDF, made by a job and kept for some days."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from competition.documents.calculation_sheet import CalculationSheet
from competition.domain.refusal import Refusal
from competition.models import Job, ResultVersion, Standing, database
from competition.services.audit import record
from competition.services.job_files import finished_file, written_whole
from competition.services.job_rows import add_job, report_progress
from competition.services.principal import Principal
from competition.services.results.sheets import all_sheets, sheet_source, sheets_pdf

JOB = "result.sheets"
STEP = 25
SUFFIX = ".pdf"


def request_sheets(actor: Principal, result: ResultVersion) -> int:
    """Ask for the sheets of every entry in a version; returns the job's id.

    Raises:
        Refusal: ``result.empty`` for a version without entries.
    """
    with database.writing() as session:
        total = session.scalar(
            select(func.count()).select_from(Standing).where(Standing.result_id == result.id)
        )
        if not total:
            raise Refusal("result.empty")
        job = add_job(
            session,
            actor,
            JOB,
            {"result": result.id},
            competition_id=result.competition_id,
            total=total,
        )
        record(
            session,
            actor,
            "result.sheets",
            f"result_version:{result.id}",
            competition_id=result.competition_id,
            detail={"version": result.version, "count": total},
        )
        return job.id


def sheets_job(job: Job) -> dict[str, Any]:
    """Write the file of a job beside its place and move it there when it is whole."""
    session = database.session
    result = session.get_one(ResultVersion, job.arguments["result"])
    source = sheet_source(session, result, named=True, events_told=True)
    count = len(source.lines)
    sheets = _counted(job, all_sheets(source), count)
    with written_whole(job, SUFFIX) as draft:
        draft.write_bytes(sheets_pdf(sheets, source.version.competition))
        report_progress(job, count, count)
    return {"count": count, "result": result.id}


def finished_sheets(job: Job) -> Path:
    """The file of a job that is done.

    Raises:
        Refusal: ``archive.gone`` when it is not there, or not any more.
    """
    return finished_file(job, JOB, SUFFIX)


def _counted(
    job: Job, sheets: Iterator[CalculationSheet], count: int
) -> Iterator[CalculationSheet]:
    """The sheets, telling now and then how many were made."""
    for done, sheet in enumerate(sheets):
        if done % STEP == 0:
            report_progress(job, done, count)
        yield sheet

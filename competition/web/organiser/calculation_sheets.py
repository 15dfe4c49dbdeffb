"""计分单 for organisers: one entry's, or all of a version in one file that a job makes."""

from typing import Any

from flask import Response, flash, redirect, send_file, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.numbering import safe_file_name
from competition.domain.refusal import Refusal
from competition.models import Competition, Job, ResultVersion, database
from competition.services.results.sheet_files import finished_sheets, request_sheets
from competition.web.access import allow, me
from competition.web.identity import no_store
from competition.web.organiser.room import room
from competition.web.sheet_answer import sheet_answer


@room.get("/results/<int:result_version_id>/entries/<int:number>/sheet.<any(pdf, json):form>")
@allow(Role.ORGANISER, Role.CHIEF_JUDGE, on=ResultVersion)
def calculation_sheet(result_version: ResultVersion, number: int, form: str) -> Response:
    """How an entry came to its score, with the judges' names."""
    return sheet_answer(result_version, number, form, named=True)


@room.post("/results/<int:result_version_id>/sheets")
@allow(Role.ORGANISER, on=ResultVersion)
def make_sheets(result_version: ResultVersion) -> Any:
    """Have the sheets of all entries made."""
    ident = result_version.id
    try:
        job_id = request_sheets(me(), result_version)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.result", result_version_id=ident))
    return redirect(url_for("organiser.job", job_id=job_id))


@room.get("/jobs/<int:job_id>/sheets.pdf")
@allow(Role.ORGANISER, on=Job)
def sheets_file(job: Job) -> Response:
    """The file with all sheets that a job made."""
    file = finished_sheets(job)
    event = database.session.get_one(Competition, job.competition_id)
    name = safe_file_name(_("%(name)s计分单", name=event.name), extension=".pdf")
    answer = send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)
    return no_store(answer)

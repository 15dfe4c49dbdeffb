"""The page of a job: how far it is, its failure in words, what it made."""

from typing import Any

from flask import Response, jsonify, render_template, send_file
from flask_babel import gettext as _

from competition.domain.access import Role
from competition.domain.numbering import safe_file_name
from competition.models import Competition, Job, database
from competition.services.certificates.archives import finished_archive
from competition.web.access import allow, enter_competition
from competition.web.identity import no_store
from competition.web.job_words import SHAPES, job_state, job_words, progress_words
from competition.web.organiser.room import room


@room.get("/jobs/<int:job_id>")
@allow(Role.ORGANISER, on=Job)
def job(job: Job) -> Any:
    """Progress; the page asks again by itself until the job ends."""
    event = _enter(job)
    return render_template(
        "organiser/job.html",
        job=job,
        words=job_words(job),
        progress=progress_words(job),
        shape=SHAPES[job.state],
        event=event,
    )


@room.get("/jobs/<int:job_id>/state")
@allow(Role.ORGANISER, on=Job)
def job_progress(job: Job) -> Any:
    """The same for the page's script, as JSON."""
    return no_store(jsonify(job_state(job)))


@room.get("/jobs/<int:job_id>/archive.zip")
@allow(Role.ORGANISER, on=Job)
def archive_file(job: Job) -> Response:
    """The ZIP that a job made."""
    event = database.session.get_one(Competition, job.competition_id)
    name = safe_file_name(_("%(name)s证书", name=event.name), extension=".zip")
    answer = send_file(
        finished_archive(job), mimetype="application/zip", as_attachment=True, download_name=name
    )
    return no_store(answer)


def _enter(job: Job) -> Competition | None:
    if job.competition_id is None:
        return None
    event = database.session.get_one(Competition, job.competition_id)
    enter_competition(event)
    return event

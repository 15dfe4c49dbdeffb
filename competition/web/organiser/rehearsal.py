"""Rehearsals: made with one button, run step by step or all at once, deleted without a trace."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from competition.documents.wording.refusals import refusal_text
from competition.documents.wording.rehearsal import NOTES, STEPS
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Certificate, Competition, Judge, database
from competition.services.rehearsal.deleting import delete_rehearsal
from competition.services.rehearsal.making import MOST, make_rehearsal
from competition.services.rehearsal.running import Step, busy, next_step, request_run, steps_of
from competition.web.access import allow, me
from competition.web.job_words import progress_words
from competition.web.organiser.room import room
from competition.web.places import place

DOORS = {
    "open": "organiser.checklist",
    "enter": "organiser.entries",
    "review": "organiser.form_reviews",
    "seat": "organiser.panels",
    "mark": "organiser.board",
    "lock": "organiser.results",
    "publish": "organiser.publication",
    "conclude": "organiser.awards",
    "issue": "organiser.certificates",
}


@room.get("/competitions/<int:competition_id>/rehearsal")
@allow(Role.ORGANISER, on=Competition)
def rehearsal(competition: Competition) -> Any:
    """Of a competition its rehearsals; of a rehearsal its steps."""
    session = database.session
    if competition.is_rehearsal:
        steps = steps_of(session, competition)
        job = busy(session, competition.id)
        return render_template(
            "organiser/rehearsal_steps.html",
            steps=[line(step, competition) for step in steps],
            following=next_step(steps),
            names=STEPS,
            job=job,
            progress=progress_words(job) if job else "",
        )
    judges = select(func.count()).where(
        Judge.competition_id == competition.id,
        Judge.kind == "judge",
        Judge.withdrawn_at.is_(None),
    )
    return render_template(
        "organiser/rehearsals.html",
        rows=rehearsals_of(competition.id),
        judges=session.scalar(judges) or 0,
        most=MOST,
    )


@room.post("/competitions/<int:competition_id>/rehearsal")
@allow(Role.ORGANISER, on=Competition)
def begin_rehearsal(competition: Competition) -> Any:
    """Make the copy; run it at once where that is asked for."""
    original_id = competition.id
    with_judges = bool(request.form.get("with_judges"))
    try:
        ident = make_rehearsal(me(), competition, with_judges=with_judges)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.rehearsal", competition_id=original_id))
    if request.form.get("act") == "run":
        return run(ident, everything=True)
    flash(_("演练已建立，没有通知任何人。"), "ok")
    return redirect(url_for("organiser.rehearsal", competition_id=ident))


@room.post("/competitions/<int:competition_id>/rehearsal/run")
@allow(Role.ORGANISER, on=Competition)
def run_rehearsal(competition: Competition) -> Any:
    """The next step, or all that are left."""
    return run(competition.id, everything=request.form.get("act") == "all")


@room.post("/competitions/<int:competition_id>/rehearsal/delete")
@allow(Role.ORGANISER, on=Competition)
def remove_rehearsal(competition: Competition) -> Any:
    """Delete a rehearsal and go back to the real competition."""
    ident = competition.id
    try:
        original_id = delete_rehearsal(me(), competition)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.rehearsal", competition_id=ident))
    flash(_("演练已删除，只留下一条删除记录。"), "ok")
    if original_id is None:
        return redirect(url_for("organiser.competitions"))
    return redirect(url_for("organiser.rehearsal", competition_id=original_id))


def run(ident: int, *, everything: bool) -> Any:
    """Ask for a run and show its progress, or say why not."""
    competition = database.session.get_one(Competition, ident)
    try:
        job_id = request_run(me(), competition, everything=everything)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.rehearsal", competition_id=ident))
    return redirect(url_for("organiser.job", job_id=job_id))


def rehearsals_of(competition_id: int) -> list[dict[str, Any]]:
    """The rehearsals of a competition, newest first, and whether each came to its end."""
    issued = (
        select(func.count())
        .where(Certificate.competition_id == Competition.id)
        .correlate(Competition)
        .scalar_subquery()
    )
    rows = database.session.execute(
        select(Competition.id, Competition.created_at, issued.label("certificates"))
        .where(Competition.rehearsal_of_id == competition_id)
        .order_by(Competition.id.desc())
    )
    return [{"id": row.id, "made": row.created_at, "over": row.certificates > 0} for row in rows]


def line(step: Step, competition: Competition) -> dict[str, Any]:
    """A step as the checklist draws it."""
    name = str(STEPS[step.code])
    return {
        "state": "ok" if step.done else "wait",
        "title": _("%(name)s：%(why)s", name=step.stage.name, why=name) if step.stage else name,
        "why": "" if step.done else str(NOTES[step.code]),
        "href": place(DOORS[step.code], competition_id=competition.id) if step.done else "",
        "action": _("查看"),
    }

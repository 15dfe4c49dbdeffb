"""The report of one period: shown, kept as a draft on a bad connection, submitted."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from competition.domain.access import Role
from competition.domain.principals import REPORTING
from competition.domain.refusal import Refusal
from competition.models import Assignment, database
from competition.services.judging.score_sheets import save_score_draft, submit_score_sheet
from competition.services.judging.sheet_reading import Sheet, read_sheet
from competition.services.visibility import find
from competition.web.access import allow, enter_competition, me
from competition.web.entrant.room import room
from competition.web.entrant.site_page import closed_words, report_page
from competition.web.score_form import UNPROCESSABLE, PlainForm, keep_sheet, state_answer


@room.get("/site/<int:assignment_id>")
@allow(Role.ENTRANT, on=Assignment, by_service=True)
def site_report(assignment_id: int) -> Any:
    """The report of one entry in one period."""
    return report_page(own_report(assignment_id))


@room.post("/site/<int:assignment_id>")
@allow(Role.ENTRANT, on=Assignment)
def submit_report_plainly(assignment: Assignment) -> Any:
    """Submit without script: errors and another save come back as a page."""
    ident, plain = assignment.id, PlainForm.from_request()
    try:
        submit_score_sheet(
            me(),
            ident,
            plain.texts,
            comment=plain.comment,
            seen_version=plain.seen,
            key=plain.key,
        )
    except Refusal as refusal:
        status = 422 if refusal.code in UNPROCESSABLE else 409
        return report_page(own_report(ident), plain=plain, refusal=refusal), status
    flash(_("已提交，锁定前可以修改。"), "ok")
    return redirect(url_for("entrant.site"))


@room.post("/site/<int:assignment_id>/draft")
@allow(Role.ENTRANT, on=Assignment, by_service=True)
def save_report(assignment_id: int) -> Any:
    """Keep what was typed so far."""
    require_own(assignment_id)
    return keep_sheet(save_score_draft, assignment_id)


@room.post("/site/<int:assignment_id>/submit")
@allow(Role.ENTRANT, on=Assignment, by_service=True)
def submit_report(assignment_id: int) -> Any:
    """Submit the report with its photos; the answer comes after it is durable."""
    require_own(assignment_id)
    return keep_sheet(submit_score_sheet, assignment_id)


@room.get("/site/<int:assignment_id>/state")
@allow(Role.ENTRANT, on=Assignment)
def report_state(assignment: Assignment) -> Any:
    """What an open report asks now and then, so that it closes when the period is locked."""
    return state_answer(assignment.id, closed_words)


def own_report(assignment_id: int) -> Sheet:
    """The sheet if it is a report of this account, else 404."""
    try:
        sheet = read_sheet(me(), assignment_id)
    except Refusal:
        abort(404)
    if sheet.kind not in REPORTING:
        abort(404)
    enter_competition(sheet.stage)
    return sheet


def require_own(assignment_id: int) -> None:
    """404 for what is no report of this account; a script's answer needs nothing else of it."""
    if find(database.session, Assignment, assignment_id, me(), (Role.ENTRANT,)) is None:
        abort(404)

"""The score form: shown, kept as a draft while one types, submitted, with or without script."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.judging import REASONS
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Assignment
from competition.services.judging.recusal import recuse
from competition.services.judging.score_sheets import save_score_draft, submit_score_sheet
from competition.services.judging.sheet_reading import Sheet, place_of, read_sheet
from competition.web.access import allow, enter_competition, me
from competition.web.files import send_attachment
from competition.web.judge.room import room
from competition.web.judge.sheet_page import sheet_page
from competition.web.score_form import UNPROCESSABLE, PlainForm, keep_sheet


@room.get("/assignments/<int:assignment_id>")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def score_sheet(assignment_id: int) -> Any:
    """The score form of one entry."""
    sheet = own_sheet(assignment_id)
    return sheet_page(sheet, place_of(me(), sheet.assignment))


@room.post("/assignments/<int:assignment_id>")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def submit_plainly(assignment_id: int) -> Any:
    """Submit without script: errors and another save come back as a page."""
    plain = PlainForm.from_request()
    try:
        submit_score_sheet(
            me(),
            assignment_id,
            plain.texts,
            comment=plain.comment,
            seen_version=plain.seen,
            key=plain.key,
        )
    except Refusal as refusal:
        if refusal.code == "assignment.unknown":
            abort(404)
        sheet = own_sheet(assignment_id)
        status = 422 if refusal.code in UNPROCESSABLE else 409
        return sheet_page(sheet, place_of(me(), sheet.assignment), plain, refusal), status
    flash(_("评分表已提交，锁定前可以修改。"), "ok")
    return redirect(url_for("judge.next_sheet", assignment_id=assignment_id))


@room.post("/assignments/<int:assignment_id>/draft")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def save_draft(assignment_id: int) -> Any:
    """Keep what was typed so far."""
    return keep_sheet(save_score_draft, assignment_id)


@room.post("/assignments/<int:assignment_id>/submit")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def submit(assignment_id: int) -> Any:
    """Submit the sheet; the answer comes after it is durable."""
    return keep_sheet(submit_score_sheet, assignment_id)


@room.post("/assignments/<int:assignment_id>/recuse")
@allow(Role.JUDGE, on=Assignment)
def stand_aside(assignment: Assignment) -> Any:
    """Recuse, with a reason."""
    kind = request.form.get("reason", "")
    words = request.form.get("words", "").strip()
    if kind not in REASONS or (kind == "other" and not words):
        flash(_("请选择回避的原因；选“其他原因”时请写明。"), "error")
        return redirect(url_for("judge.score_sheet", assignment_id=assignment.id))
    ident = assignment.id
    recuse(me(), assignment, f"{kind}:{words}" if words else kind)
    flash(_("已记录。此项目不再由您评分。"), "ok")
    return redirect(url_for("judge.next_sheet", assignment_id=ident))


@room.get("/assignments/<int:assignment_id>/attachments/<int:number>")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def attachment(assignment_id: int, number: int) -> Any:
    """An attachment as this stage's judges may have it: blind stages send the blind copy."""
    files = {file.number: file for file in own_sheet(assignment_id).view.attachments}
    if number not in files:
        abort(404)
    file = files[number]
    return send_attachment(file.storage_key, name=file.name, media_type=file.media_type)


def own_sheet(assignment_id: int) -> Sheet:
    """The sheet if it is this judge's, else 404."""
    try:
        sheet = read_sheet(me(), assignment_id)
    except Refusal:
        abort(404)
    enter_competition(sheet.stage)
    return sheet

"""Photos of a report: sent one at a time, taken off until handed in, looked at."""

import secrets
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Assignment, SheetPhoto
from competition.services.periods.photos import SentPhoto, add_photo, remove_photo
from competition.web.access import allow, me
from competition.web.entrant.room import room
from competition.web.entrant.site_page import milliseconds, report_page
from competition.web.entrant.site_sheets import own_report, require_own
from competition.web.photo_answer import photo_answer

NOT_NOW = frozenset({"assignment.closed", "photo.handed_in", "stage.locked", "stage.not_open"})


@room.post("/site/<int:assignment_id>/photos")
@allow(Role.ENTRANT, on=Assignment)
def add_photos(assignment: Assignment) -> Any:
    """Keep what a form without script sends: the photos of one criterion."""
    ident, criterion = assignment.id, request.form.get("criterion", "")
    sent = [each for each in request.files.getlist("photo") if each.filename]
    try:
        if not sent:
            raise Refusal("photo.none")
        for file in sent:
            key = secrets.token_hex(16)
            add_photo(me(), ident, SentPhoto(criterion, key, file.filename or "", file.read()))
    except Refusal as refusal:
        errors = {criterion: refusal_text(refusal)}
        return report_page(own_report(ident), photo_errors=errors), 422
    flash(_("已上传 %(n)s 张照片，提交后计入。", n=len(sent)), "ok")
    return redirect(url_for("entrant.site_report", assignment_id=ident) + f"#photos-{criterion}")


@room.post("/site/<int:assignment_id>/photo")
@allow(Role.ENTRANT, on=Assignment, by_service=True)
def add_photo_once(assignment_id: int) -> Any:
    """Keep one photo that a script sends, as often as it may be sent."""
    require_own(assignment_id)
    file = request.files.get("photo")
    sent = SentPhoto(
        criterion=request.form.get("criterion", ""),
        key=request.form.get("key", ""),
        name=request.form.get("name", "")[:200],
        content=file.read() if file else b"",
        taken=moment(request.form.get("taken", "")),
    )
    try:
        photo = add_photo(me(), assignment_id, sent)
    except Refusal as refusal:
        return refused(refusal)
    href = url_for("entrant.photo", sheet_photo_id=photo.id)
    return jsonify(id=photo.id, href=href, at=milliseconds())


@room.post("/site/<int:assignment_id>/photos/remove")
@allow(Role.ENTRANT, on=Assignment)
def drop_photo(assignment: Assignment) -> Any:
    """Take a photo off, by the key under which it was sent."""
    ident, by_script = assignment.id, request.accept_mimetypes.best == "application/json"
    try:
        remove_photo(me(), ident, request.form.get("key", ""))
    except Refusal as refusal:
        if by_script:
            return refused(refusal)
        flash(refusal_text(refusal), "error")
    else:
        if by_script:
            return jsonify(removed=True)
        flash(_("照片已移除。"), "ok")
    return redirect(url_for("entrant.site_report", assignment_id=ident))


@room.get("/site/photos/<int:sheet_photo_id>")
@allow(Role.ENTRANT, on=SheetPhoto)
def photo(sheet_photo: SheetPhoto) -> Any:
    """A photo of one's own sheet."""
    return photo_answer(sheet_photo, handed_in=False)


def refused(refusal: Refusal) -> Any:
    """A refusal as the queue on the phone reads it."""
    return jsonify(message=refusal_text(refusal)), 409 if refusal.code in NOT_NOW else 422


def moment(text: str) -> datetime | None:
    """When the phone says that it took the photo; None for what is no time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None

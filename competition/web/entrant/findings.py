"""A unit sees what it has to put right, and answers with words and pictures."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.rectification import Step, may
from competition.domain.refusal import Refusal
from competition.models import Finding
from competition.services.periods.days import today_here, today_in
from competition.services.periods.finding_text import LONGEST
from competition.services.periods.findings import MOST_PICTURES
from competition.services.periods.rectifying import answer_finding
from competition.services.pictures import MOST_MEGABYTES
from competition.services.visibility import visible
from competition.web.access import allow, me
from competition.web.entrant.room import room
from competition.web.finding_page import (
    list_page,
    one_page,
    send_finding_picture,
    sent_pictures,
)

OFFERED = ("waiting", "overdue", "answered", "confirmed")


@room.get("/findings")
@allow(Role.ENTRANT)
def findings() -> Any:
    """What the units of this account have to put right, the most urgent first."""
    own = visible(Finding, me(), (Role.ENTRANT,))
    page = list_page(
        own,
        today_here(),
        lambda one: url_for("entrant.finding", finding_id=one.id),
        views=OFFERED,
    )
    return render_template("entrant/findings.html", **page)


@room.get("/findings/<int:finding_id>")
@allow(Role.ENTRANT, on=Finding)
def finding(finding: Finding) -> Any:
    """One finding, its history, and the form to answer it."""
    return render_template("entrant/finding.html", **_page(finding))


@room.post("/findings/<int:finding_id>/answer")
@allow(Role.ENTRANT, on=Finding)
def answer_one_finding(finding: Finding) -> Any:
    """Say how it was put right, with pictures."""
    ident, text = finding.id, request.form.get("text", "")
    try:
        answer_finding(me(), finding, text, sent_pictures())
    except Refusal as refusal:
        about = "pictures" if refusal.code.startswith(("upload.", "photo.", "picture.")) else "text"
        page = _page(finding) | {"text": text, "errors": {about: refusal_text(refusal)}}
        return render_template("entrant/finding.html", **page), 422
    flash(_("已提交整改答复，等待部门复核。"), "ok")
    return redirect(url_for("entrant.finding", finding_id=ident))


@room.get("/findings/<int:finding_id>/pictures/<int:picture_id>")
@allow(Role.ENTRANT, on=Finding)
def finding_picture(finding: Finding, picture_id: int) -> Response:
    """A picture of a finding, before or after."""
    return send_finding_picture(finding, picture_id)


def _page(finding: Finding) -> dict[str, Any]:
    sees = finding.competition.entrants_see != "nothing" and finding.stage.state == "locked"
    return {
        **one_page(finding, today_in(finding.competition), "entrant.finding_picture"),
        "answers": may(finding.rectification, Step.ANSWER),
        "sees_points": sees,
        "text": "",
        "errors": {},
        "limit": LONGEST["text"],
        "most": MOST_PICTURES,
        "most_mb": MOST_MEGABYTES,
    }

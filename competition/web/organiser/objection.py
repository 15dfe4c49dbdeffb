"""One objection: what was said, its handlers, its answer, its papers."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.objections import TIES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.objections import Consequence
from competition.domain.refusal import Refusal
from competition.models import Objection, Proposal, database
from competition.services.objecting.deciding import link_correction
from competition.services.objecting.handling import admit, name_panel, refuse
from competition.services.objecting.reading import (
    corrections_for,
    reveal_objector,
    token_of,
)
from competition.services.objecting.ties import candidates
from competition.web.access import allow, me
from competition.web.identity import absolute, no_store
from competition.web.objection_page import (
    decision_pdf,
    objection_page,
    send_evidence,
    summary,
)
from competition.web.organiser.room import room
from competition.web.pdf_answer import pdf_answer

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE, Role.JUDGE)


@room.get("/objections/<int:objection_id>")
@allow(*READERS, on=Objection)
def objection(objection: Objection) -> Any:
    """What was said and done, and what may be done now."""
    return _page(objection)


@room.post("/objections/<int:objection_id>/contact")
@allow(*READERS, on=Objection)
def reveal(objection: Objection) -> Any:
    """The objector's telephone in full, which is recorded."""
    known = reveal_objector(me(), objection)
    return no_store(Response(_page(objection, objector=known)))


@room.post("/objections/<int:objection_id>/answer")
@allow(Role.ORGANISER, on=Objection)
def answer_objection(objection: Objection) -> Any:
    """Admit it, or refuse it with a reason."""
    ident = objection.id
    try:
        if request.form.get("answer") == "admit":
            due = admit(me(), objection)
            flash(_("已受理，须在 %(day)s 前办结。请指定办理人。", day=due.isoformat()), "ok")
        else:
            refuse(me(), objection, reason=request.form.get("reason", ""))
            flash(_("已记录不予受理的理由。"), "ok")
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    return redirect(url_for("organiser.objection", objection_id=ident))


@room.route("/objections/<int:objection_id>/panel", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Objection)
def objection_panel(objection: Objection) -> Any:
    """Who handles it; those who cannot are named with the reason."""
    ident = objection.id
    if request.method == "POST":
        try:
            name_panel(me(), objection, request.form.getlist("accounts", type=int))
        except Refusal as refusal:
            flash(refusal_text(refusal), "error")
            return redirect(url_for("organiser.objection_panel", objection_id=ident))
        flash(_("办理人已指定。"), "ok")
        return redirect(url_for("organiser.objection", objection_id=ident))
    people = candidates(database.session, objection)
    return render_template(
        "organiser/objection_panel.html",
        objection=objection,
        said=summary(objection),
        people=people,
        ties=TIES,
        least=max((one.least for one in people), default=0),
    )


@room.post("/objections/<int:objection_id>/correction")
@allow(Role.ORGANISER, on=Objection)
def link_one_correction(objection: Objection) -> Any:
    """Say by which correction the decision is carried out."""
    ident = objection.id
    asked = request.form.get("proposal", 0, type=int)
    proposal = database.session.get(Proposal, asked)
    try:
        if proposal is None:
            raise Refusal("objection.no_correction")
        link_correction(me(), objection, proposal)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已关联这次更正。"), "ok")
    return redirect(url_for("organiser.objection", objection_id=ident))


@room.get("/objections/<int:objection_id>/decision.pdf")
@allow(*READERS, on=Objection)
def objection_paper(objection: Objection) -> Response:
    """The decision on paper, as the objector gets it; without the name for the entry."""
    try:
        body = decision_pdf(objection, named="entry" not in request.args)
    except Refusal:
        abort(404)
    return pdf_answer(body, name=_("处理决定书"))


@room.get("/objections/<int:objection_id>/files/<int:number>")
@allow(*READERS, on=Objection)
def objection_file(objection: Objection, number: int) -> Response:
    """Download one piece of evidence."""
    return send_evidence(objection, number)


def _page(objection: Objection, objector: Any = None) -> str:
    page = objection_page(objection)
    needs = objection.consequence == Consequence.CORRECT
    if objector is not None:
        page["objector"] = objector
    return render_template(
        "organiser/objection.html",
        **page,
        revealed=objector is not None,
        link=absolute(url_for("public.objection", token=token_of(objection))),
        corrections=corrections_for(database.session, objection) if needs else [],
        mine=any(one.account_id == me().account_id for one in page["handlers"]),
    )

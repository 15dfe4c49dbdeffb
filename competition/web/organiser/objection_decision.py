"""The decision about an objection: one handler drafts it, a second person looks and signs."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.objections import CONSEQUENCES, FINDINGS
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.objections import Consequence, Finding, State
from competition.domain.refusal import Refusal
from competition.models import Objection, Proposal, database
from competition.services.objecting.deciding import (
    LONGEST,
    Preview,
    Ruling,
    answer_decision,
    draft_decision,
    preview,
)
from competition.services.objecting.reading import decisions_on
from competition.web.access import allow, me
from competition.web.objection_page import decision_row, summary
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_to

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE, Role.JUDGE)


class RulingForm(FlaskForm):
    """What the panel found and decided."""

    finding = RadioField(
        _l("结论"), [InputRequired(_l("请选择一项。"))], choices=list(FINDINGS.items())
    )
    found = TextAreaField(
        _l("查明的事实"), [InputRequired(_l("请写明查明的事实。")), Length(max=LONGEST)]
    )
    reasons = TextAreaField(
        _l("理由和依据"),
        [InputRequired(_l("请写明理由和依据。")), Length(max=LONGEST)],
        description=_l("异议人和参赛者都会看到，请不要写异议人的姓名和单位"),
    )
    consequence = RadioField(
        _l("对结果的处理"),
        [InputRequired(_l("请选择一项。"))],
        choices=list(CONSEQUENCES.items()),
    )


@room.route("/objections/<int:objection_id>/draft", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Objection)
def draft_objection(objection: Objection) -> Any:
    """Write the decision down."""
    if objection.state != State.ADMITTED:
        return redirect(url_for("organiser.objection", objection_id=objection.id))
    ident, form = objection.id, RulingForm()
    if form.validate_on_submit():
        ruling = Ruling(
            Finding(form.finding.data),
            Consequence(form.consequence.data),
            form.found.data or "",
            form.reasons.data or "",
        )
        beside = {
            "objection.rejected_changes": form.consequence,
            "objection.no_award": form.consequence,
            "objection.no_backfill": form.consequence,
            "objection.no_entry": form.consequence,
        }
        if try_to(form, lambda: draft_decision(me(), objection, ruling), beside):
            flash(_("处理决定已起草，等待另一位办理人签发。签发之前结果不变。"), "ok")
            return redirect(url_for("organiser.sign_objection", objection_id=ident))
    return render_template(
        "organiser/objection_draft.html", objection=objection, said=summary(objection), form=form
    ), 422 if form.errors or form.form_errors else 200


@room.get("/objections/<int:objection_id>/decision")
@allow(*READERS, on=Objection)
def sign_objection(objection: Objection) -> Any:
    """The draft with all that it would change."""
    waiting = [
        one for one in decisions_on(database.session, objection) if one.Proposal.state == "open"
    ]
    if not waiting:
        return redirect(url_for("organiser.objection", objection_id=objection.id))
    shown = preview(database.session, waiting[0].Proposal)
    return render_template(
        "organiser/objection_sign.html",
        objection=objection,
        said=summary(objection),
        decision=decision_row(waiting[0]),
        effect=shown.effect,
        moves=moved(shown),
        fault=refusal_text(shown.fault) if shown.fault else "",
        own=waiting[0].Proposal.proposed_by_id == me().account_id,
    )


@room.post("/objections/<int:objection_id>/sign")
@allow(*READERS, on=Objection)
def answer_draft(objection: Objection) -> Any:
    """Sign it, which carries it out, or give it back."""
    ident = objection.id
    asked = request.form.get("proposal", 0, type=int)
    proposal = database.session.get(Proposal, asked)
    approve = request.form.get("answer") == "sign"
    try:
        if proposal is None or proposal.subject.get("objection") != ident:
            raise Refusal("proposal.closed")
        answer_decision(me(), proposal, approve=approve, seen=request.form.get("seen", ""))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.sign_objection", objection_id=ident))
    flash(_("处理决定已签发。") if approve else _("已退回，可以重新起草。"), "ok")
    return redirect(url_for("organiser.objection", objection_id=ident))


def moved(shown: Preview) -> list[dict[str, Any]]:
    """Who stands otherwise in the last part that changes."""
    if shown.effect is None:
        return []
    return [
        {
            "number": shown.names[move.entry].number,
            "title": shown.names[move.entry].title,
            "ranks": (move.before.rank if move.before else "", move.after.rank),
            "tiers": (move.before.tier if move.before else "", move.after.tier),
            "award_changes": move.award_changes,
        }
        for move in shown.effect.parts[-1].moves
    ]

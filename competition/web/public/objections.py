"""Objections of the public: the form while a notice runs, and the state by a secret link."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.objections import Kind
from competition.domain.refusal import Refusal
from competition.models import Objection, ResultVersion, database
from competition.services.identity.limits import VERIFY_ADDRESS, count_attempt
from competition.services.objecting.handling import withdraw
from competition.services.objecting.notices import listed
from competition.services.objecting.raising import raise_objection
from competition.services.objecting.reading import by_token
from competition.services.objecting.windows import window_of
from competition.web.access import allow_everybody, enter_competition
from competition.web.identity import client_address, no_store
from competition.web.objection_form import ObjectionForm, entry_choices, say_beside, sent_files
from competition.web.objection_page import decision_pdf, told_state
from competition.web.pdf_answer import pdf_answer
from competition.web.public.notices import announced
from competition.web.public.room import room


@room.route(
    "/competitions/<int:competition_id>/notices/<int:number>/object", methods=["GET", "POST"]
)
@allow_everybody
def object_to(competition_id: int, number: int) -> Any:
    """The form; outside the notice its dates are told instead."""
    result = announced(competition_id, number)
    window = window_of(database.session, result, Kind.OBJECTION)
    if window is None or not window.is_open:
        return _closed(result, window)
    form = ObjectionForm()
    rows = [(row.entry_id, row.title) for row in listed(database.session, result)]
    form.entry.choices = entry_choices(_("整个结果"), rows)
    status = 200
    if form.validate_on_submit():
        try:
            receipt = raise_objection(
                result,
                form.objector,
                form.statement(form.entry_id),
                sent_files(),
                address=client_address(),
            )
        except Refusal as refusal:
            status = say_beside(form, refusal)
        else:
            flash(_("异议已提交，请保存本页网址和受理编号。"), "ok")
            return redirect(url_for("public.objection", token=receipt.token), 303)
    return _page(result, form, window, 422 if form.errors and status == 200 else status)


@room.get("/objections/<token>")
@allow_everybody
def objection(token: str) -> Any:
    """Where it stands, for who holds the link."""
    row = held_link(token)
    body = render_template("public/objection.html", token=token, **told_state(row))
    return no_store(make_response(body))


@room.post("/objections/<token>/withdraw")
@allow_everybody
def withdraw_objection(token: str) -> Any:
    """Take it back while it is not decided."""
    row = held_link(token)
    try:
        withdraw(row)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已撤回。"), "ok")
    return redirect(url_for("public.objection", token=token), 303)


@room.get("/objections/<token>/decision.pdf")
@allow_everybody
def objection_decision(token: str) -> Response:
    """The decision on paper."""
    row = held_link(token)
    try:
        return pdf_answer(decision_pdf(row, named=True), name=_("处理决定书"))
    except Refusal:
        abort(404)


def held_link(token: str) -> Objection:
    """The objection behind a link; guessing is held up as for certificates."""
    count_attempt(VERIFY_ADDRESS, client_address())
    row = by_token(database.session, token)
    if row is None:
        abort(404)
    enter_competition(row.competition)
    return row


def _closed(result: ResultVersion, window: Any) -> Any:
    return render_template("public/objection_closed.html", result=result, window=window)


def _page(result: ResultVersion, form: ObjectionForm, window: Any, status: int) -> Any:
    body = render_template("public/object.html", result=result, form=form, window=window)
    return no_store(make_response(body, status))

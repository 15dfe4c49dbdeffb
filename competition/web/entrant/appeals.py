"""Appeals of an entry about its own results, and what was decided about it."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from competition.domain.access import Role
from competition.domain.objections import Kind
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import Entry, Objection, ResultVersion, Standing, database
from competition.services.objecting.raising import raise_appeal
from competition.services.objecting.reading import of_entry
from competition.services.objecting.settings import notice_plan
from competition.services.objecting.windows import TellingWindow, window_of
from competition.web.access import allow, me
from competition.web.entrant.room import room
from competition.web.objection_form import StatementForm, say_beside, sent_files
from competition.web.objection_page import decision_pdf, summary
from competition.web.pdf_answer import pdf_answer


@room.get("/entries/<int:entry_id>/appeals")
@allow(Role.ENTRANT, on=Entry)
def appeals(entry: Entry) -> Any:
    """Results that may be appealed against now, and what was raised and decided."""
    days = notice_plan(database.session, entry.competition_id).appeal_days
    found = [(result, _window(result, days)) for result in results_of(entry)]
    return render_template(
        "entrant/appeals.html",
        entry=entry,
        results=[(result, window) for result, window in found if window is not None],
        rows=[summary(row) | {"row": row} for row in of_entry(database.session, entry)],
    )


@room.route("/entries/<int:entry_id>/appeals/new/<int:number>", methods=["GET", "POST"])
@allow(Role.ENTRANT, on=Entry)
def new_appeal(entry: Entry, number: int) -> Any:
    """Appeal against one of the entry's published results."""
    result = next((one for one in results_of(entry) if one.id == number), None)
    if result is None:
        abort(404)
    window, ident, form = _window(result), entry.id, StatementForm()
    if window is None or not window.is_open:
        flash(_("这个结果现在不受理申诉。"), "warn")
        return redirect(url_for("entrant.appeals", entry_id=ident))
    status = 200
    if form.validate_on_submit():
        try:
            receipt = raise_appeal(
                me(),
                entry,
                result,
                form.statement(ident),
                sent_files(),
                phone=request.form.get("phone", ""),
            )
        except Refusal as refusal:
            status = say_beside(form, refusal)
        else:
            flash(_("申诉已提交，受理编号第 %(n)s 号。", n=receipt.serial), "ok")
            return redirect(url_for("entrant.appeals", entry_id=ident))
    return render_template(
        "entrant/appeal_new.html", entry=entry, result=result, window=window, form=form
    ), 422 if form.errors and status == 200 else status


@room.get("/entries/<int:entry_id>/appeals/<int:number>/decision.pdf")
@allow(Role.ENTRANT, on=Entry)
def appeal_paper(entry: Entry, number: int) -> Response:
    """A decision about the entry; who objected is named only to who appealed."""
    row = database.session.get(Objection, number)
    if row is None or row.entry_id != entry.id:
        abort(404)
    try:
        body = decision_pdf(row, named=row.kind == Kind.APPEAL)
    except Refusal:
        abort(404)
    return pdf_answer(body, name=_("处理决定书"))


def results_of(entry: Entry) -> list[ResultVersion]:
    """Published results that the entry stands in, the newest first. One statement."""
    return list(
        database.session.scalars(
            select(ResultVersion)
            .join(Standing, Standing.result_id == ResultVersion.id)
            .options(joinedload(ResultVersion.stage), joinedload(ResultVersion.competition))
            .where(Standing.entry_id == entry.id, ResultVersion.state.in_(PUBLISHED))
            .order_by(ResultVersion.approved_at.desc())
        )
    )


def _window(result: ResultVersion, days: int | None = None) -> TellingWindow | None:
    try:
        return window_of(database.session, result, Kind.APPEAL, days)
    except Refusal:
        return None

"""The board of objections and appeals, and registering what came by letter, visit or telephone."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, ResultVersion, Standing, database
from competition.services.objecting.notices import noticed_results
from competition.services.objecting.raising import register_objection
from competition.web.access import allow, me
from competition.web.notice_page import title_of
from competition.web.objection_form import RegisterForm, entry_choices, say_beside, sent_files
from competition.web.objection_page import board_page
from competition.web.organiser.room import room


@room.get("/competitions/<int:competition_id>/objections")
@allow(Role.ORGANISER, on=Competition)
def objections(competition: Competition) -> Any:
    """Open ones first, by the day on which they are due."""
    return render_template(
        "organiser/objections.html", **board_page(competition, request.args.get("state", ""))
    )


@room.route("/competitions/<int:competition_id>/objections/new", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def new_objection(competition: Competition) -> Any:
    """Register one on behalf of somebody who gave a name."""
    running = [
        result
        for result in noticed_results(database.session, competition.id)
        if result.state == "in_notice"
    ]
    form = RegisterForm()
    form.result.choices = [(str(result.id), title_of(result)) for result in running]
    form.entry.choices = entry_choices(_("整个结果"), numbered(running))
    status = 200
    if running and form.validate_on_submit():
        result = next(one for one in running if str(one.id) == form.result.data)
        try:
            receipt = register_objection(
                me(),
                result,
                form.way,
                form.objector,
                form.statement(form.entry_id),
                sent_files(),
            )
        except Refusal as refusal:
            status = say_beside(form, refusal)
        else:
            flash(_("已登记为第 %(n)s 号，请把受理回执交给异议人。", n=receipt.serial), "ok")
            return redirect(url_for("organiser.objection", objection_id=receipt.ident))
    return render_template(
        "organiser/objection_new.html", form=form, running=running
    ), 422 if form.errors and status == 200 else status


def numbered(running: list[ResultVersion]) -> list[tuple[int, str]]:
    """Entries in these results, by number. One statement."""
    rows = database.session.execute(
        select(Entry.id, Entry.number, Entry.title)
        .where(
            Entry.id.in_(
                select(Standing.entry_id).where(
                    Standing.result_id.in_([result.id for result in running])
                )
            )
        )
        .order_by(Entry.number)
    )
    return [(row.id, f"{row.number} {row.title}") for row in rows]

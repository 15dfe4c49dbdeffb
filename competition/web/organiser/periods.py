"""The periods of a labour competition: who scores, who takes part, where each period stands."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField

from competition.documents.wording.period_words import CELL_STATES, RESULTS, SHEET_KINDS
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, Judge, Stage
from competition.services.entries.belonging import put_below
from competition.services.periods.board import read_period, read_periods
from competition.services.periods.opening import open_period
from competition.services.periods.principals import (
    accounts_there,
    appoint_department,
    appoint_verifier,
    dismiss,
    read_principals,
)
from competition.services.periods.reminding import remind
from competition.services.periods.taking_part import join_from, leave_after
from competition.services.periods.units import units_of
from competition.web.above_choice import offer_above
from competition.web.access import allow, me
from competition.web.organiser.panels import whole
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say, try_to
from competition.web.paging import SIZE, page_number, pager


class AboveForm(FlaskForm):
    """What an entry belongs to."""

    above = SelectField(_l("所属标段或单位"))


@room.get("/competitions/<int:competition_id>/periods")
@allow(Role.ORGANISER, on=Competition)
def periods(competition: Competition) -> Any:
    """Every period with its figures, the departments and verifiers."""
    return render_template(
        "organiser/periods.html",
        lines=read_periods(competition),
        principals=read_principals(competition),
        accounts=accounts_there(competition),
        results=RESULTS,
        kinds=SHEET_KINDS,
    )


@room.get("/competitions/<int:competition_id>/periods/units")
@allow(Role.ORGANISER, on=Competition)
def period_units(competition: Competition) -> Any:
    """The units that take part, since when and until when."""
    page = page_number()
    units, total = units_of(competition, page=page, size=SIZE)
    return render_template(
        "organiser/period_units.html",
        units=units,
        stages=[line.stage for line in read_periods(competition) if line.stage.sheets],
        pages=pager(total, page),
    )


@room.get("/stages/<int:stage_id>/period")
@allow(Role.ORGANISER, on=Stage)
def period(stage: Stage) -> Any:
    """Units by sheets of one period: who has handed in, never which marks."""
    if not stage.is_period:
        return redirect(
            url_for("organiser.board", competition_id=stage.competition_id, stage=stage.id)
        )
    return render_template(
        "organiser/period.html",
        stage=stage,
        board=read_period(stage),
        kinds=SHEET_KINDS,
        states_of=CELL_STATES,
    )


@room.post("/stages/<int:stage_id>/period/open")
@allow(Role.ORGANISER, on=Stage)
def open_one_period(stage: Stage) -> Response:
    """Begin a period, or bring its list up to date."""
    try:
        opened = open_period(me(), stage)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        words = _(
            "“%(name)s”：新增单位 %(units)s 个、评分表 %(sheets)s 份，取消 %(removed)s 份。",
            name=stage.name,
            units=opened.units,
            sheets=opened.sheets,
            removed=opened.removed,
        )
        flash(words, "ok")
    return redirect(url_for("organiser.period", stage_id=stage.id))


@room.post("/stages/<int:stage_id>/period/remind")
@allow(Role.ORGANISER, on=Stage)
def remind_period(stage: Stage) -> Response:
    """Remind everybody who still owes a sheet."""
    place = url_for("organiser.period", stage_id=stage.id)
    try:
        count = remind(me(), stage)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已提醒 %(n)s 人，他们登录后会看到通知。", n=count), "ok")
    return redirect(place)


@room.post("/competitions/<int:competition_id>/departments")
@allow(Role.ORGANISER, on=Competition)
def appoint_one_department(competition: Competition) -> Response:
    """Say which account acts for a department."""
    name, account = request.form.get("department", ""), _chosen()
    try_and_say(
        lambda: appoint_department(me(), competition, name, account),
        _("“%(name)s”的考核人已指定。", name=name),
    )
    return _back(competition)


@room.post("/competitions/<int:competition_id>/verifiers")
@allow(Role.ORGANISER, on=Competition)
def appoint_one_verifier(competition: Competition) -> Response:
    """Say who verifies."""
    account = _chosen()
    try_and_say(lambda: appoint_verifier(me(), competition, account), _("核定人已指定。"))
    return _back(competition)


@room.post("/judges/<int:judge_id>/dismiss")
@allow(Role.ORGANISER, on=Judge)
def dismiss_principal(judge: Judge) -> Response:
    """End that somebody verifies, or acts for a department that rules no longer name."""
    competition = judge.competition
    try_and_say(lambda: dismiss(me(), judge), _("已取消。"))
    return _back(competition)


@room.route("/entries/<int:entry_id>/above", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Entry)
def entry_above(entry: Entry) -> Any:
    """Say what a lot, a crew or a person belongs to."""
    form = AboveForm(data={"above": str(entry.parent_id or "")})
    offer_above(form.above, entry.competition, account_id=None)
    if form.validate_on_submit():
        above = int(form.above.data) if form.above.data else None
        if try_to(form, lambda: put_below(me(), entry, above), {"entry.above": form.above}):
            flash(_("所属关系已保存。"), "ok")
            place = url_for("organiser.period_units", competition_id=entry.competition_id)
            return redirect(place)
    return render_template("organiser/entry_above.html", entry=entry, form=form), (
        422 if form.errors or form.form_errors else 200
    )


@room.post("/entries/<int:entry_id>/taking-part")
@allow(Role.ORGANISER, on=Entry)
def take_part(entry: Entry) -> Response:
    """A unit joins from a period on, leaves after one, or comes back."""
    place = url_for("organiser.period_units", competition_id=entry.competition_id)
    what, ident = request.form.get("what", ""), request.form.get("stage", "")
    stage = next(
        (line.stage for line in read_periods(entry.competition) if str(line.stage.id) == ident),
        None,
    )
    if what == "join" and stage is not None:
        done = _("已登记：自“%(name)s”起参加。", name=stage.name)
        try_and_say(lambda: join_from(me(), entry, stage), done)
    elif what == "leave" and stage is not None:
        reason = request.form.get("reason", "")
        done = _("已登记：“%(name)s”后退场。", name=stage.name)
        try_and_say(lambda: leave_after(me(), entry, stage, reason), done)
    elif what == "back":
        try_and_say(lambda: leave_after(me(), entry, None, ""), _("已恢复参赛。"))
    else:
        flash(_("请选择一个考核期。"), "error")
    return redirect(place)


def _chosen() -> int:
    """The account that was chosen; 0, which nobody has, for none."""
    return whole(request.form.get("account", "")) or 0


def _back(competition: Competition) -> Response:
    return redirect(url_for("organiser.periods", competition_id=competition.id))

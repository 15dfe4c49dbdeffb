"""Stages: their dates and manner; opened, closed; scoring stages added and removed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import InputRequired, Length, Optional

from competition.documents.wording.names import ZONE_NAMES
from competition.domain.access import Role
from competition.models import Competition, Stage, database
from competition.services.judging.stage_entries import stages_without_judges
from competition.services.setup.stages import (
    add_scoring_stage,
    change_stage,
    close_stage,
    open_stage,
    remove_stage,
    reopen_stage,
    stage_state,
    stages_of,
)
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import (
    CHOSEN,
    SeenForm,
    kind_names,
    text_of,
    to_instant,
    to_wall_clock,
    try_and_say,
    try_to,
)

MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class StageForm(SeenForm):
    """A stage's name, dates and manner."""

    name = StringField(_l("阶段名称"), [InputRequired(_l("请填写阶段名称。")), Length(max=30)])
    opens_at = DateTimeLocalField(_l("开始时间"), [Optional()], format=MOMENT)
    closes_at = DateTimeLocalField(
        _l("结束时间"),
        [Optional()],
        format=MOMENT,
        description=_l("这一秒仍算在内，过后系统不再受理。"),
    )
    is_blind = BooleanField(
        _l("盲评"), description=_l("评委只看到编号，看不到单位、人员和申报表中不对盲评开放的项。")
    )
    presentation_order = RadioField(
        _l("评委看到的顺序"),
        CHOSEN,
        choices=[("code", _l("按盲评编号")), ("draw", _l("按抽签顺序"))],
    )


class NewStageForm(FlaskForm):
    """One more scoring stage."""

    name = StringField(
        _l("增加评审阶段"), [InputRequired(_l("请填写阶段名称。")), Length(max=30)],
        description=_l("加在最后，评分指标和计分办法先照抄前一个评审阶段，再逐项修改。"),
    )  # fmt: skip


@room.route("/competitions/<int:competition_id>/stages", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_stages(competition: Competition) -> Any:
    """The stages in order, and a form for one more."""
    form = NewStageForm()
    if form.validate_on_submit():
        name = text_of(form.name)
        beside = {"stage.name": form.name, "stage.name_taken": form.name}
        if try_to(form, lambda: add_scoring_stage(me(), competition, name), beside):
            flash(_("“%(name)s”已添加，请填写时间，并设定它在总成绩中的权重。", name=name), "ok")
            return back(competition.id)
    return render_template(
        "organiser/stages.html",
        form=form,
        stages=stages_of(database.session, competition.id),
        kinds=kind_names(),
        zone=zone_words(competition.time_zone),
        unassigned=stages_without_judges(competition.id),
    ), 422 if form.errors else 200


@room.route("/stages/<int:stage_id>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def edit_stage(stage: Stage) -> Any:
    """Change one stage."""
    zone = stage.competition.time_zone
    form = StageForm(obj=stage)
    if stage.kind != "scoring":
        del form.is_blind, form.presentation_order
    if not form.is_submitted():
        form.opens_at.data = to_wall_clock(stage.opens_at, zone)
        form.closes_at.data = to_wall_clock(stage.closes_at, zone)
    form.remember(stage_state(stage))
    if form.validate_on_submit():
        beside = {
            "stage.name": form.name,
            "stage.name_taken": form.name,
            "stage.blind_fixed": form.is_blind or form.name,
            "calendar.closes_before_opens": form.closes_at,
            "calendar.stage_order": form.opens_at,
            "calendar.no_such_time": form.opens_at,
        }
        if try_to(form, lambda: save(stage, form, zone), beside):
            flash(_("阶段“%(name)s”已保存。", name=text_of(form.name)), "ok")
            return back(stage.competition_id)
    return render_template("organiser/stage.html", form=form, stage=stage, zone=zone_words(zone)), (
        422 if form.errors else 200
    )


@room.post("/stages/<int:stage_id>/open")
@allow(Role.ORGANISER, on=Stage)
def open_one_stage(stage: Stage) -> Any:
    """Begin a stage."""
    done = _("“%(name)s”已开始。", name=stage.name)
    try_and_say(lambda: open_stage(me(), stage), done)
    return back(stage.competition_id)


@room.post("/stages/<int:stage_id>/close")
@allow(Role.ORGANISER, on=Stage)
def close_one_stage(stage: Stage) -> Any:
    """End taking entries or form review."""
    done = _("“%(name)s”已结束。", name=stage.name)
    try_and_say(lambda: close_stage(me(), stage), done)
    return back(stage.competition_id)


@room.post("/stages/<int:stage_id>/reopen")
@allow(Role.ORGANISER, on=Stage)
def reopen_one_stage(stage: Stage) -> Any:
    """Open taking entries or form review again."""
    reason = request.form.get("reason", "")
    done = _("“%(name)s”已重新开放，请核对结束时间。", name=stage.name)
    try_and_say(lambda: reopen_stage(me(), stage, reason=reason), done)
    return back(stage.competition_id)


@room.post("/stages/<int:stage_id>/remove")
@allow(Role.ORGANISER, on=Stage)
def remove_one_stage(stage: Stage) -> Any:
    """Remove a scoring stage that has not begun."""
    own = stage.competition_id
    done = _("阶段“%(name)s”已删除，它的权重已并入最后一个评审阶段，请核对。", name=stage.name)
    try_and_say(lambda: remove_stage(me(), stage), done)
    return back(own)


def zone_words(zone: str) -> Any:
    """A time zone as people call it."""
    return ZONE_NAMES.get(zone, zone)


def save(stage: Stage, form: StageForm, zone: str) -> None:
    """Hand the form's values over, dates as instants."""
    is_scoring = stage.kind == "scoring"
    change_stage(
        me(),
        stage,
        name=text_of(form.name),
        opens_at=to_instant(form.opens_at.data, zone),
        closes_at=to_instant(form.closes_at.data, zone),
        is_blind=bool(form.is_blind.data) if is_scoring else stage.is_blind,
        presentation_order=(
            text_of(form.presentation_order) if is_scoring else stage.presentation_order
        ),
        seen=form.seen.data,
    )


def back(competition_id: int) -> Response:
    """To the list of stages."""
    return redirect(url_for("organiser.edit_stages", competition_id=competition_id))

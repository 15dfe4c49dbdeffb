"""Rotating flags for organisers: what they follow, who holds them, ties to decide, handovers."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competition.documents.flag_paper import render_handovers
from competition.documents.fonts import load_fonts
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Flag, FlagStage, Stage, Track, database
from competition.services.periods.flag_reading import read_flag, read_flags
from competition.services.periods.flags import (
    LONGEST_NAME,
    FlagValues,
    choose_holder,
    remove_flag,
    save_flag,
)
from competition.services.runtime import runtime
from competition.web.access import allow, me
from competition.web.flag_page import flag_parts, handover_paper
from competition.web.organiser.room import room
from competition.web.pdf_answer import pdf_answer


class FlagForm(FlaskForm):
    """What is set of a flag."""

    name = StringField(_l("名称"), [InputRequired(_l("请填写名称。")), Length(max=LONGEST_NAME)])
    stages = SelectMultipleField(
        _l("按哪些考核期评"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    track = SelectField(_l("赛道"), coerce=int, validate_choice=False)
    keep_after = IntegerField(
        _l("连续几期可以永久保留"),
        [Optional()],
        description=_l("通常为 3；填 0 表示不永久保留"),
    )
    passes_over = BooleanField(
        _l("跳过一票否决的单位"), description=_l("流动红旗由名次在后的单位依次获得")
    )


@room.get("/competitions/<int:competition_id>/flags")
@allow(Role.ORGANISER, on=Competition)
def flags(competition: Competition) -> Any:
    """Every flag with its history."""
    found = read_flags(database.session, competition.id)
    return render_template("organiser/flags.html", parts=flag_parts(found))


@room.route("/competitions/<int:competition_id>/flags/new", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def new_flag(competition: Competition) -> Any:
    """Add a flag."""
    stages = _stages(competition.id)
    form = FlagForm(
        keep_after=3,
        passes_over=True,
        name=_("流动红旗"),
        stages=[stage.id for stage in stages if stage.is_period],
    )
    return _edit(form, competition, stages)


@room.route("/flags/<int:flag_id>/edit", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Flag)
def edit_flag(flag: Flag) -> Any:
    """Change what a flag follows."""
    followed = select(FlagStage.stage_id).where(FlagStage.flag_id == flag.id)
    form = FlagForm(
        name=flag.name,
        stages=list(database.session.scalars(followed)),
        track=flag.track_id or 0,
        keep_after=flag.keep_after,
        passes_over=flag.passes_over,
    )
    return _edit(form, flag.competition, _stages(flag.competition_id), flag)


@room.post("/flags/<int:flag_id>/choose")
@allow(Role.ORGANISER, on=Flag)
def choose_flag_holder(flag: Flag) -> Any:
    """Decide between units that are level."""
    event = flag.competition_id
    stage, entry = (request.form.get(name, 0, type=int) for name in ("stage", "entry"))
    try:
        choose_holder(me(), flag, stage, entry, reason=request.form.get("reason", ""))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已记录决定。"), "ok")
    return redirect(url_for("organiser.flags", competition_id=event))


@room.post("/flags/<int:flag_id>/remove")
@allow(Role.ORGANISER, on=Flag)
def remove_one_flag(flag: Flag) -> Any:
    """Remove a flag."""
    event = flag.competition_id
    try:
        remove_flag(me(), flag)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("流动红旗已删除。"), "ok")
    return redirect(url_for("organiser.flags", competition_id=event))


@room.get("/flags/<int:flag_id>/handovers.pdf")
@allow(Role.ORGANISER, on=Flag)
def flag_paper(flag: Flag) -> Response:
    """The list of handovers, to be dated and signed."""
    paper = handover_paper(read_flag(database.session, flag), flag.competition)
    return pdf_answer(render_handovers(paper, load_fonts(runtime.fonts)), name=_("流动红旗移交单"))


def _edit(form: FlagForm, competition: Competition, stages: Any, flag: Flag | None = None) -> Any:
    ident = competition.id
    form.stages.choices = [(stage.id, stage.name) for stage in stages]
    tracks = database.session.scalars(
        select(Track).where(Track.competition_id == ident).order_by(Track.position)
    )
    form.track.choices = [(0, _("不分赛道")), *((track.id, track.name) for track in tracks)]
    form.stages.flags.required = form.track.flags.required = form.keep_after.flags.required = True
    if form.validate_on_submit():
        try:
            save_flag(me(), competition, _values(form), flag)
        except Refusal as refusal:
            _show(form, refusal)
        else:
            flash(_("流动红旗已保存。"), "ok")
            return redirect(url_for("organiser.flags", competition_id=ident))
    page = render_template("organiser/flag.html", form=form, flag=flag)
    return page, 422 if form.errors or form.form_errors else 200


def _values(form: FlagForm) -> FlagValues:
    return FlagValues(
        name=form.name.data or "",
        stages=form.stages.data or [],
        track=form.track.data or None,
        keep_after=form.keep_after.data or 0,
        passes_over=bool(form.passes_over.data),
    )


def _show(form: FlagForm, refusal: Refusal) -> None:
    """Put what is wrong beside the field that it is about."""
    name = {"flag.taken": "name"}.get(refusal.code, refusal.code.removeprefix("flag."))
    if name in form:
        form[name].errors = [refusal_text(refusal)]
    else:
        form.form_errors.append(refusal_text(refusal))


def _stages(competition_id: int) -> list[Stage]:
    return list(
        database.session.scalars(
            select(Stage)
            .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
            .order_by(Stage.position)
        )
    )

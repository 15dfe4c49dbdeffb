"""Panels and assignment of a stage: made automatically, changed by hand."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from competition.documents.wording.judging import ASSIGNMENT_STATES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Panel, Stage
from competition.services.judging.assigning import Outcome, assign
from competition.services.judging.panels import (
    MOST_SEATS,
    SEATS,
    make_panels,
    rename_panel,
    seat_judge,
    unseat_judge,
)
from competition.services.judging.setup_reading import (
    judges_to_choose,
    panel_entries,
    read_setup,
    scoring_stages,
    seats_of,
)
from competition.services.judging.stage_entries import take_in
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say
from competition.web.paging import SIZE, page_number, pager


@room.get("/competitions/<int:competition_id>/panels")
@allow(Role.ORGANISER, on=Competition)
def panels(competition: Competition) -> Any:
    """One scoring stage: its entries, panels and assignments, step by step."""
    stages = scoring_stages(competition.id)
    stage = asked_stage(stages)
    return render_template(
        "organiser/panels.html",
        stages=stages,
        stage=stage,
        setup=read_setup(stage) if stage else None,
        is_first=bool(stage and stages[0].id == stage.id),
        seats=SEATS,
        most=MOST_SEATS,
    )


@room.get("/panels/<int:panel_id>")
@allow(Role.ORGANISER, on=Panel)
def panel(panel: Panel) -> Any:
    """One panel: its judges, and its entries with who marks them."""
    page = page_number()
    rows, total = panel_entries(panel, page=page, size=SIZE)
    seated = seats_of(panel)
    return render_template(
        "organiser/panel.html",
        panel=panel,
        stage=panel.stage,
        seated=seated,
        free=judges_to_choose(panel.stage.competition_id, without=[row.id for row in seated]),
        rows=rows,
        total=total,
        pages=pager(total, page),
        words=ASSIGNMENT_STATES,
    )


@room.post("/stages/<int:stage_id>/take-in")
@allow(Role.ORGANISER, on=Stage)
def take_entries_in(stage: Stage) -> Response:
    """Bring entries into a stage, with codes and places in the draw."""
    return act_on(
        stage, lambda: take_in(me(), stage), lambda n: _("新进入本阶段 %(n)s 个项目。", n=n)
    )


@room.post("/stages/<int:stage_id>/panels")
@allow(Role.ORGANISER, on=Stage)
def make_all_panels(stage: Stage) -> Response:
    """Make panels by track and seat the judges."""
    seats = whole(request.form.get("seats", "")) or 0
    return act_on(
        stage,
        lambda: make_panels(me(), stage, seats=seats),
        lambda made: _("已设 %(n)s 个评审组。", n=len(made)),
    )


@room.post("/stages/<int:stage_id>/assign")
@allow(Role.ORGANISER, on=Stage)
def share_out(stage: Stage) -> Response:
    """Assign judges to entries automatically."""
    asked = request.form.get("per_entry", "").strip()
    per_entry = whole(asked)
    if asked and not per_entry:
        flash(_("每个项目的评委人数请填整数，留空则由全组评审。"), "error")
        return redirect(here_of(stage))
    return act_on(
        stage,
        lambda: assign(me(), stage, per_entry=per_entry),
        _shared_words,
    )


def _shared_words(done: Outcome) -> str:
    """What sharing out came to."""
    load = _("%(least)s 至 %(most)s 项", least=done.least, most=done.most)
    if done.least == done.most:
        load = _("%(n)s 项", n=done.most)
    return str(
        _(
            "新分配 %(n)s 项，避开 %(avoided)s 处利害关系，每位评委 %(load)s。",
            n=done.added,
            avoided=done.avoided,
            load=load,
        )
    )


@room.post("/panels/<int:panel_id>/name")
@allow(Role.ORGANISER, on=Panel)
def name_panel(panel: Panel) -> Response:
    """Rename a panel."""
    ident = panel.id
    try_and_say(lambda: rename_panel(me(), panel, request.form.get("name", "")), _("组名已保存。"))
    return redirect(url_for("organiser.panel", panel_id=ident))


@room.post("/panels/<int:panel_id>/judges")
@allow(Role.ORGANISER, on=Panel)
def seat_one_judge(panel: Panel) -> Response:
    """Give a judge a seat."""
    ident = panel.id
    judge_id = whole(request.form.get("judge", "")) or 0
    try_and_say(
        lambda: seat_judge(me(), panel, judge_id), _("评委已加入本组，请再点一次分配以分给项目。")
    )
    return redirect(url_for("organiser.panel", panel_id=ident))


@room.post("/panels/<int:panel_id>/judges/<int:judge_id>/remove")
@allow(Role.ORGANISER, on=Panel)
def unseat_one_judge(panel: Panel, judge_id: int) -> Response:
    """Take a seat away."""
    ident = panel.id
    try_and_say(lambda: unseat_judge(me(), panel, judge_id), _("评委已移出本组。"))
    return redirect(url_for("organiser.panel", panel_id=ident))


def asked_stage(stages: Any) -> Stage | None:
    """The stage that the address names, else the one under way, else the first; 404 for another."""
    asked = request.args.get("stage", "")
    if asked:
        found = [stage for stage in stages if str(stage.id) == asked]
        if not found:
            abort(404)
        return found[0]  # type: ignore[no-any-return]
    waiting = [stage for stage in stages if stage.state != "locked"]
    return next(iter(waiting or stages), None)


def act_on(stage: Stage, act: Any, done: Any) -> Response:
    """Do something to a stage and say on its page how it went."""
    place = here_of(stage)
    try:
        flash(done(act()), "ok")
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    return redirect(place)


def here_of(stage: Stage) -> str:
    """The page of a stage's panels."""
    return url_for("organiser.panels", competition_id=stage.competition_id, stage=stage.id)


def whole(text: str) -> int | None:
    """A whole number that was typed, or None."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

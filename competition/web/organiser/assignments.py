"""The judges of one entry: added with a warning of conflicts, taken off, called back."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from competition.documents.wording.judging import ASSIGNMENT_STATES, BARRIERS, reason_text
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Assignment, Stage
from competition.services.judging.assigning import assign_by_hand, remove_assignment
from competition.services.judging.panels import move_entry
from competition.services.judging.recusal import mark_absent
from competition.services.judging.setup_reading import (
    JudgeLine,
    entry_in_stage,
    judges_of_entry,
)
from competition.web.access import allow, me
from competition.web.organiser.panels import whole
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say


@room.get("/stages/<int:stage_id>/entries/<int:entry_id>")
@allow(Role.ORGANISER, on=Stage)
def stage_entry(stage: Stage, entry_id: int) -> Any:
    """Who marks this entry, and who could."""
    return page(stage, entry_id)


@room.post("/stages/<int:stage_id>/entries/<int:entry_id>/judges")
@allow(Role.ORGANISER, on=Stage)
def assign_one(stage: Stage, entry_id: int) -> Any:
    """Assign one judge; a conflict is named and asks for a second, deliberate press."""
    judge_id = whole(request.form.get("judge", "")) or 0
    in_spite = request.form.get("in_spite") == "1"
    ident = stage.id
    try:
        assign_by_hand(me(), stage, judge_id, entry_id, in_spite=in_spite)
    except Refusal as refusal:
        if refusal.code == "assignment.conflict":
            return page(stage, entry_id, warning=refusal, judge_id=judge_id), 422
        flash(refusal_text(refusal), "error")
    else:
        flash(_("评委已分配。"), "ok")
    return redirect(url_for("organiser.stage_entry", stage_id=ident, entry_id=entry_id))


@room.post("/stages/<int:stage_id>/entries/<int:entry_id>/panel")
@allow(Role.ORGANISER, on=Stage)
def move_one_entry(stage: Stage, entry_id: int) -> Response:
    """Put the entry into another panel."""
    ident = stage.id
    panel_id = whole(request.form.get("panel", "")) or 0
    try_and_say(lambda: move_entry(me(), stage, entry_id, panel_id), _("项目已换组。"))
    return redirect(url_for("organiser.stage_entry", stage_id=ident, entry_id=entry_id))


@room.post("/assignments/<int:assignment_id>/remove")
@allow(Role.ORGANISER, on=Assignment)
def remove_one_assignment(assignment: Assignment) -> Response:
    """Take an assignment back."""
    place = place_of(assignment)
    try_and_say(lambda: remove_assignment(me(), assignment), _("分配已取消。"))
    return redirect(place)


@room.post("/assignments/<int:assignment_id>/absent")
@allow(Role.ORGANISER, on=Assignment)
def mark_one_absent(assignment: Assignment) -> Response:
    """Record that the judge did not score this entry."""
    place, ident = place_of(assignment), assignment.id
    try_and_say(
        lambda: mark_absent(me(), [ident], request.form.get("reason", "")), _("已记为缺席。")
    )
    return redirect(place)


def place_of(assignment: Assignment) -> str:
    """The page of the entry in its stage."""
    return url_for(
        "organiser.stage_entry", stage_id=assignment.stage_id, entry_id=assignment.entry_id
    )


def page(stage: Stage, entry_id: int, *, warning: Refusal | None = None, judge_id: int = 0) -> str:
    """The page of one entry in one stage."""
    try:
        entry, place, panels = entry_in_stage(stage, entry_id)
    except Refusal:
        abort(404)
    judges = judges_of_entry(stage, entry_id)
    free = [line for line in judges if line.state != "assigned"]
    return render_template(
        "organiser/stage_entry.html",
        stage=stage,
        entry=entry,
        place=place,
        lines=[line for line in judges if line.state],
        choices=[
            (line.judge_id, choice_text(line))
            for line in sorted(free, key=lambda line: line.barrier is not None)
        ],
        panels=panels,
        words=ASSIGNMENT_STATES,
        barriers=BARRIERS,
        reason_text=reason_text,
        warning=warning,
        warned_judge=judge_id,
    )


def choice_text(line: JudgeLine) -> str:
    """A judge in the list to choose from, with what stands in the way."""
    name = line.name
    if line.expertise:
        name = str(_("%(name)s（%(note)s）", name=line.name, note=line.expertise))
    if line.barrier is None:
        return name
    return str(_("%(name)s：%(why)s", name=name, why=BARRIERS[line.barrier.value]))

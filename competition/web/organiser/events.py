"""Bonuses, deductions, times, votes, vetoes: the list, one of them, verified and withdrawn."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, ScoreEvent, database
from competition.services.events.ground import read_ground
from competition.services.events.verifying import verify_facts, withdraw_fact
from competition.services.results.fact_corrections import propose_fact
from competition.services.results.gathered_change import COUNT, WITHDRAW
from competition.web.access import allow, me
from competition.web.event_page import event_list, event_page, send_evidence
from competition.web.organiser.room import room

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE)


@room.get("/competitions/<int:competition_id>/events")
@allow(*READERS, on=Competition)
def events(competition: Competition) -> Any:
    """What was recorded, by state; those that wait can be verified together."""
    try:
        ground = read_ground(database.session, competition)
    except Refusal as refusal:
        flash(refusal_text(refusal), "warn")
        return redirect(url_for("organiser.edit_rules", competition_id=competition.id))
    return render_template("organiser/events.html", **event_list(competition, ground))


@room.post("/competitions/<int:competition_id>/events/verify")
@allow(*READERS, on=Competition)
def verify_events(competition: Competition) -> Any:
    """Verify those that were ticked, or all that this person did not record."""
    ident = competition.id
    ids = None if request.form.get("act") == "all" else request.form.getlist("ids", type=int)
    try:
        done = verify_facts(me(), competition, ScoreEvent, ids)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已核实 %(n)s 项，请重新形成成绩。", n=done), "ok")
    return redirect(url_for("organiser.events", competition_id=ident))


@room.get("/events/<int:score_event_id>")
@allow(*READERS, on=ScoreEvent)
def event(score_event: ScoreEvent) -> Any:
    """One of them with its evidence, and what may be done with it now."""
    return render_template("organiser/event.html", **event_page(score_event))


@room.post("/events/<int:score_event_id>/withdraw")
@allow(Role.ORGANISER, on=ScoreEvent)
def withdraw_event(score_event: ScoreEvent) -> Any:
    """Let it no longer count, with a reason."""
    ident = score_event.id
    try:
        withdraw_fact(me(), score_event, reason=request.form.get("reason", ""))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已撤回，记录保留备查。"), "ok")
    return redirect(url_for("organiser.event", score_event_id=ident))


@room.post("/events/<int:score_event_id>/propose")
@allow(Role.ORGANISER, on=ScoreEvent)
def propose_event(score_event: ScoreEvent) -> Any:
    """Ask a second person to let it count, or no longer, where results in force stand on it."""
    ident = score_event.id
    change = COUNT if score_event.verified_at is None else WITHDRAW
    try:
        proposal = propose_fact(me(), score_event, change, reason=request.form.get("reason", ""))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.event", score_event_id=ident))
    flash(_("已提请更正，等待第二人审批。审批之前成绩不变。"), "ok")
    return redirect(url_for("organiser.score_correction", proposal_id=proposal))


@room.get("/events/<int:score_event_id>/files/<int:number>")
@allow(*READERS, on=ScoreEvent)
def event_file(score_event: ScoreEvent, number: int) -> Response:
    """Download one file of its evidence."""
    return send_evidence(score_event, number) or abort(404)

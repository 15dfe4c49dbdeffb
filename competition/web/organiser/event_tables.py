"""Events and items in and out as Excel tables, and the list of items."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.event_table import events_table, events_template, items_table
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, ScoreItem, database
from competition.services.events.exchange import export_events, import_events, plan_events
from competition.services.events.ground import read_ground
from competition.services.events.items import (
    attributes_asked,
    import_items,
    item_rows,
    plan_items,
)
from competition.services.events.verifying import verify_facts, withdraw_fact
from competition.services.results.fact_corrections import propose_fact
from competition.services.results.gathered_change import COUNT, WITHDRAW
from competition.web.access import allow, me
from competition.web.event_page import item_list
from competition.web.importing import carry_out, preview, send_table
from competition.web.organiser.room import room


@room.route("/competitions/<int:competition_id>/events/import", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def events_import(competition: Competition) -> Any:
    """Choose a file of events and look at what it would record."""
    return preview(
        "organiser/import_events.html",
        f"events:{competition.id}",
        lambda content: plan_events(competition, content),
    )


@room.post("/competitions/<int:competition_id>/events/import/confirm")
@allow(Role.ORGANISER, on=Competition)
def confirm_events(competition: Competition) -> Any:
    """Record what was previewed."""
    ident, purpose = competition.id, f"events:{competition.id}"
    try:
        done = carry_out(purpose, lambda content: import_events(me(), competition, content))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.events_import", competition_id=ident))
    flash(_("已导入 %(n)s 项，由第二人核实后计入成绩。", n=done), "ok")
    return redirect(url_for("organiser.events", competition_id=ident))


@room.get("/competitions/<int:competition_id>/events/template.xlsx")
@allow(Role.ORGANISER, on=Competition)
def template_of_events(competition: Competition) -> Any:
    """The empty table with an example of each kind that the rules name."""
    ground = read_ground(database.session, competition)
    table = events_template(ground.kinds, ground.axes, ground.today.isoformat())
    return send_table(table, _("加减分事项导入模板"))


@room.post("/competitions/<int:competition_id>/events/export")
@allow(Role.ORGANISER, on=Competition)
def events_export(competition: Competition) -> Any:
    """The events that are not withdrawn, as a table that can be imported again."""
    rows = export_events(me(), competition)
    ground = read_ground(database.session, competition)
    kinds = tuple(dict.fromkeys([*ground.kinds, *(row["kind"] for row in rows)]))
    return send_table(events_table(kinds, ground.axes, rows), _("加减分事项"))


@room.get("/competitions/<int:competition_id>/items")
@allow(Role.ORGANISER, on=Competition)
def items(competition: Competition) -> Any:
    """What was recorded of dives, modules, indicators; those that wait can be verified."""
    ground = read_ground(database.session, competition)
    return render_template("organiser/items.html", **item_list(competition, ground))


@room.post("/competitions/<int:competition_id>/items/verify")
@allow(Role.ORGANISER, on=Competition)
def verify_items(competition: Competition) -> Any:
    """Verify those that were ticked, or all that this person did not record."""
    ident = competition.id
    ids = None if request.form.get("act") == "all" else request.form.getlist("ids", type=int)
    try:
        done = verify_facts(me(), competition, ScoreItem, ids)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已核实 %(n)s 项，请重新形成成绩。", n=done), "ok")
    return redirect(url_for("organiser.items", competition_id=ident))


@room.post("/items/<int:score_item_id>/act")
@allow(Role.ORGANISER, on=ScoreItem)
def act_on_item(score_item: ScoreItem) -> Any:
    """Withdraw an item, or propose a correction where results in force stand on it."""
    event, reason = score_item.competition_id, request.form.get("reason", "")
    back = redirect(url_for("organiser.items", competition_id=event))
    try:
        if request.form.get("act") == "withdraw":
            withdraw_fact(me(), score_item, reason=reason)
            flash(_("已撤回，记录保留备查。"), "ok")
            return back
        change = COUNT if score_item.verified_at is None else WITHDRAW
        proposal = propose_fact(me(), score_item, change, reason=reason)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return back
    return redirect(url_for("organiser.score_correction", proposal_id=proposal))


@room.route("/competitions/<int:competition_id>/items/import", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def items_import(competition: Competition) -> Any:
    """Choose a file of items and look at what it would record."""
    return preview(
        "organiser/import_items.html",
        f"items:{competition.id}",
        lambda content: plan_items(competition, content),
    )


@room.post("/competitions/<int:competition_id>/items/import/confirm")
@allow(Role.ORGANISER, on=Competition)
def confirm_items(competition: Competition) -> Any:
    """Record what was previewed."""
    ident, purpose = competition.id, f"items:{competition.id}"
    try:
        done = carry_out(purpose, lambda content: import_items(me(), competition, content))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.items_import", competition_id=ident))
    flash(_("已导入 %(n)s 项，由第二人核实后计入成绩。", n=done), "ok")
    return redirect(url_for("organiser.items", competition_id=ident))


@room.get("/competitions/<int:competition_id>/items/table.xlsx")
@allow(Role.ORGANISER, on=Competition)
def table_of_items(competition: Competition) -> Any:
    """The items that are not withdrawn, as a table to be filled in and imported."""
    ground = read_ground(database.session, competition)
    rows = item_rows(database.session, competition, ground)
    return send_table(items_table(attributes_asked(ground), rows), _("分项资料"))

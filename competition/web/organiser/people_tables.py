"""People of a competition in and out as an Excel table."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from competition.documents.people_table import people_table, people_template
from competition.documents.wording.names import ROLE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition
from competition.services.people.import_writing import export_people, import_people
from competition.services.people.imports import plan_people
from competition.web.access import allow, me
from competition.web.importing import carry_out, preview, send_table
from competition.web.organiser.room import room


@room.route("/competitions/<int:competition_id>/people/import", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def people_import(competition: Competition) -> Any:
    """Choose a file and look at what it would add."""
    return preview(
        "organiser/import_people.html",
        purpose(competition),
        lambda content: plan_people(competition.id, content),
        roles=ROLE_NAMES,
    )


@room.post("/competitions/<int:competition_id>/people/import/confirm")
@allow(Role.ORGANISER, on=Competition)
def confirm_people(competition: Competition) -> Any:
    """Add what was previewed."""
    try:
        given = carry_out(
            purpose(competition), lambda content: import_people(me(), competition, content)
        )
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.people_import", competition_id=competition.id))
    flash(_("已导入 %(n)s 行。", n=given), "ok")
    return redirect(url_for("organiser.people", competition_id=competition.id))


@room.get("/competitions/<int:competition_id>/people/template.xlsx")
@allow(Role.ORGANISER, on=Competition)
def template_of_people(competition: Competition) -> Any:
    """The empty table with examples and a drop-down list of roles."""
    return send_table(people_template(), _("人员导入模板"))


@room.post("/competitions/<int:competition_id>/people/export")
@allow(Role.ORGANISER, on=Competition)
def people_export(competition: Competition) -> Any:
    """Everybody with a role as a table that can be imported again; without phones."""
    return send_table(people_table(export_people(me(), competition)), _("人员"))


def purpose(competition: Competition) -> str:
    """Under which a chosen file waits."""
    return f"people:{competition.id}"

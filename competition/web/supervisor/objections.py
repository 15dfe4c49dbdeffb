"""Objections as a supervisor reads them: all of them with what was done; numbers masked."""

from typing import Any

from flask import Response, render_template, request

from competition.domain.access import Role
from competition.models import Competition, Objection
from competition.web.access import allow
from competition.web.objection_page import board_page, objection_page, send_evidence
from competition.web.supervisor.room import room


@room.get("/competitions/<int:competition_id>/objections")
@allow(Role.SUPERVISOR, on=Competition)
def objections(competition: Competition) -> Any:
    """The same board as the organiser's."""
    return render_template(
        "supervisor/objections.html", **board_page(competition, request.args.get("state", ""))
    )


@room.get("/objections/<int:objection_id>")
@allow(Role.SUPERVISOR, on=Objection)
def objection(objection: Objection) -> Any:
    """What was said and done."""
    return render_template("supervisor/objection.html", **objection_page(objection))


@room.get("/objections/<int:objection_id>/files/<int:number>")
@allow(Role.SUPERVISOR, on=Objection)
def objection_file(objection: Objection, number: int) -> Response:
    """Download one piece of evidence."""
    return send_evidence(objection, number)

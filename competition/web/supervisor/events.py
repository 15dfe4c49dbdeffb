"""Events as a supervisor reads them: all of them, with evidence and with what was withdrawn."""

from typing import Any

from flask import Response, abort, render_template

from competition.domain.access import Role
from competition.models import Competition, ScoreEvent, database
from competition.services.events.ground import read_ground
from competition.web.access import allow
from competition.web.event_page import event_list, event_page, send_evidence
from competition.web.supervisor.room import room


@room.get("/competitions/<int:competition_id>/events")
@allow(Role.SUPERVISOR, on=Competition)
def events(competition: Competition) -> Any:
    """What was recorded, verified and withdrawn."""
    ground = read_ground(database.session, competition)
    return render_template("supervisor/events.html", **event_list(competition, ground))


@room.get("/events/<int:score_event_id>")
@allow(Role.SUPERVISOR, on=ScoreEvent)
def event(score_event: ScoreEvent) -> Any:
    """One of them with its evidence."""
    return render_template("supervisor/event.html", **event_page(score_event))


@room.get("/events/<int:score_event_id>/files/<int:number>")
@allow(Role.SUPERVISOR, on=ScoreEvent)
def event_file(score_event: ScoreEvent, number: int) -> Response:
    """Download one file of its evidence."""
    return send_evidence(score_event, number) or abort(404)

"""Scores corrected after the lock, as a supervisor reads them."""

from typing import Any

from flask import Response, redirect, render_template, url_for

from competition.domain.access import Role
from competition.models import Competition, Proposal, database
from competition.services.results.correction_reading import list_corrections, read_correction
from competition.services.results.score_corrections import ACTIONS
from competition.web.access import allow
from competition.web.correction_page import correction_page, send_paper
from competition.web.supervisor.room import room


@room.get("/competitions/<int:competition_id>/corrections")
@allow(Role.SUPERVISOR, on=Competition)
def corrections(competition: Competition) -> Any:
    """Every correction that was proposed, carried out or declined."""
    return render_template(
        "supervisor/corrections.html",
        corrections=list_corrections(database.session, competition.id),
    )


@room.get("/proposals/<int:proposal_id>/score")
@allow(Role.SUPERVISOR, on=Proposal)
def correction(proposal: Proposal) -> Any:
    """Old and new side by side."""
    if proposal.action not in ACTIONS:
        return redirect(url_for("supervisor.corrections", competition_id=proposal.competition_id))
    view = read_correction(database.session, proposal)
    return render_template("supervisor/correction.html", **correction_page(view))


@room.get("/proposals/<int:proposal_id>/paper")
@allow(Role.SUPERVISOR, on=Proposal)
def correction_paper(proposal: Proposal) -> Response:
    """Download the scanned paper of a correction."""
    return send_paper(proposal)

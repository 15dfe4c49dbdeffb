"""Competitions that a supervisor may look into."""

from typing import Any

from flask import render_template

from competition.domain.access import Role
from competition.services.audit_reading import supervised
from competition.web.access import allow, me
from competition.web.supervisor.room import room


@room.get("/")
@allow(Role.SUPERVISOR)
def home() -> Any:
    """Competitions in scope with the length of their records."""
    return render_template("supervisor/home.html", events=supervised(me()))

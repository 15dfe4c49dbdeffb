"""The living style guide, and the worker that keeps the judge's room usable offline."""

from typing import Any

from flask import current_app, render_template, send_from_directory

from competition.domain.access import Role
from competition.web.access import allow, allow_everybody
from competition.web.public.room import room
from competition.web.samples import sample_context


@room.get("/look")
@allow(Role.ORGANISER, Role.ADMINISTRATOR)
def look() -> Any:
    """Every component once."""
    return render_template("public/components.html", **sample_context())


@room.get("/sw.js")
@allow_everybody
def service_worker() -> Any:
    """Served from the root, since a worker may only watch what lies below its own address."""
    response = send_from_directory(f"{current_app.static_folder}/js", "sw.js", max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response

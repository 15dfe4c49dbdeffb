"""The front page: competitions that anybody may know of."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from competition.models import Competition, database
from competition.web.access import allow_everybody
from competition.web.public.room import room


@room.get("/")
@allow_everybody
def home() -> Any:
    """Competitions that are or were open, newest first."""
    events = database.session.scalars(
        select(Competition)
        .where(Competition.state != "draft", Competition.is_rehearsal.is_(False))
        .order_by(Competition.year.desc(), Competition.id.desc())
        .limit(30)
    ).all()
    return render_template("public/home.html", events=events)

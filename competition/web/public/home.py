"""The front page: competitions that anybody may know of."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from competition.domain.result_states import PUBLISHED
from competition.models import Competition, ResultVersion, database
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
    finished = database.session.scalars(
        select(ResultVersion.competition_id).where(
            ResultVersion.competition_id.in_([event.id for event in events]),
            ResultVersion.stage_id.is_(None),
            ResultVersion.state.in_(PUBLISHED),
        )
    ).all()
    return render_template("public/home.html", events=events, finished=set(finished))

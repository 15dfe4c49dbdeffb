"""The rotating flags of a competition, where its host lets the public see results."""

from typing import Any

from flask import abort, render_template
from sqlalchemy import select

from competition.models import Competition, database
from competition.services.periods.flag_reading import read_flags
from competition.services.runtime import now
from competition.web.access import allow_everybody, enter_competition
from competition.web.flag_page import flag_parts
from competition.web.kept_pages import answer_kept
from competition.web.public.room import room


@room.get("/competitions/<int:competition_id>/flags")
@allow_everybody
def flags(competition_id: int) -> Any:
    """Rendered anew when something public changes, and every minute, since vetoes are verified."""
    found = database.session.execute(
        select(Competition.public_version, Competition.public_sees).where(
            Competition.id == competition_id,
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
        )
    ).first()
    if found is None:
        abort(404)
    minute = int(now().timestamp()) // 60
    key = ("flags", competition_id, *found, minute)
    return answer_kept(key, lambda: render_flags(competition_id))


def render_flags(competition_id: int) -> str:
    """The page itself."""
    competition = database.session.get_one(Competition, competition_id)
    enter_competition(competition)
    shown = competition.public_sees != "nothing"
    found = read_flags(database.session, competition_id) if shown else []
    return render_template("public/flags.html", parts=flag_parts(found))

"""After signing in: go where the work is, or choose where there are several places."""

from typing import Any

from flask import redirect, render_template, url_for
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Competition, database
from competition.services.visibility import visible
from competition.web.access import allow, me
from competition.web.account.room import room

DOORS = (
    (Role.ORGANISER, "organiser.competitions"),
    (Role.FORM_REVIEWER, "organiser.competitions"),
    (Role.JUDGE, "judge.home"),
    (Role.CHIEF_JUDGE, "judge.home"),
    (Role.ENTRANT, "entrant.home"),
    (Role.RECOMMENDER, "recommend.home"),
    (Role.SUPERVISOR, "supervisor.home"),
    (Role.ADMINISTRATOR, "organiser.administration"),
)


@room.get("/home")
@allow()
def home() -> Any:
    """One door: through it. Several: a page that names them."""
    endpoints = list(dict.fromkeys(end for role, end in DOORS if role in me().roles))
    if len(endpoints) == 1:
        return redirect(url_for(endpoints[0]))
    roles = [role for role, _ in DOORS if role in me().roles]
    events = database.session.scalars(
        select(Competition)
        .where(visible(Competition, me(), roles))
        .order_by(Competition.year.desc(), Competition.id.desc())
        .limit(20)
    ).all()
    return render_template("account/home.html", endpoints=endpoints, events=events)

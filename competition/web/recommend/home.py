"""Where a recommending organisation begins: the competitions in which it has something to do."""

from typing import Any

from flask import redirect, render_template, url_for

from competition.domain.access import Role
from competition.models import database
from competition.services.recommending.reading import own_desks
from competition.web.access import allow, me
from competition.web.recommend.room import room


@room.get("/")
@allow(Role.RECOMMENDER)
def home() -> Any:
    """The desks; straight to the desk where there is one only."""
    desks = own_desks(database.session, me())
    if len(desks) == 1:
        one = desks[0]
        return redirect(
            url_for(
                "recommend.desk",
                competition_id=one.competition.id,
                organisation_id=one.organisation.id,
            )
        )
    return render_template("recommend/home.html", desks=desks)

"""Awards: who gets which tier, by the version in force or by the newest one."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Competition, ResultVersion, database
from competition.services.results.awarded import stored_evaluation, tier_lists
from competition.services.results.outcome import in_force
from competition.services.results.reading import sheet_of_version
from competition.web.access import allow
from competition.web.organiser.room import room


@room.get("/competitions/<int:competition_id>/awards")
@allow(Role.ORGANISER, on=Competition)
def awards(competition: Competition) -> Any:
    """Tiers with quotas, winners and vacancies."""
    session = database.session
    result = in_force(session, competition.id, None) or newest(competition.id)
    tiers = []
    if result is not None:
        sheet = sheet_of_version(session, result)
        tiers = tier_lists(session, competition.id, stored_evaluation(result), sheet)
    return render_template("organiser/awards.html", result=result, tiers=tiers)


def newest(competition_id: int) -> ResultVersion | None:
    """The newest version of the whole that has not been replaced."""
    return database.session.scalars(
        select(ResultVersion)
        .where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state == "computed",
        )
        .order_by(ResultVersion.version.desc())
    ).first()

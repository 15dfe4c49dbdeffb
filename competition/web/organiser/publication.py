"""Publication: what is in force, what waits for a second person, what comes next."""

from typing import Any

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from competition.domain.access import Role
from competition.models import Account, Competition, Proposal, ResultVersion, database
from competition.services.results.approval import made_by_one
from competition.web.access import allow
from competition.web.organiser.room import room

SHOWN = ("computed", "approved", "in_notice", "final")


@room.get("/competitions/<int:competition_id>/publication")
@allow(Role.ORGANISER, Role.CHIEF_JUDGE, on=Competition)
def publication(competition: Competition) -> Any:
    """Versions that count, by stage, and open proposals."""
    session = database.session
    versions = session.scalars(
        select(ResultVersion)
        .options(joinedload(ResultVersion.stage))
        .where(ResultVersion.competition_id == competition.id, ResultVersion.state.in_(SHOWN))
        .order_by(ResultVersion.stage_id.is_(None), ResultVersion.stage_id, ResultVersion.version)
    ).all()
    proposals = session.scalars(
        select(Proposal)
        .where(Proposal.competition_id == competition.id, Proposal.state == "open")
        .order_by(Proposal.id)
    ).all()
    proposers = session.execute(
        select(Account).where(Account.id.in_({one.proposed_by_id for one in proposals}))
    )
    names = {account.id: account.person.name for (account,) in proposers}
    return render_template(
        "organiser/publication.html",
        versions=versions,
        proposals=proposals,
        names=names,
        made_by_one=made_by_one(session, competition.id),
    )

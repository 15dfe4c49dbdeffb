"""The way of recommendation of one edition, given to the next."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.models import (
    Organisation,
    RecommendationLevel,
    RecommendationQuota,
)
from competition.services.principal import Principal
from competition.services.recommending.route import level_rows, route_row
from competition.services.recommending.setup import Strictness, write_route
from competition.services.runtime import now


def copy_route(
    session: Session, actor: Principal, earlier_id: int, later_id: int, *, days_later: int
) -> None:
    """Give a further edition the levels and the places issued, within the caller's transaction.

    Deadlines of levels move along; more time given to one organisation does not. Places of what
    was closed since are left out.
    """
    route = route_row(session, earlier_id)
    if route is None:
        return
    write_route(
        session, later_id, Strictness(route.needs_stamp, route.is_selective, route.by_track)
    )
    later = timedelta(days=days_later)
    for level in level_rows(session, earlier_id):
        session.add(
            RecommendationLevel(
                competition_id=later_id,
                position=level.position,
                name=level.name,
                kinds=list(level.kinds),
                closes_at=level.closes_at + later if level.closes_at else None,
            )
        )
    _copy_places(session, actor, earlier_id, later_id)


def _copy_places(session: Session, actor: Principal, earlier_id: int, later_id: int) -> None:
    issued = session.scalars(
        select(RecommendationQuota)
        .join(Organisation, Organisation.id == RecommendationQuota.organisation_id)
        .where(RecommendationQuota.competition_id == earlier_id, Organisation.closed_at.is_(None))
    ).all()
    for row in issued:
        session.add(
            RecommendationQuota(
                competition_id=later_id,
                organisation_id=row.organisation_id,
                number=row.number,
                substitutes=row.substitutes,
                tracks=dict(row.tracks),
                issued_by_id=actor.account_id,
                issued_at=now(),
            )
        )

"""What a level sees: its desk, its lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from competition.domain.recommending import Quota, Standing
from competition.models import (
    Competition,
    Entry,
    Organisation,
    Recommendation,
    RecommendationLevel,
    RecommendationList,
    RecommendationQuota,
    RecommendationRoute,
)
from competition.services.principal import Principal
from competition.services.recommending.acting import RECOMMENDER
from competition.services.runtime import now
from competition.services.visibility import visible

MOST_EVENTS = 50
ON_DESK = ("waiting", "standby", "forwarded", "returned", "declined")


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation's figures in one competition.

    Attributes:
        counts: by state, the entries whose last answer here is that.
        needs_stamp: a list goes up only with its stamped scan.
    """

    organisation: Organisation
    level: RecommendationLevel | None
    quota: Quota
    standing: Standing
    counts: dict[str, int]
    needs_stamp: bool = False

    @property
    def late(self) -> bool:
        """Whether entries wait although the time is over."""
        return self.counts.get("waiting", 0) > 0 and self.standing.is_late(now())


def desk_of(session: Session, competition: Competition, organisation: Organisation) -> Desk:
    """The figures of one organisation's desk. Three statements."""
    rows = session.execute(
        select(Recommendation.state, func.count())
        .where(
            Recommendation.competition_id == competition.id,
            Recommendation.organisation_id == organisation.id,
            Recommendation.is_last,
        )
        .group_by(Recommendation.state)
    )
    counts = {row[0]: row[1] for row in rows}
    levels = session.execute(
        select(RecommendationLevel, RecommendationRoute.needs_stamp)
        .join(
            RecommendationRoute,
            RecommendationRoute.competition_id == RecommendationLevel.competition_id,
        )
        .where(RecommendationLevel.competition_id == competition.id)
        .order_by(RecommendationLevel.position)
    ).all()
    level = next((row[0] for row in levels if organisation.kind in row[0].kinds), None)
    issued = session.get(RecommendationQuota, (competition.id, organisation.id))
    quota = Quota(issued.number, issued.substitutes, issued.tracks) if issued else Quota()
    standing = Standing(
        level.closes_at if level else None, issued.extended_until if issued else None
    )
    needs_stamp = any(row.needs_stamp for row in levels)
    return Desk(organisation, level, quota, standing, counts, needs_stamp)


def desk_rows(
    session: Session,
    competition_id: int,
    organisation_id: int,
    *,
    state: str,
    page: int,
    size: int,
) -> list[Recommendation]:
    """One page of the entries that have this last answer here, by their place, then arrival."""
    return list(
        session.scalars(
            select(Recommendation)
            .where(
                Recommendation.competition_id == competition_id,
                Recommendation.organisation_id == organisation_id,
                Recommendation.state == state,
                Recommendation.is_last,
            )
            .options(
                joinedload(Recommendation.entry).joinedload(Entry.track),
                joinedload(Recommendation.sent_in),
            )
            .order_by(
                Recommendation.nomination_order.is_(None),
                Recommendation.nomination_order,
                Recommendation.arrived_at,
                Recommendation.id,
            )
            .limit(size)
            .offset((page - 1) * size)
        )
    )


def lists_of(
    session: Session, competition_id: int, organisation_id: int
) -> list[RecommendationList]:
    """The lists of an organisation, the newest first."""
    return list(
        session.scalars(
            select(RecommendationList)
            .where(
                RecommendationList.competition_id == competition_id,
                RecommendationList.organisation_id == organisation_id,
            )
            .order_by(RecommendationList.serial.desc())
        )
    )


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """A competition in which an organisation of one's own recommends."""

    competition: Competition
    organisation: Organisation
    waiting: int
    closes_at: datetime | None
    late: bool


def own_desks(session: Session, actor: Principal) -> list[OwnDesk]:
    """The desks that the actor sits at, what waits first, then the newest. Four statements."""
    units = session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor.organisations(RECOMMENDER)))
        .order_by(Organisation.code)
    ).all()
    events = session.scalars(
        select(Competition)
        .where(visible(Competition, actor, RECOMMENDER))
        .order_by(Competition.year.desc(), Competition.id.desc())
        .limit(MOST_EVENTS)
    ).all()
    idents = [event.id for event in events]
    waiting = {
        (row.competition_id, row.organisation_id): row.count_of
        for row in session.execute(_waiting(idents, [unit.id for unit in units]))
    }
    levels = session.scalars(
        select(RecommendationLevel).where(RecommendationLevel.competition_id.in_(idents))
    ).all()
    desks = [
        _own_desk(event, unit, level, waiting.get((event.id, unit.id), 0))
        for event in events
        for unit in units
        for level in levels
        if level.competition_id == event.id and unit.kind in level.kinds
    ]
    return sorted(desks, key=lambda desk: desk.waiting == 0)


def _own_desk(
    event: Competition, unit: Organisation, level: RecommendationLevel, waiting: int
) -> OwnDesk:
    late = waiting > 0 and Standing(level.closes_at).is_late(now())
    return OwnDesk(event, unit, waiting, level.closes_at, late)


def _waiting(
    competition_ids: Sequence[int], organisation_ids: Sequence[int]
) -> Select[int, int, int]:
    return (
        select(
            Recommendation.competition_id,
            Recommendation.organisation_id,
            func.count().label("count_of"),
        )
        .where(
            Recommendation.competition_id.in_(competition_ids),
            Recommendation.organisation_id.in_(organisation_ids),
            Recommendation.state == "waiting",
        )
        .group_by(Recommendation.competition_id, Recommendation.organisation_id)
    )


def opinions_of(session: Session, list_id: int) -> dict[int, str]:
    """By entry, the opinion with which it stands in a list."""
    rows = session.execute(
        select(Recommendation.entry_id, Recommendation.opinion).where(
            Recommendation.list_id == list_id
        )
    )
    return {row.entry_id: row.opinion for row in rows}

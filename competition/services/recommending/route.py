"""The levels of a competition and the way of an entry through the tree of organisations."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from competition.domain.recommending import Level, Unit
from competition.domain.recommending.route import Stop, next_unit
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Entry,
    Organisation,
    OrganisationBranch,
    Recommendation,
    RecommendationLevel,
    RecommendationRoute,
)
from competition.services.recommending.holding import kept_place
from competition.services.runtime import now

LOWEST = -1


def route_row(session: Session, competition_id: int) -> RecommendationRoute | None:
    """How entries of a competition climb; None where they are handed in directly."""
    return session.get(RecommendationRoute, competition_id)


def level_rows(session: Session, competition_id: int) -> list[RecommendationLevel]:
    """The levels of a competition, the lowest first."""
    return list(
        session.scalars(
            select(RecommendationLevel)
            .where(RecommendationLevel.competition_id == competition_id)
            .order_by(RecommendationLevel.position)
        )
    )


def levels_of(rows: Sequence[RecommendationLevel]) -> list[Level]:
    """The levels as the rules see them."""
    return [Level(row.position, row.name, frozenset(row.kinds)) for row in rows]


def steps_there(session: Session, competition_id: int) -> bool:
    """Whether entries have begun to climb."""
    there = exists().where(Recommendation.competition_id == competition_id)
    return bool(session.scalar(select(there)))


def upward(session: Session, organisation_id: int) -> list[Unit]:
    """An organisation and all above it, the lowest first. One statement."""
    rows = session.execute(
        select(Organisation.id, Organisation.kind)
        .join(OrganisationBranch, OrganisationBranch.ancestor_id == Organisation.id)
        .where(OrganisationBranch.descendant_id == organisation_id)
        .order_by(OrganisationBranch.depth)
    )
    return [Unit(row.id, row.kind) for row in rows]


def next_stop(
    session: Session, competition: Competition, organisation_id: int, *, above: int = LOWEST
) -> Stop | None:
    """Where an entry goes from an organisation; None where it goes to the host.

    Args:
        above: position of the level that forwards; `LOWEST` for the applicant.
    Raises:
        Refusal: ``recommendation.outside``.
    """
    levels = levels_of(level_rows(session, competition.id))
    way = upward(session, organisation_id)
    return next_unit(way, levels, competition.organisation_id, above=above)


def first_stop(session: Session, entry: Entry) -> Stop | None:
    """Where an entry begins to climb; None where the competition takes it directly.

    Raises:
        Refusal: ``recommendation.unit_unknown`` without an organisation of the tree,
            ``recommendation.outside``.
    """
    if route_row(session, entry.competition_id) is None:
        return None
    if entry.organisation_id is None:
        raise Refusal("recommendation.unit_unknown")
    return next_stop(session, entry.competition, entry.organisation_id)


def level_at(session: Session, competition_id: int, position: int) -> RecommendationLevel:
    """The level of a competition at a position."""
    return session.scalars(
        select(RecommendationLevel).where(
            RecommendationLevel.competition_id == competition_id,
            RecommendationLevel.position == position,
        )
    ).one()


def begin(session: Session, entry: Entry, stop: Stop) -> Recommendation:
    """Put an entry before the level of a stop, within the caller's transaction."""
    level = level_at(session, entry.competition_id, stop.level.position)
    return arrive(session, entry, level.id, stop.unit.id)


def arrive(
    session: Session, entry: Entry, level_id: int, organisation_id: int, *, recalled: bool = False
) -> Recommendation:
    """Put an entry before an organisation, with what that one said of it before.

    The earlier answer stays, and is the last no more. What was returned for changes keeps the
    place it had; what the organisation itself `recalled` does not.
    """
    own = select(Recommendation).where(Recommendation.entry_id == entry.id)
    earlier = session.scalars(
        own.where(Recommendation.organisation_id == organisation_id, Recommendation.is_last)
    ).first()
    if earlier is not None:
        earlier.is_last = False
        session.flush()
    before = session.scalar(
        select(func.max(Recommendation.serial)).where(Recommendation.entry_id == entry.id)
    )
    step = Recommendation(
        competition_id=entry.competition_id,
        entry_id=entry.id,
        serial=(before or 0) + 1,
        level_id=level_id,
        organisation_id=organisation_id,
        kept_order=None if earlier is None or recalled else kept_place(session, earlier),
        opinion=earlier.opinion if earlier else "",
        lower_result=earlier.lower_result if earlier else "",
        revision=entry.revision,
        arrived_at=now(),
    )
    session.add(step)
    session.flush()
    return step


def leave_route(session: Session, entry: Entry) -> None:
    """Close the step before which an entry lies, because it left the way by other means."""
    step = session.scalars(
        select(Recommendation)
        .where(
            Recommendation.entry_id == entry.id,
            Recommendation.state.in_(("waiting", "standby")),
        )
        .with_for_update(of=Recommendation)
    ).first()
    if step is None:
        return
    step.state = "withdrawn"
    step.list_id = None
    step.answered_at = now()
    session.flush()

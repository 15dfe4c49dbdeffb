"""Who acts for an organisation: its own people, or those of an organisation above in its place."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Competition,
    OrganisationBranch,
    Recommendation,
    RoleGrant,
)
from competition.services.identity.in_force import in_force
from competition.services.notifications import notify
from competition.services.principal import Principal

RECOMMENDER = (Role.RECOMMENDER,)


def place_of_actor(session: Session, actor: Principal, organisation_id: int) -> int | None:
    """None where the actor acts for this organisation itself, else the one above that it acts for.

    Raises:
        Refusal: ``recommendation.not_yours``.
    """
    own = actor.organisations(RECOMMENDER)
    if organisation_id in own:
        return None
    above = session.scalar(
        select(OrganisationBranch.ancestor_id)
        .where(
            OrganisationBranch.descendant_id == organisation_id,
            OrganisationBranch.ancestor_id.in_(own),
        )
        .order_by(OrganisationBranch.depth)
        .limit(1)
    )
    if above is None:
        raise Refusal("recommendation.not_yours")
    return above


def tell_desk(session: Session, step: Recommendation, code: str, **values: object) -> None:
    """Tell those who act for the organisation before which an entry lies."""
    tell_unit(session, step.competition, step.organisation_id, code, **values)


def tell_unit(
    session: Session, competition: Competition, organisation_id: int, code: str, **values: object
) -> None:
    """Tell those who act for an organisation now; where nobody does, the nearest above who may."""
    notify(
        session,
        acting_for(session, competition, organisation_id),
        code,
        dict(values),
        competition_id=competition.id,
        path=f"/recommend/{competition.id}/{organisation_id}",
    )


def acting_for(session: Session, competition: Competition, organisation_id: int) -> list[int]:
    """Accounts that act for an organisation now: its own, or the nearest above it."""
    upward, inside = aliased(OrganisationBranch), aliased(OrganisationBranch)
    rows = session.execute(
        select(RoleGrant.account_id, upward.depth)
        .join(upward, upward.ancestor_id == RoleGrant.organisation_id)
        .join(inside, inside.descendant_id == RoleGrant.organisation_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            upward.descendant_id == organisation_id,
            inside.ancestor_id == competition.organisation_id,
            RoleGrant.role == Role.RECOMMENDER.value,
            in_force(competition.time_zone),
            Account.closed_at.is_(None),
        )
        .order_by(upward.depth)
    ).all()
    return [row.account_id for row in rows if row.depth == rows[0].depth]

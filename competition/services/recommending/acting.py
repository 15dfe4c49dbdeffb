"""Who acts for an organisation: its own people, or those of an organisation above in its place."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import OrganisationBranch, Recommendation, RoleGrant
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
    accounts = session.scalars(
        select(RoleGrant.account_id).where(
            RoleGrant.role == Role.RECOMMENDER.value,
            RoleGrant.organisation_id == step.organisation_id,
            RoleGrant.revoked_at.is_(None),
        )
    ).all()
    notify(
        session,
        accounts,
        code,
        dict(values),
        competition_id=step.competition_id,
        path=f"/recommend/{step.competition_id}/{step.organisation_id}",
    )

"""Which grants count now, in one place for all questions that are asked of the database."""

from sqlalchemy import ColumnElement, and_, or_

from competition.domain.terms import HOME_ZONE, day_of
from competition.models import RoleGrant
from competition.services.runtime import now


def in_force(zone: str = HOME_ZONE) -> ColumnElement[bool]:
    """Grants that were not taken away and whose term has begun and is not over.

    Args:
        zone: whose calendar tells the day; that of the competition where a question is about one.
    """
    today = day_of(now(), zone)
    return and_(
        RoleGrant.revoked_at.is_(None),
        or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= today),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
    )

"""Places as issued: who below has how many, and how many are in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from competition.models import (
    Competition,
    Organisation,
    OrganisationBranch,
    RecommendationQuota,
)
from competition.services.recommending.holding import Held, held_places
from competition.services.recommending.route import level_rows

MOST = 500


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One organisation below the issuer.

    Attributes:
        number: None where nothing was issued.
        used: places in use.
        tracks: by the key of a track, its places; `used_in` those in use of them.
    """

    organisation_id: int
    name: str
    number: int | None
    substitutes: int
    extended_until: datetime | None
    used: int
    tracks: Mapping[str, int]
    used_in: Mapping[str, int]


def issued_rows(session: Session, competition: Competition, issuer_id: int) -> list[IssuedRow]:
    """The organisations directly below that act on a level, and any below that has places.

    By code; at most some hundreds. Three statements.
    """
    kinds = {kind for level in level_rows(session, competition.id) for kind in level.kinds}
    quota = RecommendationQuota
    rows = session.execute(
        select(Organisation.id, Organisation.name, quota)
        .join(OrganisationBranch, OrganisationBranch.descendant_id == Organisation.id)
        .outerjoin(
            quota,
            and_(quota.organisation_id == Organisation.id, quota.competition_id == competition.id),
        )
        .where(
            OrganisationBranch.ancestor_id == issuer_id,
            OrganisationBranch.depth > 0,
            Organisation.closed_at.is_(None),
            or_(
                quota.organisation_id.is_not(None),
                and_(OrganisationBranch.depth == 1, Organisation.kind.in_(kinds)),
            ),
        )
        .order_by(Organisation.code)
        .limit(MOST)
    ).all()
    held = held_places(session, competition.id, [row.id for row in rows])
    return [
        IssuedRow(
            row.id,
            row.name,
            row.RecommendationQuota.number if row.RecommendationQuota else None,
            row.RecommendationQuota.substitutes if row.RecommendationQuota else 0,
            row.RecommendationQuota.extended_until if row.RecommendationQuota else None,
            len(held.get(row.id, Held()).nominated),
            row.RecommendationQuota.tracks if row.RecommendationQuota else {},
            held.get(row.id, Held()).by_track(),
        )
        for row in rows
    ]

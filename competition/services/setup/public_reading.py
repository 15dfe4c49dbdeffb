"""What the public page of a competition tells: what it awards and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.models import AwardQuota, AwardTier, Competition, RuleSet, Track


@dataclass(frozen=True, slots=True)
class TierLine:
    """An award tier.

    Args:
        total: places in the whole competition; None where only a score line decides.
    """

    name: str
    total: int | None


def tier_lines(session: Session, competition_id: int) -> list[TierLine]:
    """The award tiers, highest first, with their places added up over the tracks."""
    rows = session.execute(
        select(AwardTier.name, AwardQuota.number)
        .outerjoin(AwardQuota, AwardQuota.tier_id == AwardTier.id)
        .where(AwardTier.competition_id == competition_id)
        .order_by(AwardTier.position)
    )
    totals: dict[str, int | None] = {}
    for name, number in rows:
        before = totals.get(name)
        totals[name] = before if number is None else (before or 0) + number
    return [TierLine(name, total) for name, total in totals.items()]


def with_rules(
    session: Session, competition_id: int
) -> tuple[Competition, Mapping[str, Any] | None]:
    """A competition and the rule document in force, None without one.

    Raises:
        NoResultFound: there is no such competition.
    """
    row = session.execute(
        select(Competition, RuleSet.document)
        .outerjoin(RuleSet, (RuleSet.competition_id == Competition.id) & RuleSet.is_current)
        .where(Competition.id == competition_id)
    ).one()
    return row[0], row[1]


def track_names(session: Session, competition_id: int) -> list[str]:
    """Names of the tracks, in order."""
    names = select(Track.name).where(Track.competition_id == competition_id)
    return list(session.scalars(names.order_by(Track.position)))

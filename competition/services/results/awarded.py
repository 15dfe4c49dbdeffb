"""What was awarded: tiers with their quotas, places given and left empty, winners in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.rules import Evaluation
from competition.models import AwardTier, ResultVersion
from competition.services.results.reading import Line, ResultSheet


@dataclass(frozen=True, slots=True)
class TierList:
    """One tier.

    Args:
        quota: places by the rules over all groups; None where only a line decides.
        vacant: places left empty.
        winners: by group as the rules list them, each in order of rank.
    """

    key: str
    name: str
    quota: int | None
    vacant: int
    winners: Sequence[Line]


def tier_lists(
    session: Session, competition_id: int, evaluation: Evaluation, sheet: ResultSheet
) -> list[TierList]:
    """Every tier of the competition, highest first, with who got it. One statement."""
    tiers = session.scalars(
        select(AwardTier)
        .where(AwardTier.competition_id == competition_id)
        .order_by(AwardTier.position)
    )
    lists = []
    for tier in tiers:
        outcomes = [one for one in evaluation.tiers if one.tier == tier.key]
        quotas = [one.quota for one in outcomes]
        known = [quota for quota in quotas if quota is not None]
        lists.append(
            TierList(
                key=tier.key,
                name=tier.name,
                quota=sum(known) if known and len(known) == len(quotas) else None,
                vacant=sum(one.vacant for one in outcomes),
                winners=[line for line in sheet.lines if line.tier == tier.key],
            )
        )
    return lists


def stored_evaluation(result: ResultVersion) -> Evaluation:
    """The evaluation that a version's own part gave."""
    return Evaluation.from_json(result.outcome["evaluations"][result.outcome["part"]])

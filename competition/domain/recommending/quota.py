"""How many an organisation may recommend, and how it divides that among those below it."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.domain.refusal import Refusal

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What was issued to an organisation.

    Args:
        number: entries it may nominate; None where none was issued, which limits nothing.
        substitutes: entries it may name besides, to move up when a nominated one falls.
    """

    number: int | None = None
    substitutes: int = 0

    def __post_init__(self) -> None:
        for value in (self.number or 0, self.substitutes):
            if not 0 <= value <= MOST:
                raise Refusal("recommendation.quota_range", most=MOST)


def require_room(quota: Quota, *, nominated: int, standby: int, adding: int, behind: int) -> None:
    """Let a list pass that keeps within the quota.

    Args:
        nominated, standby: entries of the organisation that hold a place already.
        adding, behind: nominated ones and substitutes of the list.
    Raises:
        Refusal: ``recommendation.over_quota`` (quota, left, count),
            ``recommendation.over_substitutes`` (quota, left, count).
    """
    if quota.number is None:
        return
    if nominated + adding > quota.number:
        left = max(0, quota.number - nominated)
        raise Refusal("recommendation.over_quota", quota=quota.number, left=left, count=adding)
    if standby + behind > quota.substitutes:
        left = max(0, quota.substitutes - standby)
        told = {"quota": quota.substitutes, "left": left, "count": behind}
        raise Refusal("recommendation.over_substitutes", **told)


def division_faults(
    own: Quota,
    parts: Mapping[int, Quota],
    *,
    selective: bool,
    held: Mapping[int, int] | None = None,
) -> tuple[Refusal, ...]:
    """What is wrong with dividing a quota again.

    Args:
        parts: by organisation below.
        selective: more may be issued than one has, because one selects among them (差额推荐).
        held: by organisation below, the places it uses already.
    Returns:
        ``recommendation.divided_over`` (quota, issued) and ``recommendation.quota_used``
        (organisation, used) for one that would get less than it uses.
    """
    faults = []
    issued = sum(part.number or 0 for part in parts.values())
    if own.number is not None and not selective and issued > own.number:
        faults.append(Refusal("recommendation.divided_over", quota=own.number, issued=issued))
    for organisation, used in sorted((held or {}).items()):
        part = parts.get(organisation)
        if part is not None and part.number is not None and part.number < used:
            told = {"organisation": organisation, "used": used}
            faults.append(Refusal("recommendation.quota_used", **told))
    return tuple(faults)

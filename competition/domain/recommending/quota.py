"""How many an organisation may recommend, and how it divides that among those below it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from competition.domain.refusal import Refusal

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What was issued to an organisation.

    Args:
        number: entries it may nominate; None where none was issued, which limits nothing.
        substitutes: entries it may name besides, to move up when a nominated one falls.
        tracks: by the key of a track, entries of it that it may nominate at most; tracks without
            a number are limited by `number` alone.
    """

    number: int | None = None
    substitutes: int = 0
    tracks: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for value in (self.number or 0, self.substitutes, *self.tracks.values()):
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


def require_room_in_tracks(
    quota: Quota, *, held: Mapping[str, int], adding: Mapping[str, int]
) -> None:
    """Let a list pass that keeps within the places of each track.

    Args:
        held, adding: nominated entries by track, those that hold a place and those of the list.
    Raises:
        Refusal: ``recommendation.over_track`` (track, quota, left, count).
    """
    for track in sorted(adding.keys() & quota.tracks.keys()):
        most, there = quota.tracks[track], held.get(track, 0)
        if there + adding[track] > most:
            told = {"track": track, "quota": most, "left": max(0, most - there)}
            raise Refusal("recommendation.over_track", **told, count=adding[track])


def track_faults(
    own: Quota,
    parts: Mapping[int, Quota],
    *,
    selective: bool,
    held: Mapping[int, Mapping[str, int]],
) -> tuple[Refusal, ...]:
    """What is wrong with dividing the places of each track again; `division_faults` for tracks.

    Returns:
        ``recommendation.track_divided`` (track, quota, issued) and ``recommendation.track_used``
        (organisation, track, used).
    """
    faults = []
    for track, most in sorted(own.tracks.items()):
        issued = sum(part.tracks.get(track, 0) for part in parts.values())
        if not selective and issued > most:
            told = {"track": track, "quota": most, "issued": issued}
            faults.append(Refusal("recommendation.track_divided", **told))
    for organisation, used in sorted(held.items()):
        part = parts.get(organisation, Quota())
        for track in sorted(used.keys() & part.tracks.keys()):
            if part.tracks[track] < used[track]:
                here = {"organisation": organisation, "track": track, "used": used[track]}
                faults.append(Refusal("recommendation.track_used", **here))
    return tuple(faults)


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

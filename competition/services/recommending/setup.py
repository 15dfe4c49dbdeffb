"""How entries of a competition climb: its levels, and how strictly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from competition.domain.recommending.route import Level, require_levels
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    RecommendationLevel,
    RecommendationRoute,
    database,
)
from competition.models.organisation import KINDS
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.recommending.route import level_rows, steps_there

LONGEST_NAME = 40
MOST_LEVELS = 8


@dataclass(frozen=True, slots=True)
class LevelValues:
    """One level as set.

    Args:
        closes_at: until when this level must have answered, aware; None for no bound.
    """

    name: str
    kinds: frozenset[str]
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Strictness:
    """How strictly entries climb, as `RecommendationRoute` says."""

    needs_stamp: bool = False
    is_selective: bool = False
    by_track: bool = False


def save_levels(
    actor: Principal,
    competition: Competition,
    levels: Sequence[LevelValues],
    *,
    needs_stamp: bool,
    is_selective: bool,
    by_track: bool = False,
) -> None:
    """Say how entries climb; without levels they are handed in directly.

    Once entries climb, names, deadlines and strictness may change, but not who acts where.

    Raises:
        Refusal: ``recommendation.level_name``, ``recommendation.level_empty``,
            ``recommendation.level_twice``, ``recommendation.levels_many`` (most),
            ``recommendation.levels_in_use``, ``recommendation.level_order`` where a level must
            answer before the one below it, ``organisation.kind``, ``competition.ended``.
    """
    _require_good(levels)
    with database.writing() as session:
        session.refresh(competition)
        if competition.state == "closed":
            raise Refusal("competition.ended")
        ident = competition.id
        used = steps_there(session, ident)
        stored = level_rows(session, ident)
        if used and [frozenset(row.kinds) for row in stored] != [each.kinds for each in levels]:
            raise Refusal("recommendation.levels_in_use")
        _write_levels(session, ident, stored, levels)
        strictness = Strictness(needs_stamp, is_selective, by_track)
        write_route(session, ident, strictness if levels else None)
        record(
            session,
            actor,
            "recommendation.levels",
            f"competition:{ident}",
            competition_id=ident,
            detail={"levels": [each.name for each in levels], "stamp": needs_stamp},
        )


def _require_good(levels: Sequence[LevelValues]) -> None:
    if len(levels) > MOST_LEVELS:
        raise Refusal("recommendation.levels_many", most=MOST_LEVELS)
    before: datetime | None = None
    for each in levels:
        if not each.name.strip() or len(each.name) > LONGEST_NAME:
            raise Refusal("recommendation.level_name", most=LONGEST_NAME)
        if unknown := sorted(each.kinds - set(KINDS)):
            raise Refusal("organisation.kind", kind=unknown[0])
        if before is not None and each.closes_at is not None and each.closes_at < before:
            raise Refusal("recommendation.level_order", level=each.name)
        before = each.closes_at or before
    require_levels([Level(i, each.name, each.kinds) for i, each in enumerate(levels)])


def _write_levels(
    session: Session,
    competition_id: int,
    stored: Sequence[RecommendationLevel],
    levels: Sequence[LevelValues],
) -> None:
    for position, each in enumerate(levels):
        row = stored[position] if position < len(stored) else None
        if row is None:
            row = RecommendationLevel(competition_id=competition_id, position=position)
            session.add(row)
        row.name = each.name.strip()
        row.kinds = sorted(each.kinds)
        row.closes_at = each.closes_at
    for row in stored[len(levels) :]:
        session.delete(row)
    session.flush()


def write_route(session: Session, competition_id: int, strictness: Strictness | None) -> None:
    """Say that entries climb, and how strictly; None where they do not climb."""
    if strictness is None:
        session.execute(
            delete(RecommendationRoute).where(RecommendationRoute.competition_id == competition_id)
        )
        return
    route = session.get(RecommendationRoute, competition_id)
    if route is None:
        route = RecommendationRoute(competition_id=competition_id)
        session.add(route)
    route.needs_stamp = strictness.needs_stamp
    route.is_selective = strictness.is_selective
    route.by_track = strictness.by_track

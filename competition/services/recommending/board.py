"""The board: every organisation below that recommends, what lies before it, and who is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, null, select
from sqlalchemy.orm import Session, aliased

from competition.domain.recommending import Standing
from competition.models import (
    Competition,
    Entry,
    Organisation,
    OrganisationBranch,
    Recommendation,
    RecommendationLevel,
    RecommendationQuota,
)
from competition.services.recommending.holding import FALLEN, HOLDS
from competition.services.recommending.reading import ON_DESK
from competition.services.runtime import now

HELD = "held"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One organisation on the board of those above it.

    Attributes:
        counts: entries by their last answer here, and under ``held`` the places in use.
        number: of places issued, None where none were.
        binding: until when it must have answered.
    """

    organisation_id: int
    name: str
    level: str
    counts: dict[str, int]
    number: int | None
    substitutes: int
    binding: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What of the board is wanted.

    Args:
        position: only organisations of the level there.
        late: only those whose time is over while entries wait.
    """

    position: int | None = None
    late: bool = False
    page: int = 1
    size: int = 50


def board_rows(
    session: Session,
    competition: Competition,
    above_id: int,
    levels: Sequence[RecommendationLevel],
    wanted: BoardFilter,
) -> tuple[list[BoardRow], int]:
    """Organisations below `above_id` that recommend or were issued places, one page.

    Returns:
        rows by level, the highest first, then by code; and how many there are in all. Two
        statements, however many there are.
    """
    rows = _rows(competition, above_id, levels, wanted)
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    page = rows.limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    return [_row(each, levels) for each in session.execute(page).mappings()], total


def _row(told: Any, levels: Sequence[RecommendationLevel]) -> BoardRow:
    level = levels[told["position"]]
    standing = Standing(level.closes_at, told["extended_until"])
    counts = {state: told[state] or 0 for state in (*ON_DESK, HELD)}
    return BoardRow(
        organisation_id=told["id"],
        name=told["name"],
        level=level.name,
        counts=counts,
        number=told["number"],
        substitutes=told["substitutes"] or 0,
        binding=standing.binding,
        late=counts["waiting"] > 0 and standing.is_late(now()),
    )


def _rows(
    competition: Competition,
    above_id: int,
    levels: Sequence[RecommendationLevel],
    wanted: BoardFilter,
) -> Select[Any]:
    counted, below, quota = (
        _counts(competition.id),
        aliased(OrganisationBranch),
        RecommendationQuota,
    )
    position = _by_level(levels, [level.position for level in levels])
    here = and_(quota.organisation_id == Organisation.id, quota.competition_id == competition.id)
    statement = (
        select(
            Organisation.id,
            Organisation.name,
            position.label("position"),
            quota.number,
            quota.substitutes,
            quota.extended_until,
            *(counted.c[state] for state in (*ON_DESK, HELD)),
        )
        .join(below, below.descendant_id == Organisation.id)
        .outerjoin(counted, counted.c.organisation_id == Organisation.id)
        .outerjoin(quota, here)
        .where(
            below.ancestor_id == above_id,
            below.depth > 0,
            position.is_not(None),
            counted.c.organisation_id.is_not(None) | quota.organisation_id.is_not(None),
        )
        .order_by(position.desc(), Organisation.code)
    )
    if wanted.position is not None:
        statement = statement.where(position == wanted.position)
    if wanted.late:
        closes = _by_level(levels, [level.closes_at for level in levels])
        more = quota.extended_until.is_(None) | (quota.extended_until < now())
        statement = statement.where(counted.c.waiting > 0, closes < now(), more)
    return statement


def _by_level(levels: Sequence[RecommendationLevel], values: Sequence[Any]) -> Any:
    """An expression: of these values the one of the level on which an organisation acts."""
    found = [
        (Organisation.kind.in_(level.kinds), value)
        for level, value in zip(levels, values, strict=True)
        if value is not None
    ]
    return case(*found, else_=None) if found else null()


def _counts(competition_id: int) -> Subquery:
    standing = HOLDS & (Recommendation.state != "standby") & Entry.state.not_in(FALLEN)
    return (
        select(
            Recommendation.organisation_id,
            *(
                func.sum(case((Recommendation.state == state, 1), else_=0)).label(state)
                for state in ON_DESK
            ),
            func.sum(case((standing, 1), else_=0)).label(HELD),
        )
        .join(Entry, Entry.id == Recommendation.entry_id)
        .where(Recommendation.competition_id == competition_id, Recommendation.is_last)
        .group_by(Recommendation.organisation_id)
        .subquery()
    )

"""How entries of a competition climb: its levels, and the quotas issued downward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.recommending import Quota, division_faults
from competition.domain.recommending.route import Level, require_levels
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Organisation,
    OrganisationBranch,
    RecommendationLevel,
    RecommendationQuota,
    RecommendationRoute,
    database,
)
from competition.models.organisation import KINDS
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.recommending.holding import held_places
from competition.services.recommending.route import level_rows, steps_there
from competition.services.runtime import now

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
class Issue:
    """What one organisation below is given; `extended_until` is more time than its level has."""

    number: int | None
    substitutes: int = 0
    extended_until: datetime | None = None


def save_levels(
    actor: Principal,
    competition: Competition,
    levels: Sequence[LevelValues],
    *,
    needs_stamp: bool,
    is_selective: bool,
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
        _write_route(session, ident, levels, needs_stamp=needs_stamp, is_selective=is_selective)
        record(
            session,
            actor,
            "recommendation.levels",
            f"competition:{ident}",
            competition_id=ident,
            detail={"levels": [each.name for each in levels], "stamp": needs_stamp},
        )


def issue_quotas(
    actor: Principal, competition: Competition, issuer_id: int, parts: Mapping[int, Issue]
) -> None:
    """Issue places to organisations below, all of them or none.

    Args:
        issuer_id: the host, or an organisation that divides what it was issued.
        parts: by organisation below; what was issued to others before stays.
    Raises:
        Refusal: ``recommendation.not_below`` (name), ``recommendation.divided_over``,
            ``recommendation.quota_used``, ``recommendation.quota_range``, ``competition.ended``.
    """
    with database.writing() as session:
        session.refresh(competition)
        if competition.state == "closed":
            raise Refusal("competition.ended")
        _require_below(session, issuer_id, parts)
        new = {ident: Quota(each.number, each.substitutes) for ident, each in parts.items()}
        together = {**issued_by(session, competition, issuer_id), **new}
        own = quota_of(session, competition, issuer_id)
        held = {
            ident: len(each.nominated)
            for ident, each in held_places(session, competition.id, list(new)).items()
        }
        route = session.get(RecommendationRoute, competition.id)
        selective = bool(route and route.is_selective)
        if faults := division_faults(own, together, selective=selective, held=held):
            raise faults[0]
        for ident, each in parts.items():
            _put(session, actor, competition, ident, each)
        record(
            session,
            actor,
            "recommendation.quotas",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"by": issuer_id, "to": {str(k): v.number for k, v in parts.items()}},
        )


def quota_of(session: Session, competition: Competition, organisation_id: int) -> Quota:
    """What an organisation may recommend; the host is limited by nothing."""
    row = session.get(RecommendationQuota, (competition.id, organisation_id))
    if row is None or organisation_id == competition.organisation_id:
        return Quota()
    return Quota(row.number, row.substitutes)


def issued_by(session: Session, competition: Competition, issuer_id: int) -> dict[int, Quota]:
    """By organisation, what stands issued among the nearest ones below the issuer that have any.

    A quota further down was divided from one of these and is not counted twice.
    """
    below = (
        select(RecommendationQuota, OrganisationBranch.depth)
        .join(
            OrganisationBranch,
            OrganisationBranch.descendant_id == RecommendationQuota.organisation_id,
        )
        .where(
            RecommendationQuota.competition_id == competition.id,
            OrganisationBranch.ancestor_id == issuer_id,
            OrganisationBranch.depth > 0,
        )
        .order_by(OrganisationBranch.depth)
    )
    rows = session.execute(below).all()
    idents = [row.RecommendationQuota.organisation_id for row in rows]
    inner = _below_each_other(session, idents)
    return {
        row.RecommendationQuota.organisation_id: Quota(
            row.RecommendationQuota.number, row.RecommendationQuota.substitutes
        )
        for row in rows
        if row.RecommendationQuota.organisation_id not in inner
    }


def _below_each_other(session: Session, idents: Sequence[int]) -> set[int]:
    """Those of these organisations that lie below another of them."""
    return set(
        session.scalars(
            select(OrganisationBranch.descendant_id).where(
                OrganisationBranch.ancestor_id.in_(idents),
                OrganisationBranch.descendant_id.in_(idents),
                OrganisationBranch.depth > 0,
            )
        )
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


def _write_route(
    session: Session,
    competition_id: int,
    levels: Sequence[LevelValues],
    *,
    needs_stamp: bool,
    is_selective: bool,
) -> None:
    if not levels:
        session.execute(
            delete(RecommendationRoute).where(RecommendationRoute.competition_id == competition_id)
        )
        return
    route = session.get(RecommendationRoute, competition_id)
    if route is None:
        route = RecommendationRoute(competition_id=competition_id)
        session.add(route)
    route.needs_stamp = needs_stamp
    route.is_selective = is_selective


def _require_below(session: Session, issuer_id: int, parts: Mapping[int, Issue]) -> None:
    below = set(
        session.scalars(
            select(OrganisationBranch.descendant_id).where(
                OrganisationBranch.ancestor_id == issuer_id,
                OrganisationBranch.descendant_id.in_(list(parts)),
                OrganisationBranch.depth > 0,
            )
        )
    )
    for ident in sorted(set(parts) - below):
        unit = session.get(Organisation, ident)
        raise Refusal("recommendation.not_below", name=unit.name if unit else "")


def _put(
    session: Session, actor: Principal, competition: Competition, ident: int, issue: Issue
) -> None:
    row = session.get(RecommendationQuota, (competition.id, ident))
    if row is None:
        row = RecommendationQuota(competition_id=competition.id, organisation_id=ident)
        session.add(row)
    row.number = issue.number
    row.substitutes = issue.substitutes
    row.extended_until = issue.extended_until
    row.issued_by_id = actor.account_id
    row.issued_at = now()

"""Places issued downward: divided, divided again, and never below what is in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.recommending import Quota, division_faults, track_faults
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Organisation,
    OrganisationBranch,
    RecommendationQuota,
    RecommendationRoute,
    database,
)
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.recommending.holding import held_places
from competition.services.runtime import now


@dataclass(frozen=True, slots=True)
class Issue:
    """What one organisation below is given; `extended_until` is more time than its level has.

    `tracks` is by the key of a track; None leaves what stands.
    """

    number: int | None
    substitutes: int = 0
    extended_until: datetime | None = None
    tracks: Mapping[str, int] | None = None


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
        _require_divided(session, competition, issuer_id, parts)
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
    return Quota(row.number, row.substitutes, row.tracks)


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
            row.RecommendationQuota.number,
            row.RecommendationQuota.substitutes,
            row.RecommendationQuota.tracks,
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


def _require_divided(
    session: Session, competition: Competition, issuer_id: int, parts: Mapping[int, Issue]
) -> None:
    """Let a division pass that keeps within what was issued and what is used."""
    there = issued_by(session, competition, issuer_id)
    new = {
        ident: Quota(
            each.number,
            each.substitutes,
            each.tracks if each.tracks is not None else there.get(ident, Quota()).tracks,
        )
        for ident, each in parts.items()
    }
    held = held_places(session, competition.id, list(new))
    route = session.get(RecommendationRoute, competition.id)
    selective = bool(route and route.is_selective)
    own, together = quota_of(session, competition, issuer_id), {**there, **new}
    used = {ident: len(each.nominated) for ident, each in held.items()}
    faults = division_faults(own, together, selective=selective, held=used)
    by_track = {ident: each.by_track() for ident, each in held.items()}
    faults += track_faults(own, together, selective=selective, held=by_track)
    if faults:
        raise faults[0]


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
    row.tracks = dict(issue.tracks) if issue.tracks is not None else row.tracks or {}
    row.extended_until = issue.extended_until
    row.issued_by_id = actor.account_id
    row.issued_at = now()

"""A competition as plain values: what a preset says, what an earlier edition was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.calendar import instant_of, wall_clock_of
from competition.domain.entry_limits import limits_to_json
from competition.domain.labour import month_after
from competition.domain.labour.words import YEAR_MARK
from competition.domain.presets import Preset
from competition.models import (
    AwardTier,
    CertificateTemplate,
    Competition,
    Declaration,
    EntryForm,
    EntryLimit,
    RuleSet,
    Stage,
    Track,
)


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage with its dates, aware or not yet set."""

    key: str
    kind: str
    name: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_blind: bool
    presentation_order: str
    period_from: date | None = None
    period_to: date | None = None
    sheets: Sequence[str] = ()
    tracks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CertificatePlan:
    """How the certificates are worded and numbered."""

    title: str
    wording: str
    issuer: str
    number_prefix: str
    per_member: bool
    seal_storage_key: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a new competition is made of besides its name.

    Args:
        tracks: (key, name) in order.
        limits: by kind, as `EntryLimit` holds them.
        declarations: (key, title, text) in order.
        tier_codes: code in certificate numbers, by award tier.
    """

    tracks: Sequence[tuple[str, str]]
    stages: Sequence[StagePlan]
    form_fields: Sequence[Any]
    limits: Mapping[str, int]
    declarations: Sequence[tuple[str, str, str]]
    review_checklist: Sequence[Any]
    rule_document: Mapping[str, Any]
    tier_codes: Mapping[str, str]
    certificate: CertificatePlan | None


def plan_from_preset(preset: Preset, *, opens_on: date, zone: str, issuer: str) -> Plan:
    """What a preset says, for a competition whose first day is `opens_on` in `zone`."""
    wording = preset.certificate
    limits = limits_to_json(preset.limits)
    return Plan(
        tracks=[(track.key, track.name) for track in preset.tracks],
        stages=[
            StagePlan(
                stage.key,
                stage.kind,
                stage.name,
                stage.opens.instant(opens_on, zone),
                stage.closes.instant(opens_on, zone),
                stage.is_blind,
                stage.presentation_order,
                stage.begins,
                stage.ends,
                stage.sheets,
                stage.tracks,
            )
            for stage in preset.stages
        ],
        form_fields=list(preset.form_document["fields"]),
        limits={kind: value for kind, value in limits.items() if value is not None},
        declarations=[(one.key, one.title, one.text) for one in preset.declarations],
        review_checklist=[{"key": one.key, "name": one.name} for one in preset.review_checklist],
        rule_document=preset.rule_document,
        tier_codes=preset.tier_codes,
        certificate=CertificatePlan(
            wording.title, wording.wording, issuer, wording.number_prefix, wording.per_member
        ),
    )


def plan_of(session: Session, competition: Competition, *, days_later: int = 0) -> Plan:
    """An existing competition as it is set up now, its dates moved by whole days.

    Dates move on the wall clock of the competition's zone, so 9:00 stays 9:00.
    """

    own = competition.id
    tracks = session.scalars(
        select(Track).where(Track.competition_id == own).order_by(Track.position)
    )
    declarations = session.scalars(
        select(Declaration)
        .where(Declaration.competition_id == own, Declaration.is_current)
        .order_by(Declaration.position)
    )
    limits = session.scalars(
        select(EntryLimit).where(EntryLimit.competition_id == own).order_by(EntryLimit.id)
    )
    tiers = session.scalars(select(AwardTier).where(AwardTier.competition_id == own))
    return Plan(
        tracks=[(track.key, track.name) for track in tracks],
        stages=_moved_stages(session, competition, days_later),
        form_fields=_current_fields(session, own),
        limits={limit.kind: limit.value for limit in limits},
        declarations=[(one.key, one.title, one.text) for one in declarations],
        review_checklist=list(competition.review_checklist),
        rule_document=_current_rules(session, own),
        tier_codes={tier.key: tier.code for tier in tiers},
        certificate=_current_certificate(session, own),
    )


def _moved_stages(session: Session, competition: Competition, days: int) -> list[StagePlan]:
    zone = competition.time_zone

    def moved(instant: datetime | None) -> datetime | None:
        if instant is None:
            return None
        return instant_of(wall_clock_of(instant, zone) + timedelta(days=days), zone)

    stages = session.scalars(
        select(Stage).where(Stage.competition_id == competition.id).order_by(Stage.position)
    )
    plans = []
    for stage in stages:
        name, begins, ends = moved_period(stage, days)
        plans.append(
            StagePlan(
                stage.key,
                stage.kind,
                name,
                moved(stage.opens_at),
                moved(stage.closes_at),
                stage.is_blind,
                stage.presentation_order,
                begins,
                ends,
                stage.sheets,
                stage.tracks,
            )
        )
    return plans


def moved_period(stage: Stage, days: int) -> tuple[str, date | None, date | None]:
    """A stage's name and the days of its period, moved by the whole months nearest to the days.

    A name that begins with the year of its period begins with the new one.
    """
    if stage.period_from is None or stage.period_to is None:
        return stage.name, None, None
    months = (days * 24 + 365) // 730
    begins = month_after(stage.period_from, months)
    ends = month_after(stage.period_to, months + 1) - timedelta(days=1)
    old, new = (YEAR_MARK.format(year=day.year) for day in (stage.period_from, begins))
    name = new + stage.name.removeprefix(old) if stage.name.startswith(old) else stage.name
    return name, begins, ends


def _current_fields(session: Session, competition_id: int) -> list[Any]:
    fields = session.scalar(
        select(EntryForm.fields).where(
            EntryForm.competition_id == competition_id, EntryForm.is_current
        )
    )
    return list(fields or [])


def _current_rules(session: Session, competition_id: int) -> Mapping[str, Any]:
    document: Mapping[str, Any] | None = session.scalar(
        select(RuleSet.document).where(RuleSet.competition_id == competition_id, RuleSet.is_current)
    )
    return document or {}


def _current_certificate(session: Session, competition_id: int) -> CertificatePlan | None:
    found = session.scalars(
        select(CertificateTemplate).where(
            CertificateTemplate.competition_id == competition_id, CertificateTemplate.is_current
        )
    ).first()
    if found is None:
        return None
    return CertificatePlan(
        found.title,
        found.wording,
        found.issuer,
        found.number_prefix,
        found.per_member,
        found.seal_storage_key,
    )

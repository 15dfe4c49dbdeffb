"""Writing a plan as the rows of a new competition."""

from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.models import (
    CertificateTemplate,
    Competition,
    Declaration,
    EntryForm,
    EntryLimit,
    Stage,
    Track,
)
from competition.services.identity.accounts import grant_role
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.plan import CertificatePlan, Plan
from competition.services.setup.rules import write_rule_set


def found(session: Session, actor: Principal, competition: Competition, plan: Plan) -> None:
    """Add a competition with all of its plan; whoever founds it organises it.

    Raises:
        Refusal: ``rules.*`` when the plan's rules do not fit its tracks and stages.
    """
    competition.created_by_id = actor.account_id
    competition.created_at = now()
    competition.review_checklist = list(plan.review_checklist)
    session.add(competition)
    session.flush()
    _write_shape(session, competition.id, plan)
    _write_entry_rules(session, competition.id, plan)
    if plan.certificate:
        _write_certificate(session, competition.id, plan.certificate)
    session.flush()
    if plan.rule_document:
        write_rule_set(session, actor, competition, plan.rule_document, codes=plan.tier_codes)
    grant_role(session, actor, actor.account_id, Role.ORGANISER, competition_id=competition.id)


def _write_shape(session: Session, competition_id: int, plan: Plan) -> None:
    for position, (key, name) in enumerate(plan.tracks, start=1):
        session.add(Track(competition_id=competition_id, position=position, key=key, name=name))
    for position, stage in enumerate(plan.stages, start=1):
        session.add(
            Stage(
                competition_id=competition_id,
                position=position,
                key=stage.key,
                kind=stage.kind,
                name=stage.name,
                opens_at=stage.opens_at,
                closes_at=stage.closes_at,
                is_blind=stage.is_blind,
                presentation_order=stage.presentation_order,
                period_from=stage.period_from,
                period_to=stage.period_to,
                sheets=list(stage.sheets),
                tracks=list(stage.tracks),
            )
        )


def _write_entry_rules(session: Session, competition_id: int, plan: Plan) -> None:
    session.add(
        EntryForm(
            competition_id=competition_id,
            version=1,
            fields=list(plan.form_fields),
            is_current=True,
            created_at=now(),
        )
    )
    for kind, value in plan.limits.items():
        session.add(EntryLimit(competition_id=competition_id, kind=kind, value=value))
    for position, (key, title, text) in enumerate(plan.declarations, start=1):
        session.add(
            Declaration(
                competition_id=competition_id,
                key=key,
                version=1,
                position=position,
                title=title,
                text=text,
                is_current=True,
                created_at=now(),
            )
        )


def _write_certificate(session: Session, competition_id: int, plan: CertificatePlan) -> None:
    session.add(
        CertificateTemplate(
            competition_id=competition_id,
            version=1,
            title=plan.title,
            wording=plan.wording,
            issuer=plan.issuer,
            number_prefix=plan.number_prefix,
            per_member=plan.per_member,
            seal_storage_key=plan.seal_storage_key,
            is_current=True,
            created_at=now(),
        )
    )

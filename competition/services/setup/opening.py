"""What is missing before a competition can open, and the opening itself."""

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.checklist import (
    Item,
    Readiness,
    Severity,
    StageFacts,
    checklist,
    missing,
)
from competition.domain.entry_form_document import definition_faults
from competition.domain.refusal import Refusal
from competition.domain.rules import Dimensions
from competition.models import (
    AwardTier,
    CertificateTemplate,
    Competition,
    Criterion,
    Declaration,
    EntryForm,
    NoticeSetting,
    Panel,
    PanelJudge,
    RuleSet,
    Stage,
    Track,
    database,
)
from competition.services.audit import record
from competition.services.objecting.settings import NoticePlan, unapproved_words
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.results.pairs import form_reviewers, two_can_act
from competition.services.runtime import now, runtime
from competition.services.setup.rules import all_attributes, rule_fault


def readiness(session: Session, competition: Competition) -> tuple[Item, ...]:
    """The checklist of a competition as it is now, in four statements.

    Lines about one stage carry its name as the value ``stage``.
    """
    own = competition.id
    tracks = session.scalars(select(Track.key).where(Track.competition_id == own)).all()
    names, stages = _stages(session, own)
    scoring = tuple(stage.key for stage in stages if stage.takes_marks)
    single = _singles(session, competition)
    known = Dimensions(scoring, tuple(tracks), all_attributes(single.fields or ()))
    fault = None if single.document is None else rule_fault(single.document, known)
    items = checklist(
        Readiness(
            stages=stages,
            tracks=len(tracks),
            form_faults=len(definition_faults({"fields": single.fields or []})),
            declarations=single.declarations,
            rule_set="" if single.document is None else fault.code if fault else "valid",
            tiers=single.tiers,
            two_persons=two_can_act(session, competition),
            form_reviewers=single.form_reviewers,
            has_public_url=bool(runtime.public_url),
            has_seal=bool(single.seal),
            has_wording=bool((single.wording or "").strip()),
            has_number_prefix=bool(single.prefix),
            rehearsals=int(competition.rehearsed_at is not None),
            reserved=unapproved_words(competition, NoticePlan(single.approval or "")),
        )
    )
    return tuple(
        replace(item, values={**item.values, "stage": names[str(item.values["stage"])]})
        if "stage" in item.values
        else item
        for item in items
    )


def open_competition(actor: Principal, competition: Competition) -> None:
    """Open a competition to entrants and the public; entry and form review open with it.

    From then on their dates decide. Scoring stages are opened one by one.

    Raises:
        Refusal: ``competition.not_draft``, ``competition.not_ready`` with the code and the number
            of what is missing.
    """
    with database.writing() as session:
        if competition.state != "draft":
            raise Refusal("competition.not_draft")
        blocking = [
            item
            for item in missing(readiness(session, competition))
            if item.severity is Severity.BLOCKING
        ]
        if blocking:
            raise Refusal("competition.not_ready", item=blocking[0].code, count=len(blocking))
        competition.state = "open"
        competition.opened_at = now()
        bump_public(session, competition.id)
        for stage in session.scalars(select(Stage).where(Stage.competition_id == competition.id)):
            if stage.kind != "scoring" and stage.state == "draft":
                stage.state = "open"
        record(
            session,
            actor,
            "competition.open",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"name": competition.name},
        )


def _singles(session: Session, competition: Competition) -> Any:
    """What a competition has one of, and how many of some others, in one row."""
    competition_id = competition.id
    current = {
        table: (table.competition_id == competition_id) & table.is_current
        for table in (EntryForm, RuleSet, CertificateTemplate, Declaration)
    }
    form, rules = current[EntryForm], current[RuleSet]
    template = current[CertificateTemplate]
    declarations = select(func.count()).select_from(Declaration).where(current[Declaration])
    tiers = (
        select(func.count())
        .select_from(AwardTier)
        .where(AwardTier.competition_id == competition_id)
    )
    return session.execute(
        select(
            select(EntryForm.fields).where(form).scalar_subquery().label("fields"),
            select(RuleSet.document).where(rules).scalar_subquery().label("document"),
            select(CertificateTemplate.wording).where(template).scalar_subquery().label("wording"),
            select(CertificateTemplate.number_prefix)
            .where(template)
            .scalar_subquery()
            .label("prefix"),
            select(CertificateTemplate.seal_storage_key)
            .where(template)
            .scalar_subquery()
            .label("seal"),
            declarations.scalar_subquery().label("declarations"),
            tiers.scalar_subquery().label("tiers"),
            form_reviewers(competition).label("form_reviewers"),
            select(NoticeSetting.approval_number)
            .where(NoticeSetting.competition_id == competition_id)
            .scalar_subquery()
            .label("approval"),
        )
    ).one()


def _stages(session: Session, competition_id: int) -> tuple[dict[str, str], list[StageFacts]]:
    """Names by key, and each stage with the numbers of its criteria, panels and judges."""
    of_stage = Stage.id
    criteria = select(func.count()).where(Criterion.stage_id == of_stage).correlate(Stage)
    panels = select(func.count()).where(Panel.stage_id == of_stage).correlate(Stage)
    judges = (
        select(func.count(PanelJudge.judge_id.distinct()))
        .join(Panel, Panel.id == PanelJudge.panel_id)
        .where(Panel.stage_id == of_stage)
        .correlate(Stage)
    )
    rows = session.execute(
        select(
            Stage, criteria.scalar_subquery(), panels.scalar_subquery(), judges.scalar_subquery()
        )
        .where(Stage.competition_id == competition_id)
        .order_by(Stage.position)
    ).all()
    return {row[0].key: row[0].name for row in rows}, [
        StageFacts(
            stage.key,
            stage.opens_at,
            stage.closes_at,
            collects_entries=stage.kind == "entry",
            takes_marks=stage.kind == "scoring",
            is_made_of_others=stage.is_period and not stage.sheets,
            by_panels=not stage.is_period,
            criteria=criterion_count,
            panels=panel_count,
            judges=judge_count,
        )
        for stage, criterion_count, panel_count, judge_count in rows
    ]

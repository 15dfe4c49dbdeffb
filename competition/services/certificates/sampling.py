"""A sample of a competition's certificate, marked as void, before any is issued."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.practice import (
    SAMPLE_PEOPLE,
    SAMPLE_TIER,
    SAMPLE_TITLE,
    SAMPLE_UNIT,
    TRIAL_NUMBER,
)
from competition.domain.refusal import Refusal
from competition.models import AwardTier, CertificateTemplate, Competition
from competition.services.certificates.due import TRIAL_TOKEN, shared_values
from competition.services.certificates.rendering import render
from competition.services.setup.certificate_settings import current_template


def sample_pdf(session: Session, competition: Competition) -> bytes:
    """The certificate as it is worded now, with invented people and the highest tier.

    Raises:
        Refusal: ``certificate.no_template``, and what `render` refuses.
    """
    template = current_template(session, competition.id)
    if template is None:
        raise Refusal("certificate.no_template")
    return render(_values(session, competition, template), TRIAL_NUMBER, TRIAL_TOKEN)


def _values(
    session: Session, competition: Competition, template: CertificateTemplate
) -> dict[str, Any]:
    tier = session.scalar(
        select(AwardTier.name)
        .where(AwardTier.competition_id == competition.id)
        .order_by(AwardTier.position)
        .limit(1)
    )
    single = template.per_member
    return {
        **shared_values(competition, template, single=single),
        "rehearsal": True,
        "names": list(SAMPLE_PEOPLE[:1] if single else SAMPLE_PEOPLE),
        "title": SAMPLE_TITLE,
        "tier": tier or SAMPLE_TIER,
        "unit": SAMPLE_UNIT,
    }

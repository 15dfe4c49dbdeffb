"""How a competition's certificates are worded, numbered and sealed; each change is a version."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.certificate_words import check_wording
from competition.domain.numbering import CertificateFormat
from competition.domain.refusal import Refusal
from competition.models import CertificateTemplate, Competition, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.running import require_running
from competition.services.setup.seen import require_seen
from competition.services.storage import store_file

DEMONSTRATION_SEAL = "demonstration"
LONGEST_TITLE = 12
LONGEST_ISSUER = 120
LONGEST_WORDING = 400
SHOWN = ("title", "wording", "issuer", "number_prefix", "per_member", "seal_storage_key")


@dataclass(frozen=True, slots=True)
class Wording:
    """What an organiser types.

    Args:
        wording: with the places ``{title}``, ``{tier}``, ``{unit}``.
        issuer: bodies that sign, one a line, at most three.
    """

    title: str
    wording: str
    issuer: str
    number_prefix: str
    per_member: bool


def current_template(session: Session, competition_id: int) -> CertificateTemplate | None:
    """The version that the next certificates are issued by."""
    return session.scalars(
        select(CertificateTemplate).where(
            CertificateTemplate.competition_id == competition_id, CertificateTemplate.is_current
        )
    ).first()


def template_state(template: CertificateTemplate | None) -> dict[str, Any]:
    """What the form shows, as plain values."""
    return {name: getattr(template, name) for name in SHOWN} if template else {}


def save_certificate(
    actor: Principal,
    competition: Competition,
    wording: Wording,
    *,
    seal: bytes | None = None,
    demonstration_seal: bool = False,
    seen: str | None = None,
) -> None:
    """Put a new version of the certificate in force; issued ones keep theirs.

    The same values again are no new version.

    Args:
        seal: a checked image of the seal; None keeps the present one.
        demonstration_seal: use the built-in seal 演示专用 instead.
    Raises:
        Refusal: ``certificate.heading``, ``certificate.issuer``, ``certificate.wording``,
            ``certificate.placeholder``, ``numbering.prefix``, ``setup.changed``.
    """
    _check(wording)
    key = DEMONSTRATION_SEAL if demonstration_seal else store_file(seal) if seal else None
    with database.writing() as session:
        require_running(session, competition.id)
        before = current_template(session, competition.id)
        require_seen(template_state(before), seen)
        if key is None and before is not None:
            key = before.seal_storage_key
        state = {**_state(wording), "seal_storage_key": key or ""}
        if state == template_state(before):
            return
        after = _next_version(session, competition.id, before, state)
        record(
            session,
            actor,
            "certificate.word",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail=_changes(before, after),
            before=template_state(before),
            after=state,
        )


def _state(wording: Wording) -> dict[str, Any]:
    return {
        "title": wording.title.strip(),
        "wording": wording.wording.strip(),
        "issuer": wording.issuer.strip(),
        "number_prefix": wording.number_prefix.strip(),
        "per_member": wording.per_member,
    }


def _next_version(
    session: Session,
    competition_id: int,
    before: CertificateTemplate | None,
    state: dict[str, Any],
) -> CertificateTemplate:
    """Put a version in force in place of the one before."""
    if before is not None:
        before.is_current = False
        session.flush()
    after = CertificateTemplate(
        competition_id=competition_id,
        version=before.version + 1 if before else 1,
        is_current=True,
        created_at=now(),
        **state,
    )
    session.add(after)
    return after


def _check(wording: Wording) -> None:
    if not 1 <= len(wording.title.strip()) <= LONGEST_TITLE:
        raise Refusal("certificate.heading", most=LONGEST_TITLE)
    issuers = wording.issuer.strip()
    if not issuers or len(issuers) > LONGEST_ISSUER or len(issuers.splitlines()) > 3:
        raise Refusal("certificate.issuer")
    if not 1 <= len(wording.wording.strip()) <= LONGEST_WORDING:
        raise Refusal("certificate.wording", most=LONGEST_WORDING)
    check_wording(wording.wording)
    CertificateFormat(wording.number_prefix.strip())


def _changes(before: CertificateTemplate | None, after: CertificateTemplate) -> dict[str, Any]:
    old, new = template_state(before), template_state(after)
    changed = [name for name, value in new.items() if old.get(name) != value]
    return {"version": after.version, "changed": changed}

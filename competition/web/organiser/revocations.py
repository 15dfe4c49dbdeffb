"""One certificate: its facts, revoking it with a second person, issuing another in its place."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Account, Certificate, Person, Proposal, database
from competition.services.certificates.issuing import request_reissue
from competition.services.certificates.listing import open_revocations
from competition.services.certificates.rendering import token_of
from competition.services.certificates.revoking import answer_revocation, propose_revocation
from competition.web.access import allow, me
from competition.web.organiser.certificates import begin
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE)


@room.get("/certificates/<int:certificate_id>")
@allow(*READERS, on=Certificate)
def certificate(certificate: Certificate) -> Any:
    """What is printed on it, its state, and what waits for a second person."""
    waiting = [
        proposal
        for proposal in open_revocations(certificate.competition_id)
        if proposal.subject["certificate"] == certificate.id
    ]
    return render_template(
        "organiser/certificate.html",
        certificate=certificate,
        values=certificate.values,
        verify_url=url_for("public.verify", token=token_of(certificate.token_sealed)),
        waiting=waiting,
        names=names_of({certificate.issued_by_id, *(one.proposed_by_id for one in waiting)}),
        last=certificate_after(certificate),
    )


@room.post("/certificates/<int:certificate_id>/revocation")
@allow(Role.ORGANISER, on=Certificate)
def propose_revoking(certificate: Certificate) -> Any:
    """Ask a second person to revoke it."""
    ident = certificate.id
    try_and_say(
        lambda: propose_revocation(me(), certificate, reason=request.form.get("reason", "")),
        _("已提请作废，等待第二人审批。审批之前证书仍然有效。"),
    )
    return redirect(url_for("organiser.certificate", certificate_id=ident))


@room.post("/proposals/<int:proposal_id>/revocation")
@allow(*READERS, on=Proposal)
def answer_revoking(proposal: Proposal) -> Any:
    """Revoke as the second person, or decline."""
    ident = proposal.subject.get("certificate")
    approve = request.form.get("answer") == "approve"
    if ident is None:
        raise Refusal("proposal.closed")
    try_and_say(
        lambda: answer_revocation(me(), proposal, approve=approve),
        _("证书已作废。") if approve else _("已退回作废申请，证书仍然有效。"),
    )
    return redirect(url_for("organiser.certificate", certificate_id=ident))


@room.post("/certificates/<int:certificate_id>/reissue")
@allow(Role.ORGANISER, on=Certificate)
def reissue_certificate(certificate: Certificate) -> Any:
    """Issue a certificate with a new number in the place of a revoked one."""
    return begin(certificate.competition_id, lambda: request_reissue(me(), certificate))


def names_of(account_ids: set[int]) -> dict[int, str]:
    """Names of the people behind these accounts."""
    rows = database.session.execute(
        select(Account.id, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(account_ids))
    )
    return {row[0]: row[1] for row in rows}


def certificate_after(certificate: Certificate) -> Certificate | None:
    """The one that was issued in the place of a revoked one."""
    if certificate.state != "revoked":
        return None
    return database.session.scalars(
        select(Certificate)
        .where(
            Certificate.entry_id == certificate.entry_id,
            Certificate.member_id.is_not_distinct_from(certificate.member_id),
            Certificate.id > certificate.id,
            Certificate.state == "valid",
        )
        .order_by(Certificate.id.desc())
        .limit(1)
    ).first()

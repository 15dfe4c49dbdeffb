"""Revoking takes two persons and a reason; the number is never used again."""

from competition.domain.refusal import Refusal
from competition.models import Certificate, Competition, Proposal, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.results.approval import close_proposal, held, open_proposal
from competition.services.runtime import now

ACTION = "revoke_certificate"
LONGEST_REASON = 120


def propose_revocation(actor: Principal, certificate: Certificate, *, reason: str) -> int:
    """Ask a second person to revoke a certificate; returns the proposal's id.

    Args:
        reason: shown to everybody who verifies the certificate.
    Raises:
        Refusal: ``certificate.reason``, ``certificate.reason_long`` (limit),
            ``certificate.not_valid``, ``proposal.open``, ``separation.*``.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("certificate.reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal("certificate.reason_long", limit=LONGEST_REASON)
    with database.writing() as session:
        certificate = held(session, certificate)
        if certificate.state != "valid":
            raise Refusal("certificate.not_valid", number=certificate.number)
        competition = session.get_one(Competition, certificate.competition_id)
        proposal = open_proposal(
            session,
            actor,
            competition,
            ACTION,
            {"certificate": certificate.id},
            reason,
        )
        record(
            session,
            actor,
            "certificate.propose_revocation",
            f"certificate:{certificate.id}",
            competition_id=certificate.competition_id,
            detail={"reason": reason},
        )
        return proposal.id


def answer_revocation(actor: Principal, proposal: Proposal, *, approve: bool) -> None:
    """Revoke as the second person, or decline.

    Raises:
        Refusal: ``proposal.closed``, also for a proposal about something else; ``separation.*``,
            ``certificate.not_valid``.
    """
    with database.writing() as session:
        if proposal.action != ACTION:
            raise Refusal("proposal.closed")
        proposal = held(session, proposal)
        close_proposal(session, actor, proposal, approve=approve)
        certificate = session.get_one(
            Certificate, proposal.subject["certificate"], populate_existing=True
        )
        if approve:
            if certificate.state != "valid":
                raise Refusal("certificate.not_valid", number=certificate.number)
            certificate.state = "revoked"
            certificate.revoked_at = now()
            certificate.revoked_reason = proposal.reason
        record(
            session,
            actor,
            "certificate.revoke" if approve else "certificate.decline",
            f"certificate:{certificate.id}",
            competition_id=certificate.competition_id,
            after={"state": certificate.state},
        )

"""The winner's own certificates."""

from typing import Any

from flask import Response, render_template

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Certificate
from competition.services.certificates.listing import own_certificates
from competition.services.certificates.rendering import certificate_pdf
from competition.web.access import allow, me
from competition.web.entrant.room import room
from competition.web.pdf_answer import pdf_answer


@room.get("/certificates")
@allow(Role.ENTRANT)
def certificates() -> Any:
    """Certificates of one's own entries and of oneself, the revoked ones named as such."""
    return render_template("entrant/certificates.html", rows=own_certificates(me()))


@room.get("/certificates/<int:certificate_id>.pdf")
@allow(Role.ENTRANT, on=Certificate)
def certificate_file(certificate: Certificate) -> Response:
    """Download one that is not revoked."""
    if certificate.state == "revoked":
        raise Refusal("certificate.revoked", number=certificate.number)
    name = f"{certificate.number} {certificate.values['names'][0]}"
    return pdf_answer(certificate_pdf(certificate), name=name, download=True)

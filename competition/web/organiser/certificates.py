"""The register of certificates: what is due, issuing, packing, one certificate."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Certificate, Competition, database
from competition.services.certificates.archives import request_archive
from competition.services.certificates.issuing import request_issue
from competition.services.certificates.listing import (
    CertificateFilter,
    list_certificates,
    open_revocations,
    recent_jobs,
    register_of,
)
from competition.services.certificates.rendering import certificate_pdf
from competition.services.certificates.sampling import sample_pdf
from competition.services.runtime import runtime
from competition.services.setup.certificate_settings import current_template
from competition.web.access import allow, me
from competition.web.job_words import SHAPES, job_words, progress_words
from competition.web.organiser.room import room
from competition.web.paging import here, page_number, pager
from competition.web.pdf_answer import pdf_answer

SHOWN = ("", "valid", "revoked", "void", "stale")


@room.get("/competitions/<int:competition_id>/certificates")
@allow(Role.ORGANISER, on=Competition)
def certificates(competition: Competition) -> Any:
    """The register, and what can be done with it now."""
    template = current_template(database.session, competition.id)
    register = register_of(competition.id, template)
    state = request.args.get("state", "")
    wanted = CertificateFilter(
        text=request.args.get("q", "").strip()[:60],
        state=state if state in SHOWN else "",
        page=page_number(),
    )
    found = list_certificates(competition.id, wanted)
    jobs = recent_jobs(competition)
    return render_template(
        "organiser/certificates.html",
        template=template,
        register=register,
        has_address=bool(runtime.public_url),
        found=found,
        wanted=wanted,
        views=views(found.counts, register.stale, wanted.state),
        waiting=open_revocations(competition.id),
        jobs=[(job, job_words(job), progress_words(job), SHAPES[job.state]) for job in jobs],
        busy=next((job for job in jobs if job.state in ("ready", "running")), None),
        pages=pager(found.total, found.page),
    )


@room.post("/competitions/<int:competition_id>/certificates")
@allow(Role.ORGANISER, on=Competition)
def issue_certificates(competition: Competition) -> Any:
    """Issue all that are due, as a job."""
    return begin(competition.id, lambda: request_issue(me(), competition))


@room.post("/competitions/<int:competition_id>/certificates/archive")
@allow(Role.ORGANISER, on=Competition)
def archive_certificates(competition: Competition) -> Any:
    """Pack all that are in force, as a job."""
    return begin(competition.id, lambda: request_archive(me(), competition))


@room.get("/certificates/<int:certificate_id>.pdf")
@allow(Role.ORGANISER, Role.CHIEF_JUDGE, on=Certificate)
def certificate_pdf_file(certificate: Certificate) -> Response:
    """The certificate as it was issued, whatever its state."""
    return pdf_answer(certificate_pdf(certificate), name=certificate.number)


@room.get("/competitions/<int:competition_id>/certificate/preview.pdf")
@allow(Role.ORGANISER, on=Competition)
def certificate_preview(competition: Competition) -> Any:
    """A void sample of the certificate as it is worded now."""
    try:
        body = sample_pdf(database.session, competition)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.certificates", competition_id=competition.id))
    return pdf_answer(body, name=_("证书样张"))


def begin(competition_id: int, ask: Any) -> Any:
    """Ask for a job and go to its page, or say on the list why not."""
    try:
        job_id = ask()
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.certificates", competition_id=competition_id))
    return redirect(url_for("organiser.job", job_id=job_id))


def views(counts: dict[str, int], stale: int, chosen: str) -> list[dict[str, Any]]:
    """Tabs of the list; those that would be empty in most competitions only where they are not."""
    tabs = [
        ("", _("全部"), sum(counts.values())),
        ("valid", _("有效"), counts["valid"]),
        ("void", _("演练"), counts["void"]),
        ("revoked", _("已作废"), counts["revoked"]),
        ("stale", _("无现行获奖依据"), stale),
    ]
    return [
        {
            "label": label,
            "count": count,
            "href": here(state=key, page=None),
            "current": key == chosen,
        }
        for key, label, count in tabs
        if count or key in ("", chosen) or (key == "valid" and not counts["void"])
    ]

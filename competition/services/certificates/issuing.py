"""Issue certificates: every name is proved printable first, then numbers are given in order."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from competition.domain.numbering import CertificateFormat, certificate_number
from competition.domain.refusal import Refusal
from competition.models import (
    Certificate,
    CertificateTemplate,
    Competition,
    Entry,
    Job,
    NumberRegister,
    ResultVersion,
    database,
)
from competition.services.audit import record
from competition.services.certificates.due import Due, due, printed_values, prove
from competition.services.certificates.rendering import render
from competition.services.identity.sessions import principal_of
from competition.services.job_rows import add_job, report_progress
from competition.services.notifications import notify
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from competition.services.setup.certificate_settings import current_template
from competition.services.vault import new_token, seal, token_digest

JOB = "certificates.issue"
BATCH = 50


def request_issue(actor: Principal, competition: Competition) -> int:
    """Ask for all certificates that are due; a job issues them.

    Returns:
        the job's id.
    Raises:
        Refusal: ``certificate.no_final``, ``certificate.no_template``, ``public_url.missing``,
            ``certificate.nothing_due``.
    """
    return _request(actor, competition.id, ())


def request_reissue(actor: Principal, certificate: Certificate) -> int:
    """Ask for a certificate with a new number in the place of a revoked one.

    Returns:
        the job's id.
    Raises:
        Refusal: as `request_issue`; ``certificate.nothing_due`` too when the award is gone or the
            new one was issued before.
    """
    return _request(actor, certificate.competition_id, (certificate.id,))


def _request(actor: Principal, competition_id: int, again: Sequence[int]) -> int:
    with database.writing() as session:
        template = _require(session, competition_id)
        total = len(due(session, competition_id, per_member=template.per_member, again=again))
        if not total:
            raise Refusal("certificate.nothing_due")
        job = add_job(
            session,
            actor,
            JOB,
            {"competition": competition_id, "again": list(again)},
            competition_id=competition_id,
            total=total,
        )
        record(
            session,
            actor,
            "certificate.request",
            f"competition:{competition_id}",
            competition_id=competition_id,
            detail={"count": total, "again": list(again)},
        )
        return job.id


def issue_job(job: Job) -> dict[str, Any]:
    """Issue what is due, in batches; repeated after a crash it goes on where it stopped.

    Raises:
        Refusal: what is wrong with the first certificate that cannot be printed, with the entry's
            number; then none is issued.
    """
    assert job.account_id is not None
    return issue_all(
        principal_of(job.account_id),
        job.arguments["competition"],
        again=job.arguments.get("again", ()),
        progress=lambda left: report_progress(job, max(0, job.total - left), job.total),
    )


def issue_all(
    actor: Principal,
    competition_id: int,
    *,
    again: Collection[int] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> dict[str, Any]:
    """Prove every due certificate printable, then issue them; returns ``{"issued": number}``.

    Args:
        again: revoked certificates in whose place alone new ones are issued.
        progress: told how many are left.
    """
    session = database.session
    competition = session.get_one(Competition, competition_id)
    template = _require(session, competition_id)
    waiting = due(session, competition_id, per_member=template.per_member, again=again)
    for one in waiting:
        prove(printed_values(competition, template, one), one)
    keys = [one.key for one in waiting]
    issued = 0
    for start in range(0, len(keys), BATCH):
        progress(len(keys) - start)
        issued += _issue_batch(actor, competition_id, set(keys[start : start + BATCH]), again)
    progress(0)
    return {"issued": issued}


def _issue_batch(
    actor: Principal,
    competition_id: int,
    wanted: set[tuple[int, int | None]],
    again: Collection[int],
) -> int:
    with database.writing() as session:
        competition = session.scalars(
            select(Competition)
            .where(Competition.id == competition_id)
            .with_for_update(of=Competition)
        ).one()
        template = _require(session, competition_id)
        rows = [
            _row(session, actor, competition, template, one)
            for one in due(session, competition_id, per_member=template.per_member, again=again)
            if one.key in wanted
        ]
        if rows:
            session.execute(insert(Certificate), rows)
            _tell_winners(session, competition_id, [row["entry_id"] for row in rows])
        record(
            session,
            actor,
            "certificate.issue",
            f"competition:{competition_id}",
            competition_id=competition_id,
            detail={"count": len(rows)},
            after=[row["number"] for row in rows],
        )
        return len(rows)


def _row(
    session: Session,
    actor: Principal,
    competition: Competition,
    template: CertificateTemplate,
    one: Due,
) -> dict[str, Any]:
    values = printed_values(competition, template, one)
    number = next_number(session, competition, template, one.award.tier.code or "A")
    token = new_token()
    return {
        "competition_id": competition.id,
        "template_id": template.id,
        "award_id": one.award.id,
        "entry_id": one.award.entry_id,
        "member_id": one.member.id if one.member else None,
        "number": number,
        "token_digest": token_digest(token),
        "token_sealed": seal(token, "certificate"),
        "values": values,
        "state": "void" if competition.is_rehearsal else "valid",
        "issued_at": now(),
        "issued_by_id": actor.account_id,
        "pdf_digest": hashlib.sha256(render(values, number, token)).hexdigest(),
    }


def next_number(
    session: Session, competition: Competition, template: CertificateTemplate, code: str
) -> str:
    """The next number of the register, never given before, within the caller's transaction.

    Competitions that share a prefix share its register. A rehearsal has a register of its own and
    its id in the number, so that it takes nothing from the real one.
    """
    form = CertificateFormat(template.number_prefix)
    prefix = form.prefix
    if competition.is_rehearsal:
        mark = f"{form.rehearsal_prefix}{competition.id}"
        form = CertificateFormat(form.prefix, rehearsal_prefix=mark)
        prefix = f"{void_register(competition.id)}{form.prefix}"
    insert_into = sqlite_insert if database.embedded else pg_insert
    statement: Any = insert_into(NumberRegister).values(
        prefix=prefix, year=competition.year, code=code, last_serial=1
    )
    key = (NumberRegister.prefix, NumberRegister.year, NumberRegister.code)
    serial = session.execute(
        statement.on_conflict_do_update(
            index_elements=key, set_={"last_serial": NumberRegister.last_serial + 1}
        ).returning(NumberRegister.last_serial)
    ).scalar_one()
    return certificate_number(
        form,
        year=competition.year,
        tier=code,
        serial=serial,
        rehearsal=competition.is_rehearsal,
    )


def void_register(competition_id: int) -> str:
    """How the registers of a rehearsal's void numbers begin."""
    return f"void:{competition_id}:"


def _require(session: Session, competition_id: int) -> CertificateTemplate:
    final = session.scalar(
        select(func.count()).where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state == "final",
        )
    )
    if not final:
        raise Refusal("certificate.no_final")
    template = current_template(session, competition_id)
    if template is None:
        raise Refusal("certificate.no_template")
    if not runtime.public_url:
        raise Refusal("public_url.missing")
    return template


def _tell_winners(session: Session, competition_id: int, entry_ids: Sequence[int]) -> None:
    accounts = session.scalars(
        select(Entry.account_id).where(Entry.id.in_(entry_ids), Entry.account_id.is_not(None))
    )
    notify(
        session,
        [account for account in accounts if account is not None],
        "certificate.issued",
        {},
        competition_id=competition_id,
        path="/entrant/certificates",
    )

"""Issue certificates: every name is proved printable first, then numbers are given in order."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, selectinload

from competition.domain.numbering import CertificateFormat, certificate_number
from competition.domain.refusal import Refusal
from competition.models import (
    Award,
    AwardTier,
    Certificate,
    CertificateTemplate,
    Competition,
    Entry,
    EntryMember,
    Job,
    NumberRegister,
    ResultVersion,
    database,
)
from competition.services.audit import record
from competition.services.certificates.rendering import render
from competition.services.identity.sessions import principal_of
from competition.services.job_rows import add_job, report_progress
from competition.services.notifications import notify
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from competition.services.setup.certificate_settings import current_template
from competition.services.vault import new_token, seal, token_digest

JOB = "certificates.issue"
BATCH = 200
TRIAL_NUMBER = "试〔2026〕A-0000"
TRIAL_TOKEN = "0" * 22


@dataclass(frozen=True, slots=True)
class Due:
    """A certificate that is due: for an entry, or for one of its members."""

    award: Award
    member: EntryMember | None


def request_issue(actor: Principal, competition: Competition) -> int:
    """Ask for all certificates that are due; a job issues them.

    Returns:
        the job's id.
    Raises:
        Refusal: ``certificate.no_final``, ``certificate.no_template``, ``public_url.missing``,
            ``certificate.nothing_due``.
    """
    with database.writing() as session:
        _require(session, competition)
        total = len(due(session, competition.id))
        if not total:
            raise Refusal("certificate.nothing_due")
        job = add_job(
            session,
            actor,
            JOB,
            {"competition": competition.id},
            competition_id=competition.id,
            total=total,
        )
        record(
            session,
            actor,
            "certificate.request",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"count": total},
        )
        return job.id


def issue_job(job: Job) -> dict[str, Any]:
    """Issue what is due, in batches; repeated after a crash it goes on where it stopped.

    Raises:
        Refusal: what is wrong with the first certificate that cannot be printed, with the entry's
            number; then none is issued.
    """
    assert job.account_id is not None
    actor = principal_of(job.account_id)
    return issue_all(
        actor,
        job.arguments["competition"],
        progress=lambda done, total: report_progress(job, done, total),
    )


def issue_all(
    actor: Principal, competition_id: int, *, progress: Callable[[int, int], None] = lambda *_: None
) -> dict[str, Any]:
    """Prove every due certificate printable, then issue them; returns ``{"issued": number}``."""
    session = database.session
    competition = session.get_one(Competition, competition_id)
    template = _require(session, competition)
    waiting = due(session, competition_id)
    total = len(waiting)
    for one in waiting:
        prove(printed_values(competition, template, one), one)
    issued = 0
    while waiting:
        issued += _issue_batch(actor, competition_id, waiting[:BATCH])
        waiting = waiting[BATCH:]
        progress(issued, total)
    return {"issued": issued}


def due(session: Session, competition_id: int) -> list[Due]:
    """The certificates still to be issued, by tier and rank."""
    template = current_template(session, competition_id)
    awards = session.scalars(
        select(Award)
        .join(ResultVersion, ResultVersion.id == Award.result_id)
        .join(AwardTier, AwardTier.id == Award.tier_id)
        .where(ResultVersion.competition_id == competition_id, ResultVersion.state == "final")
        .options(selectinload(Award.entry).selectinload(Entry.members), selectinload(Award.tier))
        .order_by(AwardTier.position, Award.id)
    ).all()
    there = {
        (row.award_id, row.member_id)
        for row in session.execute(
            select(Certificate.award_id, Certificate.member_id).where(
                Certificate.competition_id == competition_id, Certificate.state == "valid"
            )
        )
    }
    wanted: list[Due] = []
    for award in awards:
        members: Sequence[EntryMember | None] = (
            award.entry.members if template is not None and template.per_member else [None]
        )
        wanted += [
            Due(award, member)
            for member in members
            if (award.id, member.id if member else None) not in there
        ]
    return wanted


def printed_values(
    competition: Competition, template: CertificateTemplate, one: Due
) -> dict[str, Any]:
    """All that is printed on a certificate beside its number and code, as it will be stored."""
    entry = one.award.entry
    names = [one.member.name] if one.member else [member.name for member in entry.members]
    return {
        "names": names or [entry.unit_name],
        "title": entry.title,
        "tier": one.award.tier.name,
        "unit": entry.unit_name,
        "competition": competition.name,
        "wording": template.wording,
        "heading": template.title,
        "after_names": "同志：" if one.member else "：",
        "issuers": template.issuer.splitlines(),
        "issued_on": now().astimezone(ZoneInfo(competition.time_zone)).date().isoformat(),
        "seal": template.seal_storage_key,
        "rehearsal": competition.is_rehearsal,
        "verify_base": f"{runtime.public_url.rstrip('/')}/v/",
    }


def prove(values: dict[str, Any], one: Due) -> None:
    """Draw it once without a number; a refusal gets the entry's number beside it."""
    try:
        render(values, TRIAL_NUMBER, TRIAL_TOKEN)
    except Refusal as refusal:
        if refusal.code == "glyph.missing":
            raise Refusal(
                "certificate.glyph", entry=one.award.entry.number or "", **refusal.values
            ) from None
        raise


def _issue_batch(actor: Principal, competition_id: int, batch: Sequence[Due]) -> int:
    wanted = {(one.award.id, one.member.id if one.member else None) for one in batch}
    with database.writing() as session:
        competition = session.get_one(Competition, competition_id)
        template = _require(session, competition)
        rows = [
            _row(session, actor, competition, template, one)
            for one in due(session, competition_id)
            if (one.award.id, one.member.id if one.member else None) in wanted
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
    """The next number of the register, never given before, within the caller's transaction."""
    form = CertificateFormat(template.number_prefix)
    prefix = f"void:{competition.id}:{form.prefix}" if competition.is_rehearsal else form.prefix
    key = (prefix, competition.year, code)
    row = session.get(NumberRegister, key, with_for_update=True)
    if row is None:
        row = NumberRegister(prefix=prefix, year=competition.year, code=code, last_serial=0)
        session.add(row)
    row.last_serial += 1
    session.flush()
    number = certificate_number(
        form,
        year=competition.year,
        tier=code,
        serial=row.last_serial,
        rehearsal=competition.is_rehearsal,
    )
    return f"{number}#{competition.id}" if competition.is_rehearsal else number


def _require(session: Session, competition: Competition) -> CertificateTemplate:
    final = session.scalar(
        select(func.count()).where(
            ResultVersion.competition_id == competition.id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state == "final",
        )
    )
    if not final:
        raise Refusal("certificate.no_final")
    template = current_template(session, competition.id)
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

"""Delete a rehearsal with all that belongs to it, leaving one record in the original's chain."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Assignment,
    AuditHead,
    AuditRecord,
    Award,
    AwardTier,
    Base,
    Certificate,
    CertificateTemplate,
    Competition,
    Criterion,
    Decision,
    Declaration,
    Entry,
    EntryForm,
    EntryLimit,
    Finding,
    Flag,
    IdempotencyKey,
    Job,
    Judge,
    LoginSession,
    NoticeSetting,
    Notification,
    NumberRegister,
    Objection,
    Panel,
    Person,
    PersonalLink,
    Proposal,
    ResultVersion,
    RoleGrant,
    RuleSet,
    ScoreEvent,
    ScoreItem,
    Stage,
    StageEntry,
    Standing,
    Track,
    database,
)
from competition.services.audit import record
from competition.services.certificates import archives
from competition.services.certificates.issuing import void_register
from competition.services.job_files import remove_job_files
from competition.services.principal import Principal
from competition.services.results import sheet_files
from competition.services.runtime import now

OF_STAGE: tuple[type[Base], ...] = (Assignment, StageEntry, Panel, Criterion)
OF_RESULT: tuple[type[Base], ...] = (Standing, Award)
BEFORE: tuple[type[Base], ...] = (
    Objection,
    NoticeSetting,
    Certificate,
    Notification,
    Proposal,
    Decision,
    Finding,
    Flag,
    ScoreEvent,
    ScoreItem,
)
AFTER: tuple[type[Base], ...] = (
    ResultVersion,
    Judge,
    Entry,
    AwardTier,
    RuleSet,
    CertificateTemplate,
    Declaration,
    EntryLimit,
    EntryForm,
    Stage,
    Track,
    RoleGrant,
    Job,
    AuditHead,
    AuditRecord,
)


def delete_rehearsal(actor: Principal, rehearsal: Competition) -> int | None:
    """Delete a rehearsal; returns the id of the competition that it was of.

    Its own record goes with it, for a later competition may get its number. Papers lie under
    their digest and may belong to others, so they stay.

    Raises:
        Refusal: ``rehearsal.none``, ``rehearsal.busy`` while a job of it waits or runs.
    """
    with database.writing() as session:
        session.refresh(rehearsal, with_for_update={"of": Competition})
        if not rehearsal.is_rehearsal:
            raise Refusal("rehearsal.none")
        if _has_jobs(session, rehearsal.id):
            raise Refusal("rehearsal.busy")
        ident, original_id = rehearsal.id, rehearsal.rehearsal_of_id
        detail = _remains(session, rehearsal)
        packed = _archives(session, ident)
        session.expunge_all()
        _delete_rows(session, ident)
        record(
            session,
            actor,
            "rehearsal.delete",
            f"competition:{ident}",
            competition_id=original_id,
            detail=detail,
        )
    remove_job_files(packed)
    return original_id


def _has_jobs(session: Session, ident: int) -> bool:
    """Whether a job of any kind, such as packing certificates, has not ended."""
    unfinished = select(Job.id).where(
        Job.competition_id == ident, Job.state.in_(("ready", "running"))
    )
    return session.scalar(unfinished.limit(1)) is not None


def _remains(session: Session, rehearsal: Competition) -> dict[str, Any]:
    """What the one record that is left says of the rehearsal."""
    own = AuditRecord.competition_id == rehearsal.id
    return {
        "records": session.scalar(select(func.count()).where(own)) or 0,
        "made": rehearsal.created_at.isoformat(),
        "completed": rehearsal.rehearsed_at.isoformat() if rehearsal.rehearsed_at else None,
    }


def _delete_rows(session: Session, ident: int) -> None:
    """Row by row of the model, those that point before those that are pointed at.

    Only what hangs on one of these alone (members, sheets, seats, quotas) is left to cascades.
    """
    stages = select(Stage.id).where(Stage.competition_id == ident)
    results = select(ResultVersion.id).where(ResultVersion.competition_id == ident)
    for table in BEFORE:
        _delete(session, table, _column(table, "competition_id") == ident)
    for table in OF_RESULT:
        _delete(session, table, _column(table, "result_id").in_(results))
    for table in OF_STAGE:
        _delete(session, table, _column(table, "stage_id").in_(stages))
    _delete_links(session, ident)
    for table in AFTER:
        _delete(session, table, _column(table, "competition_id") == ident)
    _delete(session, NumberRegister, NumberRegister.prefix.startswith(void_register(ident)))
    _delete(session, Competition, Competition.id == ident)
    _delete_cast(session, ident)


def _delete_links(session: Session, ident: int) -> None:
    links = select(PersonalLink.id).where(PersonalLink.competition_id == ident)
    _delete(session, LoginSession, LoginSession.personal_link_id.in_(links))
    _delete(session, PersonalLink, PersonalLink.competition_id == ident)


def _delete_cast(session: Session, ident: int) -> None:
    """The practice accounts and people; one that got a role elsewhere meanwhile is closed."""
    cast = session.execute(
        select(Account.id, Account.person_id).where(Account.practice_in == ident)
    ).all()
    elsewhere = set(
        session.scalars(
            select(RoleGrant.account_id).where(RoleGrant.account_id.in_([row.id for row in cast]))
        )
    )
    gone = [row for row in cast if row.id not in elsewhere]
    accounts = [row.id for row in gone]
    for table in (IdempotencyKey, LoginSession, Notification, PersonalLink):
        _delete(session, table, _column(table, "account_id").in_(accounts))
    _delete(session, Account, Account.id.in_(accounts))
    _delete(session, Person, Person.id.in_([row.person_id for row in gone]))
    if elsewhere:
        session.execute(
            update(Account)
            .where(Account.id.in_(elsewhere))
            .values(closed_at=now(), practice_in=None)
        )


def _archives(session: Session, ident: int) -> Sequence[int]:
    kinds = (archives.JOB, sheet_files.JOB)
    return session.scalars(
        select(Job.id).where(Job.competition_id == ident, Job.kind.in_(kinds))
    ).all()


def _column(table: type[Base], name: str) -> Any:
    return table.__table__.c[name]


def _delete(session: Session, table: type[Base], clause: Any) -> None:
    session.execute(delete(table).where(clause).execution_options(synchronize_session=False))

"""The register of certificates as organisers and winners read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import defer, joinedload

from competition.domain.access import Role
from competition.models import (
    Certificate,
    CertificateTemplate,
    Competition,
    Entry,
    EntryMember,
    Job,
    Proposal,
    ResultVersion,
    database,
)
from competition.services.certificates import archives, issuing
from competition.services.certificates.due import count_due, without_award
from competition.services.certificates.revoking import ACTION
from competition.services.principal import Principal
from competition.services.visibility import visible

STATES = ("valid", "revoked", "void")
SIZE = 50


@dataclass(frozen=True, slots=True)
class CertificateFilter:
    """Which certificates of a competition.

    Args:
        text: part of a number, a title, a unit or a member's name.
        state: of `STATES`, ``stale`` for valid ones without an award behind them, or empty.
    """

    text: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One page of certificates; `counts` by state under all other conditions."""

    rows: Sequence[Certificate]
    counts: dict[str, int]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class Register:
    """What an organiser has to know beside the list.

    Args:
        has_final: there is a final result to issue from.
        due: certificates still to be issued.
        stale: valid ones whose award no final result gives any more.
    """

    has_final: bool
    due: int
    stale: int


def register_of(competition_id: int, template: CertificateTemplate | None) -> Register:
    """The state of a competition's register, in one statement."""
    final = select(func.count()).where(
        ResultVersion.competition_id == competition_id,
        ResultVersion.stage_id.is_(None),
        ResultVersion.state == "final",
    )
    per_member = template.per_member if template is not None else False
    row = database.session.execute(
        select(
            final.scalar_subquery(),
            count_due(competition_id, per_member=per_member).scalar_subquery(),
            select(func.count()).where(*without_award(competition_id)).scalar_subquery(),
        )
    ).one()
    return Register(bool(row[0]), row[1], row[2])


def list_certificates(competition_id: int, wanted: CertificateFilter) -> CertificatePage:
    """One page of a competition's certificates in the order of issue; two statements."""
    every = _conditions(competition_id, replace(wanted, state=""))
    counted = database.session.execute(
        select(Certificate.state, func.count()).where(*every).group_by(Certificate.state)
    )
    counts = dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in counted}
    conditions = _conditions(competition_id, wanted)
    rows = database.session.execute(
        select(Certificate, func.count().over())
        .where(*conditions)
        .options(
            defer(Certificate.token_sealed),
            joinedload(Certificate.entry).load_only(Entry.number, Entry.title, Entry.unit_name),
        )
        .order_by(Certificate.id)
        .limit(SIZE)
        .offset((wanted.page - 1) * SIZE)
    ).all()
    total = rows[0][1] if rows else 0
    return CertificatePage([row[0] for row in rows], counts, total, wanted.page)


def own_certificates(actor: Principal) -> Sequence[Certificate]:
    """The certificates of the actor's own entries and of the actor as a member, newest first."""
    return database.session.scalars(
        select(Certificate)
        .where(visible(Certificate, actor, (Role.ENTRANT,)))
        .options(joinedload(Certificate.competition))
        .order_by(Certificate.id.desc())
        .limit(200)
    ).all()


def open_revocations(competition_id: int) -> Sequence[Proposal]:
    """Proposals to revoke that wait for a second person. One statement."""
    return database.session.scalars(
        select(Proposal)
        .where(
            Proposal.competition_id == competition_id,
            Proposal.action == ACTION,
            Proposal.state == "open",
        )
        .order_by(Proposal.id)
    ).all()


def recent_jobs(competition: Competition) -> Sequence[Job]:
    """The last jobs that issued or packed certificates, newest first. One statement."""
    return database.session.scalars(
        select(Job)
        .where(Job.competition_id == competition.id, Job.kind.in_((issuing.JOB, archives.JOB)))
        .order_by(Job.id.desc())
        .limit(4)
    ).all()


def _conditions(competition_id: int, wanted: CertificateFilter) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [Certificate.competition_id == competition_id]
    if wanted.state == "stale":
        conditions += without_award(competition_id)
    elif wanted.state:
        conditions.append(Certificate.state == wanted.state)
    if wanted.text:
        found = Entry.title.icontains(wanted.text, autoescape=True) | Entry.unit_name.icontains(
            wanted.text, autoescape=True
        )
        member = EntryMember.name.icontains(wanted.text, autoescape=True)
        conditions.append(
            or_(
                Certificate.number.icontains(wanted.text, autoescape=True),
                exists(select(Entry.id).where(Entry.id == Certificate.entry_id, found)),
                exists(
                    select(EntryMember.id).where(
                        EntryMember.entry_id == Certificate.entry_id, member
                    )
                ),
            )
        )
    return conditions

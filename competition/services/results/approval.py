"""Two persons: who proposes, who approves, and whether they are two."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.separation import Party, proposer_faults, require_two_persons
from competition.models import (
    Account,
    AuditRecord,
    Certificate,
    Competition,
    OrganisationBranch,
    Proposal,
    ResultVersion,
    RoleGrant,
)
from competition.services.identity.in_force import in_force
from competition.services.identity.sessions import principal_of
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.visibility import competitions_of

Decided = TypeVar("Decided", Certificate, Proposal, ResultVersion)


def hold_results(session: Session, competition_id: int) -> None:
    """Keep everybody else from moving results and certificates of this competition until we end."""
    session.execute(
        select(Competition.id).where(Competition.id == competition_id).with_for_update()
    )


def held(session: Session, row: Decided) -> Decided:
    """The row as it is once nobody else moves results and certificates of its competition."""
    hold_results(session, row.competition_id)
    session.refresh(row)
    return row


def open_proposal(
    session: Session,
    actor: Principal,
    competition: Competition,
    action: str,
    subject: dict[str, Any],
    reason: str,
) -> Proposal:
    """Write a proposal that waits for a second person.

    Raises:
        Refusal: ``proposal.open`` when the same one waits already, ``separation.*`` when the
            actor may not propose.
    """
    for fault in proposer_faults(party(session, actor, competition)):
        raise fault
    waiting = session.scalars(
        select(Proposal).where(
            Proposal.competition_id == competition.id,
            Proposal.action == action,
            Proposal.state == "open",
        )
    ).all()
    if any(proposal.subject == subject for proposal in waiting):
        raise Refusal("proposal.open")
    row = Proposal(
        competition_id=competition.id,
        action=action,
        subject=subject,
        reason=reason.strip(),
        proposed_by_id=actor.account_id,
        proposed_at=now(),
    )
    session.add(row)
    session.flush()
    return row


def close_proposal(
    session: Session, actor: Principal, proposal: Proposal, *, approve: bool
) -> dict[str, Any]:
    """Answer a proposal; approving takes a second person.

    Returns:
        what the record of the approval notes besides: ``same_maker`` where one third account made
        both, which the supervisor should know of; an administrator's work is to make accounts.
    Raises:
        Refusal: ``proposal.closed``, ``separation.*``.
    """
    if proposal.state != "open":
        raise Refusal("proposal.closed")
    noted: dict[str, Any] = {}
    if approve:
        competition = session.get_one(Competition, proposal.competition_id)
        noted = require_second(session, actor, proposal.proposed_by_id, competition)
    proposal.state = "approved" if approve else "declined"
    proposal.answered_by_id = actor.account_id
    proposal.answered_at = now()
    return noted


def require_second(
    session: Session, actor: Principal, first_id: int, competition: Competition
) -> dict[str, Any]:
    """Let somebody pass who is a second person beside the account that did the first thing.

    Returns:
        what the record notes besides, as for `close_proposal`.
    Raises:
        Refusal: ``separation.*``.
    """
    first = party(session, principal_of(first_id), competition)
    second = party(session, actor, competition)
    require_two_persons(first, second)
    if _is_not_keeper(session, first.makers & second.makers):
        return {"same_maker": True}
    return {}


def _is_not_keeper(session: Session, accounts: frozenset[int]) -> bool:
    """Whether one of these accounts is no administrator."""
    keepers = select(RoleGrant.account_id).where(
        RoleGrant.account_id.in_(accounts),
        RoleGrant.role == Role.ADMINISTRATOR,
        in_force(),
    )
    return bool(accounts and accounts - set(session.scalars(keepers)))


def made_by_one(session: Session, competition_id: int) -> frozenset[int]:
    """Results that two persons approved whose accounts one third account made. One statement."""
    rows = session.execute(
        select(AuditRecord.subject, AuditRecord.detail).where(
            AuditRecord.competition_id == competition_id, AuditRecord.action == "result.approve"
        )
    )
    return frozenset(
        int(row.subject.removeprefix("result_version:"))
        for row in rows
        if row.detail.get("same_maker")
    )


def party(session: Session, principal: Principal, competition: Competition) -> Party:
    """The principal as the two-person rule sees it in this competition."""
    roles = frozenset(
        role
        for role in (Role.ORGANISER, Role.CHIEF_JUDGE)
        if session.scalar(
            select(Competition.id).where(
                Competition.id == competition.id, competitions_of(principal, (role,))
            )
        )
    )
    return Party(
        account=principal.account_id,
        person=principal.person_id,
        roles=roles,
        makers=_makers(session, principal.account_id, competition),
    )


def reaches(competition: Competition) -> ColumnElement[bool]:
    """Grants for this competition, for an organisation above it, or without a scope."""
    above = select(OrganisationBranch.ancestor_id).where(
        OrganisationBranch.descendant_id == competition.organisation_id
    )
    return or_(
        RoleGrant.competition_id == competition.id,
        RoleGrant.competition_id.is_(None)
        & (RoleGrant.organisation_id.is_(None) | RoleGrant.organisation_id.in_(above)),
    )


def _makers(session: Session, account_id: int, competition: Competition) -> frozenset[int]:
    """Who made the account and gave it a role that reaches here, who made that one, and so on."""
    here = reaches(competition)
    makers: set[int] = set()
    made: int | None = account_id
    while made is not None and made not in makers:
        if made != account_id:
            makers.add(made)
        made = session.scalar(
            select(Account.created_by_id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(Account.id == made, here, RoleGrant.granted_by_id == Account.created_by_id)
            .limit(1)
        )
    return frozenset(makers)

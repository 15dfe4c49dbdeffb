"""Whether a competition has the two persons that publishing takes."""

from itertools import permutations

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from competition.domain.access import Role
from competition.domain.separation import APPROVERS, Party, separation_faults
from competition.models import Account, Competition, RoleGrant
from competition.services.identity.in_force import in_force
from competition.services.results.approval import reaches


def two_can_act(session: Session, competition: Competition) -> bool:
    """Whether somebody could propose and another approve: also by roles over organisations.

    One statement; the same rule that the approval itself asks.
    """
    return any(
        not separation_faults(proposer, approver)
        for proposer, approver in permutations(_parties(session, competition), 2)
    )


def form_reviewers(competition: Competition) -> ScalarSelect[int]:
    """How many accounts may review forms here, as a part of a statement."""
    held = select(func.count(RoleGrant.account_id.distinct())).where(
        reaches(competition),
        RoleGrant.role == Role.FORM_REVIEWER,
        in_force(competition.time_zone),
    )
    return held.scalar_subquery()


def _parties(session: Session, competition: Competition) -> list[Party]:
    """Everybody who may propose or approve, with who made them."""
    power = aliased(RoleGrant)
    powerful = select(power.account_id).where(power.role.in_([role.value for role in APPROVERS]))
    rows = session.execute(
        select(
            RoleGrant.account_id,
            RoleGrant.role,
            in_force(competition.time_zone).label("is_held"),
            RoleGrant.granted_by_id,
            Account.person_id,
            Account.created_by_id,
            Account.closed_at,
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .where(reaches(competition), RoleGrant.account_id.in_(powerful))
    ).all()
    roles: dict[int, set[Role]] = {}
    makers: dict[int, int] = {}
    for row in rows:
        if row.is_held and row.closed_at is None and row.role in APPROVERS:
            roles.setdefault(row.account_id, set()).add(Role(row.role))
        if row.created_by_id is not None and row.created_by_id == row.granted_by_id:
            makers[row.account_id] = row.created_by_id
    persons = {row.account_id: row.person_id for row in rows}
    return [
        Party(ident, persons[ident], frozenset(held), _above(makers, ident))
        for ident, held in roles.items()
    ]


def _above(makers: dict[int, int], account_id: int) -> frozenset[int]:
    found: set[int] = set()
    made = makers.get(account_id)
    while made is not None and made not in found:
        found.add(made)
        made = makers.get(made)
    return frozenset(found)

"""How far an organiser's hand reaches: to people whose every role is in their competitions."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Account, Competition, RoleGrant
from competition.services.principal import Principal
from competition.services.visibility import competitions_of

POWERFUL = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR})


def require_reach(session: Session, actor: Principal, account: Account) -> None:
    """Let an account pass that has no role outside the competitions the actor organises.

    Raises:
        Refusal: ``reach.elsewhere`` (login).
    """
    if reaches_beyond(session, actor, account.id):
        raise Refusal("reach.elsewhere", login=account.login)


def reaches_beyond(session: Session, actor: Principal, account_id: int) -> bool:
    """Whether the account has a role over an organisation, everywhere, or in a foreign one."""
    organised = select(Competition.id).where(competitions_of(actor, (Role.ORGANISER,)))
    beyond = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.revoked_at.is_(None),
        or_(
            RoleGrant.competition_id.is_(None),
            RoleGrant.competition_id.not_in(organised.scalar_subquery()),
        ),
    )
    return session.scalar(beyond.limit(1)) is not None


def require_invitable(session: Session, actor: Principal, account: Account) -> None:
    """Let an account pass for which this organiser may make an invitation.

    An invitation lets its bearer choose the password, so it gives the whole account away. For
    somebody who decides or oversees, only the organiser who made the account may make one: the rule
    of two persons knows who made whom.

    Raises:
        Refusal: ``reach.elsewhere`` (login), ``link.powerful`` (login).
    """
    require_reach(session, actor, account)
    require_unpowerful(session, actor, account)


def require_unpowerful(session: Session, actor: Principal, account: Account) -> None:
    """Let an account pass that neither decides nor oversees anywhere, and one the actor made.

    Raises:
        Refusal: ``link.powerful`` (login).
    """
    powers = session.scalars(
        select(RoleGrant.role).where(
            RoleGrant.account_id == account.id,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.role.in_([role.value for role in POWERFUL]),
        )
    ).all()
    if powers and account.created_by_id != actor.account_id:
        raise Refusal("link.powerful", login=account.login)

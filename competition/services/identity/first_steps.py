"""What a new installation still needs before anybody can found a competition."""

from sqlalchemy import exists, select

from competition.domain.access import Role
from competition.models import Account, Organisation, RoleGrant, database
from competition.services.identity.in_force import in_force


def next_first_step() -> str:
    """The next thing an administrator does on a new installation. One statement.

    Returns:
        ``organisation`` without any, ``organiser`` without an account in that role, else empty.
    """
    units = exists().where(Organisation.closed_at.is_(None))
    organisers = exists().where(
        RoleGrant.role == Role.ORGANISER.value,
        in_force(),
        RoleGrant.account_id == Account.id,
        Account.closed_at.is_(None),
    )
    has_units, has_organisers = database.session.execute(select(units, organisers)).one()
    if not has_units:
        return "organisation"
    return "" if has_organisers else "organiser"

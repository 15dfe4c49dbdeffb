"""Tell the caches of public pages that a competition has changed."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from competition.models import Competition


def bump_public(session: Session, competition_id: int) -> None:
    """Turn the public pages of a competition over, within the caller's transaction.

    The database adds, so that two transactions at once cannot lose one of the steps.
    """
    session.execute(
        update(Competition)
        .where(Competition.id == competition_id)
        .values(public_version=Competition.public_version + 1)
    )

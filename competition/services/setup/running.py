"""A competition that has ended is changed no more, unless it is opened again with a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Competition


def require_running(session: Session, competition_id: int) -> None:
    """Refuse where the competition has ended by now.

    Raises:
        Refusal: ``competition.ended``.
    """
    state = select(Competition.state).where(Competition.id == competition_id)
    if session.scalar(state) == "closed":
        raise Refusal("competition.ended")

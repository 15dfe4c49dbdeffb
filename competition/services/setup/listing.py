"""The competitions that somebody organises, a page at a time."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.models import Competition
from competition.services.principal import Principal
from competition.services.visibility import visible

PAGE = 50


def list_competitions(
    session: Session,
    actor: Principal,
    roles: Collection[Role],
    *,
    query: str = "",
    state: str = "",
    year: int | None = None,
    page: int = 1,
) -> tuple[list[Competition], int]:
    """One page of competitions within the actor's reach, newest first, and how many there are.

    Args:
        query: part of the name or edition.
        state: draft, open, closed, or ``rehearsal``; empty for all but rehearsals.
    """
    chosen = select(Competition).where(
        visible(Competition, actor, roles), *(_has_word(word) for word in query.split())
    )
    chosen = chosen.where(Competition.is_rehearsal.is_(state == "rehearsal"))
    if state and state != "rehearsal":
        chosen = chosen.where(Competition.state == state)
    if year is not None:
        chosen = chosen.where(Competition.year == year)
    ids = chosen.with_only_columns(Competition.id).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(ids)) or 0
    rows = session.scalars(
        chosen.order_by(Competition.year.desc(), Competition.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return list(rows), total


def _has_word(word: str) -> ColumnElement[bool]:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    like = f"%{escaped}%"
    return or_(
        Competition.name.ilike(like, escape="\\"), Competition.edition.ilike(like, escape="\\")
    )

"""What accounts should know: written with its cause, worded when it is shown."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from competition.models import Notification, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now


def notify(
    session: Session,
    account_ids: Collection[int],
    code: str,
    values: dict[str, Any],
    *,
    competition_id: int | None,
    path: str = "",
) -> None:
    """Tell these accounts, each once, within the caller's transaction.

    Args:
        code: of a text in ``documents/wording/notifications.py``.
        values: plain values that the text needs; never a personal number or a mark.
        path: where to go from it, a path on this site.
    """
    rows = [
        {
            "account_id": account_id,
            "competition_id": competition_id,
            "code": code,
            "values": values,
            "path": path,
            "created_at": now(),
        }
        for account_id in sorted(set(account_ids))
    ]
    if rows:
        session.execute(insert(Notification), rows)


def list_notifications(actor: Principal, *, page: int, size: int) -> tuple[list[Notification], int]:
    """One page of the account's notifications, newest first, and how many there are."""
    own = Notification.account_id == actor.account_id
    total = database.session.scalar(select(func.count()).where(own)) or 0
    rows = database.session.scalars(
        select(Notification)
        .where(own)
        .order_by(Notification.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return list(rows), total


def read_all(actor: Principal) -> None:
    """Mark every notification of the account as read."""
    with database.writing() as session:
        session.execute(
            update(Notification)
            .where(Notification.account_id == actor.account_id, Notification.read_at.is_(None))
            .values(read_at=now())
        )
        record(session, actor, "notification.read", f"account:{actor.account_id}")

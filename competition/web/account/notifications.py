"""What the signed-in account should know, newest first."""

from datetime import datetime
from typing import Any

from flask import redirect, render_template, url_for

from competition.documents.wording.notifications import notification_text
from competition.models import Notification
from competition.services.notifications import list_notifications, read_all
from competition.web.access import allow, me
from competition.web.account.room import room
from competition.web.paging import page_number, pager

SIZE = 30


@room.get("/notifications")
@allow()
def notifications() -> Any:
    """One page of notifications; looking at them changes nothing."""
    page = page_number()
    rows, total = list_notifications(me(), page=page, size=SIZE)
    return render_template(
        "account/notifications.html",
        items=[shown(row) for row in rows],
        unread=any(row.read_at is None for row in rows),
        total=total,
        pages=pager(total, page, SIZE),
    )


@room.post("/notifications/read")
@allow()
def read_notifications() -> Any:
    """Mark every notification as read."""
    read_all(me())
    return redirect(url_for("account.notifications"))


def shown(row: Notification) -> dict[str, Any]:
    """A notification as the page shows it."""
    return {
        "text": notification_text(row.code, row.values),
        "reason": row.values.get("reason") or "",
        "deadline": moment(row.values.get("deadline")),
        "path": row.path,
        "at": row.created_at,
        "unread": row.read_at is None,
    }


def moment(text: object) -> datetime | None:
    """A point in time from a stored value; None where there is none."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None

"""How often a thing may be tried, counted in the database so that it holds across processes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from competition.domain.refusal import Refusal
from competition.models import Attempt, database
from competition.services.runtime import now
from competition.services.vault import keyed_digest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries of one subject in a window of `seconds`."""

    name: str
    most: int
    seconds: int


LOGIN_ACCOUNT = Limit("login-account", 8, 900)
LOGIN_ADDRESS = Limit("login-address", 60, 900)
LINK_ADDRESS = Limit("link-address", 60, 900)
VERIFY_ADDRESS = Limit("verify-address", 60, 600)
REGISTER_ADDRESS = Limit("register-address", 20, 3600)


def count_attempt(limit: Limit, subject: str) -> None:
    """Count one try and let it pass, or refuse it.

    Raises:
        Refusal: ``limit.reached`` with the minutes to wait.
    """
    start = window_start(limit, now())
    insert = sqlite_insert if database.embedded else pg_insert
    values = {
        "subject_digest": keyed_digest(limit.name, subject.encode()),
        "window_start": start,
        "count": 1,
    }
    statement: Any = insert(Attempt).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=[Attempt.subject_digest, Attempt.window_start],
        set_={"count": Attempt.count + 1},
    ).returning(Attempt.count)
    with database.writing() as session:
        count = session.execute(statement).scalar_one()
    if count > limit.most:
        wait = start + timedelta(seconds=limit.seconds) - now()
        raise Refusal("limit.reached", minutes=max(1, -(-int(wait.total_seconds()) // 60)))


def forget_attempts(limit: Limit, subject: str) -> None:
    """Start counting this subject anew, after a success."""
    digest = keyed_digest(limit.name, subject.encode())
    with database.writing() as session:
        session.execute(delete(Attempt).where(Attempt.subject_digest == digest))


def window_start(limit: Limit, at: datetime) -> datetime:
    """The start of the window in which a moment lies."""
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % limit.seconds, UTC)


def sweep_attempts() -> int:
    """Delete windows older than a day; returns how many."""
    with database.writing() as session:
        old = now() - timedelta(days=1)
        gone = session.scalar(select(func.count()).where(Attempt.window_start < old)) or 0
        session.execute(delete(Attempt).where(Attempt.window_start < old))
    return gone

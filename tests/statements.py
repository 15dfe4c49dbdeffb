"""The statements that reach the database while a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from competition.models import database

FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counting() -> Iterator[list[str]]:
    """Collect every statement; what only frames a transaction is left out."""
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(FRAMES):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)

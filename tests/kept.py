"""Rows that outlive requests: a request ends the session of its thread, and with it the objects."""

from typing import Any

from sqlalchemy import inspect

from competition.models import Base, database


class Kept:
    """A row by its key: `kept.row` is the object as it is now, other attributes are its own."""

    def __init__(self, row: Base) -> None:
        self._model = type(row)
        (self._key,) = inspect(row).identity

    @property
    def row(self) -> Any:
        """The object, in the session of this moment, as the database has it."""
        return database.session.get_one(self._model, self._key, populate_existing=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def row_of(row: Any) -> Any:
    """The object itself, whether kept or not."""
    return row.row if isinstance(row, Kept) else row

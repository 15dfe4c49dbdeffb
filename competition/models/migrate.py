"""Bring a database to the newest table layout."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from competition.models.database import WRITE

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config(connection: Connection | None = None) -> AlembicConfig:
    """Alembic's settings, bound to a connection where one is given."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be made anew; committed at the end.

    On SQLite a changed table is copied and the old one dropped, and with foreign keys on that drop
    deletes every row that refers to it. They are off meanwhile, and checked before the commit.

    Raises:
        RuntimeError: rows that refer to nothing, on SQLite.
    """
    with engine.connect().execution_options(**WRITE) as connection:
        driver: Any = connection.connection.driver_connection
        embedded = connection.dialect.name == "sqlite"
        if embedded:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if embedded and (lost := driver.execute("PRAGMA foreign_key_check").fetchall()):
                    raise RuntimeError(f"rows refer to nothing: {lost[:5]}")
        finally:
            if embedded:
                driver.execute("PRAGMA foreign_keys=ON")


def upgrade(engine: Engine) -> None:
    """Run the migrations that this database has not seen, in one transaction."""
    with migrating(engine) as connection:
        command.upgrade(alembic_config(connection), "head")


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest migration."""
    script = ScriptDirectory.from_config(alembic_config())
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        return context.get_current_heads() == tuple(script.get_heads())

"""Alembic's entry: the same engine and metadata as the application."""

from alembic import context
from sqlalchemy import Connection

from competition.models import Base
from competition.models.database import make_engine
from competition.models.migrate import migrating

config = context.config


def run() -> None:
    connection = config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    engine = make_engine(config.get_main_option("sqlalchemy.url") or "")
    with migrating(engine) as connection:
        migrate(connection)
    engine.dispose()


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()

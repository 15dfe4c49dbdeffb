"""Migrations make the tables that the models describe, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from competition.models import Base, database
from competition.models.migrate import is_current, upgrade


@pytest.mark.filterwarnings("ignore:autogenerate skipping")
def test_migrations_equal_models(each_app: Flask) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
    assert is_current(database.engine)


def test_partial_unique_indexes_are_in_the_database(each_app: Flask) -> None:
    wanted = {
        index.name
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if index.unique
    }
    with database.engine.connect() as connection:
        if database.embedded:
            rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='index'")
            there = {row[0] for row in rows}
        else:
            there = {
                index["name"]
                for table in inspect(connection).get_table_names()
                for index in inspect(connection).get_indexes(table)
            }

    assert wanted - there == set()


def test_upgrading_twice_changes_nothing(each_app: Flask) -> None:
    upgrade(database.engine)

    assert is_current(database.engine)

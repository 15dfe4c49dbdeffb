"""Migrations make the tables that the models describe, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, inspect, select

from competition.models import Base, database
from competition.models.migrate import alembic_config, is_current, migrating, upgrade
from tests.factories import Make
from tests.judging_factories import scoring_contest


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


def test_migrating_keeps_every_row(each_app: Flask, make: Make) -> None:
    contest = scoring_contest(make)
    for assignment in contest.assignments():
        contest.submit(assignment)
    before = rows_by_table()
    database.release()

    with migrating(database.engine) as connection:
        command.downgrade(alembic_config(connection), "0001")
    upgrade(database.engine)

    assert before["score_sheet_version"] > 0
    assert rows_by_table() == before


def rows_by_table() -> dict[str, int]:
    return {
        name: database.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }

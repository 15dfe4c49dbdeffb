"""Many plain rows at once, the fastest way each database has."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from competition.models import Base


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for statements that go past the ORM."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def next_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Ids for so many rows that this transaction is about to add, in ascending order.

    SQLite has one writer, which this transaction is; PostgreSQL counts in a sequence.
    """
    key = table.c.id
    if session.connection().dialect.name != "postgresql":
        last = session.scalar(select(func.max(key))) or 0
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(session.scalars(drawn))


def add_rows(
    session: Session, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows in the session's transaction: COPY on PostgreSQL, one executemany elsewhere.

    Args:
        columns: of the table, in the order of each row; of plain types, texts and integers.
    """
    connection = session.connection()
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor:
            with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        return
    many = list(rows)
    if many:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", many)

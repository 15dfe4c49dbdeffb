"""Many plain rows at once, the fastest way each database has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.orm import Session

from competition.models import Base
from competition.models.prepared import plain_default

NOTHING_SHARED: Mapping[str, Any] = MappingProxyType({})
ROWS_A_STATEMENT = 100  # more gain nothing; SQLite takes 32,766 values in one


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
    session: Session,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    shared: Mapping[str, Any] = NOTHING_SHARED,
) -> None:
    """Insert rows in the session's transaction: COPY on PostgreSQL, a few statements elsewhere.

    Args:
        columns: of the table, in the order of each row.
        shared: values that every row has, by column. Columns named nowhere get their default.
    """
    listed = list(rows)
    if not listed:
        return
    connection = session.connection()
    by_column = dict(zip(columns, zip(*listed, strict=True), strict=True))
    bound = dict(_bound(connection, table, by_column, shared))
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, bound))
    whole = zip(*bound.values(), strict=False)  # what is shared never ends
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", whole)
    else:
        _insert(connection, f"INSERT INTO {table.name} ({names}) VALUES ", list(whole))


def _bound(
    connection: Connection,
    table: Table,
    by_column: Mapping[str, Sequence[Any]],
    shared: Mapping[str, Any],
) -> Iterator[tuple[str, Iterable[Any]]]:
    """The values of each column as the driver takes them; of a column without any, none.

    For each NULL Python's driver of SQLite looks for an adapter, which costs more than a text.
    """
    dialect = connection.dialect
    for column in table.columns:
        change = column.type.dialect_impl(dialect).bind_processor(dialect)
        if column.name in by_column:
            values = by_column[column.name]
            if values.count(None) < len(values):
                yield column.name, map(change, values) if change else values
            continue
        if column.name in shared:
            value = shared[column.name]
        elif column.default is not None:
            value = plain_default(column)
        else:
            continue
        if value is not None:
            yield column.name, repeat(change(value) if change else value)


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(connection: Connection, head: str, rows: list[tuple[Any, ...]]) -> None:
    """A hundred rows with each statement: it halves what the driver needs for each."""
    marks = f"({', '.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % ROWS_A_STATEMENT
    if whole:
        hundreds = [
            tuple(chain.from_iterable(rows[at : at + ROWS_A_STATEMENT]))
            for at in range(0, whole, ROWS_A_STATEMENT)
        ]
        connection.exec_driver_sql(head + ", ".join([marks] * ROWS_A_STATEMENT), hundreds)
    if rows[whole:]:
        connection.exec_driver_sql(head + marks, rows[whole:])

"""Core statements for the hottest paths: compiled once, then run on the driver's own cursor.

What SQLAlchemy does for each execution (cache key, context, row objects) costs ten times as much as
SQLite needs for the statement itself. Here that work is done once for each dialect; names, bound
types and result types stay those of the statement.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Engine, Insert, SelectBase, UpdateBase, bindparam, insert
from sqlalchemy.engine import Dialect

Statement = SelectBase | UpdateBase
Change = Callable[[Any], Any]


class _Plan:
    """A statement as one driver takes it."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        changes: dict[str, Change] = {}
        for parameter, name in compiled.bind_names.items():
            change = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if change is not None:
                changes[name] = change
        self.fixed = {
            name: changes[name](value) if name in changes else value
            for name, value in compiled.params.items()
            if value is not None
        }
        self.is_positional = compiled.positional
        names = compiled.positiontup or () if compiled.positional else compiled.params
        self.names = list(names)
        self.pick = picker(self.names)
        self.given_changes = [
            (place, changes[name])
            for place, name in enumerate(self.names)
            if name in changes and name not in self.fixed
        ]
        columns = list(statement.exported_columns)
        self.make: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        self.changes = [
            (place, change)
            for place, column in enumerate(columns)
            if (change := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]
        self.gives_rows = bool(columns)

    def parameters(self, values: Mapping[str, Any]) -> Any:
        if self.fixed:
            values = {**self.fixed, **values}
        cells = [*self.pick(values)]
        for place, change in self.given_changes:
            cells[place] = change(cells[place])
        return tuple(cells) if self.is_positional else dict(zip(self.names, cells, strict=True))

    def row(self, raw: Any) -> Any:
        if not self.changes:
            return self.make._make(raw)
        cells = list(raw)
        for place, change in self.changes:
            cells[place] = change(cells[place])
        return self.make._make(cells)


def picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What takes the values of these names out of a mapping, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])


class Lane(NamedTuple):
    """A connection of the pool without the toolkit's object around it, for one glance."""

    engine: Engine
    dialect: Dialect
    connection: Any


class Prepared:
    """One statement, ready for every dialect.

    All values are named by `bindparam`; nothing fills in a column's default here, see
    `insert_named`. Errors are the driver's own.
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._plans: dict[str, _Plan] = {}

    def all(self, connection: Connection | Lane, values: Mapping[str, Any]) -> list[Any]:
        """Run it; every row as a named tuple, none where the statement gives none."""
        plan = self._plan(connection.dialect)
        parameters = plan.parameters(values)
        cursor = connection.connection.cursor()
        try:
            for tell in connection.engine.dispatch.before_cursor_execute:
                tell(connection, cursor, plan.sql, parameters, None, False)
            cursor.execute(plan.sql, parameters)
            return [plan.row(raw) for raw in cursor.fetchall()] if plan.gives_rows else []
        finally:
            cursor.close()

    def many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each row of values; it gives no rows."""
        plan = self._plan(connection.dialect)
        many = [plan.parameters(values) for values in rows]
        if many:
            with closing(connection.connection.cursor()) as cursor:
                for tell in connection.engine.dispatch.before_cursor_execute:
                    tell(connection, cursor, plan.sql, many, None, True)
                cursor.executemany(plan.sql, many)

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row as a named tuple, or None."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def _plan(self, dialect: Dialect) -> _Plan:
        plan = self._plans.get(dialect.name)
        if plan is None:
            plan = self._plans[dialect.name] = _Plan(self.statement, dialect)
        return plan


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """Prepared statements inside, which give no rows, make one journey to a server, not many."""
    driver: Any = connection.connection.driver_connection
    with driver.pipeline() if hasattr(driver, "pipeline") else nullcontext():
        yield


def insert_named(model: Any, *names: str) -> Insert:
    """An insert into a model's table, each value under its column's name; gives no row.

    Columns that are not named and have a plain default of the model get it.
    """
    values: dict[Any, Any] = {name: bindparam(name) for name in names}
    for column in model.__table__.columns:
        if column.default is not None and column.key not in names:
            values[column] = plain_default(column)
    return insert(model).inline().values(values)


def plain_default(column: Column[Any]) -> Any:
    """A default that is the same for every row.

    Raises:
        ValueError: one that must be worked out for each.
    """
    default: Any = column.default
    value = default.arg(None) if default.is_callable else default.arg
    if default.is_callable and value not in ({}, []):
        raise ValueError(f"{column} must be named: its default is worked out for each row")
    return value

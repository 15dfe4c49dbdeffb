"""Where transactions begin: one engine, one session a thread, one writer at a time on SQLite.

SQLite allows one writer. Threads that fight for its lock wait in whole busy timeouts, and a
deferred BEGIN that upgrades fails; so a writing transaction takes a fair lock of this process and
begins IMMEDIATE. The scoring path goes further: `write_grouped` hands small pieces of work to one
writer thread that commits many of them with one fsync and answers each after the commit.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from competition.models.group_writer import GroupWriter
from competition.models.prepared import Lane, Prepared

T = TypeVar("T")
Guard = Callable[[Connection], None]
WRITE = {"writes": True}
LONG_REST = 5.0


class Database:
    """The connection of one process to its database; `engine_of` makes the engine of an address."""

    def __init__(self, engine_of: Callable[[str], Engine]) -> None:
        self.engine_of = engine_of
        self.sessions: scoped_session[Session] = scoped_session(
            sessionmaker(expire_on_commit=False)
        )
        self.lock = threading.Lock()
        self._guards = threading.local()
        self._engine: Engine | None = None
        self._writer: GroupWriter | None = None
        self._lanes: list[Lane] = []

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("the database is not bound; create_app() binds it")
        return self._engine

    @property
    def embedded(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def session(self) -> Session:
        """The session of this thread: reads, until `writing` begins a write."""
        return self.sessions()

    def bind(self, url: str) -> None:
        """Use this database from now on; an earlier one is closed."""
        self.close()
        self._engine = self.engine_of(url)
        self.sessions.configure(bind=self._engine)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.stop()
            self._writer = None
        self.sessions.remove()
        while self._lanes:
            self._lanes.pop().connection.close()
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def release(self) -> None:
        """End the reading transaction of this thread and forget its objects."""
        self.sessions.remove()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One writing transaction: committed at the end, rolled back on any error.

        Objects loaded before are refreshed inside it, so a check made by a page is made again on
        the rows that are written.
        """
        session = self.session
        session.rollback()
        with self.turn():
            connection = session.connection(execution_options=WRITE)
            try:
                self._guard(connection)
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def guarded(self, guard: Guard) -> Iterator[None]:
        """Meanwhile every writing transaction of this thread begins with `guard`.

        What the guard raises ends the transaction before anything else is written.
        """
        self._guards.guard = guard
        try:
            yield
        finally:
            self._guards.guard = no_guard

    @property
    def _guard(self) -> Guard:
        guard: Guard = getattr(self._guards, "guard", no_guard)
        return guard

    @contextmanager
    def turn(self) -> Iterator[None]:
        """This thread's turn to write, on a database that has one writer."""
        if self.embedded:
            with self.lock:
                yield
        else:
            yield

    def glance(self, statement: Prepared, values: Mapping[str, Any]) -> list[Any]:
        """The rows of one reading statement by itself, outside this thread's session."""
        engine = self.engine
        if self.embedded:
            return self._glance_embedded(engine, statement, values)
        with closing(engine.raw_connection()) as raw:
            lane = Lane(engine, engine.dialect, raw)
            driver: Any = raw.driver_connection
            driver.autocommit = True
            try:
                return statement.all(lane, values)
            finally:
                driver.autocommit = False

    def _glance_embedded(
        self, engine: Engine, statement: Prepared, values: Mapping[str, Any]
    ) -> list[Any]:
        """On a lane that another glance left, or on a new one: files need no new acquaintance."""
        try:
            lane = self._lanes.pop()
        except IndexError:
            lane = Lane(engine, engine.dialect, engine.raw_connection())
        try:
            return statement.all(lane, values)
        finally:
            self._lanes.append(lane)

    def write_grouped(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a durable transaction, shared with others where that is faster."""
        if self.sessions.registry.has():
            self.session.rollback()
        if self._guard is not no_guard:
            work = partial(after_guard, self._guard, work)
        if not self.embedded:
            with self.engine.connect().execution_options(**WRITE) as connection:
                with connection.begin():
                    return work(connection)
        if self._writer is None:
            with self.lock:
                if self._writer is None:
                    self._writer = GroupWriter(self.engine, self.lock, WRITE)
        return self._writer.submit(work)


def no_guard(connection: Connection) -> None:
    """The guard of those who need none."""


def after_guard(guard: Guard, work: Callable[[Connection], T], connection: Connection) -> T:
    """Do the work if the guard lets it."""
    guard(connection)
    return work(connection)


def note_rest(connection: Any, record: Any) -> None:
    """Note since when a connection of the pool rests."""
    record.info["rests_since"] = time.monotonic()


def wake(connection: Any, record: Any, proxy: Any) -> None:
    """Ask a connection that rested whether its server is still there; the pool replaces it if not.

    One that was in use a moment ago is not asked: a question costs as much as a statement.
    """
    since = record.info.get("rests_since")
    if since is None or time.monotonic() - since < LONG_REST:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError("the server has gone") from error


def make_engine(url: str) -> Engine:
    """An engine with our ruling on durability: WAL and synchronous=FULL on SQLite."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=16, max_overflow=16)
        event.listen(engine, "checkin", note_rest)
        event.listen(engine, "checkout", wake)
        return engine
    engine = create_engine(url, pool_size=64, max_overflow=64)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


database = Database(make_engine)

"""What tests share: an application on a fresh database, visitors, factories, shared cases."""

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine

from competition import create_app
from competition.models import Base, database
from competition.models.database import make_engine
from competition.models.migrate import upgrade
from tests.factories import Make
from tests.installation import SETTINGS as SETTINGS
from tests.installation import installations
from tests.postgres import postgresql
from tests.statements import counting
from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of shared cases; absent, one loud skip, and under CI a failure."""
    folder = Path(os.environ.get("COMP_CASES", ROOT.parent / "shared" / "cases"))
    if (folder / "worked_examples.json").exists():
        return folder
    message = f"the shared cases are not at {folder}; set COMP_CASES"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    warnings.warn(message, stacklevel=1)
    pytest.skip(message)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test copies."""
    file = tmp_path_factory.mktemp("template") / "competition.sqlite3"
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def font_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the font pack is unpacked, once for all applications of this run."""
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture
def app(tmp_path: Path, empty_database: Path, font_folder: Path) -> Iterator[Flask]:
    """The application on its own SQLite database.

    No context is pushed, as none is when a request comes in. Services and `database` need none.
    A request of a visitor ends this thread's session, so take ids, not rows, across it.
    """
    shutil.copy(empty_database, tmp_path / "competition.sqlite3")
    yield installations.open(tmp_path, font_folder)
    database.close()


@pytest.fixture
def own_app(tmp_path: Path, empty_database: Path, font_folder: Path) -> Iterator[Flask]:
    """The application as `create_app` makes it, for tests that add routes of their own."""
    shutil.copy(empty_database, tmp_path / "competition.sqlite3")
    yield create_app(tmp_path, fonts_path=str(font_folder), **SETTINGS)
    database.close()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server for this run."""
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def fresh_database(postgresql_url: str) -> Callable[[], str]:
    """`fresh_database()` is the URL of a new PostgreSQL database, a copy of a migrated one."""
    template = make_engine(f"{postgresql_url}_template")
    keeper = create_engine(postgresql_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def run(*statements: str) -> None:
        with keeper.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    run("CREATE DATABASE app_template")
    upgrade(template)
    template.dispose()

    def copy() -> str:
        run(
            "DROP DATABASE IF EXISTS app_copy WITH (FORCE)",
            "CREATE DATABASE app_copy TEMPLATE app_template",
        )
        return f"{postgresql_url}_copy"

    return copy


@pytest.fixture
def postgresql_app(
    tmp_path: Path, fresh_database: Callable[[], str], font_folder: Path
) -> Iterator[Flask]:
    """The application on an empty PostgreSQL database."""
    yield installations.open(tmp_path, font_folder, database_url=fresh_database())
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def each_app(request: pytest.FixtureRequest) -> Flask:
    """The application on SQLite, then on PostgreSQL."""
    name = "app" if request.param == "sqlite" else "postgresql_app"
    application: Flask = request.getfixturevalue(name)
    return application


@pytest.fixture
def make() -> Make:
    """Factories; use together with `app`."""
    return Make()


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """`visitor()` is anybody; `visitor(principal)` is signed in."""

    def come(principal: object = None) -> Visitor:
        return Visitor(app, getattr(principal, "account_id", principal))  # type: ignore[arg-type]

    return come


@pytest.fixture
def count_statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_statements() as seen:` collects every statement sent to the database."""
    return counting


@pytest.fixture
def table_names() -> list[str]:
    """Every table of the model."""
    return sorted(Base.metadata.tables)

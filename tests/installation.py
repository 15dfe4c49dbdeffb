"""One application for all tests of a process, led from installation to installation.

To make the application costs more than most tests: its routes, templates and statements are
compiled here once. What belongs to an installation (settings, keys, database, kept pages and
sessions) is as new for each as `create_app` makes it.
"""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, make_url

from competition import bind, create_app, flask_settings
from competition.config import load_config
from competition.models import database
from competition.models.database import make_engine
from competition.web.cookies import KeptSessions
from competition.web.kept_pages import kept_pages

SETTINGS: dict[str, Any] = {
    "testing": True,
    "argon2_profile": "cheap",
    "embedded_jobs": False,
    "public_url": "http://localhost",
    "log_level": "CRITICAL",
}


class Engines:
    """The engines of a process: one for all SQLite files, one for each other address."""

    def __init__(self) -> None:
        self.kept: dict[str, Engine] = {}

    def __call__(self, url: str) -> Engine:
        address = make_url(url)
        key = "sqlite" if address.drivername == "sqlite" else url
        if key not in self.kept:
            self.kept[key] = make_engine(url)
            if key == "sqlite":
                lead(self.kept[key])
        self.kept[key].url = address
        return self.kept[key]


def lead(engine: Engine) -> None:
    """Let an engine connect to the file that its address names by then, without waiting for disks.

    What is said of durability is tested on processes of their own, in `tests/faults`.
    """

    @event.listens_for(engine, "do_connect")
    def direct(_dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
        arguments[0] = engine.url.database

    @event.listens_for(engine, "connect")
    def hurry(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


class Installations:
    """Where the application of this process stands."""

    def __init__(self) -> None:
        self.app: Flask | None = None
        self.bare: dict[str, Any] = {}

    def open(self, folder: Path, fonts: Path, **settings: Any) -> Flask:
        """The application on the installation in a folder; the one before is closed."""
        named = {**SETTINGS, "fonts_path": str(fonts), **settings}
        kept_pages.pages.clear()
        if self.app is None:
            self.app = create_app(folder, **named)
            self.bare = dict(self.app.config)
            return self.app
        config = load_config(folder, **named)
        self.app.instance_path = str(config.instance.resolve())
        self.app.config.clear()
        self.app.config.update(self.bare, JIANGPING=config, **flask_settings(config))
        self.app.session_interface = KeptSessions()
        self.app.extensions["csrf"].kept.clear()
        bind(config)
        return self.app


database.engine_of = Engines()
installations = Installations()

"""An installation as the README tells to make one, in a folder of its own, by its commands."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT

MOMENT = "2026-01-01 00:00:00"


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """The program with an empty instance folder and a database."""
    for name in ("competition", "templates", "static"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "wsgi.py", tmp_path)
    (tmp_path / "instance").mkdir()
    subprocess.run(command("db", "upgrade"), cwd=tmp_path, env=surroundings(), check=True)
    return tmp_path


@pytest.fixture
def waiting_job(installation: Path) -> Iterator[sqlite3.Connection]:
    """The database, with a job that a runner ends at once, for no handler knows it."""
    with closing(sqlite3.connect(installation / "instance" / "competition.sqlite3")) as connection:
        connection.execute(
            "INSERT INTO job (kind, arguments, state, done, total, outcome, attempts, run_at,"
            " created_at) VALUES ('none', '{}', 'ready', 0, 0, '{}', 0, ?, ?)",
            (MOMENT, MOMENT),
        )
        connection.commit()
        yield connection


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", *words]


def surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMP_")}
    kept.pop("FLASK_APP", None)
    return kept


def state_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT state FROM job").fetchone()[0])


def test_the_server_does_jobs(installation: Path, waiting_job: sqlite3.Connection) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    server = subprocess.Popen(
        command("serve", "--port", port), cwd=installation, env=surroundings()
    )
    try:
        until = time.monotonic() + 30
        while state_of(waiting_job) == "ready" and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)

    assert state_of(waiting_job) == "failed"


def test_other_commands_leave_jobs_to_the_server(
    installation: Path, waiting_job: sqlite3.Connection
) -> None:
    script = "import time; time.sleep(2)"

    subprocess.run(
        command("shell"), input=script, text=True, cwd=installation, env=surroundings(), check=True
    )

    assert state_of(waiting_job) == "ready"

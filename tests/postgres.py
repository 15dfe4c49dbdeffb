"""A throw-away PostgreSQL server for the tests, also when they run as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def server_programs() -> Path | None:
    """The folder of the newest PostgreSQL server programs, or None."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def postgresql(settings: tuple[str, ...] = SETTINGS) -> Iterator[str]:
    """Start a server with an empty data folder; gives the URL of its database."""
    programs = server_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pgtest-"))
    owner: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        owner = {
            "user": user.pw_uid,
            "group": user.pw_gid,
            "extra_groups": [],
            "cwd": folder,
            "env": {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        }
    data = folder / "data"
    initdb = [programs / "initdb", "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8"]
    initdb += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **owner)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", folder]
    for setting in settings:
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, **owner)
    try:
        _wait(programs, port, folder / "log")
        where = ["-h", "127.0.0.1", "-p", port, "-U", "app"]
        subprocess.run([programs / "createdb", *where, "app"], check=True)
        yield f"postgresql+psycopg://app@127.0.0.1:{port}/app"
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, port: str, log: Path) -> None:
    until = time.monotonic() + 30
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", port]
    while subprocess.run(ready).returncode:
        if time.monotonic() > until:
            raise RuntimeError(log.read_text())
        time.sleep(0.05)

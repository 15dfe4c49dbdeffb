"""`flask serve`: the server of an installation.

On SQLite one process with many threads, which holds the database for itself; on PostgreSQL as many
processes as are asked for. Sockets and the protocol are granian's, outside the interpreter's lock
(docs/adr/0002-serve-with-granian.md); its parent process only watches over the workers.
"""

import ctypes
import fcntl
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from multiprocessing import Value
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from granian.constants import HTTPModes, Interfaces
from granian.server import MPServer

from competition.cli.bodies import READERS, WholeBodies
from competition.cli.one_core import OneCore, core_of
from competition.config import Config
from competition.models import database
from competition.models.migrate import is_current

BACKLOG = 1024
COLLECT_EVERY = (20_000, 10, 10)  # requests make few cycles; what stands at the start is none
EMBEDDED_THREADS, THREADS = 64, 32  # threads that wait for one commit together make it cheaper
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", type=int, help="of each process; 64 on SQLite, 32 on PostgreSQL")
@click.option("--workers", default=1, show_default=True, help="processes; one on SQLite")
@click.option("--pin/--no-pin", default=True, help="keep each process' Python threads to one core")
@with_appcontext
def serve(host: str, port: int, threads: int | None, workers: int, pin: bool) -> None:
    """Serve the application and do its jobs, until interrupted."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threads = threads or (EMBEDDED_THREADS if database.embedded else THREADS)
    require_current()
    if database.embedded and workers > 1:
        raise click.ClickException("SQLite 由一个进程服务，请去掉 --workers，或改用 PostgreSQL。")
    config: Config = app.config["JIANGPING"]
    with hold_instance(config.instance) if database.embedded else nullcontext():
        require_free(host, port)
        database.close()
        click.echo(f"已启动：http://{host}:{port}/  按 Ctrl+C 停止。")
        MPServer(
            "competition",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=workers,
            blocking_threads=threads + READERS,
            backlog=BACKLOG,
            respawn_failed_workers=True,
            log_enabled=False,
        ).serve(target_loader=worker_of(app, port, threads, pin=pin), wrap_loader=False)


def require_current() -> None:
    """Refuse to serve a database that lacks a migration."""
    if not is_current(database.engine):
        raise click.ClickException("数据库不是最新，请先运行 flask db upgrade。")


def require_free(host: str, port: int) -> None:
    """Refuse an address that somebody listens on: workers share theirs, so none would be told."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise click.ClickException(
            f"不能在 {host}:{port} 启动（{error.strerror}），请换一个端口。"
        ) from None


@contextmanager
def hold_instance(instance: Path) -> Iterator[None]:
    """Hold an SQLite installation for this process and its worker, however they end."""
    with (instance / "serving.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                "另一个进程正在服务这个数据库；SQLite 只能由一个进程服务，请先停止它。"
            ) from None
        yield


def worker_of(app: Flask, port: int, threads: int, *, pin: bool) -> Callable[[], Any]:
    """What a worker does first: connect for itself, do jobs, and end with its parent."""
    config: Config = app.config["JIANGPING"]
    parent, started = os.getpid(), Value("i", 0)

    def start() -> Any:
        die_with(parent)
        with started.get_lock():
            core = OneCore(core_of(started.value) if pin else None)
            started.value += 1
        database.bind(config.database)
        runner = app.extensions.get("runner")
        Finalize(None, database.close, exitpriority=1)
        if runner is not None:
            with core.around():
                runner.start()
            Finalize(None, runner.stop, exitpriority=2)
        most = app.config["MAX_CONTENT_LENGTH"]
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT_EVERY)
        served = WholeBodies(app, places=threads, most=most, core=core)
        if sys.platform == "linux":
            threading.Thread(target=served.watch, args=(port,), name="silence", daemon=True).start()
        return served

    return start


def die_with(parent: int) -> None:
    """Let the system end this process when its parent has gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)

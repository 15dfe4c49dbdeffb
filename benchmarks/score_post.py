"""Score sheets a second: our server against a plain Flask-SQLAlchemy application.

Both are served processes on this machine with the same contest in them: 375 entries, 60 judges who
are signed in, five criteria. A load client in a third process keeps 50, then 200 connections busy;
each request is a legal submission with a CSRF token and an idempotency key on an assignment of its
own. Both commit with the same durability. They take turns, and each turn begins with no sheets.

Ours is `flask serve` as `docs/operations.md` starts it: on SQLite one process, on PostgreSQL as
many workers and threads as the plain application has, on the same server, which really waits for
its disk.
"""

import statistics
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine

from benchmarks.plain_app import create_plain
from benchmarks.plain_scene import clear_plain, copy_contest
from benchmarks.report import conclude, say_floor
from benchmarks.scene import clear_scores, connections, make_app, open_contest, scratch, sign_in
from benchmarks.servers import GUNICORN, free_port, put_under_load, served
from competition.models import database
from tests.postgres import postgresql

TURNS = {50: (5, 5.0), 200: (3, 8.0)}  # of how many seconds; 200 that wait need longer to tell
WARM = 2.0
AIMS = {"sqlite": 6, "postgresql": 3}
P99_AIM = 10  # asked of SQLite, where threads that fight for the lock wait for seconds
THREADS = {"sqlite": "16", "postgresql": "4"}  # of two workers: as many as ours has in its one
DURABLE = ("max_connections=200", "fsync=on", "synchronous_commit=on")


@dataclass
class Side:
    """One of the two applications."""

    name: str
    serve: Callable[[int], AbstractContextManager[None]]
    clear: Callable[[], None]
    judges: list[Any]
    seen: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def turn(self, count: int) -> None:
        """Serve afresh, put under load, keep and print the figures."""
        self.clear()
        port = free_port()
        with self.serve(port):
            figures = put_under_load(
                port, connections(self.judges, count), warm=WARM, seconds=TURNS[count][1]
            )
        self.seen.setdefault(count, []).append(figures)
        print(
            f"{count:4} connections, {self.name:5}: {figures['requests']:7.0f} requests/s, "
            f"p50 {figures['p50']:7.1f} ms, p99 {figures['p99']:7.1f} ms, "
            f"errors {figures['errors'] or 'none'}",
            flush=True,
        )

    def median(self, count: int, figure: str) -> float:
        """The median of a figure over the turns."""
        return statistics.median(turn[figure] for turn in self.seen[count])


def sides(folder: Path, engine: str, urls: dict[str, str]) -> tuple[Side, Side]:
    """Both applications with the same contest."""
    app = make_app(folder, urls["ours"] if engine == "postgresql" else "")
    contest = open_contest()
    judges = sign_in(app, contest)
    plain = create_plain(urls["plain"])
    theirs = copy_contest(plain, contest.stage_id, judges)
    database.release()
    return (
        Side("ours", ours_served(folder, engine, app), clear_scores, judges),
        Side(
            "plain", plain_served(folder, engine, urls["plain"]), lambda: clear_plain(plain), theirs
        ),
    )


def ours_served(
    folder: Path, engine: str, app: Flask
) -> Callable[[int], AbstractContextManager[None]]:
    """The way `docs/operations.md` serves it on this database."""
    starts = (
        "import sys; from competition import create_app; "
        f"app = create_app({str(folder)!r}, public_url='http://127.0.0.1')"
    )
    config = folder / "config.py"
    config.write_text(f"DATABASE_URL = {app.config['JIANGPING'].database_url!r}\n")
    script = folder / "served.py"
    script.write_text(f"{starts}\n")

    def serve(port: int) -> AbstractContextManager[None]:
        command = [sys.executable, "-m", "flask", "--app", str(script), "serve"]
        command += ["--port", str(port)]
        if engine == "postgresql":
            command += workers(engine)
        root = str(Path(__file__).resolve().parents[1])
        return served(command, port, folder / "ours.log", PYTHONPATH=root)

    return serve


def workers(engine: str) -> tuple[str, ...]:
    """Two processes, for a machine of two cores, and threads in each."""
    return ("--workers", "2", "--threads", THREADS[engine])


def plain_served(
    folder: Path, engine: str, url: str
) -> Callable[[int], AbstractContextManager[None]]:
    """Gunicorn with threads, as its documentation advises for such an application."""

    def serve(port: int) -> AbstractContextManager[None]:
        command = [*GUNICORN, *workers(engine), "--bind", f"127.0.0.1:{port}"]
        command += ["benchmarks.plain_app:served()"]
        return served(command, port, folder / "plain.log", PLAIN_DATABASE=url)

    return serve


def databases(stack: ExitStack, folder: Path, engine: str) -> dict[str, str]:
    """A database for each side; on PostgreSQL both in one throw-away server."""
    if engine == "sqlite":
        return {"ours": "", "plain": f"sqlite:///{folder / 'plain.sqlite3'}"}
    ours = stack.enter_context(postgresql(DURABLE))
    with create_engine(ours, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE plain")
        connection.engine.dispose()
    return {"ours": ours, "plain": f"{ours.rpartition('/')[0]}/plain"}


def measure(engine: str) -> None:
    """Let both take turns on one engine and print what came of it."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        ours, plain = sides(folder, engine, databases(stack, folder, engine))
        stack.callback(database.close)
        say_floor(folder, "before")
        for count, (turns, _) in TURNS.items():
            for _ in range(turns):
                plain.turn(count)
                ours.turn(count)
        say_floor(folder, "after")
        tell(engine, ours, plain)


def tell(engine: str, ours: Side, plain: Side) -> None:
    """Each turn is set against the one beside it; the worse number of connections counts."""
    ratios = {count: paired(plain, ours, count, "requests") for count in TURNS}
    p99 = {count: 1 / paired(plain, ours, count, "p99") for count in TURNS}
    errors = sum(sum(turn["errors"].values()) for turns in ours.seen.values() for turn in turns)
    ratio, aim = min(ratios.values()), AIMS[engine]
    met = ratio >= aim and errors == 0 and (engine != "sqlite" or min(p99.values()) >= P99_AIM)
    at = ", ".join(
        f"{plain.median(count, 'requests'):.0f} requests/s at {count}" for count in TURNS
    )
    conclude(
        f"score-post-{engine}",
        f"Flask-SQLAlchemy under gunicorn gthread: {at}",
        ratio,
        aim,
        met,
        ratios={str(count): round(value, 2) for count, value in ratios.items()},
        p99_ratios={str(count): round(value, 2) for count, value in p99.items()},
        errors=errors,
    )


def paired(plain: Side, ours: Side, count: int, figure: str) -> float:
    """The median ratio of ours to plain over neighbouring turns: the machine's own load swings."""
    pairs = zip(ours.seen[count], plain.seen[count], strict=True)
    return statistics.median(mine[figure] / theirs[figure] for mine, theirs in pairs)

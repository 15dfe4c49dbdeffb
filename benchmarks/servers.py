"""Served processes: started on a free port, waited for, ended with all their workers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
GUNICORN = (
    sys.executable, "-m", "gunicorn", "--worker-class", "gthread",
    "--keep-alive", "60", "--backlog", "1024", "--log-level", "error",
)  # fmt: skip


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, log: Path, **environment: str) -> Iterator[None]:
    """Run a server until the block ends; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_for(port, process, log)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + 40
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(log.read_text()[-2000:])


def put_under_load(
    port: int, connections: list[dict[str, Any]], *, warm: float, seconds: float
) -> dict[str, Any]:
    """Run the load client in its own process and return what it saw."""
    plan = {"port": port, "connections": connections, "warm": warm, "seconds": seconds}
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(plan).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        timeout=warm + seconds + 60,
    )
    figures: dict[str, Any] = json.loads(finished.stdout)
    return figures

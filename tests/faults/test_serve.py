"""`flask serve`: one server on an SQLite file, and nothing left of it when it ends."""

import os
import signal
import socket
import subprocess
import threading
import time
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask

from competition.cli.bodies import Places, WholeBodies, cut_silent
from competition.cli.one_core import OneCore, core_of
from competition.cli.serve import serve
from competition.models import database
from tests.faults.test_kill_during_submissions import Server


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that a server has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process.pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def gone(pids: list[int]) -> bool:
    """Whether all of these processes end within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def refusal(app: Flask, *arguments: str) -> str:
    """What the command says when it does not start."""
    result = app.test_cli_runner().invoke(serve, list(arguments))
    assert result.exit_code == 1
    return result.output


@pytest.fixture
def server(app: Flask, tmp_path: Path):  # type: ignore[no-untyped-def]
    made = Server(tmp_path)
    yield made
    made.kill()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_nothing_serves_on_when_the_server_ends(server: Server, sign: int) -> None:
    with urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    workers = workers_of(server.process)

    server.process.send_signal(sign)

    assert len(workers) >= 1
    assert gone([*workers, server.process.pid])


def test_those_who_send_half_keep_nobody_waiting(server: Server) -> None:
    half = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nlogin=a"
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(60)]
    for each in slow:
        each.sendall(half)
    time.sleep(0.5)

    with urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=10) as answer:
        status = answer.status
    for each in slow:
        each.close()

    assert status == 200


def test_a_body_is_given_whole_or_not_at_all() -> None:
    served = WholeBodies(
        lambda environ, start: [environ["wsgi.input"].read()], places=1, most=8, core=OneCore(None)
    )

    bodies = [
        list(served({"CONTENT_LENGTH": str(size), "wsgi.input": BytesIO(b"x" * size)}, None))
        for size in (8, 9)
    ]

    assert bodies == [[b"x" * 8], [b""]]


def test_a_connection_on_which_nothing_moves_is_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        far = socket.create_connection(("127.0.0.1", port))
        near, _ = listening.accept()
        far.sendall(b"half")
        early = cut_silent(port, 60)
        time.sleep(0.3)

        cut = cut_silent(port, 0.2)

        assert (early, cut, near.recv(4), near.recv(1)) == (0, 1, b"half", b"")
        far.close()
        near.close()


def test_a_second_server_on_the_same_file_is_refused(app: Flask, server: Server) -> None:
    said = refusal(app, "--port", "1")

    assert "另一个进程正在服务这个数据库" in said


def test_a_taken_port_is_refused(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert f"不能在 127.0.0.1:{port} 启动" in refusal(app, "--port", port)


def test_sqlite_is_served_by_one_process(app: Flask) -> None:
    assert "请去掉 --workers" in refusal(app, "--workers", "2")


def test_a_database_without_its_migrations_is_not_served(app: Flask) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM alembic_version")

    assert "flask db upgrade" in refusal(app)


def test_places_are_given_in_the_order_in_which_threads_came() -> None:
    places, came, served = Places(1), threading.Semaphore(0), []

    def work(number: int) -> None:
        came.release()
        with places:
            served.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    with places:
        for thread in threads:
            thread.start()
            came.acquire()
            time.sleep(0.01)
    for thread in threads:
        thread.join()

    assert served == list(range(20))


def test_threads_started_around_a_core_stay_on_it_and_the_caller_does_not() -> None:
    core, before, seen = core_of(0), os.sched_getaffinity(0), []
    kept = OneCore(core)

    with kept.around():
        thread = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        thread.start()
        thread.join()

    assert seen == [before if core is None else {core}]
    assert os.sched_getaffinity(0) == before


def test_a_thread_that_settles_is_kept_and_its_starter_is_free() -> None:
    core, before, seen = core_of(1), os.sched_getaffinity(0), []
    kept = OneCore(core)

    def work() -> None:
        kept.settle()
        kept.settle()
        seen.append(os.sched_getaffinity(0))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [before if core is None else {core}]
    assert os.sched_getaffinity(0) == before

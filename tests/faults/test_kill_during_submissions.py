"""The server is killed while judges submit: every acknowledged sheet is there, each once."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from competition.models import ScoreDraft, ScoreSheetVersion, database
from tests.conftest import ROOT
from tests.factories import Make
from tests.faults.counts import keep, repetitions
from tests.judging_factories import FULL, scoring_contest
from tests.visitor import Visitor

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]
JUDGES = 7
ENTRIES = 6


@dataclass
class Phone:
    """One judge's phone: sends sheets in turn, repeats what was not answered with its key."""

    cookie: str
    token: str
    sheets: list[int]
    seen: dict[int, int] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    outstanding: tuple[int, str] | None = None
    serial: int = 0

    def work(self, port: int) -> None:
        """Submit sheet after sheet until the server is gone."""
        while True:
            if self.outstanding is None:
                assignment = self.sheets[self.serial % len(self.sheets)]
                self.serial += 1
                self.outstanding = assignment, f"sheet-{assignment}-{self.serial:05}"
            assignment, key = self.outstanding
            try:
                version = self.send(port, assignment, key)
            except (OSError, http.client.HTTPException):
                return
            self.seen[assignment] = version
            self.acknowledged[key] = assignment
            self.outstanding = None

    def send(self, port: int, assignment: int, key: str) -> int:
        seen = self.seen.get(assignment, 0)
        body = json.dumps({"marks": FULL, "comment": key, "seen": seen, "key": key})
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Cookie": f"jiangping={self.cookie}",
            "X-CSRFToken": self.token,
        }
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("POST", f"/judge/assignments/{assignment}/submit", body, headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read().decode()
        if status != 200:
            self.refused.append(f"{status} {text}")
            raise http.client.HTTPException
        return int(json.loads(text)["version"])


class Server:
    """`flask serve` as a process of its own, on the instance of the test."""

    def __init__(self, instance: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        start = (
            "from competition import create_app;"
            f"app = create_app({str(instance)!r}, argon2_profile='cheap', log_level='CRITICAL');"
            "from competition.cli.serve import serve;"
            f"app.test_cli_runner().invoke(serve, ['--port', '{self.port}'], "
            "catch_exceptions=False)"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", start],
            cwd=ROOT,
            env={**os.environ, "COMP_PUBLIC_URL": "http://localhost"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < until, "no server"
                time.sleep(0.05)

    def kill(self) -> None:
        """As if the power went: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def phone(app: Flask, account: int, sheets: list[int]) -> Phone:
    """A signed-in judge with cookie and token as their browser holds them."""
    visitor = Visitor(app, account)
    token = visitor.csrf()
    cookie = visitor.client.get_cookie("jiangping")
    assert cookie is not None
    return Phone(cookie.value, token, sheets)


def test_every_acknowledged_sheet_survives_kill_9_once(
    app: Flask, make: Make, tmp_path: Path
) -> None:
    contest = scoring_contest(make, judges=JUDGES, entries=ENTRIES)
    accounts = [judge.account_id for judge in contest.judges]
    sheets = [[row.id for row in contest.assignments(place)] for place in range(JUDGES)]
    phones = [phone(app, *each) for each in zip(accounts, sheets, strict=True)]
    pick = random.Random("kill -9")

    for _ in range(repetitions(50)):
        server = Server(tmp_path)
        threads = [threading.Thread(target=each.work, args=(server.port,)) for each in phones]
        for thread in threads:
            thread.start()
        time.sleep(0.3 + pick.random())
        server.kill()
        for thread in threads:
            thread.join()

    database.session.rollback()
    rows = database.session.execute(
        select(ScoreSheetVersion.comment, ScoreSheetVersion.assignment_id)
    ).all()
    found = {row.comment: row.assignment_id for row in rows}
    acknowledged = {key: at for each in phones for key, at in each.acknowledged.items()}
    unanswered = {each.outstanding[1] for each in phones if each.outstanding}
    revisions = database.session.scalars(select(ScoreDraft.revision)).all()
    assert [each.refused for each in phones] == [[]] * JUDGES
    assert len(acknowledged) > JUDGES
    assert len(rows) == len(found)
    assert {key: found.get(key) for key in acknowledged} == acknowledged
    assert set(found) - set(acknowledged) <= unanswered
    assert sum(revisions) == len(rows)
    keep(
        "kill -9 of the server while judges submit",
        "50 kills",
        f"{len(acknowledged)} acknowledged sheets, each there once; "
        f"{len(set(found) - set(acknowledged))} more were written and their answer cut off",
    )

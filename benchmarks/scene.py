"""A contest of the size of the real thing in a scratch folder, and judges who are signed in."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select, text

from competition import create_app
from competition.models import Assignment, database
from competition.models.migrate import upgrade
from competition.services.identity.sessions import start_session
from competition.services.judging.assigning import assign
from competition.services.judging.panels import make_panels
from competition.services.judging.stage_entries import take_in
from tests.factories import Make
from tests.judging_factories import Contest, add_entries, call_judge, new_contest

TRACKS = {"DL": 132, "JX": 118, "TX": 47, "HG": 52, "JC": 26}
JUDGES = 60
NUMERALS = "〇一二三四五六七八九"
SETTINGS = {
    "argon2_profile": "cheap",
    "embedded_jobs": False,
    "public_url": "http://127.0.0.1",
    "log_level": "CRITICAL",
}
WRITTEN = (
    "score_draft",
    "score_sheet_version",
    "idempotency_key",
    "audit_record",
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One judge at one device, as the load client and the plain application need it."""

    judge_id: int
    account_id: int
    cookie: str
    csrf: str
    assignments: tuple[int, ...]

    def plan(self, assignments: list[int]) -> dict[str, Any]:
        """What one connection of the load client needs."""
        return {"cookie": self.cookie, "csrf": self.csrf, "assignments": assignments}


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


def make_app(folder: Path, database_url: str = "") -> Flask:
    """The application on an empty database."""
    app = create_app(folder, database_url=database_url, **SETTINGS)
    upgrade(database.engine)
    return app


def open_contest(tracks: dict[str, int] = TRACKS, judges: int = JUDGES) -> Contest:
    """A contest whose online stage is open: panels of seven, every judge has assignments."""
    contest = new_contest(Make())
    for track, count in tracks.items():
        add_entries(contest, count, track=track)
    for number in range(judges):
        call_judge(contest, f"评委{NUMERALS[number // 10]}{NUMERALS[number % 10]}")
    take_in(contest.organiser, contest.stage, seed="bench")
    make_panels(contest.organiser, contest.stage)
    assign(contest.organiser, contest.stage)
    contest.put("open")
    return contest


def sign_in(app: Flask, contest: Contest) -> list[SignedIn]:
    """Every judge who has assignments, signed in on one device."""
    own = defaultdict(list)
    for row in database.session.execute(
        select(Assignment.judge_id, Assignment.id).where(Assignment.stage_id == contest.stage_id)
    ):
        own[row.judge_id].append(row.id)
    accounts = {judge.id: judge.account_id for judge in contest.judges}
    with database.writing() as rows:
        tokens = {
            judge: start_session(rows, account, "load") for judge, account in accounts.items()
        }
    signed = []
    for judge, token in ((each, tokens[each]) for each in own):
        with app.test_request_context():
            session["login"] = token
            csrf = generate_csrf()
            cookie = signed_cookie(app, dict(session))
        signed.append(SignedIn(judge, accounts[judge], cookie, csrf, tuple(own[judge])))
    return signed


def signed_cookie(app: Flask, values: dict[str, Any]) -> str:
    """A session cookie as this application would send it."""
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(values)}"


def connections(judges: list[SignedIn], count: int) -> list[dict[str, Any]]:
    """So many connections; no two of them save the same sheet."""
    shares = [list(range(number, count, len(judges))) for number in range(len(judges))]
    plans: dict[int, dict[str, Any]] = {}
    for judge, share in zip(judges, shares, strict=True):
        for place, number in enumerate(share):
            plans[number] = judge.plan(list(judge.assignments[place :: len(share)]))
    return [plans[number] for number in range(count)]


def clear_scores() -> None:
    """Take away what a load wrote, so that the next one begins alike."""
    with database.writing() as session:
        for table in WRITTEN:
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("UPDATE stage SET rubric_frozen_at = NULL"))

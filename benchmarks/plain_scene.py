"""The same contest in the plain application's tables."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select, text

from benchmarks.plain_models import (
    Assignment,
    Contest,
    Criterion,
    Entry,
    Grant,
    LoginSession,
    Stage,
    User,
    db,
    now,
)
from benchmarks.scene import SignedIn, signed_cookie
from competition.models import Assignment as OurAssignment
from competition.models import Criterion as OurCriterion
from competition.models import Entry as OurEntry
from competition.models import database

WRITTEN = ("mark", "score_sheet", "idempotency_key", "audit_record")


def copy_contest(app: Flask, stage_id: int, judges: list[SignedIn]) -> list[SignedIn]:
    """Copy an open contest with its people; ids stay. Returns the judges as signed in there."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        rows = db.session
        rows.add(Contest(id=1, name="职工创新大赛"))
        rows.flush()
        rows.add(Stage(id=stage_id, contest_id=1, name="网络初评"))
        rows.flush()
        for one in database.session.scalars(
            select(OurCriterion).where(OurCriterion.stage_id == stage_id)
        ):
            unit = Decimal(1).scaleb(-one.scale)
            rows.add(
                Criterion(
                    stage_id=stage_id,
                    key=one.key,
                    maximum=one.maximum * unit,
                    step=one.step * unit,
                )
            )
        rows.execute(insert(Entry), entries())
        for judge in judges:
            rows.add(User(id=judge.account_id, name=f"评委{judge.judge_id}"))
        rows.flush()
        for judge in judges:
            rows.add(Grant(user_id=judge.account_id, contest_id=1, role="judge"))
            rows.add(
                LoginSession(
                    token=token_of(judge),
                    user_id=judge.account_id,
                    expires_at=now() + timedelta(days=1),
                )
            )
        accounts = {judge.judge_id: judge.account_id for judge in judges}
        rows.execute(insert(Assignment), assignments(stage_id, accounts))
        rows.commit()
        db.session.remove()
        db.engine.dispose()
    return [sign_in(app, judge) for judge in judges]


def entries() -> list[dict[str, Any]]:
    """Our entries as rows of the plain table."""
    return [
        {
            "id": one.id,
            "contest_id": 1,
            "track_id": None,
            "number": one.number,
            "title": one.title,
            "unit": one.unit_name,
        }
        for one in database.session.scalars(select(OurEntry))
    ]


def assignments(stage_id: int, accounts: dict[int, int]) -> list[dict[str, Any]]:
    """Our assignments as rows of the plain table."""
    return [
        {
            "id": one.id,
            "stage_id": stage_id,
            "user_id": accounts[one.judge_id],
            "entry_id": one.entry_id,
            "state": "assigned",
        }
        for one in database.session.execute(
            select(OurAssignment.id, OurAssignment.judge_id, OurAssignment.entry_id).where(
                OurAssignment.stage_id == stage_id
            )
        )
    ]


def token_of(judge: SignedIn) -> str:
    """The token of a judge's session there."""
    return f"token-of-the-judge-{judge.judge_id}"


def sign_in(app: Flask, judge: SignedIn) -> SignedIn:
    """The judge with a cookie of the plain application."""
    with app.test_request_context():
        session["login"] = token_of(judge)
        csrf = generate_csrf()
        cookie = signed_cookie(app, dict(session))
    return SignedIn(judge.judge_id, judge.account_id, cookie, csrf, judge.assignments)


def clear_plain(app: Flask) -> None:
    """Take away what a load wrote."""
    with app.app_context():
        for table in WRITTEN:
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()

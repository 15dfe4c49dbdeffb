"""The usual way: a Flask-SQLAlchemy application that does the same work with the unit of work.

It is written with care, as its documentation teaches: joined loads, one commit a request, indexes
where they are needed. On SQLite it gets WAL, synchronous=FULL as ours has, and a patient timeout.
"""

import hashlib
import json
import logging
import os
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from flask import Flask, abort, g, jsonify, request, session
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.plain_models import (
    Assignment,
    AuditRecord,
    IdempotencyKey,
    LoginSession,
    Mark,
    ScoreSheet,
    Stage,
    db,
    now,
)

log = logging.getLogger("plain")


def create_plain(database_url: str, secret: str = "plain") -> Flask:
    """The plain application."""
    app = Flask("plain")
    app.config.update(
        SECRET_KEY=secret,
        SQLALCHEMY_DATABASE_URI=database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(database_url),
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.init_app(app)
    CSRFProtect(app)
    app.before_request(load_user)
    app.after_request(log_request)
    app.add_url_rule("/healthz", view_func=lambda: "ok")
    app.add_url_rule(
        "/judge/assignments/<int:assignment_id>/submit", view_func=submit, methods=["POST"]
    )
    return app


def engine_options(database_url: str) -> dict[str, Any]:
    """A patient timeout on SQLite, a pool for all threads elsewhere."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 60}, "pool_size": 64}
    return {"pool_size": 16, "pool_pre_ping": True}


@event.listens_for(Engine, "connect")
def prepare(connection: Any, _: Any) -> None:
    """The same durability as ours."""
    if type(connection).__module__.startswith("sqlite3"):
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")


def load_user() -> None:
    """Find out who asks from the session row that the cookie names."""
    g.user = None
    token = session.get("login")
    if token:
        found = db.session.scalars(select(LoginSession).filter_by(token=token)).first()
        if found is not None and found.expires_at > now() and found.user.is_active:
            g.user = found.user


def log_request(response: Any) -> Any:
    """One line for each request."""
    log.info("%s %s %s", request.method, request.path, response.status_code)
    return response


def judges_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let judges in."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        if g.user is None:
            abort(401)
        if not any(grant.role == "judge" for grant in g.user.grants):
            abort(404)
        return view(**arguments)

    return guarded


@judges_only
def submit(assignment_id: int) -> Any:
    """Record the marks as a new version of the sheet."""
    body = request.get_json()
    digest = hashlib.sha256(json.dumps([assignment_id, body], sort_keys=True).encode()).hexdigest()
    known = db.session.scalars(
        select(IdempotencyKey).filter_by(user_id=g.user.id, key=body["key"])
    ).first()
    if known is not None:
        return json.loads(known.answer) if known.digest == digest else abort(422)
    assignment = db.session.get(
        Assignment,
        assignment_id,
        options=[
            joinedload(Assignment.stage).options(
                joinedload(Stage.contest), selectinload(Stage.criteria)
            )
        ],
    )
    if assignment is None or assignment.user_id != g.user.id:
        abort(404)
    if not assignment.stage.is_open or assignment.state != "assigned":
        abort(409)
    values = read_marks(assignment.stage, body["marks"])
    current = db.session.scalars(
        select(ScoreSheet).filter_by(assignment_id=assignment.id, is_current=True)
    ).first()
    if (current.version if current else 0) != body["seen"]:
        abort(409)
    if current is not None:
        current.is_current = False
    sheet = ScoreSheet(assignment=assignment, version=body["seen"] + 1, comment=body["comment"])
    sheet.marks = [Mark(criterion_id=key, value=value) for key, value in values.items()]
    db.session.add(sheet)
    answer = {"version": sheet.version, "next": f"/judge/assignments/{assignment.id}/next"}
    db.session.add(
        IdempotencyKey(user_id=g.user.id, key=body["key"], digest=digest, answer=json.dumps(answer))
    )
    db.session.add(
        AuditRecord(
            user_id=g.user.id,
            action="score.submit",
            subject=f"assignment:{assignment.id}",
            digest=digest,
        )
    )
    db.session.commit()
    return jsonify(answer)


def read_marks(stage: Stage, texts: dict[str, str]) -> dict[int, Decimal]:
    """The marks by criterion; 422 when one is missing, out of range or off its step."""
    values = {}
    for criterion in stage.criteria:
        try:
            value = Decimal(texts[criterion.key])
        except (KeyError, InvalidOperation):
            abort(422)
        if not 0 <= value <= criterion.maximum or value % criterion.step:
            abort(422)
        values[criterion.id] = value
    return values


def served() -> Flask:
    """The application for gunicorn."""
    logging.basicConfig(level=logging.INFO)
    return create_plain(os.environ["PLAIN_DATABASE"])

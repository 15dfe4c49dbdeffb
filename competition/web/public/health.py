"""Is the process alive, and can it serve?"""

from typing import Any

from flask import current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from competition.models import database
from competition.models.migrate import is_current
from competition.web.access import allow_everybody
from competition.web.public.room import room


@room.get("/healthz")
@allow_everybody
def healthz() -> Any:
    """The process answers."""
    return jsonify(status="ok")


@room.get("/readyz")
@allow_everybody
def readyz() -> Any:
    """The database answers and is at the newest migration."""
    faults = []
    try:
        database.session.execute(text("SELECT 1"))
        if not is_current(database.engine):
            faults.append("migrations")
    except SQLAlchemyError:
        faults.append("database")
    if not current_app.config["JIANGPING"].storage.parent.exists():
        faults.append("storage")
    return jsonify(status="faults" if faults else "ok", faults=faults), 503 if faults else 200

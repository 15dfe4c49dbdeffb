"""Rooms named after who is in them."""

from flask import Flask

from competition.web import (
    access,
    account,
    context,
    entrant,
    errors,
    headers,
    identity,
    judge,
    language,
    logs,
    organiser,
    public,
    recommend,
    supervisor,
)

ROOMS = (public, account, entrant, judge, recommend, organiser, supervisor)


def register(app: Flask) -> None:
    """Add every room and what all rooms share."""
    logs.configure(app.config["JIANGPING"].log_level)
    for part in (logs, headers, identity, language, context, errors):
        part.register(app)
    for room in ROOMS:
        app.register_blueprint(room.room)
    access.require_policies(app)

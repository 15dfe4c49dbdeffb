"""The session cookie and the token against forged requests, read with little work.

Both are what Flask and Flask-WTF do; only repeated work is left out, since each request pays it.
"""

import time
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect

KEPT_SECONDS = 60.0
MOST_KEPT = 4096
PLAIN = (str, int, bool)


class KeptSessions(SecureCookieSessionInterface):
    """Verifies the signature of a cookie once a minute, not at every request that carries it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; only plain values are kept, since others could be changed."""
        key = (str(app.secret_key), request.cookies.get(self.get_cookie_name(app), ""))
        until, values = self.kept.get(key, (0.0, {}))
        if time.monotonic() < until:
            return self.session_class(values)
        session = super().open_session(app, request)
        if session and all(isinstance(value, PLAIN) for value in session.values()):
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = (time.monotonic() + KEPT_SECONDS, dict(session))
        return session


class Protection(CSRFProtect):
    """Looks at the header that scripts send before it reads a body in search of a field."""

    def _get_csrf_token(self) -> str | None:
        sent = request.headers.get("X-CSRFToken")
        token: str | None = sent or super()._get_csrf_token()
        return token

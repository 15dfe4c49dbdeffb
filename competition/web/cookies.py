"""The session cookie and the token against forged requests, read with little work.

Both are what Flask and Flask-WTF do; only repeated work is left out, since each request pays it.
"""

import time
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect

KEPT_SECONDS = 60.0
MOST_KEPT = 4096
LONGEST_KEPT = 4096
PLAIN = (str, int, bool)


class KeptSessions(SecureCookieSessionInterface):
    """Verifies the signature of a cookie once a minute, not at every request that carries it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; only plain values are kept, since others could be changed."""
        sent = request.environ.get("HTTP_COOKIE", "")
        key = (str(app.secret_key), sent)
        until, values = self.kept.get(key, (0.0, {}))
        if time.monotonic() < until:
            return self.session_class(values)
        opened = super().open_session(app, request)
        plain = opened and all(isinstance(value, PLAIN) for value in opened.values())
        if opened and plain and len(sent) <= LONGEST_KEPT:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = (time.monotonic() + KEPT_SECONDS, dict(opened))
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send a session that was changed; of another one only say that the answer follows it."""
        if self.should_set_cookie(app, session):
            super().save_session(app, session, response)
        elif session.accessed and response.headers.get("Vary") != "Cookie":
            response.vary.add("Cookie")


class Protection(CSRFProtect):
    """Looks at the header that scripts send first, and verifies the same token once a minute."""

    def __init__(self, app: Flask) -> None:
        self.kept: dict[tuple[object, ...], float] = {}
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let a request pass that says what one said a moment ago; check all others in full."""
        here: Request = request._get_current_object()  # type: ignore[attr-defined]
        sent = here.environ.get("HTTP_X_CSRFTOKEN")
        if not sent:
            super().protect(apply_exemptions)
            return
        asked = (sent, session.get("csrf_token"), here.is_secure, here.host, here.referrer)
        if time.monotonic() < self.kept.get(asked, 0.0):
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[asked] = time.monotonic() + KEPT_SECONDS

    def _get_csrf_token(self) -> str | None:
        sent = request.headers.get("X-CSRFToken")
        token: str | None = sent or super()._get_csrf_token()
        return token

"""From the cookie to the principal, and back."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from competition.services.identity.sessions import principal_by_token
from competition.services.runtime import runtime

DEVICE_COOKIE = "device"
DEVICE_AGE = 400 * 24 * 3600


def register(app: Flask) -> None:
    """Find out before each request who is asking."""

    @app.before_request
    def load_principal() -> None:
        asked = request.endpoint not in (None, "static")
        token = session.get("login") if asked else None
        g.principal = principal_by_token(token) if token else None


def remember_login(token: str) -> None:
    """Keep the session token on this device; everything kept before is dropped."""
    session.clear()
    session["login"] = token
    session.permanent = True


def forget_login() -> None:
    """Drop everything kept on this device."""
    session.clear()


def remember_device(response: AnyResponse, device_token: str, *, secure: bool) -> None:
    """Keep what a personal link was bound to; outlives the session."""
    response.set_cookie(
        DEVICE_COOKIE,
        device_token,
        max_age=DEVICE_AGE,
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/l/",
    )


def device_name() -> str:
    """A short name of the device for the list of signed-in devices: browser and system."""
    agent = request.user_agent.string
    system = next(
        (
            name
            for sign, name in (
                ("HarmonyOS", "HarmonyOS"),
                ("Android", "Android"),
                ("iPhone", "iPhone"),
                ("iPad", "iPad"),
                ("Windows", "Windows"),
                ("Mac OS", "macOS"),
                ("Linux", "Linux"),
            )
            if sign in agent
        ),
        "—",
    )
    browser = next(
        (
            name
            for sign, name in (
                ("MicroMessenger", "微信"),
                ("Edg/", "Edge"),
                ("Firefox/", "Firefox"),
                ("Chrome/", "Chrome"),
                ("Safari/", "Safari"),
            )
            if sign in agent
        ),
        "—",
    )
    return f"{system} · {browser}"


def client_address() -> str:
    """The address that limits count; behind proxies the one the trusted proxy reports."""
    return request.remote_addr or "unknown"


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path on this site, never another one."""
    home = url_for("account.home")
    if not target or "\\" in target or any(ord(sign) < 33 for sign in target):
        return home
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return home
    return target


def absolute(path: str) -> str:
    """A path under the configured public address; the path alone where none is configured."""
    return f"{runtime.public_url.rstrip('/')}{path}" if runtime.public_url else path


def no_store(response: Response) -> Response:
    """Keep a page out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response

"""Which language and time zone a page is in."""

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def choose_language() -> str:
    """The person's choice on this device, then their account's, then Chinese."""
    if not has_request_context():
        return "zh"
    asked = session.get("language")
    if asked in LANGUAGES:
        return str(asked)
    principal = g.get("principal")
    if principal is not None and principal.language in LANGUAGES:
        return str(principal.language)
    return "zh"


def register(app: Flask) -> None:
    """Translate pages; Chinese is the source, so it needs no catalogue."""
    Babel(
        app,
        locale_selector=lambda: LOCALES[choose_language()],
        timezone_selector=lambda: g.get("time_zone", "Asia/Shanghai"),
        default_translation_directories="translations",
    )

    @app.after_request
    def say_language(response):  # type: ignore[no-untyped-def]
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and request.endpoint != "static":
            response.headers["Content-Language"] = "zh-CN" if choose_language() == "zh" else "en"
        return response

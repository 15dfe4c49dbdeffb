"""Switch the language and stay on the page."""

from typing import Any

from flask import abort, redirect, request, session

from competition.web.access import allow_everybody
from competition.web.account.room import room
from competition.web.identity import safe_next
from competition.web.language import LANGUAGES


@room.get("/language/<language>")
@allow_everybody
def choose_language(language: str) -> Any:
    """Read in this language on this device."""
    if language not in LANGUAGES:
        abort(404)
    session["language"] = language
    return redirect(safe_next(request.args.get("next") or "/"))

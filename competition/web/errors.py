"""Answers when something is wrong: a page in words for people, JSON for scripts."""

from typing import Any

import structlog
from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.web.logs import without_token

log = structlog.get_logger()
WORDED = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def register(app: Flask) -> None:
    """Answer refusals that no view caught, and every HTTP error, in words."""
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(OverflowError, beyond)
    app.register_error_handler(Exception, broken)


def csrf_failed(error: CSRFError) -> Any:
    """The form was open for too long or came from elsewhere."""
    return answer(400, _("页面已过期。请返回上一页，刷新后重新提交。"), code="csrf")


def refused(refusal: Refusal) -> Any:
    """A rule said no where the view had no field to show it beside."""
    status = 429 if refusal.code == "limit.reached" else 409
    return answer(status, refusal_text(refusal), code=refusal.code)


def failed(error: HTTPException) -> Any:
    """Any HTTP error, with what to do next."""
    if error.code is None or error.code < 400:
        return error
    return answer(error.code)


def beyond(error: OverflowError) -> Any:
    """A number in an address or a form that no row can have: SQLite cannot even look for it."""
    return answer(404)


def broken(error: Exception) -> Any:
    """Our fault: logged with its trace, shown without it; under tests it comes through."""
    if current_app.testing:
        raise error
    log.exception("unhandled", path=without_token(request.path), kind=type(error).__name__)
    return answer(500)


def answer(status: int, remedy: str = "", *, code: str = "") -> Any:
    """A page, or JSON where a script asked."""
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=code or str(status), message=remedy), status
    name = f"errors/{status}.html" if status in WORDED else "errors/error.html"
    return render_template(name, remedy=remedy, status=status), status

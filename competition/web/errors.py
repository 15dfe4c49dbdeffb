"""Answers when something is wrong: a page in words for people, JSON for scripts."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.web.logs import without_token

log = structlog.get_logger()
MEGABYTE = 1024 * 1024
MOST_SWALLOWED = 256 * MEGABYTE
WORDED = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def register(app: Flask) -> None:
    """Answer refusals that no view caught, and every HTTP error, in words."""
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(RequestEntityTooLarge, too_large)
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


def too_large(error: RequestEntityTooLarge) -> Any:
    """More was sent than is taken: how much is, and the way back to the page it came from."""
    most, texts = current_app.config["MAX_CONTENT_LENGTH"], request.max_form_memory_size or 0
    if (request.content_length or 0) > most:
        swallow()
        told = _("一次发送的内容不能超过 %(mb)s MB，这次没有接收。", mb=most // MEGABYTE)
    else:
        told = _("一次发送的文字不能超过 %(mb)s MB，这次没有接收。", mb=texts // MEGABYTE)
    remedy = told + _("此前已保存的内容没有变化。请返回上一页，压缩或分几次再发送。")
    return answer(413, remedy, code="413", back=way_back())


def swallow() -> None:
    """Read what is still coming, up to a bound: a browser shows an answer only after sending."""
    left = min(request.content_length or 0, MOST_SWALLOWED)
    stream = request.environ["wsgi.input"]
    while left > 0 and (part := stream.read(min(left, MEGABYTE))):
        left -= len(part)


def way_back() -> str:
    """The page of ours from which this was sent; empty where it is not known."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path.startswith("/") or parts.path[1:2] == "/":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def beyond(error: OverflowError) -> Any:
    """A number in an address or a form that no row can have: SQLite cannot even look for it."""
    return answer(404)


def broken(error: Exception) -> Any:
    """Our fault: logged with its trace, shown without it; under tests it comes through."""
    if current_app.testing:
        raise error
    log.exception("unhandled", path=without_token(request.path), kind=type(error).__name__)
    return answer(500)


def answer(status: int, remedy: str = "", *, code: str = "", back: str = "") -> Any:
    """A page, or JSON where a script asked."""
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=code or str(status), message=remedy), status
    name = f"errors/{status}.html" if status in WORDED else "errors/error.html"
    return render_template(name, remedy=remedy, status=status, back=back), status

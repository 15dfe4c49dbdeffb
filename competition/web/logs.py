"""Structured logs: one line a request, without personal data."""

import logging
import os
import random
import re
import time

import structlog
from flask import Flask, Response, g, request

TOKEN_IN_PATH = re.compile(r"(?<=^/[lv]/)[^/]+")
STANDARD_ERROR = 2


class Lines:
    """Writes each line with one call: threads need no lock, so none waits for another's disk."""

    def msg(self, message: str) -> None:
        os.write(STANDARD_ERROR, f"{message}\n".encode())

    debug = info = warning = error = critical = exception = msg


def configure(level: str) -> None:
    """Write JSON lines to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            getattr(logging, level.upper(), logging.INFO)
        ),
        logger_factory=Lines,
        cache_logger_on_first_use=False,
    )


def register(app: Flask) -> None:
    """Log each request with its route, status and time; tokens in addresses are left out."""
    log = structlog.get_logger()

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        g.request_id = f"{random.getrandbits(48):012x}"

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint not in (None, "static", "public.healthz", "public.readyz"):
            principal = g.get("principal")
            log.info(
                "request",
                id=g.get("request_id"),
                method=request.method,
                route=str(request.url_rule) if request.url_rule else "",
                status=response.status_code,
                ms=int((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
                account=principal.account_id if principal else None,
            )
        return response


def without_token(path: str) -> str:
    """An address path that can be logged: link and verification tokens are replaced."""
    return TOKEN_IN_PATH.sub("…", path)

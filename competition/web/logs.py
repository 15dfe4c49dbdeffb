"""Structured logs: one line a request, without personal data."""

import json
import logging
import os
import random
import re
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

TOKEN_IN_PATH = re.compile(r"(?<=^/[lv]/)[^/]+")
STANDARD_ERROR = 2
UNLOGGED = frozenset({"static", "public.healthz", "public.readyz"})
encode = json.JSONEncoder(ensure_ascii=False, default=repr).encode


class Lines:
    """Writes each line with one call: threads need no lock, so none waits for another's disk."""

    def msg(self, message: str) -> None:
        os.write(STANDARD_ERROR, f"{message}\n".encode())

    debug = info = warning = error = critical = exception = msg


def as_json(logger: Any, method: str, event: EventDict) -> str:
    """A line as JSON, by one encoder for all."""
    return encode(event)


def configure(level: str) -> None:
    """Write JSON lines to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            getattr(logging, level.upper(), logging.INFO)
        ),
        logger_factory=Lines,
        cache_logger_on_first_use=False,
    )


def register(app: Flask) -> None:
    """Log each request with its route, status and time; tokens in addresses are left out."""
    log = structlog.get_logger().bind()

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        rule = request.url_rule
        if rule is not None and rule.endpoint not in UNLOGGED:
            ended, principal = time.perf_counter(), g.get("principal")
            log.info(
                "request",
                id=f"{random.getrandbits(48):012x}",
                method=request.method,
                route=rule.rule,
                status=response.status_code,
                ms=int((ended - g.get("started", ended)) * 1000),
                account=principal.account_id if principal else None,
            )
        return response


def without_token(path: str) -> str:
    """An address path that can be logged: link and verification tokens are replaced."""
    return TOKEN_IN_PATH.sub("…", path)

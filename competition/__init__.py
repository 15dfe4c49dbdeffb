"""匠评 (Jiangping): labour competitions and innovation contests, from notice to certificate.

`create_app` is the only place that wires the parts together.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from competition import cli, jobs, web
from competition.config import Config, keep_secret, load_config
from competition.models import database
from competition.services.keys import load_old_keys
from competition.services.runtime import runtime
from competition.web.application import Application
from competition.web.cookies import KeptSessions, Protection

ROOT = Path(__file__).resolve().parent.parent


def create_app(instance: str | Path | None = None, **overrides: Any) -> Flask:
    """Make the application of one installation.

    Args:
        instance: its folder; `instance/` beside the package by default.
        overrides: settings of `Config` that win over file and environment.
    Raises:
        ValueError: a setting that cannot be used.
        RuntimeError: a route without a policy.
    """
    config = load_config(Path(instance) if instance else ROOT / "instance", **overrides)
    app = Application(
        "competition",
        root_path=str(ROOT / "competition"),
        instance_path=str(config.instance.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config.update(flask_settings(config), JIANGPING=config)
    bind(config)
    app.session_interface = KeptSessions()
    Protection(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    web.register(app)
    cli.register(app)
    app.teardown_appcontext(lambda _: database.release())
    if config.embedded_jobs:
        app.extensions["runner"] = jobs.EmbeddedRunner(app)
    return app


def flask_settings(config: Config) -> dict[str, Any]:
    """Our settings as Flask and its extensions name them."""
    return {
        "SECRET_KEY": config.secret_key or keep_secret(config.instance / "secret.key").hex(),
        "TESTING": config.testing,
        "SESSION_COOKIE_NAME": "jiangping",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": config.max_request_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "WTF_CSRF_TIME_LIMIT": None,
    }


def bind(config: Config) -> None:
    """Point the database and the services at this installation."""
    database.bind(config.database)
    runtime.data_key = keep_secret(config.instance / "data.key")
    runtime.digest_key = keep_secret(config.instance / "digest.key")
    runtime.signing_seed = keep_secret(config.instance / "signing.key")
    load_old_keys(config.instance)
    runtime.storage = config.storage
    runtime.fonts = config.fonts
    runtime.work_calendar = config.work_calendar
    runtime.public_url = config.public_url
    runtime.argon2_profile = config.argon2_profile
    runtime.smtp_url = config.smtp_url
    runtime.mail_sender = config.mail_sender

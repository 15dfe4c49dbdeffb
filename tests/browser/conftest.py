"""A real server and a real browser for tests that look at pages."""

import threading
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from competition.models import database
from competition.services.identity.sessions import start_session

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application served on a free port; its address without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def device(app: Flask, browser: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """`device(account_id, width=390)` is a browser of its own, signed in if an account is given.

    Errors in the console or in scripts fail the test, but for requests that are cut on purpose.
    """
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def take(account: int | None = None, *, width: int = 390, height: int = 844, **more: object):  # type: ignore[no-untyped-def]
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=site, **more
        )
        if account is not None:
            context.add_cookies([{"name": "jiangping", "value": cookie(app, account), "url": site}])
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: note(faults, message.type, message.text))
        opened.append(context)
        return context

    yield take
    for context in opened:
        context.close()
    assert faults == []


def note(faults: list[str], kind: str, text: str) -> None:
    if kind == "error" and not text.startswith("Failed to load resource"):
        faults.append(text)


def cookie(app: Flask, account: int) -> str:
    """The session cookie of a device on which this account has signed in."""
    with database.writing() as session:
        token = start_session(session, account, "test")
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"login": token, "_permanent": True}))


@pytest.fixture
def axe_findings() -> Callable[[Page], list[str]]:
    """What axe finds on a page, as short lines."""

    def look(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    return look


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

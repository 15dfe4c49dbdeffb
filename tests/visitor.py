"""A visitor: a test client that checks every page it is shown."""

import re
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from competition.models import database
from competition.services.identity.sessions import start_session

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
TOLERATED = frozenset({"unexpected-null-character"})
HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)


class Visitor:
    """Somebody at a browser: follows links, fills in forms, and sees only good pages."""

    def __init__(self, app: Flask, account: int | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        if account is not None:
            with database.writing() as session:
                token = start_session(session, account, "test")
            with self.client.session_transaction() as kept:
                kept["login"] = token

    def get(self, path: str, *, status: int = 200, **options: Any) -> TestResponse:
        """Fetch a page, check it, and expect this status."""
        return self._checked(self.client.get(path, **options), status)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 302, **options: Any
    ) -> TestResponse:
        """Send a form with its CSRF token and expect this status."""
        if "json" in options:
            options.setdefault("headers", {})["X-CSRFToken"] = self.csrf()
        else:
            data = {"csrf_token": self.csrf(), **(data or {})}
        return self._checked(self.client.post(path, data=data, **options), status)

    def follow(self, response: TestResponse, *, status: int = 200) -> TestResponse:
        """Go where a redirect leads."""
        parts = urlsplit(response.headers["Location"])
        return self.get(parts.path + (f"?{parts.query}" if parts.query else ""), status=status)

    def csrf(self) -> str:
        """This visitor's CSRF token, from the sign-in or account page."""
        page = self.client.get("/account", follow_redirects=True).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, "no form with a CSRF token on the account page"
        return found[1]

    def _checked(self, response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status, (
            f"{response.request.method} {response.request.path} answered {response.status_code}, "
            f"not {status}:\n{words(response)[:1500]}"
        )
        for name, value in response.headers:
            value.encode("latin-1")
            assert "\n" not in value, f"{name} breaks the header"
        if response.mimetype == "text/html" and response.data:
            check_page(response)
        return response


def check_page(response: TestResponse) -> None:
    """A page is valid HTML with one h1, a title, unique ids, and keeps the security policy."""
    where = response.request.path
    if 300 <= response.status_code < 400:
        return
    text = response.get_data(as_text=True)
    parser = html5lib.HTMLParser()
    tree = parser.parse(text)
    faults = [error[1] for error in parser.errors if error[1] not in TOLERATED]
    assert not faults, f"{where}: invalid HTML: {parser.errors[:5]}"
    headings = tree.findall(f".//{NAMESPACE}h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    assert "".join(headings[0].itertext()).strip(), f"{where}: empty h1"
    title = tree.find(f".//{NAMESPACE}title")
    assert title is not None and (title.text or "").strip(" ·匠评"), f"{where}: no title"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    doubled = sorted({ident for ident in ids if ids.count(ident) > 1})
    assert not doubled, f"{where}: ids used twice: {doubled}"
    for element in tree.iter():
        assert "style" not in element.attrib, f"{where}: inline style"
        assert not any(name.startswith("on") for name in element.attrib), f"{where}: inline handler"
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy, f"{where}: {policy}"
    nonce = re.search(r"'nonce-([^']+)'", policy)
    for script in tree.iter(f"{NAMESPACE}script"):
        if nonce is None:
            assert script.get("src") and "script-src 'self';" in policy, f"{where}: inline script"
        else:
            assert script.get("nonce") == nonce[1], f"{where}: script without nonce"
    _check_labels(tree, where)


def _check_labels(tree: Any, where: str) -> None:
    labelled = {label.get("for") for label in tree.iter(f"{NAMESPACE}label")}
    inside = {id(control) for label in tree.iter(f"{NAMESPACE}label") for control in label.iter()}
    for kind in ("input", "select", "textarea"):
        for control in tree.iter(f"{NAMESPACE}{kind}"):
            if control.get("type") in ("hidden", "submit", "button"):
                continue
            named = (
                control.get("id") in labelled
                or id(control) in inside
                or control.get("aria-label")
                or control.get("aria-labelledby")
            )
            assert named, f"{where}: {kind} {control.get('name')} has no label"


def words(response: TestResponse) -> str:
    """What a reader sees of a page, without markup."""
    if response.mimetype != "text/html":
        return response.get_data(as_text=True)
    tree = html5lib.parse(response.get_data(as_text=True))
    for parent in tree.iter():
        for child in list(parent):
            if child.tag in (f"{NAMESPACE}script", f"{NAMESPACE}style", f"{NAMESPACE}head"):
                parent.remove(child)
    return " ".join("".join(tree.itertext()).split())

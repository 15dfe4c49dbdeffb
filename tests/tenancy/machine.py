"""Sends random calls of siblings to the application and looks for what one learns of another.

After each call: no word of a sibling in the answer; a sibling's id answers as a missing one. After
each change: what a sibling was shown before is shown again to the byte. Now and then a change is
taken back, a sibling acts, and it is tried again: it must answer the same.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from competition.jobs import run_waiting_jobs
from competition.models import database
from competition.services.sealing import seal_pending
from competition.web.access import policy_of
from competition.web.kept_pages import kept_pages
from tests.entry_factories import pdf
from tests.tenancy.branches import DOMAINS, WORD, Branches, Person, related
from tests.tenancy.calls import FILE, Call, matched
from tests.tenancy.pages import face, text_of
from tests.visitor import Visitor

DIGITS = re.compile(r"\d+")
KEPT = 12


class Leak(Exception):
    """Somebody learned of a sibling; the text says what and how."""


@dataclass
class Machine:
    """The application with everybody signed in, and the way back to the beginning."""

    app: Flask
    built: Branches
    calls: int = 0
    requests: int = 0
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.people: dict[str, Person] = {one.name: one for one in self.built.people}
        self.file = Path(self.app.instance_path) / "competition.sqlite3"
        self.cookies: dict[str, tuple[str, str]] = {}
        for name, account in [(one.name, one.account) for one in self.built.people] + [("", None)]:
            visitor = Visitor(self.app, account)
            token = visitor.csrf()
            cookie = visitor.client.get_cookie("jiangping")
            assert cookie is not None
            self.cookies[name] = cookie.value, token
        self.watch = sqlite3.connect(self.file)
        self.save("beginning")
        self.begin()

    def close(self) -> None:
        self.watch.close()

    def save(self, name: str) -> None:
        copy_database(self.file, self.file.with_suffix(f".{name}"))

    def restore(self, name: str) -> None:
        """The database as it was saved; pages kept of another course are dropped."""
        database.session.rollback()
        copy_database(self.file.with_suffix(f".{name}"), self.file)
        kept_pages.pages.clear()

    def begin(self) -> None:
        """Everything as it was at first, with everybody's browser."""
        self.restore("beginning")
        self.shown: dict[str, list[tuple[Call, Any]]] = defaultdict(list)

    def client(self, name: str) -> Client:
        """A browser as it was after signing in, with no word for its next page."""
        client = self.app.test_client()
        client.set_cookie("jiangping", self.cookies[name][0])
        return client

    def version(self) -> int:
        """Grows with every change that anybody commits."""
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def send(self, call: Call) -> list[TestResponse]:
        """One request, as a browser sends it, and the page that it leads to."""
        self.requests += 1
        token = self.cookies[call.person][1]
        headers = {"HX-Request": "true", "HX-Current-URL": call.path} if call.htmx else {}
        client = self.client(call.person)
        if call.method == "GET":
            answer = client.get(call.path, headers=headers)
        else:
            data: dict[str, Any] = {"csrf_token": token}
            for key, value in call.data:
                sent = file_of(value) if value.startswith(FILE) else value
                data.setdefault(key, []).append(sent)
            answer = client.post(call.path, data=data, headers=headers | {"X-CSRFToken": token})
        target = answer.headers.get("Location", "")
        return [answer, client.get(target)] if target.startswith("/") else [answer]

    def act(self, call: Call) -> TestResponse:
        """Send a call, with everything that must hold of it and of what follows it.

        Returns:
            the page that it leads to.

        Raises:
            Leak: with what was learned.
        """
        self.calls += 1
        if call.twin is not None:
            if not self.is_public(call.method, call.path):
                self.compare_twins(call, call.twin)
            call = call.twin
        before = self.version()
        answers = self.send(call)
        self.answered[self.endpoint(call.method, call.path), answers[0].status_code] += 1
        self.look(call, answers)
        if self.version() != before:
            self.after_change(call)
        elif call.method == "GET" and not self.is_public(call.method, call.path):
            self.show(call, answers)
        return answers[-1]

    def compare_twins(self, call: Call, twin: Call) -> None:
        """A sibling's value and a missing one give the same answer; neither stays done."""
        self.save("twins")
        before, faces = self.version(), []
        for each in (call, twin):
            answers = self.send(each)
            self.look(each, answers)
            faces.append(faces_of(answers, call.hidden))
            if self.version() != before:
                self.restore("twins")
                before = self.version()
        if faces[0] != faces[1]:
            told = f"a sibling's {call.hidden[0]!r} is not as a missing one: {call}"
            raise Leak(f"{told}\n{differ(*faces)}")

    def look(self, call: Call, answers: list[TestResponse]) -> None:
        """No word of a sibling, but for what was typed, and what anybody reads on a public page."""
        domain = self.people[call.person].domain
        typed = set(WORD.findall(str(call)))
        for answer in answers:
            found = {
                letters + number
                for letters, number in set(WORD.findall(text_of(answer))) - typed
                if not related(DOMAINS[letters], domain)
            }
            asked = answer.request.full_path
            if found and self.is_public("GET", asked):
                anybody = text_of(self.app.test_client().get(asked))
                found -= {letters + number for letters, number in WORD.findall(anybody)}
            if found:
                words = sorted(f"ZQ{one[:-5]}Q{one[-5:]}" for one in found)
                told = [self.built.words.said.get(word, word) for word in words]
                raise Leak(f"{call} shows of a sibling: {told[:5]}")

    def show(self, call: Call, answers: list[TestResponse]) -> None:
        """Remember what somebody was shown, to be looked at again after siblings' changes."""
        kept = self.shown[self.people[call.person].domain]
        kept.append((call, faces_of(answers)))
        del kept[:-KEPT]

    def after_change(self, call: Call) -> None:
        """Siblings are shown what they were shown before."""
        domain = self.people[call.person].domain
        for other in list(self.shown):
            if related(other, domain):
                del self.shown[other]
        for other in sorted(self.shown):
            earlier, was = self.shown[other][self.calls % len(self.shown[other])]
            before = self.version()
            now = faces_of(self.send(earlier))
            if now != was:
                raise Leak(f"{earlier} changed after {call}\n{differ(was, now)}")
            if self.version() != before:
                del self.shown[other]

    def try_again(self, call: Call, between: tuple[Call, ...]) -> None:
        """A change answers the same after siblings acted as before."""
        self.save("again")
        first = faces_of(self.send(call))
        self.restore("again")
        for each in between:
            self.send(each)
        second = faces_of(self.send(call))
        self.restore("again")
        if DIGITS.sub("0", first) != DIGITS.sub("0", second):
            told = "; ".join(map(str, between))
            raise Leak(f"{call} answers otherwise after {told}\n{differ(first, second)}")

    def work(self) -> None:
        """What the runner does meanwhile: jobs, and chaining the record."""
        run_waiting_jobs()
        seal_pending()
        self.shown.clear()

    def is_public(self, method: str, path: str) -> bool:
        """Whether everybody may ask this."""
        policy = policy_of(self.app.view_functions.get(self.endpoint(method, path), str))
        return policy is None or policy.public

    def endpoint(self, method: str, path: str) -> str:
        found = matched(self.app, path, method)
        return found[0] if found else ""


def file_of(asked: str) -> tuple[BytesIO, str]:
    """A file as a browser sends it; none for no name."""
    kind = asked.removeprefix(FILE)
    return BytesIO(pdf() if kind else b""), f"文件.{kind}" if kind else ""


def faces_of(answers: list[TestResponse], hide: tuple[str, ...] = ()) -> str:
    """What answers say, one tag a line, without what may differ each time."""
    shown = [face(answer, hide) for answer in answers]
    for answer in answers:
        answer.close()
    return "\n".join(f"{each[0]}\n{each[1]}\n{each[2]}" for each in shown).replace("<", "\n<")


def differ(one: str, other: str) -> str:
    """Where two answers part."""
    lines = unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    parted = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return "\n".join(parted)[:900]


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)

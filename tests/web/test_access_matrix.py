"""Every route x every role x own, another's, the sibling's and no object: the answer is known.

Unknown and forbidden look the same. A new route fails here until `access_expectations` names it.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from competition.models import Base, database
from competition.services.runtime import now
from competition.web.access import policy_of, snake
from tests.entry_factories import at
from tests.scene import Scene
from tests.visitor import Visitor
from tests.web.access_expectations import EXPECTED, Expected
from tests.web.conftest import Open
from tests.web.targets import Actor, Target, actors, targets
from tests.web.walk import (
    BY_SIDE,
    NOT_YET,
    NOWHERE,
    address_of,
    open_pages,
    routes_of,
    verdict,
)

SHEET = {"marks": {}, "comment": "", "seen": 0, "key": "matrix-key"}
JSON_BODIES = {"judge.save_draft": SHEET, "judge.submit": SHEET}
CHANGING = re.compile(r"'nonce-[^']+'|nonce=\"[^\"]+\"|(?:value|content)=\"[^\"]{60,}\"")
IDS = re.compile(r"(?<=/)\d+")


@dataclass
class Stage:
    """The scene on its feet: the application, everybody's cookie, and the way back."""

    app: Flask
    scene: Scene
    file: Path
    objects: dict[type[Base], list[Target]]
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """A browser of this person, as it was after signing in."""
        client = self.app.test_client()
        client.set_cookie("jiangping", self.cookies[name]["cookie"])
        return client

    def ask(self, name: str, endpoint: str, method: str, path: str) -> tuple[TestResponse, bool]:
        """What this person is answered, and whether it changed anything; then it is undone.

        Forms carry their token and nothing else, but where a body of some shape is asked for.
        """
        client, before = self.client(name), self.version()
        token = self.cookies[name]["token"]
        if method == "GET":
            answer = client.get(path)
        elif endpoint in JSON_BODIES:
            answer = client.post(path, json=JSON_BODIES[endpoint], headers={"X-CSRFToken": token})
        else:
            answer = client.post(path, data={"csrf_token": token})
        changed = self.version() != before
        if changed:
            self.restore()
        return answer, changed

    def keep(self) -> None:
        """Remember the database as it is now."""
        copy_database(self.file, self.file.with_suffix(".kept"))

    def restore(self) -> None:
        """Put the database back as it was before a form was taken."""
        database.session.rollback()
        copy_database(self.file.with_suffix(".kept"), self.file)

    def version(self) -> int:
        """Grows with every change that anybody commits."""
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    @property
    def watch(self) -> sqlite3.Connection:
        if not hasattr(self, "_watch"):
            self._watch = sqlite3.connect(self.file)
        return self._watch


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@pytest.fixture(scope="module")
def stage(scene_app: Open) -> Iterator[Stage]:
    app, scene = scene_app(rows=2)
    made = Stage(app, scene, Path(app.instance_path) / "competition.sqlite3", {})
    for name, account in {**scene.people, "public": None}.items():
        visitor = Visitor(app, account)
        token = visitor.csrf()
        cookie = visitor.client.get_cookie("jiangping")
        assert cookie is not None
        made.cookies[name] = {"cookie": cookie.value, "token": token}
    made.objects = targets(scene)
    made.keep()
    with at(now()):  # else whoever asks after some minutes is noted as seen
        yield made
    made.watch.close()


def test_every_route_is_expected_and_declares_what_is_expected(stage: Stage) -> None:
    declared = {
        endpoint: Expected(None if policy.public else policy.roles, policy.on)
        for endpoint, view in stage.app.view_functions.items()
        if (policy := policy_of(view)) is not None
    }

    assert declared == EXPECTED


GUARDED = sorted(name for name, expected in EXPECTED.items() if expected.roles is not None)


@pytest.mark.parametrize("endpoint", GUARDED)
def test_a_route_opens_to_those_who_may_and_hides_from_all_others(
    stage: Stage, endpoint: str
) -> None:
    expected = EXPECTED[endpoint]
    wrong = []

    for rule, method in routes_of(stage.app, endpoint):
        for actor in (None, *actors()):
            name = actor.name if actor else "public"
            faces = set()
            for target in worth_asking(actor, expected, stage):
                path = address_of(stage.app, stage.scene, rule, expected, target)
                wanted = verdict(actor, expected, target)
                early = wanted == "in" and (endpoint, target.label) in NOT_YET
                answer, changed = stage.ask(name, endpoint, method, path)
                if kind_of(answer) != ("hidden" if early else wanted):
                    wrong.append(f"{name} {method} {path}: {answer.status}, not {wanted}")
                elif wanted == "hidden":
                    faces.add(face(answer, path))
                if changed and wanted != "in":
                    wrong.append(f"{name} {method} {path} changed something")
                answer.close()
            if len(faces) > 1:
                wrong.append(f"{name} can tell forbidden from missing: {method} {rule.rule}")

    assert wrong == []


def worth_asking(actor: Actor | None, expected: Expected, stage: Stage) -> list[Target]:
    """All objects; one and the missing one for those whose roles are refused before any object."""
    if expected.on is None:
        return [NOWHERE]
    objects = stage.objects[expected.on]
    if actor is None or (expected.roles and not expected.roles & set(actor.roles)):
        return [objects[0], objects[-1]]
    return objects


WITH_SECOND = sorted(
    name for name in GUARDED if EXPECTED[name].on is not None and name not in ("judge.attachment",)
)


@pytest.mark.parametrize("endpoint", WITH_SECOND)
def test_nothing_of_another_competition_is_reached_through_ones_own(
    stage: Stage, endpoint: str
) -> None:
    expected = EXPECTED[endpoint]
    assert expected.on is not None

    for rule, method in routes_of(stage.app, endpoint):
        if not rule.arguments & BY_SIDE - {f"{snake(expected.on.__name__)}_id"}:
            continue
        for target in stage.objects[expected.on]:
            for actor in actors():
                if verdict(actor, expected, target) != "in":
                    continue
                seen = set()
                for second in ("foreign", "missing"):
                    path = address_of(stage.app, stage.scene, rule, expected, target, second)
                    answer, changed = stage.ask(actor.name, endpoint, method, path)
                    assert not changed, path
                    assert method == "POST" or answer.status_code in (404, 409), path
                    seen.add(face(answer, path))
                assert len(seen) == 1, (actor.name, method, rule.rule)


@pytest.mark.parametrize(
    "endpoint", sorted(name for name, expected in EXPECTED.items() if expected.roles is None)
)
def test_an_open_page_shows_what_is_public_and_hides_the_rest(stage: Stage, endpoint: str) -> None:
    for path, status in open_pages(stage.scene)[endpoint]:
        for name in ("public",) if endpoint == "account.sign_in" else ("public", "b.organiser"):
            with stage.client(name).get(path) as answer:
                assert (path, answer.status_code) == (path, status)


def kind_of(answer: TestResponse) -> str:
    if answer.status_code == 404:
        return "hidden"
    if answer.status_code == 401 or "/sign-in?next" in answer.headers.get("Location", ""):
        return "sign in"
    return "in" if answer.status_code < 500 and answer.status_code != 403 else answer.status


def face(answer: TestResponse, path: str) -> tuple[Any, ...]:
    """All that can be seen of an answer, but for what is new in every answer and the ids asked."""
    text = answer.get_data(as_text=True) if answer.status_code >= 400 else ""
    for form in (path, path.replace("/", "%2F")):
        text = text.replace(form, "")
    headers = [
        (name, IDS.sub("", CHANGING.sub("", value)))
        for name, value in answer.headers
        if name not in ("Content-Length", "Set-Cookie")
    ]
    return answer.status, tuple(headers), CHANGING.sub("", text)

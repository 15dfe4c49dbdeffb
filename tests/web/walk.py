"""Every page of a scene: its address, and somebody who may open it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import Rule

from competition.models import (
    Certificate,
    Entry,
    Objection,
    PersonalLink,
    RecommendationList,
    database,
)
from competition.services.certificates.rendering import token_of
from competition.services.entries.paper import paper_token
from competition.services.identity.links import link_url
from competition.services.objecting.reading import token_of as token_of_objection
from competition.services.recommending.lists import list_token
from competition.web.access import snake
from tests.scene import Scene, Side
from tests.web.access_expectations import EXPECTED, Expected
from tests.web.targets import (
    MISSING,
    Actor,
    Target,
    actors,
    conflict_of,
    evidence_of,
    objection_file_of,
    picture_of,
    reaches,
    result_of,
    targets,
)

NOT_YET = {
    ("entrant.calculation_sheet", "entrant0's draft of a"),
    ("entrant.calculation_sheet", "entrant0's of b"),
    ("entrant.calculation_sheet", "entrant0's in review of b"),
    ("entrant.calculation_sheet", "entrant0's draft of b"),
    ("organiser.objection_paper", "a's"),
    ("entrant.appeal_paper", "entrant0's draft of a"),
    ("entrant.appeal_paper", "entrant0's of a"),
    ("entrant.appeal_paper", "entrant1's of a"),
    ("entrant.appeal_paper", "entrant0's of b"),
    ("entrant.appeal_paper", "entrant0's in review of b"),
    ("entrant.appeal_paper", "entrant0's draft of b"),
    ("entrant.new_appeal", "entrant0's draft of a"),
    ("entrant.new_appeal", "entrant0's of b"),
    ("entrant.new_appeal", "entrant0's in review of b"),
    ("entrant.new_appeal", "entrant0's draft of b"),
    ("supervisor.photo", "entrant0's photo of b"),
    ("entrant.result", "entrant0's draft of a"),
    ("entrant.result", "entrant0's of b"),
    ("entrant.result", "entrant0's in review of b"),
    ("entrant.result", "entrant0's draft of b"),
}
NOWHERE = Target("no object", 0)
SECOND: dict[str, Callable[[Side], Any]] = {
    "account_id": lambda side: side.who["judge1"],
    "competition_id": lambda side: side.competition,
    "conflict_id": conflict_of,
    "entry_id": lambda side: side.entries[0],
    "organisation_id": lambda side: side.counties[0],
    "judge_id": lambda side: side.judges[0],
    "decision_id": lambda side: MISSING,
    "form": lambda side: "pdf",
    "key": lambda side: "novelty",
    "kind": lambda side: "text",
    "number": lambda side: side.entries[0],
    "part": lambda side: "online",
    "role": lambda side: "judge",
    "judge.attachment:number": lambda side: 1,
    "picture_id": picture_of,
    "organiser.event_file:number": evidence_of,
    "supervisor.event_file:number": evidence_of,
    "organiser.objection_file:number": objection_file_of,
    "supervisor.objection_file:number": objection_file_of,
    "entrant.new_appeal:number": result_of,
    "organiser.edit_declaration:key": lambda side: "truth",
    "organiser.remove_one_declaration:key": lambda side: "truth",
}
WORDS = {"form"}  # only the words that the address allows
BY_SIDE = {"account_id", "conflict_id", "entry_id", "judge_id", "number", "picture_id"}


RICH = ("keeper", "a.organiser", "a.supervisor", "a.judge0", "a.entrant0")
FIRST = sorted(actors(), key=lambda actor: -1 - RICH.index(actor.name) if actor.name in RICH else 0)


@dataclass(frozen=True)
class Stop:
    """One page on the walk: who opens it (None is anybody) and what the answer is."""

    endpoint: str
    path: str
    person: str | None
    account: int | None
    status: int = 200


def walk(app: Flask, scene: Scene) -> Iterator[Stop]:
    """Each page once for each side that it has: every GET route that shows something."""
    objects = targets(scene)
    for endpoint, expected in sorted(EXPECTED.items()):
        if expected.roles is None:
            for path, status in open_pages(scene)[endpoint]:
                yield Stop(endpoint, path, None, None, status)
            continue
        for rule, method in routes_of(app, endpoint):
            for target in objects[expected.on] if expected.on else [NOWHERE]:
                actor = next((a for a in FIRST if verdict(a, expected, target) == "in"), None)
                if method == "GET" and actor and (endpoint, target.label) not in NOT_YET:
                    path = address_of(app, scene, rule, expected, target)
                    yield Stop(endpoint, path, actor.name, scene.people[actor.name])


def routes_of(app: Flask, endpoint: str) -> list[tuple[Rule, str]]:
    """Each address and method of an endpoint."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules(endpoint)
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def address_of(
    app: Flask, scene: Scene, rule: Rule, expected: Expected, target: Target, second: str = "own"
) -> str:
    """The address of a route for this object; beside it things of its own side, or others."""
    side = scene.side(target.side or "b")
    beside = {"own": side, "foreign": scene.b if side is scene.a else scene.a}
    own = f"{snake(expected.on.__name__)}_id" if expected.on else ""
    values: dict[str, Any] = {own: target.ident} if own else {}
    for name in set(rule.arguments) - {own}:
        value = SECOND.get(f"{rule.endpoint}:{name}", SECOND.get(name))
        assert value is not None, f"say in SECOND what stands for {name} in {rule.rule}"
        is_missing = second == "missing" and name not in WORDS
        values[name] = MISSING if is_missing else value(beside.get(second, side))
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def verdict(actor: Actor | None, expected: Expected, target: Target) -> str:
    """in, hidden (404), or sign in first."""
    if actor is None:
        return "sign in"
    if not expected.roles:
        mine = expected.on is None or target.owner == actor.name
        return "in" if mine else "hidden"
    held = expected.roles & set(actor.roles)
    if expected.on is None:
        return "in" if held else "hidden"
    return "in" if any(reaches(actor, role, expected.on, target) for role in held) else "hidden"


def open_pages(scene: Scene) -> dict[str, list[tuple[str, int]]]:
    """Every open address that shows something, and some that must not."""
    a, b = scene.a, scene.b
    entry = database.session.get_one(Entry, a.entries[0])
    certificate = database.session.get_one(Certificate, a.ids(Certificate)[0])
    paper = database.session.get_one(RecommendationList, a.ids(RecommendationList)[0])
    link = database.session.get_one(PersonalLink, b.ids(PersonalLink)[0])
    announced = f"/competitions/{a.competition}/notices/{result_of(a)}"
    nothing = f"/competitions/{a.competition}/notices/{MISSING}"
    token = token_of_objection(database.session.get_one(Objection, a.ids(Objection)[-1]))
    events = [(a.competition, 200), (b.competition, 200), (scene.draft, 404), (MISSING, 404)]
    return {
        "account.choose_language": [("/language/zh", 302), ("/language/xx", 404)],
        "account.enter": [("/l/none", 404)],
        "account.register": [
            (f"/competitions/{b.competition}/register", 200),
            (f"/competitions/{a.competition}/register", 404),
            (f"/competitions/{scene.draft}/register", 404),
            (f"/competitions/{MISSING}/register", 404),
        ],
        "account.sign_in": [("/sign-in", 200)],
        "account.welcome": [(urlsplit(link_url(link)).path, 200), ("/l/none", 404)],
        "public.bundle": [
            (f"/competitions/{a.competition}/results/bundle.json", 200),
            (f"/competitions/{b.competition}/results/bundle.json", 404),
            (f"/competitions/{scene.draft}/results/bundle.json", 404),
        ],
        "public.calculation_sheet": [
            (f"/competitions/{a.competition}/results/{a.entries[0]}/sheet.pdf", 200),
            (f"/competitions/{a.competition}/results/{a.entries[0]}/sheet.json", 200),
            (f"/competitions/{a.competition}/results/{a.entries[-1]}/sheet.pdf", 404),
            (f"/competitions/{b.competition}/results/{b.entries[0]}/sheet.json", 404),
        ],
        "public.check_entry": [
            (f"/check/{paper_token(entry)}", 200),
            (f"/check/{paper_token(entry)[:-1]}x", 404),
        ],
        "public.check_recommended": [
            (f"/recommended/{list_token(paper)}", 200),
            (f"/recommended/{list_token(paper)[:-1]}x", 404),
        ],
        "public.competition": [(f"/competitions/{ident}", status) for ident, status in events],
        "public.notice": [(announced, 200), (nothing, 404)],
        "public.notice_paper": [(f"{announced}/notice.pdf", 200), (f"{nothing}/notice.pdf", 404)],
        "public.notices": [(f"/competitions/{ident}/notices", status) for ident, status in events],
        "public.object_to": [(f"{announced}/object", 200), (f"{nothing}/object", 404)],
        "public.objection": [(f"/objections/{token}", 200), ("/objections/none", 404)],
        "public.objection_decision": [(f"/objections/{token}/decision.pdf", 404)],
        "public.withdraw_objection": [],
        "public.flags": [(f"/competitions/{ident}/flags", status) for ident, status in events],
        "public.derivation": [
            (f"/competitions/{a.competition}/results/{a.entries[0]}", 200),
            (f"/competitions/{a.competition}/results/{a.entries[-1]}", 404),
            (f"/competitions/{a.competition}/results/{b.entries[0]}", 404),
            (f"/competitions/{b.competition}/results/{b.entries[0]}", 404),
        ],
        "public.healthz": [("/healthz", 200)],
        "public.home": [("/", 200)],
        "public.readyz": [("/readyz", 200)],
        "public.results": [
            (f"/competitions/{a.competition}/results", 200),
            (f"/competitions/{b.competition}/results", 200),
            (f"/competitions/{scene.draft}/results", 404),
        ],
        "public.service_worker": [("/sw.js", 200)],
        "public.verify": [
            (f"/v/{token_of(certificate.token_sealed)}", 200),
            (f"/v/{certificate.number}", 404),
        ],
        "public.verify_form": [("/verify", 200)],
    }

"""One random call: a route of the application, ids and words of one's own branch or of a sibling's.

Routes come from the application's map, ids from the tables that they name, forms from the pages
that this person has seen; a route made later is called without a change here.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from random import Random
from string import ascii_letters, digits
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from competition.models import Account, Certificate, Entry, Organisation, Person, database
from competition.web.access import Policy, policy_of
from tests.tenancy.branches import Person as Somebody
from tests.tenancy.branches import related
from tests.tenancy.pages import Control, Form, Reader
from tests.tenancy.rows import Owners

MISSING = "99983"
FILE = "file:"
CHOSEN = ("select", "checkbox", "radio", "hidden")
Pairs = tuple[tuple[str, str], ...]
FILTERS = "q page state track stage under part number level ids after year period"
QUERIES = tuple(FILTERS.split())
QUERY_WORDS = ("1", "2", "submitted", "装置", "")
OTHER_NAMES = {
    "number": "entry",
    "under": "organisation",
    "organiser.event_file:number": "score_event_file",
    "supervisor.event_file:number": "score_event_file",
    "judge.attachment:number": "",
    "organiser.links:ids": "account",
    "organiser.bulk_entries:ids": "entry",
    "organiser.verify_events:ids": "score_event",
    "organiser.verify_items:ids": "score_item",
    "recommend.forward:ids": "entry",
}
UNITS = (Organisation.code, Organisation.name)
NAMES = (*UNITS, Entry.number, Entry.title, Account.login, Person.name, Certificate.number)
TAKEN = {"login", "code"}  # that one is taken must be told to whoever asks for it
# Here any unit of the register may be named: judges come from elsewhere and declare whom they know.
REGISTER = {
    "account.register",
    "entrant.autosave_entry",
    "entrant.save_entry",
    "judge.declare",
    "organiser.correct",
    "organiser.judge",
    "organiser.judges",
    "organiser.new_person",
    "organiser.note_conflict",
    "organiser.person",
}


@dataclass(frozen=True)
class Call:
    """A request as it is sent.

    `twin` is the same call with what does not exist in the place of a sibling's value; `hidden`
    are both values, which an answer may repeat.
    """

    person: str
    method: str
    path: str
    data: Pairs = ()
    htmx: bool = False
    twin: "Call | None" = None
    hidden: tuple[str, ...] = ()

    def __str__(self) -> str:
        fields = {key: value for key, value in self.data if value}
        told = f" {fields}" if fields else ""
        return f"{self.person} {self.method} {self.path}{told}"


@dataclass(frozen=True)
class Draft:
    """What a call is made of: values of the address, fields, and what follows the question mark."""

    person: str
    rule: Rule
    method: str
    values: dict[str, str]
    fields: Pairs
    asked: dict[str, str]
    htmx: bool

    def slots(self) -> list[tuple[str, str]]:
        """Every place that a value stands in."""
        fixed = {name for name in self.values if words_of(self.rule, name)}
        places = [("values", name) for name in self.values if name not in fixed]
        places += [("fields", name) for name in dict.fromkeys(name for name, _ in self.fields)]
        return places + [("asked", name) for name in self.asked]

    def put(self, slot: tuple[str, str], value: str) -> "Draft":
        """The same with another value in one place."""
        part, name = slot
        if part == "fields":
            pairs = tuple((key, value if key == name else old) for key, old in self.fields)
            return replace(self, fields=pairs)
        return replace(self, **{part: getattr(self, part) | {name: value}})


class Choice:
    """Chooses calls at random; learns from pages which forms and words there are."""

    def __init__(self, app: Flask, people: list[Somebody], owned: Owners, random: Random) -> None:
        self.app, self.people, self.random = app, people, random
        self.adapter = app.url_map.bind("localhost")
        self.forms: dict[tuple[str, str], tuple[Form, dict[str, Any]]] = {}
        self.links: dict[tuple[str, str], dict[Any, None]] = defaultdict(dict)
        self.seen: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self.routes = routes(app)
        self.turn: list[tuple[Rule, str]] = []
        self.by_table: dict[str, dict[str, list[str]]] = {}
        self.names: dict[tuple[str, bool], list[str]] = {}
        self.know(owned)

    def know(self, owned: Owners) -> None:
        """Take note of whose each row is, and what siblings' rows are called."""
        self.by_table = {}
        for table, rows in owned.items():
            domains = self.by_table.setdefault(table, defaultdict(list))
            for ident, domain in rows.items():
                domains[domain].append(str(ident))
        self.names = defaultdict(list)
        for column in NAMES:
            rows = owned.get(column.class_.__name__.lower(), {})
            named = select(column.class_.__table__.c.id, column)
            for ident, name in database.session.execute(named):
                if name and rows.get(ident):
                    self.names[rows[ident], any(column is each for each in UNITS)].append(str(name))
        database.session.rollback()

    def learn(self, person: Somebody, reader: Reader, path: str) -> None:
        """Remember the forms of a page, and the values they offer."""
        for link in reader.links:
            if found := matched(self.app, link, "GET"):
                self.links[person.name, found[0]][tuple(sorted(found[1].items()))] = None
        for form in reader.forms:
            found = matched(self.app, form.action or path, form.method)
            if found is None:
                continue
            endpoint, arguments = found
            self.forms[person.name, f"{form.method} {endpoint}"] = form, arguments
            for control in form.controls.values():
                if control.kind not in CHOSEN:
                    continue
                told = self.seen[endpoint, control.name][person.domain]
                told.update(value for value in (*control.values, *control.now) if value)

    def next(self) -> Call:
        """The next route's turn, with somebody who may call it most of the time."""
        if not self.turn:
            self.turn = list(self.routes)
            self.random.shuffle(self.turn)
        rule, method = self.turn.pop()
        policy = policy_of(self.app.view_functions[rule.endpoint])
        return self.call(self.somebody(rule, method, policy), rule, method)

    def somebody(self, rule: Rule, method: str, policy: Policy | None) -> Somebody:
        fitting = [
            one
            for one in self.people
            if policy is None or policy.public or not policy.roles or one.roles & policy.roles
        ]
        met = [
            one
            for one in fitting
            if (one.name, f"{method} {rule.endpoint}") in self.forms
            or (method == "GET" and self.links.get((one.name, rule.endpoint)))
        ]
        if met and self.random.random() < 0.75:
            return self.random.choice(met)
        if fitting and self.random.random() < 0.9:
            return self.random.choice(fitting)
        return self.random.choice(self.people)

    def call(self, person: Somebody, rule: Rule, method: str) -> Call:
        """A call of this route, often with one value of a sibling in it."""
        form, arguments = self.forms.get((person.name, f"{method} {rule.endpoint}"), (None, {}))
        met = list(self.links[person.name, rule.endpoint])
        if method == "GET" and met and self.often(0.8):
            arguments = dict(self.random.choice(met))
        values = self.arguments(person, rule, arguments)
        pairs = self.fields(person, form) if form else ()
        names = self.random.sample(QUERIES, self.random.choice([0, 0, 1, 2]))
        asked = {name: self.random.choice(QUERY_WORDS) for name in names}
        if method == "GET":
            pairs, asked = (), dict(pairs) | asked
        draft = Draft(person.name, rule, method, values, pairs, asked, self.often(0.2))
        slots = draft.slots()
        if not slots or not self.often(0.4):
            return self.made(draft)
        weights = [1 if part == "values" else 2 for part, _ in slots]
        (slot,) = self.random.choices(slots, weights)
        foreign, missing = self.sibling_value(person, rule.endpoint, slot)
        twin = self.made(draft.put(slot, missing))
        call = self.made(draft.put(slot, foreign))
        return replace(call, twin=twin, hidden=(foreign, missing, quote(foreign), quote(missing)))

    def made(self, draft: Draft) -> Call:
        query = f"?{urlencode(draft.asked)}" if draft.asked else ""
        path = self.build(draft.rule, draft.values) + query
        return Call(draft.person, draft.method, path, draft.fields, draft.htmx)

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def arguments(self, person: Somebody, rule: Rule, known: dict[str, Any]) -> dict[str, str]:
        """Values for the address: those of a form met before, else some of one's own."""
        return {
            name: str(known[name]) if name in known else self.own_value(person, rule, name)
            for name in rule.arguments
        }

    def own_value(self, person: Somebody, rule: Rule, name: str) -> str:
        told = [
            ident
            for domain, idents in self.by_table.get(table_of(rule.endpoint, name), {}).items()
            if related(domain, person.domain)
            for ident in idents
        ]
        met = sorted(self.seen[rule.endpoint, name][person.domain])
        choices = words_of(rule, name) or told or met or ["1", "judge", "online"]
        return self.random.choice(choices)

    def fields(self, person: Somebody, form: Form) -> Pairs:
        """What a browser would send, some fields changed."""
        pairs: list[tuple[str, str]] = []
        for control in form.controls.values():
            if control.name == "csrf_token":
                continue
            pairs += [(control.name, value) for value in self.typed(person, control)]
        return tuple(pairs)

    def typed(self, person: Somebody, control: Control) -> list[str]:
        if control.kind == "file":
            return [FILE + self.random.choice(["pdf", "xlsx", ""])]
        if control.values and self.often(0.5):
            return [self.random.choice(control.values)]
        if control.kind in ("hidden", "select", "checkbox", "radio") or self.often(0.5):
            return control.now
        if control.kind in ("submit", "button"):
            return []
        if control.kind in ("number", "date", "datetime-local", "time"):
            return [self.random.choice(["", "1", "2026-12-01", "2026-12-01T10:00"])]
        return [self.random.choice(["", "3", "文字", self.own_word(person)])]

    def own_word(self, person: Somebody) -> str:
        return self.random.choice(self.names.get((person.domain, False)) or ["词"])

    def sibling_value(
        self, person: Somebody, endpoint: str, slot: tuple[str, str]
    ) -> tuple[str, str]:
        """A value that only a sibling has, and one that nobody has, for this place."""
        part, name = slot
        is_id = part != "fields" or name.endswith(("_id", "_picked", "ids"))
        table = self.by_table.get(table_of(endpoint, name), {}) if is_id else {}
        idents = [i for d, known in table.items() if not related(d, person.domain) for i in known]
        if idents:
            ident = self.random.choice(idents)
            return ident, ident[0] + MISSING
        met = self.seen[endpoint, name]
        own = {v for d, values in met.items() if related(d, person.domain) for v in values}
        told = {v for d, values in met.items() if not related(d, person.domain) for v in values}
        choices = sorted(v for v in told - own if v.isdigit() and name not in QUERIES)
        if choices:
            ident = self.random.choice(choices)
            return ident, ident[0] + MISSING
        if name in TAKEN:
            return "nobody-97", "nobody-98"
        names = [
            text
            for (domain, is_unit), texts in self.names.items()
            if not related(domain, person.domain) and not (is_unit and endpoint in REGISTER)
            for text in texts
        ]
        own = [texts for (d, _), texts in self.names.items() if related(d, person.domain)]
        name_there = self.random.choice(sorted(set(names).difference(*own)))
        return name_there, like(name_there)

    def build(self, rule: Rule, values: dict[str, str]) -> str:
        """The address; what is no number where one belongs gives that of a missing row."""
        typed = {
            name: int(value if value.isdecimal() else MISSING) if is_number(rule, name) else value
            for name, value in values.items()
        }
        return str(self.adapter.build(rule.endpoint, typed))


def like(name: str) -> str:
    """What nobody is called, written with the same kinds of signs and beginning the same."""
    signs = dict.fromkeys(digits, "9") | {s: "K" if s.isupper() else "k" for s in ascii_letters}
    first = {signs[sign]: place for place, sign in reversed(list(enumerate(name))) if sign in signs}
    made = "".join(
        signs[sign] if sign in signs and first[signs[sign]] < place else sign
        for place, sign in enumerate(name)
    )
    return made if made != name else "".join(signs.get(sign, sign) for sign in name)


def matched(app: Flask, address: str, method: str) -> tuple[str, dict[str, Any]] | None:
    """The endpoint that answers an address, and what it takes from it."""
    try:
        found = app.url_map.bind("localhost").match(urlsplit(address).path, method=method)
    except HTTPException:
        return None
    return str(found[0]), dict(found[1])


def words_of(rule: Rule, name: str) -> list[str]:
    """The only words that an address takes in this place, where it names them."""
    return sorted(getattr(rule._converters.get(name), "items", None) or ())


def is_number(rule: Rule, name: str) -> bool:
    return type(rule._converters.get(name)).__name__ == "IntegerConverter"


def table_of(endpoint: str, name: str) -> str:
    """The table whose ids stand under this name in an address or a form."""
    bare = name.split("-")[-1] if name.startswith(("kind-", "order-")) else name
    bare = bare.removesuffix("_picked")
    return OTHER_NAMES.get(f"{endpoint}:{bare}", OTHER_NAMES.get(bare, bare.removesuffix("_id")))


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every address and method that the application has."""
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]

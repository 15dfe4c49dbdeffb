"""Sibling branches: a province, two cities, their counties and units, and who acts for each.

Every text of a branch carries a word that occurs nowhere else and tells whose it is. A domain is
"" for the province, "a" and "b" for the cities with their own competitions, "a0", "a1", "b0", "b1"
for counties, whose units enter a competition of the province.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, select

from competition.domain.access import Role
from competition.models import Competition, EntryLimit, Organisation, Recommendation, database
from competition.services.entries.drafts import save_draft
from competition.services.entries.members import MemberText
from competition.services.entries.submission import submit_entry
from competition.services.identity.sessions import principal_of
from competition.services.organisations.tree import add_organisation
from competition.services.recommending.answers import note_opinion
from competition.services.recommending.lists import Arranged, forward_now
from competition.services.recommending.quotas import Issue, issue_quotas
from competition.services.recommending.setup import LevelValues, save_levels
from competition.services.setup.competitions import change_basics, create_from_preset
from competition.services.setup.opening import open_competition
from tests.entry_factories import ANSWERS, all_declarations, attach_papers, draft
from tests.factories import Make
from tests.scene import Say, Scene, build_scene

LETTERS = {"": "T", "a": "A", "a0": "AX", "a1": "AY", "b": "B", "b0": "BX", "b1": "BY"}
DOMAINS = {letters: domain for domain, letters in LETTERS.items()}
WORD = re.compile(r"ZQ(T|[AB][XY]?)Q([G-P]{5})")
SILENT = ("keeper", "province", "nobody", "mixed")


def related(one: str, other: str) -> bool:
    """Whether one of the domains lies in the other, so that it may know of it."""
    return one.startswith(other) or other.startswith(one)


@dataclass
class Words:
    """Gives each text a word of its own, and remembers what was said with it."""

    said: dict[str, str] = field(default_factory=dict)

    def of(self, domain: str) -> Say:
        """What marks the texts of a domain."""

        def say(text: str) -> str:
            number = f"{len(self.said):05}".translate(str.maketrans("0123456789", "GHIJKLMNOP"))
            word = f"ZQ{LETTERS[domain]}Q{number}"
            self.said[word] = text[:40]
            return f"{text}{word}"

        return say


@dataclass(frozen=True)
class Person:
    """Somebody who acts: a name for reports, the domain, and the roles held."""

    name: str
    domain: str
    account: int
    roles: frozenset[Role]


@dataclass
class Branches:
    """The whole province as built: its scene, its joint competition, and all who act."""

    scene: Scene
    words: Words
    joint: int = 0
    people: list[Person] = field(default_factory=list)


def build_branches(make: Make) -> Branches:
    """The scene of two cities, and a competition of the province that both cities' units enter."""
    words = Words()
    scene = build_scene(make, rows=2, say=words.of(""), say_of=words.of)
    built = Branches(scene, words)
    for name, account in scene.people.items():
        if name not in SILENT:
            add_person(built, name, name[0], account)
    found_joint(built)
    for side in (scene.a, scene.b):
        for number, county in enumerate(side.counties):
            add_county(make, built, f"{side.name}{number}", county)
    for side in (scene.a, scene.b):
        forward_one(built, f"{side.name}0", side.counties[0])
    return built


def add_person(built: Branches, name: str, domain: str, account: int) -> None:
    built.people.append(Person(name, domain, account, principal_of(account).roles))


def found_joint(built: Branches) -> None:
    """A competition of the province whose entries climb over county and city."""
    scene, say = built.scene, built.words.of("")
    organiser = principal_of(scene.who["province"])
    built.joint = create_from_preset(
        organiser,
        preset="innovation_contest",
        organisation_id=scene.top,
        name=say("全省大赛"),
        edition="第一届",
        year=2026,
        opens_on=date.today() - timedelta(days=5),
    )
    organiser = principal_of(scene.who["province"])
    event = database.session.get_one(Competition, built.joint)
    change_basics(organiser, event, {"contact": say("省办"), "self_registration": True})
    open_competition(organiser, event)
    levels = [
        LevelValues("县级工会", frozenset({"county"})),
        LevelValues("市级工会", frozenset({"municipal"})),
    ]
    save_levels(organiser, event, levels, needs_stamp=False, is_selective=False)
    places = {side.organisation: Issue(8, 2) for side in (scene.a, scene.b)}
    issue_quotas(organiser, event, scene.top, places)
    with database.writing() as session:
        session.execute(delete(EntryLimit).where(EntryLimit.competition_id == built.joint))


def add_county(make: Make, built: Branches, domain: str, county: int) -> None:
    """A unit of a county with its people and two entries on their way."""
    say = built.words.of(domain)
    with database.writing() as session:
        unit = add_organisation(
            session, parent_id=county, kind="enterprise_union", code=domain, name=say("电厂工会")
        )
    for key, role in (("recommender", Role.RECOMMENDER), ("administrator", Role.ADMINISTRATOR)):
        organisation = database.session.get_one(Organisation, county)
        account = make.account(role, organisation=organisation, name=say("县里人")).account_id
        add_person(built, f"{domain}.{key}", domain, account)
    account = make.account(Role.ENTRANT, competition_id=built.joint, name=say("申报人")).account_id
    add_person(built, f"{domain}.entrant", domain, account)
    for word in "甲乙":
        enter(built, account, unit.id, say, word)


def enter(built: Branches, account: int, unit: int, say: Callable[[str], str], word: str) -> None:
    """An entry of a unit, handed in, so that it lies before its county."""
    actor = principal_of(account)
    event = database.session.get_one(Competition, built.joint)
    entry = draft(actor, event, title=say(f"并联装置{word}"))
    save_draft(
        actor,
        entry,
        {**ANSWERS, "title": say(f"并联装置{word}"), "summary": say("摘要")},
        [MemberText(say(f"林{word}"), say("电厂"), say("班长"), "13900000000")],
        seen_revision=entry.revision,
        unit_name=database.session.get_one(Organisation, unit).name,
    )
    attach_papers(actor, entry)
    event = database.session.get_one(Competition, built.joint)
    submit_entry(actor, entry, accepted=all_declarations(event), seen_revision=entry.revision)


def forward_one(built: Branches, domain: str, county: int) -> None:
    """The first entry of a county goes on to its city."""
    account = next(one.account for one in built.people if one.name == f"{domain}.recommender")
    actor = principal_of(account)
    steps = select(Recommendation).where(
        Recommendation.competition_id == built.joint, Recommendation.organisation_id == county
    )
    step = database.session.scalars(steps.order_by(Recommendation.id)).first()
    assert step is not None
    note_opinion(actor, step, opinion=built.words.of(domain)("同意推荐"))
    event = database.session.get_one(Competition, built.joint)
    unit = database.session.get_one(Organisation, county)
    forward_now(actor, event, unit, Arranged([step.entry_id]))

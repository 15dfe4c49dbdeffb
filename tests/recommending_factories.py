"""A province whose enterprises' entries climb over county and city, all through the services."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from competition.domain.access import Role
from competition.models import (
    Entry,
    EntryLimit,
    Organisation,
    Recommendation,
    database,
)
from competition.services.entries.drafts import save_draft
from competition.services.entries.members import MemberText
from competition.services.entries.submission import submit_entry
from competition.services.principal import Principal
from competition.services.recommending.answers import note_opinion
from competition.services.recommending.lists import Arranged, forward_now
from competition.services.recommending.quotas import Issue, issue_quotas
from competition.services.recommending.setup import LevelValues, save_levels
from tests.entry_factories import (
    ANSWERS,
    all_declarations,
    attach_papers,
    draft,
    open_contest,
)
from tests.factories import Make
from tests.kept import Kept, row_of

LEVELS = (
    ("企业工会", "enterprise_union"),
    ("县级工会", "county"),
    ("市级工会", "municipal"),
)


@dataclass
class Climb:
    """A contest with a branch: one city, its counties, their enterprises, and who acts for each."""

    make: Make
    organiser: Principal
    competition: Any
    city: Any
    counties: list[Any]
    enterprises: list[Any]
    desks: dict[int, Principal] = field(default_factory=dict)

    def actor(self, organisation: Organisation) -> Principal:
        """Who recommends for an organisation."""
        if organisation.id not in self.desks:
            self.desks[organisation.id] = self.make.account(
                Role.RECOMMENDER, organisation=row_of(organisation), name="推荐员"
            )
        return self.desks[organisation.id]

    def entry(self, enterprise: Organisation, title: str = "带电检测装置") -> Entry:
        """A new entry of an enterprise, handed in."""
        applicant = self.make.account(Role.ENTRANT, competition_id=self.competition.id)
        entry = draft(applicant, row_of(self.competition), title=title)
        save_draft(
            applicant,
            entry,
            {**ANSWERS, "title": title},
            _people(entry),
            seen_revision=entry.revision,
            unit_name=enterprise.name,
        )
        attach_papers(applicant, entry)
        self.hand_in(applicant, entry)
        return entry

    def hand_in(self, applicant: Principal, entry: Entry) -> None:
        """Hand an entry in, for the first time or again."""
        accepted = all_declarations(row_of(self.competition))
        submit_entry(applicant, entry, accepted=accepted, seen_revision=entry.revision)

    def step(self, entry: Entry) -> Recommendation:
        """The newest arrival of an entry."""
        return database.session.scalars(
            select(Recommendation)
            .where(Recommendation.entry_id == row_of(entry).id)
            .order_by(Recommendation.serial.desc())
            .limit(1)
        ).one()

    def forward(
        self, organisation: Organisation, *entries: Entry, substitutes: tuple[Entry, ...] = ()
    ) -> int:
        """Recommend entries with an opinion each, in this order."""
        actor = self.actor(organisation)
        for entry in (*entries, *substitutes):
            note_opinion(actor, self.step(entry), opinion="同意推荐")
        wanted = Arranged([e.id for e in entries], [e.id for e in substitutes])
        return forward_now(actor, row_of(self.competition), row_of(organisation), wanted)

    def issue(self, number: int | None, *organisations: Organisation, substitutes: int = 0) -> None:
        """Issue the same number of places to each."""
        parts = {each.id: Issue(number, substitutes) for each in organisations}
        host = self.competition.organisation_id
        issue_quotas(self.organiser, row_of(self.competition), host, parts)


def _people(entry: Entry) -> tuple[MemberText, ...]:
    """People of this entry alone, so that no limit on people is met."""
    name = f"林{chr(0x4E00 + entry.id)}"
    return (MemberText(name, "蜀江电力检修公司", "班长", "13800001234"),)


def climbing(
    make: Make,
    *,
    counties: int = 1,
    needs_stamp: bool = False,
    is_selective: bool = False,
    closes_at: datetime | None = None,
) -> Climb:
    """An open contest of a province whose entries climb three levels."""
    organiser, competition = open_contest(make)
    host = row_of(competition.organisation)
    city = make.organisation("蜀江市总工会", parent=host, kind="municipal")
    below = [
        make.organisation(f"青石{i}县总工会", parent=city, kind="county") for i in range(counties)
    ]
    enterprises = [
        make.organisation(f"蜀江电力{i}公司工会", parent=county, kind="enterprise_union")
        for i, county in enumerate(below)
    ]
    save_levels(
        organiser,
        row_of(competition),
        [LevelValues(name, frozenset({kind}), closes_at) for name, kind in LEVELS],
        needs_stamp=needs_stamp,
        is_selective=is_selective,
    )
    with database.writing() as session:
        session.execute(delete(EntryLimit).where(EntryLimit.kind == "entries_per_unit"))
    return Climb(
        make,
        organiser,
        Kept(competition),
        Kept(city),
        [Kept(each) for each in below],
        [Kept(each) for each in enterprises],
    )

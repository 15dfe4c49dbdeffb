"""Contests in which judges score: entries that passed, judges, panels, assignments."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from competition.domain.access import Role
from competition.models import (
    Assignment,
    Competition,
    Entry,
    EntryForm,
    EntryMember,
    Judge,
    Organisation,
    Stage,
    Track,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.assigning import assign
from competition.services.judging.judges import add_judge
from competition.services.judging.panels import make_panels
from competition.services.judging.score_sheets import SavedSheet, submit_score_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.competitions import create_from_preset
from tests.factories import Make

SIGNS = "甲乙丙丁戊己庚辛壬癸"
KEYS = ("novelty", "advance", "utility", "benefit", "spread")
FULL = {"novelty": "26.5", "advance": "17", "utility": "18", "benefit": "17", "spread": "8"}


@dataclass
class Contest:
    """A contest with what a test of judging needs of it; rows are read anew at each mention."""

    make: Make
    organiser: Principal
    ident: int
    stage_id: int
    final_id: int
    judge_ids: list[int] = field(default_factory=list)
    entry_ids: list[int] = field(default_factory=list)

    @property
    def competition(self) -> Competition:
        return database.session.get_one(Competition, self.ident)

    @property
    def stage(self) -> Stage:
        """The first scoring stage, blind."""
        return database.session.get_one(Stage, self.stage_id)

    @property
    def final(self) -> Stage:
        """The second scoring stage, open."""
        return database.session.get_one(Stage, self.final_id)

    @property
    def judges(self) -> list[Judge]:
        return [database.session.get_one(Judge, each) for each in self.judge_ids]

    @property
    def entries(self) -> list[Entry]:
        return [database.session.get_one(Entry, each) for each in self.entry_ids]

    def principal(self, place: int = 0) -> Principal:
        """One of the judges as an actor."""
        return principal_of(self.judges[place].account_id)

    def assignments(self, place: int | None = None) -> list[Assignment]:
        """Assignments of the first scoring stage, of one judge or of all, as they are now.

        They belong to no session, so they stay readable after a request.
        """
        rows = select(Assignment).where(Assignment.stage_id == self.stage_id)
        if place is not None:
            rows = rows.where(Assignment.judge_id == self.judge_ids[place])
        loaded = joinedload(Assignment.entry).joinedload(Entry.members)
        with Session(database.engine) as session:
            found = session.scalars(rows.order_by(Assignment.id).options(loaded))
            return list(found.unique())

    def put(self, state: str) -> None:
        """Put the first scoring stage into a state."""
        with database.writing() as session:
            session.get_one(Stage, self.stage_id).state = state

    def submit(
        self, assignment: Assignment, *, seen: int = 0, key: str = "", **marks: str
    ) -> SavedSheet:
        """Submit a full sheet as the assignment's judge."""
        actor = principal_of(database.session.get_one(Judge, assignment.judge_id).account_id)
        return submit_score_sheet(
            actor,
            assignment.id,
            {**FULL, **marks},
            comment="",
            seen_version=seen,
            key=key or f"request-{assignment.id}-{seen}",
        )


def new_contest(make: Make, *, name: str = "第六届蜀江省职工创新大赛") -> Contest:
    """A contest from the preset, with nobody and nothing in it yet."""
    host = make.organisation(kind="provincial")
    organiser = make.account(Role.ORGANISER, organisation=host, name="周组织")
    ident = create_from_preset(
        organiser,
        preset="innovation_contest",
        organisation_id=host.id,
        name=name,
        edition="第六届",
        year=2026,
        opens_on=date.today() - timedelta(days=70),
    )
    stages = {
        row.key: row.id
        for row in database.session.execute(
            select(Stage.key, Stage.id).where(Stage.competition_id == ident)
        )
    }
    organiser = principal_of(organiser.account_id)
    return Contest(make, organiser, ident, stages["online"], stages["defence"])


def scoring_contest(
    make: Make,
    *,
    judges: int = 3,
    entries: int = 4,
    assigned: bool = True,
    state: str = "open",
    name: str = "第六届蜀江省职工创新大赛",
) -> Contest:
    """A contest whose online stage has panels and assignments and is open."""
    contest = new_contest(make, name=name)
    add_entries(contest, entries)
    for number in range(judges):
        call_judge(contest, f"评委{SIGNS[number % 10]}")
    if assigned:
        take_in(contest.organiser, contest.stage, seed="test")
        make_panels(contest.organiser, contest.stage)
        assign(contest.organiser, contest.stage)
        contest.put(state)
    return contest


def call_judge(
    contest: Contest,
    name: str = "评委甲",
    *,
    organisation: Organisation | None = None,
    expertise: str = "",
    is_chief: bool = False,
) -> Judge:
    """A judge with an account of their own and a unit of their own."""
    account = contest.make.account(Role.JUDGE, competition_id=contest.ident, name=name)
    unit = organisation or contest.make.organisation(kind="municipal")
    judge = add_judge(
        contest.organiser,
        contest.competition,
        account.account_id,
        organisation_id=unit.id,
        expertise=expertise,
        is_chief=is_chief,
    )
    contest.judge_ids.append(judge.id)
    return judge


def add_entries(
    contest: Contest,
    count: int,
    *,
    organisation: Organisation | None = None,
    track: str = "DL",
    unit_name: str = "",
    member: str = "",
    state: str = "passed",
) -> list[Entry]:
    """Entries that passed form review, each of a unit of its own unless one is given."""
    ident = contest.ident
    form = database.session.scalars(
        select(EntryForm.id).where(EntryForm.competition_id == ident, EntryForm.is_current)
    ).one()
    track_id = database.session.scalars(
        select(Track.id).where(Track.competition_id == ident, Track.key == track)
    ).one()
    known = len(contest.entry_ids)
    with database.writing() as session:
        rows = []
        for number in range(known + 1, known + count + 1):
            row = Entry(
                competition_id=ident,
                track_id=track_id,
                form_id=form,
                organisation_id=organisation.id if organisation else None,
                number=f"{track}-{number:03}",
                title=f"精馏塔真空系统干式改造之{number}",
                unit_name=unit_name or f"蜀江第{number}电力检修公司",
                answers={"title": f"精馏塔真空系统干式改造之{number}", "summary": "节电四成。"},
                state=state,
                created_at=now(),
                changed_at=now(),
                submitted_at=now(),
            )
            name = member or f"完成人{SIGNS[number % 10]}"
            row.members.append(EntryMember(position=1, name=name))
            session.add(row)
            rows.append(row)
        session.flush()
        contest.entry_ids.extend(row.id for row in rows)
    return rows

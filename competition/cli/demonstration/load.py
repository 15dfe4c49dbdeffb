"""Load the demonstration through the services and Excel imports that people use.

The clock of the services is moved through the two editions, so that every record carries the day on
which it would have happened. Everything but secrets comes from fixed seeds.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from competition.cli.demonstration import cast
from competition.cli.demonstration.contest import Edition, people_rows, works
from competition.cli.demonstration.hydropower_load import load_works
from competition.cli.demonstration.judging import (
    close_stage,
    declare_relations,
    hold_stage,
    settle_ties,
)
from competition.cli.demonstration.participation_load import report_some
from competition.cli.demonstration.people import People
from competition.cli.demonstration.publishing import publish
from competition.cli.demonstration.recommended import let_climb
from competition.cli.demonstration.units import Unit, provincial_tree
from competition.documents.entry_table import entry_table
from competition.documents.people_table import people_table
from competition.documents.tables.write import workbook_bytes
from competition.documents.unit_table import KIND_WORDS, unit_table
from competition.domain.access import Role
from competition.models import (
    Account,
    Competition,
    Entry,
    Organisation,
    Person,
    ResultVersion,
    RoleGrant,
    Stage,
    database,
)
from competition.services.certificates.issuing import issue_all
from competition.services.entries.review import pass_entries
from competition.services.exchange.entry_import import import_entries
from competition.services.exchange.layout import form_versions, layout_of
from competition.services.identity.accounts import create_user
from competition.services.identity.sessions import principal_of
from competition.services.judging.judges import add_judge
from competition.services.organisations.exchange import import_units
from competition.services.people.import_writing import import_people
from competition.services.people.links import make_links
from competition.services.principal import Principal
from competition.services.results.publication import confirm_result, start_notice
from competition.services.runtime import runtime, system_clock
from competition.services.sealing import seal_pending
from competition.services.setup.certificate_settings import Wording, save_certificate
from competition.services.setup.competitions import copy_edition, create_from_preset
from competition.services.setup.opening import open_competition
from competition.services.setup.stages import change_stage
from competition.services.setup.stages import close_stage as end_stage

ZONE = ZoneInfo("Asia/Shanghai")
LAST = Edition("第五届蜀江省职工创新大赛", "第五届", 2025, date(2025, 3, 3), 2025)
DAYS_TO_THE_FINAL = 92
WORDING = Wording(
    title="荣誉证书",
    wording="完成的创新成果《{title}》，经评审和公示，荣获本届职工创新大赛\n{tier}\n特发此证，以资鼓励。",
    issuer="蜀江省总工会",
    number_prefix="蜀工创",
    per_member=False,
)
Say = Callable[[str], None]


@contextmanager
def moved_clock() -> Iterator[Callable[[datetime], None]]:
    """The services' clock in the loader's hand; put back at the end."""
    moment = [system_clock()]
    runtime.clock = lambda: moment[0]

    def move(to: datetime) -> None:
        moment[0] = to

    try:
        yield move
    finally:
        runtime.clock = system_clock


def is_loaded() -> bool:
    """Whether the demonstration is in the database."""
    return (
        database.session.scalar(select(Account.id).where(Account.login == cast.NAMED[0].login))
        is not None
    )


def load(say: Say, *, today: date) -> None:
    """Load both editions; `say` hears what was done."""
    units = provincial_tree(LAST.seed)
    people = People(LAST.seed)
    this = Edition(
        "第六届蜀江省职工创新大赛",
        "第六届",
        2026,
        today - timedelta(days=DAYS_TO_THE_FINAL),
        2026,
        climbs=True,
    )
    with moved_clock() as move:
        move(moment(LAST.opens_on, days=-40))
        founders = _accounts()
        import_units(founders["admin"], workbook_bytes(unit_table(_unit_rows(units))))
        organiser, second = _province(founders)
        say(f"{len(units)} 个单位，{len(cast.NAMED)} 个有密码的账号")
        last = _last_year(move, organiser, second, people, units)
        say(f"{LAST.name}：已公示并发证")
        _this_year(move, organiser, last, this, people, units, second)
        say(f"{this.name}：网络初评已锁定，决赛答辩进行中")
        load_works(move, organiser, second, say, today)
        move(moment(today, hour=9))
        reports = report_some(founders["city"], _below_the_city(), today.year - 1)
        say(f"参赛统计：{reports} 份报告")
        while seal_pending():
            continue


def _below_the_city() -> list[int]:
    """The enterprises of the city whose account is named."""
    city = next(one.unit for one in cast.NAMED if one.role is Role.RECOMMENDER)
    parent = select(Organisation.id).where(Organisation.code == city).scalar_subquery()
    return list(
        database.session.scalars(
            select(Organisation.id)
            .where(Organisation.parent_id == parent)
            .order_by(Organisation.id)
        )
    )


def moment(day: date, *, days: int = 0, hour: int = 10) -> datetime:
    """An hour of a day in the contest's zone."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE) + timedelta(days=days)


def _accounts() -> dict[str, Principal]:
    """The administrator first; the others wait for the province to be there."""
    one = cast.NAMED[0]
    ident = create_user(None, login=one.login, name=one.name, password=cast.PASSWORD, role=one.role)
    return {one.login: principal_of(ident)}


def _province(founders: dict[str, Principal]) -> tuple[Principal, Principal]:
    """Named accounts over the province; returns the two organisers."""
    for one in cast.NAMED[1:]:
        unit = database.session.scalars(
            select(Organisation.id).where(Organisation.code == one.unit)
        ).one()
        ident = create_user(
            founders["admin"],
            login=one.login,
            name=one.name,
            password=cast.PASSWORD,
            role=one.role,
            organisation_id=unit,
        )
        founders[one.login] = principal_of(ident)
    return founders["organiser"], founders["organiser2"]


def _unit_rows(units: Sequence[Unit]) -> list[tuple[str, ...]]:
    return [
        (one.code, one.name, KIND_WORDS[one.kind], one.parent, one.alias, one.seal_name)
        for one in units
    ]


def _last_year(
    move: Callable[[datetime], None],
    organiser: Principal,
    second: Principal,
    people: People,
    units: Sequence[Unit],
) -> Competition:
    """From set-up to certificates."""
    first = LAST.opens_on
    ident = create_from_preset(
        organiser,
        preset="innovation_contest",
        organisation_id=_host(),
        name=LAST.name,
        edition=LAST.edition,
        year=LAST.year,
        opens_on=first,
    )
    organiser = principal_of(organiser.account_id)
    competition, quality = _enter(move, organiser, ident, LAST, people, units)
    for key, day in (("online", 64), ("defence", 92)):
        stage = _stage(ident, key)
        move(moment(first, days=day))
        hold_stage(organiser, competition, stage, quality, seed=LAST.seed)
        move(moment(first, days=day + 1, hour=18))
        close_stage(organiser, competition, _stage(ident, key))
        if key == "online":
            publish(organiser, second, competition, _stage(ident, key))
    settle_ties(organiser, competition, None)
    result = publish(organiser, second, competition, None)
    start_notice(organiser, result, until=moment(first, days=100))
    move(moment(first, days=101))
    confirm_result(organiser, database.session.get_one(ResultVersion, result.id))
    issue_all(organiser, ident)
    return database.session.get_one(Competition, ident)


def _this_year(
    move: Callable[[datetime], None],
    organiser: Principal,
    last: Competition,
    this: Edition,
    people: People,
    units: Sequence[Unit],
    second: Principal,
) -> None:
    """Copied from last year's; the online stage locked, the final open and half marked."""
    move(moment(this.opens_on, days=-20))
    organiser = principal_of(organiser.account_id)
    ident = copy_edition(
        organiser,
        last.id,
        name=this.name,
        edition=this.edition,
        year=this.year,
        days_later=(this.opens_on - LAST.opens_on).days,
    )
    organiser = principal_of(organiser.account_id)
    competition, quality = _enter(move, organiser, ident, this, people, units)
    move(moment(this.opens_on, days=64))
    hold_stage(organiser, competition, _stage(ident, "online"), quality, seed=this.seed)
    move(moment(this.opens_on, days=78))
    close_stage(organiser, competition, _stage(ident, "online"))
    publish(organiser, second, competition, _stage(ident, "online"))
    _lengthen(organiser, _stage(ident, "defence"), this)
    move(moment(this.opens_on, days=91))
    hold_stage(
        organiser, competition, _stage(ident, "defence"), quality, seed=this.seed, share=0.45
    )


def _lengthen(organiser: Principal, final: Stage, this: Edition) -> None:
    """Give the final two more weeks, so that a visitor can still score."""
    change_stage(
        organiser,
        final,
        name=final.name,
        opens_at=final.opens_at,
        closes_at=moment(this.opens_on, days=DAYS_TO_THE_FINAL + 14, hour=18),
        is_blind=final.is_blind,
        presentation_order=final.presentation_order,
    )


def _enter(
    move: Callable[[datetime], None],
    organiser: Principal,
    ident: int,
    edition: Edition,
    people: People,
    units: Sequence[Unit],
) -> tuple[Competition, dict[str, float]]:
    """People come in by Excel, then entries; form review passes them.

    Returns:
        the competition, and how good each work is, by title.
    """
    competition = database.session.get_one(Competition, ident)
    save_certificate(organiser, competition, WORDING, demonstration_seal=True)
    rows = people_rows(people, units, edition.seed)
    import_people(organiser, competition, workbook_bytes(people_table(rows)))
    accounts = _call_judges(organiser, competition)
    open_competition(organiser, competition)
    move(moment(edition.opens_on, days=40))
    entered = works(edition, people, units)
    layout = layout_of(database.session, competition, form_versions(database.session, competition))
    table = entry_table(layout, [work.row for work in entered], information=False)
    import_entries(organiser, competition, workbook_bytes(table), state="submitted")
    if edition.climbs:
        let_climb(organiser, competition, moment(edition.opens_on, days=40))
    move(moment(edition.opens_on, days=50))
    end_stage(organiser, _stage(ident, "entry"))
    ids = database.session.scalars(select(Entry.id).where(Entry.competition_id == ident)).all()
    pass_entries(organiser, competition, ids)
    end_stage(organiser, _stage(ident, "form_review"))
    declare_relations(competition, edition.seed)
    owners = database.session.scalars(
        select(Entry.account_id).where(Entry.competition_id == ident, Entry.account_id.is_not(None))
    )
    holders = sorted({one for one in owners if one is not None} | set(accounts))
    make_links(organiser, competition, holders, purpose="sign_in")
    quality = {work.title: work.quality for work in entered}
    return database.session.get_one(Competition, ident), quality


def _call_judges(organiser: Principal, competition: Competition) -> set[int]:
    """Everybody with a judge's role becomes a judge; returns their accounts."""
    rows = database.session.execute(
        select(
            Account.id,
            Person.organisation_id,
            func.max(case((RoleGrant.role == "chief_judge", 1), else_=0)),
        )
        .join(Person, Person.id == Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.competition_id == competition.id,
            RoleGrant.role.in_((Role.JUDGE.value, Role.CHIEF_JUDGE.value)),
            RoleGrant.revoked_at.is_(None),
        )
        .group_by(Account.id, Person.organisation_id, Account.login)
        .order_by(Account.login)
    ).all()
    for account_id, organisation_id, is_chief in rows:
        add_judge(
            organiser,
            competition,
            account_id,
            organisation_id=organisation_id,
            expertise="",
            is_chief=bool(is_chief),
        )
    return {row[0] for row in rows}


def _stage(competition_id: int, key: str) -> Stage:
    return database.session.scalars(
        select(Stage).where(Stage.competition_id == competition_id, Stage.key == key)
    ).one()


def _host() -> int:
    return database.session.scalars(
        select(Organisation.id).where(Organisation.code == cast.HOST)
    ).one()

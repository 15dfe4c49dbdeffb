"""Load the hydropower works: a finished year up to the final result, and the next one begun.

Everything goes through the services that people use; the clock is in the loader's hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from competition.cli.demonstration import cast
from competition.cli.demonstration.hydropower import (
    ACCIDENT_MONTH,
    DEPARTMENTS,
    JOINER,
    JOINS_IN_MONTH,
    JUDGES,
    LOTS,
    MONTHS,
    PRESET,
    PROJECT,
    VETOED,
    Lot,
    crews,
    deductions,
    department_logins,
)
from competition.cli.demonstration.judging import close_stage, hold_stage, settle_ties
from competition.cli.demonstration.publishing import publish
from competition.domain.access import Role
from competition.domain.labour import Calendar, Period, PeriodUnit, month_after, periods_of
from competition.models import (
    Assignment,
    Competition,
    Criterion,
    Declaration,
    Entry,
    Judge,
    Organisation,
    ResultVersion,
    ScoreEvent,
    Stage,
    Track,
    database,
)
from competition.services.entries.belonging import put_below
from competition.services.entries.drafts import save_draft, start_entry
from competition.services.entries.members import MemberText
from competition.services.entries.review import pass_entries
from competition.services.entries.submission import submit_entry
from competition.services.events.checking import EventText
from competition.services.events.recording import record_event
from competition.services.events.verifying import verify_facts
from competition.services.identity.accounts import create_user, grant_role
from competition.services.identity.sessions import principal_of
from competition.services.judging.conflicts import confirm_declaration
from competition.services.judging.judges import add_judge
from competition.services.judging.locking import lock_stage
from competition.services.judging.score_sheets import submit_score_sheet
from competition.services.periods.finding_text import FindingText
from competition.services.periods.findings import record_finding
from competition.services.periods.flags import FlagValues, save_flag
from competition.services.periods.opening import open_period
from competition.services.periods.principals import appoint_department
from competition.services.periods.taking_part import join_from
from competition.services.principal import Principal
from competition.services.results.publication import confirm_result, start_notice
from competition.services.setup.certificate_settings import Wording, save_certificate
from competition.services.setup.competitions import create_from_preset
from competition.services.setup.opening import open_competition
from competition.services.setup.stages import close_stage as end_stage

ZONE = ZoneInfo("Asia/Shanghai")
SEED = 2027
PUBLISHED_MONTH = f"m{ACCIDENT_MONTH:02}"
Move = Callable[[datetime], None]
Say = Callable[[str], None]


@dataclass
class Works:
    """One year of the works; ids are kept, rows are read anew."""

    organiser: Principal
    second: Principal
    ident: int
    periods: tuple[Period, ...]
    accounts: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)

    @property
    def competition(self) -> Competition:
        return database.session.get_one(Competition, self.ident)

    def stage(self, key: str) -> Stage:
        return database.session.scalars(
            select(Stage).where(Stage.competition_id == self.ident, Stage.key == key)
        ).one()


def load_works(move: Move, organiser: Principal, second: Principal, say: Say, today: date) -> None:
    """The year that ended three months ago with its awards, and the one that begins this month."""
    ended = _found(move, organiser, second, month_after(today, -MONTHS - 3), "（上年度）")
    _register(move, ended)
    for period in ended.periods:
        _hold_period(move, ended, period)
    _award(move, ended)
    say(f"{ended.competition.name}：十二个月考核完毕，已公示")
    begun = _found(move, organiser, second, month_after(today, 0), "")
    _register(move, begun, with_people=False)
    move(_noon(today))
    open_period(begun.organiser, begun.stage(begun.periods[0].key))
    _report(begun, begun.periods[0], LOTS[:2])
    say(f"{begun.competition.name}：{begun.periods[0].name}正在填报")


def _found(move: Move, organiser: Principal, second: Principal, first: date, suffix: str) -> Works:
    calendar = Calendar(PeriodUnit.MONTH, first, MONTHS, quarters=True)
    move(_noon(first, days=-40))
    host = database.session.scalars(
        select(Organisation.id).where(Organisation.code == cast.HOST)
    ).one()
    organiser = principal_of(organiser.account_id)
    ident = create_from_preset(
        organiser,
        preset=PRESET,
        organisation_id=host,
        name=f"{PROJECT}“五比一创”劳动竞赛{suffix}",
        edition="",
        year=first.year,
        opens_on=first - timedelta(days=30),
        calendar=calendar,
    )
    organiser = principal_of(organiser.account_id)
    works = Works(organiser, second, ident, periods_of(calendar))
    wording = Wording(
        title="荣誉证书",
        wording="{title}在" + PROJECT + "劳动竞赛中成绩突出，被评为\n{tier}\n特发此证，以资鼓励。",
        issuer="蜀江省总工会",
        number_prefix="金劳竞" if suffix else "金劳竞二",
        per_member=False,
    )
    save_certificate(organiser, works.competition, wording, demonstration_seal=True)
    open_competition(organiser, works.competition)
    return works


def _register(move: Move, works: Works, *, with_people: bool = True) -> None:
    """Accounts, registrations that pass review, departments, who belongs to whom, the flag."""
    move(_noon(works.periods[0].begins, days=-15))
    _accounts(works)
    for lot in LOTS:
        works.entries[lot.name] = _enter(works, lot, "lot", "LOT", lot.name)
    people = list(crews()) if with_people else []
    for lot, kind, name, _ in people:
        track = "CREW" if kind == "crew" else "PERSON"
        works.entries[name] = _enter(works, lot, kind, track, name)
    end_stage(works.organiser, works.stage("entry"))
    pass_entries(works.organiser, works.competition, list(works.entries.values()))
    end_stage(works.organiser, works.stage("form_review"))
    for lot, _, name, _ in people:
        entry = database.session.get_one(Entry, works.entries[name])
        put_below(works.organiser, entry, works.entries[lot.name])
    for name in DEPARTMENTS:
        appoint_department(works.organiser, works.competition, name, works.accounts[name])
    quarters = [works.stage(period.key).id for period in works.periods if period.of]
    save_flag(
        works.organiser,
        works.competition,
        FlagValues("流动红旗", quarters, None, keep_after=3, passes_over=True),
    )


def _accounts(works: Works) -> None:
    """One account with the password for each lot, department and judge, made once."""
    for login, name in zip(department_logins(), DEPARTMENTS, strict=True):
        works.accounts[name] = _account(works, login, DEPARTMENTS[name], Role.JUDGE)
    for lot in LOTS:
        works.accounts[lot.name] = _account(works, lot.login, lot.reporter, Role.ENTRANT)
    for place, name in enumerate(JUDGES, start=1):
        works.accounts[name] = _account(works, f"works-judge{place}", name, Role.JUDGE)


def _account(works: Works, login: str, name: str, role: Role) -> int:
    known = cast.account_of(login)
    if known is None:
        return create_user(
            works.organiser,
            login=login,
            name=name,
            password=cast.PASSWORD,
            role=role,
            competition_id=works.ident,
        )
    with database.writing() as session:
        grant_role(session, works.organiser, known, role, competition_id=works.ident)
    return known


def _enter(works: Works, lot: Lot, kind: str, track: str, title: str) -> int:
    actor = principal_of(works.accounts[lot.name])
    competition = works.competition
    track_id = database.session.scalars(
        select(Track.id).where(Track.competition_id == works.ident, Track.key == track)
    ).one()
    entry = start_entry(actor, competition, kind=kind, track_id=track_id)
    random = Random(title)
    answers = {
        "title": title,
        "project": PROJECT,
        "lot_number": f"JSW-C{LOTS.index(lot) + 1}",
        "people": str(random.randint(120, 480) if kind == "lot" else random.randint(8, 30)),
        "work_plan": "成立竞赛领导小组，分解指标到班组，每周检查、每月讲评，重点工序样板先行。",
        "safety": "无",
        "achievement": "完成任务质量优良，无违章，提出的合理化建议被采用。",
        "manager": lot.reporter,
        "contact": lot.reporter,
        "contact_phone": f"138{random.randint(10_000_000, 99_999_999)}",
    }
    if kind == "lot":
        answers |= {"contract_sum": str(random.randint(8000, 96000)), "duration": "三十个月"}
    saved = save_draft(
        actor,
        entry,
        answers,
        [MemberText(title if kind == "person" else lot.reporter)],
        seen_revision=entry.revision,
        unit_name=lot.unit,
    )
    accepted = database.session.scalars(
        select(Declaration.id).where(
            Declaration.competition_id == works.ident, Declaration.is_current
        )
    ).all()
    entry = database.session.get_one(Entry, entry.id)
    submit_entry(actor, entry, accepted=set(accepted), seen_revision=saved.revision)
    return entry.id


def _hold_period(move: Move, works: Works, period: Period) -> None:
    """One period: opened, reported on, scored with findings, locked, published."""
    move(_noon(period.ends, days=-2))
    if period.key == "m01":
        entry = database.session.get_one(Entry, works.entries[JOINER.name])
        join_from(works.organiser, entry, works.stage(f"m{JOINS_IN_MONTH:02}"))
    open_period(works.organiser, works.stage(period.key))
    if not period.of:
        month = int(period.key[1:])
        lots = [lot for lot in LOTS if lot is not JOINER or month >= JOINS_IN_MONTH]
        _report(works, period, lots)
        _score(works, period, lots)
        if month == ACCIDENT_MONTH:
            _have_accident(works, period)
    move(_noon(period.ends, days=11 if not period.of else 12))
    lock_stage(works.organiser, works.stage(period.key))
    if period.of or period.key == PUBLISHED_MONTH:
        publish(works.organiser, works.second, works.competition, works.stage(period.key))


def _report(works: Works, period: Period, lots: Sequence[Lot]) -> None:
    """What lots say of themselves: a little better than what departments will say."""
    highest = _highest(works, period)
    for lot in lots:
        lost = _lost(lot, period, highest)
        texts = {
            key: f"{points - max(0, lost.get(key, 0) - 0.5):g}" for key, points in highest.items()
        }
        _submit(works, period, lot, "self", "", texts, "本期按计划完成，证明材料见照片。")


def _score(works: Works, period: Period, lots: Sequence[Lot]) -> None:
    highest = _highest(works, period)
    marked_by = {row.key: set(row.marked_by) for row in _criteria(works, period)}
    for lot in lots:
        found = deductions(lot, int(period.key[1:]), highest)
        for name in DEPARTMENTS:
            own = [key for key in highest if name in marked_by[key]]
            sheet = _sheet(works, period, lot, "department", name)
            actor = principal_of(works.accounts[name])
            for one in (one for one in found if one.criterion in own):
                due = period.ends + timedelta(days=8) if one.demands else None
                record_finding(
                    actor,
                    sheet,
                    FindingText(
                        one.criterion,
                        one.text,
                        one.points,
                        found_on=(period.ends - timedelta(days=3)).isoformat(),
                        place=one.place,
                        demands=one.demands,
                        due_on=due.isoformat() if due else "",
                    ),
                )
            lost = _lost(lot, period, highest)
            texts = {key: f"{highest[key] - lost.get(key, 0):g}" for key in own}
            _submit(works, period, lot, "department", name, texts, "")


def _lost(lot: Lot, period: Period, highest: dict[str, int]) -> dict[str, float]:
    """By indicator, what departments take from a lot in a month."""
    lost: dict[str, float] = {}
    for one in deductions(lot, int(period.key[1:]), highest):
        lost[one.criterion] = lost.get(one.criterion, 0) + float(one.points)
    return lost


def _submit(
    works: Works,
    period: Period,
    lot: Lot,
    kind: str,
    name: str,
    texts: dict[str, str],
    comment: str,
) -> None:
    sheet = _sheet(works, period, lot, kind, name)
    submit_score_sheet(
        principal_of(works.accounts[name or lot.name]),
        sheet.id,
        texts,
        comment=comment,
        seen_version=0,
        key=f"demonstration-{sheet.id}",
    )


def _sheet(works: Works, period: Period, lot: Lot, kind: str, name: str) -> Assignment:
    return database.session.scalars(
        select(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.stage_id == works.stage(period.key).id,
            Assignment.entry_id == works.entries[lot.name],
            Judge.kind == kind,
            *([Judge.name == name] if name else []),
        )
    ).one()


def _have_accident(works: Works, period: Period) -> None:
    """A fatal accident, recorded by one organiser and verified by the other."""
    number = database.session.get_one(Entry, works.entries[VETOED.name]).number or ""
    record_event(
        works.organiser,
        works.competition,
        EventText(
            number,
            "生产安全死亡事故",
            stage=period.key,
            date=(period.begins + timedelta(days=17)).isoformat(),
            matter="支洞塌方事故",
            evidence="事故调查报告（金安调〔5〕号）",
            reason="事故调查组认定为责任事故",
        ),
    )
    verify_facts(works.second, works.competition, ScoreEvent)


def _award(move: Move, works: Works) -> None:
    """Crews and people are judged, the year is calculated, published and awarded."""
    move(_noon(works.periods[-1].ends, days=20))
    for name in JUDGES:
        judge = add_judge(works.organiser, works.competition, works.accounts[name])
        confirm_declaration(principal_of(works.accounts[name]), judge)
    quality = {name: good for _, _, name, good in crews()}
    hold_stage(works.organiser, works.competition, works.stage("people"), quality, seed=SEED)
    move(_noon(works.periods[-1].ends, days=30))
    close_stage(works.organiser, works.competition, works.stage("people"))
    publish(works.organiser, works.second, works.competition, works.stage("people"))
    settle_ties(works.organiser, works.competition, None)
    result = publish(works.organiser, works.second, works.competition, None)
    start_notice(works.organiser, result, until=_noon(works.periods[-1].ends, days=42))
    move(_noon(works.periods[-1].ends, days=43))
    confirm_result(works.organiser, database.session.get_one(ResultVersion, result.id))


def _highest(works: Works, period: Period) -> dict[str, int]:
    rows = _criteria(works, period)
    return {row.key: row.maximum // 10**row.scale for row in rows}


def _criteria(works: Works, period: Period) -> list[Criterion]:
    return list(
        database.session.scalars(
            select(Criterion)
            .where(Criterion.stage_id == works.stage(period.key).id)
            .order_by(Criterion.position)
        )
    )


def _noon(day: date, *, days: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE) + timedelta(days=days)

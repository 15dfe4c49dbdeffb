"""A scene: two competitions of sibling organisations, played by the services to where pages begin.

`Side` keeps ids only, so that it outlives requests and databases copied from it. Side "a" is
finished, with awards and certificates; side "b" is in the middle of its first scoring stage.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.objections import About, Consequence, Finding
from competition.domain.score_correction import Change
from competition.jobs import run_waiting_jobs
from competition.models import (
    Account,
    Assignment,
    Base,
    Certificate,
    Competition,
    Entry,
    Judge,
    Objection,
    Organisation,
    Proposal,
    Recommendation,
    RecommendationList,
    ResultVersion,
    RoleGrant,
    ScoreEvent,
    ScoreItem,
    Stage,
    database,
)
from competition.services.certificates.archives import request_archive
from competition.services.certificates.issuing import request_issue
from competition.services.certificates.revoking import propose_revocation
from competition.services.entries.attachments import attach_file
from competition.services.entries.drafts import save_draft, start_entry
from competition.services.entries.members import MemberText
from competition.services.entries.oversight import remind_entrants
from competition.services.entries.review import checklist_of, review_entry
from competition.services.entries.submission import submit_entry
from competition.services.events.recording import keep_files
from competition.services.identity.accounts import grant_role
from competition.services.identity.administration import create_account, invite
from competition.services.identity.granting import GrantScope
from competition.services.identity.sessions import principal_of, start_session
from competition.services.judging.assigning import assign
from competition.services.judging.conflicts import confirm_declaration, declare_conflict
from competition.services.judging.judges import add_judge
from competition.services.judging.locking import lock_stage
from competition.services.judging.panels import make_panels
from competition.services.judging.score_sheets import save_score_draft, submit_score_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.objecting.deciding import Ruling, draft_decision
from competition.services.objecting.handling import admit, name_panel
from competition.services.objecting.raising import Objector, Statement, raise_objection
from competition.services.organisations.tree import add_organisation
from competition.services.participation.checking import Numbers, Subject
from competition.services.participation.listing import ListedPerson
from competition.services.participation.reporting import submit_report
from competition.services.people.links import make_links
from competition.services.people.participants import ParticipantValues, create_participant
from competition.services.principal import Principal
from competition.services.recommending.answers import note_opinion
from competition.services.recommending.lists import (
    Arranged,
    cancel_list,
    check_code,
    prepare_list,
)
from competition.services.recommending.papers import attach_scan
from competition.services.recommending.quotas import Issue, issue_quotas
from competition.services.recommending.route import begin, next_stop
from competition.services.recommending.setup import LevelValues, save_levels
from competition.services.results.compute import compute_result
from competition.services.results.publication import (
    answer_proposal,
    propose_publication,
    skip_notice,
    start_notice,
)
from competition.services.results.score_corrections import Paper, Wanted, propose_correction
from competition.services.runtime import now
from competition.services.sealing import seal_pending
from competition.services.setup.competitions import change_basics, create_from_preset
from competition.services.setup.opening import open_competition
from competition.services.setup.stages import close_stage, open_stage
from tests.entry_factories import ANSWERS, all_declarations, pdf, track_of
from tests.factories import Make
from tests.finding_factories import add_findings, add_flags
from tests.judging_factories import FULL
from tests.site_factories import add_released_report

WORDS = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
Say = Callable[[str], str]


def plainly(text: str) -> str:
    """User text as it is; other scenes put something nasty beside it."""
    return text


@dataclass
class Side:
    """One competition: who is who (account ids) and what belongs to whom (row ids)."""

    name: str
    rows: int
    say: Say = plainly
    organisation: int = 0
    competition: int = 0
    who: dict[str, int] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)
    judges: list[int] = field(default_factory=list)
    drafted: list[int] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)
    counties: list[int] = field(default_factory=list)

    def actor(self, name: str) -> Principal:
        """One of the people as an actor, with the grants of now."""
        return principal_of(self.who[name])

    def stage(self, key: str) -> Stage:
        return database.session.get_one(Stage, self.stages[key])

    @property
    def event(self) -> Competition:
        return database.session.get_one(Competition, self.competition)

    def ids(self, model: type[Base], *clauses: object) -> list[int]:
        """Ids of this competition's rows of a table that names its competition."""
        table = model.__table__
        own = select(table.c.id).where(table.c.competition_id == self.competition, *clauses)  # type: ignore[arg-type]
        return list(database.session.scalars(own.order_by(table.c.id)))

    def assignments(self, judge: int) -> list[int]:
        """Assignments of one judge, first stage first."""
        rows = select(Assignment.id).where(Assignment.judge_id == self.judges[judge])
        return list(database.session.scalars(rows.order_by(Assignment.id)))


@dataclass
class Scene:
    """Both sides, those above them, and somebody without any role."""

    top: int
    a: Side
    b: Side
    who: dict[str, int]
    draft: int

    def side(self, name: str) -> Side:
        return self.a if name == "a" else self.b

    @property
    def people(self) -> dict[str, int]:
        """Everybody: `keeper`, `a.organiser`, `b.judge0`…"""
        return self.who | {
            f"{side.name}.{key}": account
            for side in (self.a, self.b)
            for key, account in side.who.items()
        }


def build_scene(
    make: Make,
    *,
    rows: int = 2,
    say: Say = plainly,
    say_of: Callable[[str], Say] | None = None,
) -> Scene:
    """Two competitions below one provincial organisation, each with `rows` of everything.

    `say_of("a")` says what side "a" says, where each side is to be known by its words.
    """
    said = say_of or (lambda _side: say)
    with database.writing() as session:
        top = add_organisation(
            session, parent_id=None, kind="provincial", code="SJ", name=say("蜀江省总工会")
        ).id
    who = {
        "keeper": make.account(Role.ADMINISTRATOR, name=say("管理员")).account_id,
        "province": province_organiser(make, top).account_id,
        "nobody": without_role(make),
    }
    a, b = (build_side(make, name, top, rows, said(name)) for name in ("a", "b"))
    finish(a)
    begin_scoring(b)
    who["mixed"] = organiser_here_entrant_there(make, b, a)
    draft = found(a, say("尚未开放的竞赛"))
    recommend(a)
    recommend(b)
    report_participation(a)
    report_participation(b)
    for side in (a, b):
        add_released_report(side.entries[0], side.stages["online"], side.say("项目部"))
        for number in range(1, rows):
            ident = found(side, say(f"另一竞赛{WORDS[number]}"))
            open_competition(side.actor("organiser"), database.session.get_one(Competition, ident))
    for ident in (a.who["judge0"], b.who["judge0"], who["province"]):
        invite(principal_of(who["keeper"]), database.session.get_one(Account, ident))
    for side in (a, b):
        note_events(side)
        note_findings(side)
    seal_pending()
    return Scene(top, a, b, who, draft)


def note_events(side: Side) -> None:
    """Events that wait, of a kind that no rule names, with evidence, and items beside them."""
    say, made = side.say, {"recorded_by_id": side.who["organiser"], "recorded_at": now()}
    with database.writing() as session:
        for number in range(side.rows):
            (file,) = keep_files([(say("证书") + ".pdf", pdf("专利证书"))])
            session.add(
                ScoreEvent(
                    competition_id=side.competition,
                    entry_id=side.entries[0],
                    kind=say("加分"),
                    matter=say(f"奖项{WORDS[number]}"),
                    reason=say("见证书"),
                    files=[file],
                    **made,
                )
            )
            name = say(f"动作{WORDS[number]}")
            session.add(
                ScoreItem(
                    competition_id=side.competition,
                    axis="item",
                    name=name,
                    place=f"0/0/item/{name}",
                    attributes={"difficulty": "3.1"},
                    **made,
                )
            )


def note_findings(side: Side) -> None:
    """Findings on a judge's first sheet, which its unit has answered, and rotating flags."""
    sheet = database.session.get_one(Assignment, side.assignments(0)[0])
    add_findings(sheet, side.rows, side.say)
    add_flags(side.stage("online"), side.rows, side.who["organiser"], side.say)


def organiser_here_entrant_there(make: Make, here: Side, there: Side) -> int:
    """Somebody who organises one competition and enters the other."""
    account = make.account(Role.ORGANISER, competition_id=here.competition, name="双重人")
    with database.writing() as session:
        grant_role(
            session, None, account.account_id, Role.ENTRANT, competition_id=there.competition
        )
    return account.account_id


def province_organiser(make: Make, top: int) -> Principal:
    organisation = database.session.get_one(Organisation, top)
    return make.account(Role.ORGANISER, organisation=organisation, name="省组织员")


def without_role(make: Make) -> int:
    """An account whose only grant was taken away."""
    keeper = make.account(Role.ADMINISTRATOR, name="管理员")
    ident = create_account(
        keeper,
        login="nobody",
        name="路人",
        organisation_id=None,
        title="",
        role=Role.SUPERVISOR,
        scope=GrantScope(),
    )
    with database.writing() as session:
        for grant in session.scalars(select_grants(ident)):
            session.delete(grant)
    return ident


def select_grants(account: int):  # type: ignore[no-untyped-def]
    return select(RoleGrant).where(RoleGrant.account_id == account)


def build_side(make: Make, name: str, top: int, rows: int, say: Say) -> Side:
    """A municipal organisation with an open competition, its people and its entries."""
    side = Side(name, rows, say)
    with database.writing() as session:
        side.organisation = add_organisation(
            session,
            parent_id=top,
            kind="municipal",
            code=f"SJ-{name}",
            name=say(f"{'锦川' if name == 'a' else '青江'}市总工会"),
            alias=say("市总"),
        ).id
        for number in range(rows):
            county = add_organisation(
                session,
                parent_id=side.organisation,
                kind="county",
                code=f"SJ-{name}-{number}",
                name=say(f"{name}企业{WORDS[number]}"),
            )
            side.counties.append(county.id)
    add_staff(make, side)
    found_competition(side)
    add_people(make, side)
    for number in range(rows):
        add_entry(side, number, "passed")
        if name == "b":
            add_entry(side, number, "submitted")
    for _ in range(rows):
        add_entry(side, 0, "draft")
    remind_entrants(side.actor("organiser"), side.event, side.entries[-rows:])
    with database.writing() as session:
        for number in range(rows):
            start_session(session, side.who["entrant0"], say(f"手机{WORDS[number]}"))
    return side


def add_staff(make: Make, side: Side) -> None:
    unit = database.session.get_one(Organisation, side.organisation)
    for key, role, name in (
        ("administrator", Role.ADMINISTRATOR, "市管理员"),
        ("organiser", Role.ORGANISER, "周组织"),
        ("supervisor", Role.SUPERVISOR, "郑监督"),
        ("recommender", Role.RECOMMENDER, "推荐员"),
        ("tabulator", Role.TABULATOR, "统计员"),
    ):
        account = make.account(role, organisation=unit, name=side.say(name))
        side.who[key] = account.account_id


def found_competition(side: Side) -> None:
    """A competition from the preset, with texts of its own, opened five days ago."""
    say = side.say
    side.competition = found(side, say("职工创新大赛"))
    organiser = side.actor("organiser")
    change_basics(
        organiser,
        side.event,
        {
            "contact": say("竞赛办公室"),
            "summary": say("面向全市职工"),
            "co_organisers": say("市科技局"),
            "self_registration": True,
            "entrants_see": "derivation",
            "public_sees": "derivation",
        },
    )
    rows = select(Stage.key, Stage.id).where(Stage.competition_id == side.competition)
    side.stages = {row.key: row.id for row in database.session.execute(rows)}
    open_competition(organiser, side.event)


def found(side: Side, name: str) -> int:
    return create_from_preset(
        side.actor("organiser"),
        preset="innovation_contest",
        organisation_id=side.organisation,
        name=name,
        edition=side.say("第五届"),
        year=2026,
        opens_on=date.today() - timedelta(days=5),
    )


def add_people(make: Make, side: Side) -> None:
    """Reviewer, second organiser, chief, judges and entrants, each with a link where one serves."""
    say, event = side.say, side.competition
    roles = [
        ("second", Role.ORGANISER, "钱审批"),
        ("reviewer", Role.FORM_REVIEWER, "吴审查"),
        *((f"entrant{n}", Role.ENTRANT, f"申报{WORDS[n]}") for n in range(max(side.rows, 2))),
    ]
    for key, role, name in roles:
        side.who[key] = make.account(role, competition_id=event, name=say(name)).account_id
    for number in range(side.rows + 2):
        key = f"judge{number}"
        side.who[key] = create_participant(
            side.actor("organiser"),
            side.event,
            ParticipantValues(
                name=say(f"评委{WORDS[number]}"),
                role=Role.CHIEF_JUDGE if number == 2 else Role.JUDGE,
                organisation_id=side.organisation,
                title=say("高级工程师"),
                phone="13800001234",
            ),
        )
        judge = add_judge(
            side.actor("organiser"),
            side.event,
            side.who[key],
            organisation_id=None,
            expertise=say("电力系统"),
            is_chief=number == 2,
        )
        side.judges.append(judge.id)
        for unit in WORDS[: side.rows]:
            row = database.session.get_one(Judge, side.judges[-1])
            declare_conflict(
                side.actor(key), row, unit_name=say(f"外省{unit}厂"), note=say("曾任职")
            )
        confirm_declaration(side.actor(key), database.session.get_one(Judge, side.judges[-1]))
    judges = [side.who[f"judge{number}"] for number in range(len(side.judges))]
    make_links(side.actor("organiser"), side.event, judges, purpose="sign_in")
    make_links(side.actor("organiser"), side.event, judges[: side.rows], purpose="invitation")


def add_entry(side: Side, number: int, state: str) -> None:
    """An entry of the entrant with this number, brought to this state."""
    say = side.say
    entrant = side.actor(f"entrant{number}")
    entry = start_entry(entrant, side.event, kind="outcome", track_id=track_of(side.event).id)
    side.entries.append(entry.id)
    word = WORDS[len(side.entries)]
    texts = {
        key: say(value) if key in ("summary", "novelty", "prospects") else value
        for key, value in ANSWERS.items()
        if isinstance(value, str)
    }
    save_draft(
        entrant,
        entry,
        {**ANSWERS, **texts, "title": say(f"断路器检测装置{word}")},
        [
            MemberText(say(f"张㛃{word}"), say("检修公司"), say("班长"), "13800001234"),
            *(
                MemberText(say(f"欧阳明{word}{each}"), say("检修公司"))
                for each in WORDS[: side.rows]
            ),
        ],
        seen_revision=entry.revision,
        unit_name=say(f"蜀江电力检修{word}公司"),
    )
    for key, name in (("report", "技术报告.pdf"), ("proof", "应用证明.pdf")):
        attach_file(entrant, fetch(entry.id), key, name=say(name[:-4]) + ".pdf", content=pdf())
    if state == "draft":
        return
    entry = fetch(entry.id)
    accepted = all_declarations(side.event)
    submit_entry(entrant, entry, accepted=accepted, seen_revision=entry.revision)
    if state == "submitted":
        return
    entry = fetch(entry.id)
    review_entry(
        side.actor("reviewer"),
        entry,
        "pass",
        checklist={item.key: True for item in checklist_of(side.event)},
        reason="",
        seen_revision=entry.revision,
    )


def fetch(entry_id: int) -> Entry:
    return database.session.get_one(Entry, entry_id, populate_existing=True)


def begin_scoring(side: Side) -> None:
    """Open the first scoring stage: one sheet handed in, one begun."""
    organiser = side.actor("organiser")
    for key in ("entry", "form_review"):
        if side.name == "a":
            close_stage(organiser, side.stage(key))
    seat(side, "online")
    submit(side, 0, side.assignments(0)[0])
    side.drafted = side.assignments(1)[:1]
    for assignment in side.drafted:
        save_score_draft(
            side.actor("judge1"),
            assignment,
            {"novelty": "26.5"},
            comment=side.say("待核"),
            seen_version=0,
            key=f"draft-of-{assignment}",
        )


def recommend(side: Side) -> None:
    """Every entry lies before a county, which its city acts for; the first stands in a list."""
    organiser, actor, session = side.actor("organiser"), side.actor("recommender"), database.session
    level = LevelValues(side.say("县级工会"), frozenset({"county"}))
    save_levels(organiser, side.event, [level], needs_stamp=True, is_selective=False)
    places = {ident: Issue(9) for ident in side.counties}
    issue_quotas(organiser, side.event, side.organisation, places)
    with database.writing():
        for ident in side.entries:
            stop = next_stop(session, side.event, side.counties[0])
            begin(session, fetch(ident), stop)
    for step in session.scalars(select(Recommendation).where(in_event(Recommendation, side))):
        note_opinion(actor, step, opinion=side.say("同意推荐"), lower_result=side.say("县一等奖"))
    unit = session.get_one(Organisation, side.counties[0])
    for number in range(side.rows):
        ident = prepare_list(actor, side.event, unit, Arranged([side.entries[number]]))
        prepared = session.get_one(RecommendationList, ident)
        attach_scan(
            actor,
            prepared,
            name="盖章.pdf",
            content=pdf(),
            seal_text=unit.name,
            code=check_code(prepared),
        )
        if number < side.rows - 1:
            cancel_list(actor, prepared)


def report_participation(side: Side) -> None:
    """The county reports each month of last year with a list, for its competition."""
    actor, year = side.actor("recommender"), now().year - 1
    for month in range(1, side.rows + 1):
        told = Subject(year, month, date(year, 12, 31), side.competition, industry="DE"[month % 2])
        people = [ListedPerson("林青", work_number=str(number)) for number in range(side.rows)]
        submit_report(actor, side.counties[0], told, Numbers(people=people))


def in_event(model: type[Base], side: Side):  # type: ignore[no-untyped-def]
    return model.__table__.c.competition_id == side.competition


def seat(side: Side, key: str) -> None:
    organiser = side.actor("organiser")
    take_in(organiser, side.stage(key), seed="scene")
    make_panels(organiser, side.stage(key))
    assign(organiser, side.stage(key))
    open_stage(organiser, side.stage(key))


def submit(side: Side, judge: int, assignment: int) -> None:
    """A full sheet; later entries get better marks, so that nothing is tied."""
    row = database.session.get_one(Assignment, assignment)
    place = side.entries.index(row.entry_id)
    submit_score_sheet(
        side.actor(f"judge{judge}"),
        assignment,
        {**FULL, "benefit": str(10 + place)},
        comment=side.say("可靠性数据充分"),
        seen_version=int(assignment in side.drafted),
        key=f"submission-of-{assignment}",
    )


def finish(side: Side) -> None:
    """Play the competition to its end: both stages locked, final result, certificates."""
    begin_scoring(side)
    score_and_lock(side, "online")
    publish(side, "online")
    seat(side, "defence")
    score_and_lock(side, "defence")
    publish(side, "defence")
    result = publish(side, "")
    skip_notice(
        side.actor("organiser"),
        database.session.get_one(ResultVersion, result),
        reason=side.say("内部竞赛，经研究不作公示"),
    )
    organiser = side.actor("organiser")
    request_issue(organiser, side.event)
    run_waiting_jobs()
    request_archive(organiser, side.event)
    run_waiting_jobs()
    last = side.ids(Certificate)[-1]
    propose_revocation(
        side.actor("organiser"),
        database.session.get_one(Certificate, last),
        reason=side.say("证书文字有误"),
    )
    object_to(side)
    for number in range(side.rows):
        correct(side, side.assignments(0)[number])


def object_to(side: Side) -> None:
    """Put the first stage up for notice; objections come in, a decision on the last is drafted."""
    say, organiser = side.say, side.actor("organiser")
    result = database.session.get_one(ResultVersion, side.ids(ResultVersion)[0])
    start_notice(organiser, result, until=now() + timedelta(days=20))
    objector = Objector(say("李实名"), say("锦川市检修公司"), "13812345678", "11010519491231002X")
    receipt = None
    for number in range(side.rows):
        statement = Statement(None, About.RANK, say("名次"), say("并列未说明"), say("不符合规则"))
        files = [(say("说明") + ".pdf", pdf())] * (number == side.rows - 1)
        receipt = raise_objection(result, objector, statement, files, address=f"203.0.113.{number}")
    assert receipt is not None
    last = database.session.get_one(Objection, receipt.ident)
    admit(organiser, last)
    name_panel(organiser, last, [side.who["organiser"], side.who["second"]])
    ruling = Ruling(Finding.REJECTED, Consequence.NONE, say("经查不实"), say("规则已写明"))
    draft_decision(organiser, last, ruling)


def correct(side: Side, assignment: int) -> None:
    """Propose another mark on a sheet of the first stage, with a scanned paper."""
    row = database.session.get_one(Assignment, assignment)
    texts = {**FULL, "benefit": str(10 + side.entries.index(row.entry_id)), "spread": "7.5"}
    propose_correction(
        side.actor("organiser"),
        side.stage("online"),
        Wanted(row.entry_id, row.judge_id, Change.MARKS, texts),
        reason=side.say("录入时看错一行"),
        paper=Paper(side.say("纸质评分表") + ".pdf", pdf()),
    )


def score_and_lock(side: Side, key: str) -> None:
    rows = select(Assignment.id, Assignment.judge_id).where(Assignment.stage_id == side.stages[key])
    for ident, judge in database.session.execute(rows.order_by(Assignment.id)).all():
        if not (key == "online" and ident == side.assignments(0)[0]):
            submit(side, side.judges.index(judge), ident)
    lock_stage(side.actor("organiser"), side.stage(key))


def publish(side: Side, key: str) -> int:
    """Compute a result, let one organiser propose and another approve it; returns its id."""
    stage = side.stage(key) if key else None
    ident = compute_result(side.actor("organiser"), side.event, stage)
    proposal = propose_publication(
        side.actor("organiser"), database.session.get_one(ResultVersion, ident)
    )
    answer_proposal(
        side.actor("second"), database.session.get_one(Proposal, proposal), approve=True
    )
    return ident

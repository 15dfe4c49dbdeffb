"""Contests that take entries, entrants, and filled-in entries, all through the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Competition, Declaration, Entry, Stage, Track, database
from competition.services.entries.attachments import attach_file
from competition.services.entries.drafts import save_draft, start_entry
from competition.services.entries.members import MemberText
from competition.services.entries.submission import submit_entry
from competition.services.identity.sessions import principal_of
from competition.services.principal import Principal
from competition.services.runtime import runtime
from competition.services.setup.competitions import create_from_preset
from competition.services.setup.opening import open_competition
from tests.factories import Make
from tests.kept import row_of

ANSWERS: dict[str, object] = {
    "title": "高压断路器操作机构带电检测装置",
    "kind": "equipment",
    "completed_on": "2025-11-20",
    "summary": "在不停电的条件下判断操作机构的健康状态。",
    "problem": "停电检测影响供电，漏检会造成拒动。",
    "novelty": "1. 非接触取样\n2. 现场判别",
    "technology": "振动信号与电流信号联合判别。",
    "application": "已在 12 座变电站应用 18 个月。",
    "economic_benefit": "286.50",
    "rights": ["invention", "software"],
    "prospects": "可用于同类断路器。",
    "contact": "林则徐",
    "contact_phone": "028-88886666",
}
MEMBERS = (
    MemberText("张㛃", "蜀江电力检修公司", "班长", "13800001234"),
    MemberText("欧阳明", "蜀江电力检修公司", "技师"),
)


def open_contest(
    make: Make, *, name: str = "第五届蜀江省职工创新大赛"
) -> tuple[Principal, Competition]:
    """A contest from the preset whose entry stage opened some days ago, with its organiser."""
    host = make.organisation(kind="provincial")
    organiser = make.account(Role.ORGANISER, organisation=host, name="周组织")
    first = date.today() - timedelta(days=5)
    ident = create_from_preset(
        organiser,
        preset="innovation_contest",
        organisation_id=host.id,
        name=name,
        edition="第五届",
        year=2026,
        opens_on=first,
    )
    organiser = principal_of(organiser.account_id)
    competition = database.session.get_one(Competition, ident)
    with database.writing():
        competition.contact = "竞赛办公室 028-12345678"
    open_competition(organiser, competition)
    return organiser, competition


def entrant(make: Make, competition: Competition, name: str = "张㛃") -> Principal:
    """Somebody who may enter this competition."""
    return make.account(Role.ENTRANT, competition_id=competition.id, name=name)


def reviewer(make: Make, competition: Competition) -> Principal:
    """A form reviewer of this competition."""
    return make.account(Role.FORM_REVIEWER, competition_id=competition.id, name="吴审查")


def entry_stage_of(competition: Competition) -> Stage:
    """The stage in which the competition takes entries."""
    return database.session.scalars(
        select(Stage).where(Stage.competition_id == competition.id, Stage.kind == "entry")
    ).one()


def track_of(competition: Competition, key: str = "DL") -> Track:
    """One of the competition's tracks."""
    return database.session.scalars(
        select(Track).where(Track.competition_id == competition.id, Track.key == key)
    ).one()


def all_declarations(competition: Competition) -> set[int]:
    """The ids of the declarations in force."""
    return set(
        database.session.scalars(
            select(Declaration.id).where(
                Declaration.competition_id == competition.id, Declaration.is_current
            )
        )
    )


def draft(actor: Principal, competition: Competition, **answers: object) -> Entry:
    """A saved draft with everything but its files."""
    competition = row_of(competition)
    entry = start_entry(actor, competition, kind="outcome", track_id=track_of(competition).id)
    save_draft(
        actor,
        entry,
        {**ANSWERS, **answers},
        MEMBERS,
        seen_revision=entry.revision,
        unit_name="蜀江电力检修公司",
    )
    return entry


def submitted(actor: Principal, competition: Competition, **answers: object) -> Entry:
    """An entry handed in with all that it needs."""
    entry = draft(actor, competition, **answers)
    attach_papers(actor, entry)
    submit_entry(actor, entry, accepted=all_declarations(competition), seen_revision=entry.revision)
    return entry


def pdf(words: str = "report", author: str = "Zhang") -> bytes:
    """A PDF of one page with an author in its metadata."""
    out = BytesIO()
    page = Canvas(out)
    page.setAuthor(author)
    page.drawString(72, 720, words)
    page.save()
    return out.getvalue()


def attach_papers(actor: Principal, entry: Entry) -> None:
    """The papers that the preset's form requires."""
    attach_file(actor, entry, "report", name="技术报告.pdf", content=pdf())
    attach_file(actor, entry, "proof", name="应用证明.pdf", content=pdf("proof"))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The server's clock stands at this moment."""
    before = runtime.clock
    runtime.clock = lambda: moment
    try:
        yield
    finally:
        runtime.clock = before

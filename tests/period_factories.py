"""Labour competitions in which lots are scored period by period."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from competition.domain.access import Role
from competition.models import (
    Assignment,
    Competition,
    Entry,
    EntryForm,
    Judge,
    Stage,
    Track,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.score_sheets import SavedSheet, submit_score_sheet
from competition.services.periods.opening import open_period
from competition.services.periods.principals import appoint_department, appoint_verifier
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.founding import found
from competition.services.setup.plan import Plan
from competition.services.setup.rules import write_rule_set
from tests.factories import Make

LOTS = "一二三四五六"
SAFETY, PROGRESS = "安全质量部", "工程管理部"
ALL = ("self", "peer", "verified")
CRITERIA: tuple[dict[str, Any], ...] = (
    {"key": "safety", "name": "安全", "max": "60", "step": "0.5", "marked_by": [*ALL, SAFETY]},
    {"key": "pace", "name": "进度", "max": "40", "step": "0.5", "marked_by": [*ALL, PROGRESS]},
)
FIELDS: tuple[dict[str, Any], ...] = (
    {
        "key": "title",
        "label": "标段名称",
        "type": "text",
        "audiences": ["form_reviewer", "open_judge", "public"],
        "required": True,
        "limit": 40,
    },
)
STEPS: tuple[dict[str, Any], ...] = (
    {"reduce": "judge", "by": "sum", "only": {"group": [SAFETY, PROGRESS]}, "as": "items"},
    {"reduce": "criterion", "by": "sum"},
    {"round": 2, "mode": "half_up", "as": "score"},
    {"rank": [{"key": "score"}], "style": "1224"},
)
YEAR: tuple[dict[str, Any], ...] = (
    {"combine": ["m05.score", "m06.score"], "by": "mean", "missing": "skip", "at_least": 1},
    {"round": 2, "mode": "half_up", "as": "year"},
    {"rank": [{"key": "year"}], "style": "1224"},
    {
        "award": [{"tier": "winner", "name": "优胜单位", "quota": 1}],
        "boundary": "shrink",
    },
)
MONTHS = (("m05", "五月考核", 5, 31), ("m06", "六月考核", 6, 30))


def rules(criteria: tuple[dict[str, Any], ...] = CRITERIA) -> dict[str, Any]:
    """The rules of two months and their mean."""
    part = {"criteria": list(criteria), "steps": list(STEPS)}
    return {
        "schema": 1,
        "order": [key for key, *_ in MONTHS],
        "stages": {key: part for key, *_ in MONTHS},
        "final": {"steps": list(YEAR)},
    }


@dataclass
class Works:
    """A works competition; ids are kept, rows are read anew at each mention."""

    make: Make
    organiser: Principal
    ident: int
    lots: list[int] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)

    @property
    def competition(self) -> Competition:
        return database.session.get_one(Competition, self.ident)

    def stage(self, key: str = "m05") -> Stage:
        return database.session.scalars(
            select(Stage).where(Stage.competition_id == self.ident, Stage.key == key)
        ).one()

    def lot(self, place: int = 0) -> Entry:
        return database.session.get_one(Entry, self.lots[place])

    def sheet(self, key: str, who: str, place: int = 0) -> Assignment:
        """The sheet of a department by name, or of a kind, about one lot in a period."""
        own = Judge.name == who if who in (SAFETY, PROGRESS) else Judge.kind == who
        return database.session.scalars(
            select(Assignment)
            .join(Judge, Judge.id == Assignment.judge_id)
            .where(
                Assignment.stage_id == self.stage(key).id,
                Assignment.entry_id == self.lots[place],
                own,
            )
        ).one()

    def submit(self, sheet: Assignment, texts: dict[str, str], *, seen: int = 0) -> SavedSheet:
        """Hand a sheet in as whoever it belongs to."""
        account = database.session.get_one(Judge, sheet.judge_id).account_id
        return submit_score_sheet(
            principal_of(account),
            sheet.id,
            texts,
            comment="",
            seen_version=seen,
            key=f"sheet-{sheet.id}-{seen}",
        )


def works(
    make: Make,
    *,
    lots: int = 3,
    sheets: tuple[str, ...] = ("self", "department"),
    document: dict[str, Any] | None = None,
    opened: bool = True,
) -> Works:
    """Lots, two departments and two months, the first of them open unless it is not wanted."""
    host = make.organisation(kind="industry_union")
    organiser = make.account(Role.ORGANISER, organisation=host, name="周组织")
    competition = Competition(
        organisation_id=host.id,
        kind="labour_competition",
        name="蜀江水电枢纽“五比一创”劳动竞赛",
        year=2026,
        entry_prefix="LW",
    )
    plan = Plan(
        tracks=[("LOT", "标段")],
        stages=[],
        form_fields=list(FIELDS),
        limits={},
        declarations=[],
        review_checklist=[],
        rule_document={},
        tier_codes={},
        certificate=None,
    )
    with database.writing() as session:
        found(session, organiser, competition, plan)
        competition.state = "open"
    made = Works(make, principal_of(organiser.account_id), competition.id)
    _add_stages(made, sheets)
    _write_rules(made, document or rules())
    for number in range(lots):
        add_lot(made, number)
    for name in (SAFETY, PROGRESS):
        _department(made, name)
    if "verifier" in sheets:
        account = make.account(Role.JUDGE, competition_id=made.ident, name="秦核定")
        made.accounts["verifier"] = account.account_id
        appoint_verifier(made.organiser, made.competition, account.account_id)
    if opened:
        open_period(made.organiser, made.stage())
    return made


def add_lot(made: Works, number: int) -> int:
    """One more lot with an account of its own that reports for it."""
    account = made.make.account(
        Role.ENTRANT, competition_id=made.ident, name=f"{LOTS[number]}标填报人"
    )
    made.accounts[f"lot{number}"] = account.account_id
    with database.writing() as session:
        row = Entry(
            competition_id=made.ident,
            track_id=session.scalars(
                select(Track.id).where(Track.competition_id == made.ident)
            ).one(),
            form_id=session.scalars(
                select(EntryForm.id).where(EntryForm.competition_id == made.ident)
            ).one(),
            account_id=account.account_id,
            kind="lot",
            number=f"LW-{number + 1:03}",
            title=f"{LOTS[number]}标段",
            unit_name=f"蜀江第{LOTS[number]}工程局项目部",
            state="passed",
            created_at=now(),
            changed_at=now(),
            submitted_at=now(),
        )
        session.add(row)
        session.flush()
        made.lots.append(row.id)
    return made.lots[-1]


def _department(made: Works, name: str) -> None:
    account = made.make.account(Role.JUDGE, competition_id=made.ident, name=f"{name}考核员")
    made.accounts[name] = account.account_id
    appoint_department(made.organiser, made.competition, name, account.account_id)


def _add_stages(made: Works, sheets: tuple[str, ...]) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    with database.writing() as session:
        for position, (key, name, month, last) in enumerate(MONTHS, start=1):
            session.add(
                Stage(
                    competition_id=made.ident,
                    position=position,
                    key=key,
                    kind="scoring",
                    name=name,
                    opens_at=datetime(2026, month, last, 9, tzinfo=zone),
                    closes_at=datetime(2026, month + 1, 10, 18, tzinfo=zone),
                    period_from=date(2026, month, 1),
                    period_to=date(2026, month, last),
                    sheets=list(sheets),
                )
            )


def _write_rules(made: Works, document: dict[str, Any]) -> None:
    with database.writing() as session:
        write_rule_set(session, made.organiser, made.competition, document)

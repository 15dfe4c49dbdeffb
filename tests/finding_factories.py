"""Findings of departments on lots of a works competition, and flags over its months."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from competition.domain.access import Role
from competition.models import (
    Assignment,
    Finding,
    FindingPicture,
    FindingStep,
    Flag,
    FlagStage,
    Judge,
    Proposal,
    ResultVersion,
    Stage,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.locking import lock_stage
from competition.services.periods.finding_text import FindingText
from competition.services.periods.findings import record_finding
from competition.services.periods.flags import FlagValues, save_flag
from competition.services.periods.opening import open_period
from competition.services.principal import Principal
from competition.services.results.compute import compute_result
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.runtime import now
from competition.services.storage import store_file
from tests.factories import Make
from tests.period_factories import PROGRESS, SAFETY, Works, works

MISSING_RAIL = "右岸 3 号作业面临边防护缺失"


def picture(colour: str = "firebrick", size: tuple[int, int] = (640, 480)) -> bytes:
    """A photo as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def acting(sheet: Assignment) -> Principal:
    """Whoever hands in this sheet."""
    return principal_of(database.session.get_one(Judge, sheet.judge_id).account_id)


def unit(made: Works, place: int = 0) -> Principal:
    """Whoever reports for a lot."""
    return principal_of(made.accounts[f"lot{place}"])


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def found(
    sheet: Assignment,
    criterion: str = "safety",
    points: str = "2.5",
    *,
    demands: bool = False,
    days: int = 7,
    text: str = MISSING_RAIL,
    pictures: int = 0,
) -> int:
    """A finding on a department's sheet; returns its id."""
    typed = FindingText(
        criterion=criterion,
        text=text,
        points=points,
        place="右岸 3 号作业面",
        demands=demands,
        due_on=in_days(days) if demands else "",
    )
    files = [(f"现场{number}.jpg", picture()) for number in range(pictures)]
    return record_finding(acting(sheet), sheet, typed, files)


def fetch(ident: int) -> Finding:
    return database.session.get_one(Finding, ident, populate_existing=True)


def make_late(ident: int, days: int = 3) -> None:
    """Let the time of a demanded rectification be over."""
    with database.writing() as session:
        row = session.get_one(Finding, ident)
        row.due_on = date.today() - timedelta(days=days)


def months(make: Make, may: tuple[str, ...], june: tuple[str, ...]) -> Works:
    """Two months published; the points that the safety department takes off each lot."""
    made = works(make, lots=len(may), sheets=("department",))
    score_month(made, "m05", may)
    score_month(made, "m06", june)
    return made


def score_month(made: Works, key: str, points: tuple[str, ...]) -> ResultVersion:
    """Score, lock and publish a month."""
    if made.stage(key).state == "draft":
        open_period(made.organiser, made.stage(key))
    for place, taken in enumerate(points):
        sheet = made.sheet(key, SAFETY, place)
        if taken != "0":
            found(sheet, points=taken)
        made.submit(sheet, {"safety": str(60 - int(taken))})
        made.submit(made.sheet(key, PROGRESS, place), {"pace": "40"})
    lock_stage(made.organiser, made.stage(key))
    return publish_month(made, key)


def publish_month(made: Works, key: str) -> ResultVersion:
    """Compute the result of a month and let a second person approve it."""
    if "second" not in made.accounts:
        second = made.make.account(Role.ORGANISER, competition_id=made.ident, name="钱审批")
        made.accounts["second"] = second.account_id
    ident = compute_result(made.organiser, made.competition, made.stage(key))
    result = database.session.get_one(ResultVersion, ident)
    proposal = database.session.get_one(Proposal, propose_publication(made.organiser, result))
    answer_proposal(principal_of(made.accounts["second"]), proposal, approve=True)
    return result


def flag(made: Works, name: str = "流动红旗", **values: Any) -> int:
    """A flag over both months; returns its id."""
    stages = [made.stage(key).id for key in ("m05", "m06")]
    said = {"track": None, "keep_after": 3, "passes_over": True, **values}
    return save_flag(made.organiser, made.competition, FlagValues(name=name, stages=stages, **said))


def add_findings(sheet: Assignment, rows: int, say: Callable[[str], str]) -> None:
    """Findings on any sheet of a scene, answered by its unit; the last one has pictures."""
    key = store_file(picture())
    with database.writing() as session:
        for _number in range(rows):
            one = Finding(
                competition_id=session.get_one(Stage, sheet.stage_id).competition_id,
                stage_id=sheet.stage_id,
                assignment_id=sheet.id,
                entry_id=sheet.entry_id,
                criterion_key="novelty",
                criterion_name=say("新颖性"),
                text=say(MISSING_RAIL),
                points="0.5",
                found_on=date.today(),
                place=say("右岸"),
                rectification="answered",
                due_on=date.today() + timedelta(days=7),
                recorded_by_id=acting(sheet).account_id,
                recorded_at=now(),
            )
            session.add(one)
            session.flush()
            step = FindingStep(
                finding_id=one.id,
                kind="answer",
                text=say("已整改"),
                account_id=acting(sheet).account_id,
                at=now(),
            )
            session.add(step)
            session.flush()
            for after in (None, step.id):
                session.add(
                    FindingPicture(
                        finding_id=one.id,
                        step_id=after,
                        name=say("现场") + ".jpg",
                        size=1,
                        storage_key=key,
                        small_key=key,
                    )
                )


def add_flags(stage: Stage, rows: int, account: int, say: Callable[[str], str]) -> None:
    """Flags over one stage of a scene."""
    with database.writing() as session:
        for number in range(rows):
            row = Flag(
                competition_id=stage.competition_id,
                name=say(f"流动红旗{number}"),
                keep_after=3,
                passes_over=True,
                created_by_id=account,
                created_at=now(),
            )
            session.add(row)
            session.flush()
            session.add(FlagStage(flag_id=row.id, stage_id=stage.id))

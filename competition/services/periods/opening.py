"""Opening a period: its units are taken in, and everybody who hands in a sheet gets theirs."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, union_all
from sqlalchemy.orm import Session

from competition.domain.principals import group_of
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Competition,
    Entry,
    Finding,
    Judge,
    ScoreSheetVersion,
    SheetPhoto,
    Stage,
    StageEntry,
    database,
)
from competition.services.audit import record
from competition.services.judging.rubric import Rubric, read_rubric
from competition.services.judging.stage_entries import place_rows
from competition.services.judging.stage_hold import hold_unlocked
from competition.services.notifications import notify
from competition.services.periods.principals import departments_named, seated, unit_judges
from competition.services.periods.taking_part import due_in
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.runtime import now
from competition.services.setup.rules import require_sound
from competition.services.setup.running import require_running

MOST_NAMED = 5
Pair = tuple[Judge, Entry]


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a period, or bringing an open one up to date, came to."""

    units: int
    sheets: int
    removed: int


def open_period(actor: Principal, stage: Stage) -> Opened:
    """Open a period, or bring an open one up to date with its units, departments and verifiers.

    Units that take part get their place; each department gets a sheet of each unit that has
    indicators of its own, a unit one of itself and, where it is asked, of each other of its track;
    verifiers one of each. Sheets that were handed in stay whatever has changed; others whose unit,
    department or verifier is no longer in it go.

    Raises:
        Refusal: ``period.unknown`` for another stage, ``stage.locked``,
            ``stage.competition_draft``, ``stage.no_entries``, ``department.missing`` (names),
            ``verifier.missing``, ``period.no_account`` (units, count) where a unit that is to
            report has nobody who acts for it, ``competition.ended``, and what is wrong with the
            rules.
    """
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        _require_ready(session, held)
        entries = list(
            session.scalars(select(Entry).where(Entry.id.in_(due_in(held).order_by(None))))
        )
        if not entries:
            raise Refusal("stage.no_entries")
        rubric = read_rubric(session, held.id)
        pairs = list(_pairs(session, held, sorted(entries, key=lambda one: one.id), rubric))
        removed = _remove(session, held, pairs, entries)
        added = _place(session, held, entries)
        new = _assign(session, held, pairs)
        was_open, held.state = held.state == "open", "open"
        if new:
            _tell(session, held, new)
        bump_public(session, held.competition_id)
        record(
            session,
            actor,
            "period.update" if was_open else "period.open",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"name": held.name, "units": added, "sheets": len(new), "removed": removed},
        )
        return Opened(added, len(new), removed)


def _require_ready(session: Session, stage: Stage) -> None:
    if not stage.is_period:
        raise Refusal("period.unknown")
    require_running(session, stage.competition_id)
    competition = session.get_one(Competition, stage.competition_id)
    if competition.state != "open":
        raise Refusal("stage.competition_draft", stage=stage.name)
    row = require_sound(session, competition.id)
    if "department" in stage.sheets:
        named = departments_named(row.document["stages"].get(stage.key, {}))
        known = {judge.name for judge in seated(session, competition.id, ("department",))}
        missing = [name for name in named if name not in known]
        if missing:
            raise Refusal("department.missing", names="、".join(missing))
    if "verifier" in stage.sheets and not seated(session, competition.id, ("verifier",)):
        raise Refusal("verifier.missing")


def _pairs(session: Session, stage: Stage, entries: list[Entry], rubric: Rubric) -> Iterable[Pair]:
    """Who is to hand in a sheet of which unit."""
    kinds = [kind for kind in ("department", "verifier") if kind in stage.sheets]
    for judge in seated(session, stage.competition_id, kinds):
        if rubric.due(group_of(judge.kind, judge.expertise)).leaves:
            yield from ((judge, entry) for entry in entries)
    for kind in ("self", "peer"):
        if kind not in stage.sheets or not rubric.due(kind).leaves:
            continue
        _require_accounts(entries)
        names = {entry.account_id or 0: entry.unit_name or entry.title for entry in entries}
        judges = unit_judges(session, stage.competition_id, kind, names)
        for entry in entries:
            own = judges[entry.account_id or 0]
            others = [one for one in entries if _is_peer(entry, one)]
            yield from ((own, one) for one in ([entry] if kind == "self" else others))


def _is_peer(entry: Entry, other: Entry) -> bool:
    """Whether a unit marks another: of its track, and not of the same account."""
    return entry.track_id == other.track_id and entry.account_id != other.account_id


def _require_accounts(entries: list[Entry]) -> None:
    without = [entry.unit_name or entry.title for entry in entries if entry.account_id is None]
    if without:
        raise Refusal(
            "period.no_account", units="、".join(without[:MOST_NAMED]), count=len(without)
        )


def _remove(session: Session, stage: Stage, pairs: list[Pair], entries: list[Entry]) -> int:
    """Take away what nobody has handed in and nobody is to hand in any more.

    What stands on a sheet stays with it: findings of a department, photos of a unit.
    """
    due = {(judge.id, entry.id) for judge, entry in pairs}
    used = union_all(
        *(select(table.assignment_id) for table in (ScoreSheetVersion, Finding, SheetPhoto))
    )
    rows = session.execute(
        select(Assignment.id, Assignment.judge_id, Assignment.entry_id).where(
            Assignment.stage_id == stage.id, Assignment.id.not_in(used)
        )
    ).all()
    gone = [row.id for row in rows if (row.judge_id, row.entry_id) not in due]
    session.execute(delete(Assignment).where(Assignment.id.in_(gone)))
    left = select(Assignment.entry_id).where(Assignment.stage_id == stage.id)
    session.execute(
        delete(StageEntry).where(
            StageEntry.stage_id == stage.id,
            StageEntry.entry_id.not_in([entry.id for entry in entries]),
            StageEntry.entry_id.not_in(left),
        )
    )
    return len(gone)


def _place(session: Session, stage: Stage, entries: list[Entry]) -> int:
    """Give units that are new their place; codes mean nothing here, for nothing is blind."""
    present = session.execute(
        select(StageEntry.entry_id, StageEntry.blind_code, StageEntry.draw_order).where(
            StageEntry.stage_id == stage.id
        )
    ).all()
    new = sorted({entry.id for entry in entries} - {row.entry_id for row in present})
    if new:
        last = max((row.draw_order for row in present), default=0)
        taken = {row.blind_code for row in present}
        rows = place_rows(stage.id, new, last, taken, random.SystemRandom())
        session.execute(insert(StageEntry), rows)
    return len(new)


def _assign(session: Session, stage: Stage, pairs: list[Pair]) -> list[Pair]:
    known = {
        (row.judge_id, row.entry_id)
        for row in session.execute(
            select(Assignment.judge_id, Assignment.entry_id).where(Assignment.stage_id == stage.id)
        )
    }
    due = {(judge.id, entry.id): (judge, entry) for judge, entry in pairs}
    new = [pair for key, pair in due.items() if key not in known]
    if new:
        moment = now()
        session.execute(
            insert(Assignment),
            [
                {
                    "stage_id": stage.id,
                    "judge_id": judge.id,
                    "entry_id": entry.id,
                    "state": "assigned",
                    "changed_at": moment,
                }
                for judge, entry in new
            ],
        )
    return new


def _tell(session: Session, stage: Stage, new: list[Pair]) -> None:
    """Tell units that a report is due, and departments and verifiers that sheets are."""
    units = {judge.account_id for judge, _ in new if judge.kind in ("self", "peer")}
    seats = {judge.account_id for judge, _ in new} - units
    for accounts, code, path in (
        (units, "period.report", "/entrant/site/"),
        (seats, "period.score", f"/judge/?stage={stage.id}"),
    ):
        notify(
            session,
            accounts,
            code,
            {"stage": stage.name},
            competition_id=stage.competition_id,
            path=path,
        )

"""Which judge scores which entry: shared out automatically, changed by hand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from competition.domain import assignment as rules
from competition.domain.conflicts import PanelEntry, PanelJudge
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Entry,
    Judge,
    Panel,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    Track,
    database,
)
from competition.models import (
    PanelJudge as Seat,
)
from competition.services.audit import record
from competition.services.judging.conflicts import Relations, relations
from competition.services.judging.panels import judge_in_office, share_new_entries
from competition.services.judging.stage_hold import hold_assignments, hold_unlocked
from competition.services.principal import Principal
from competition.services.runtime import now


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an automatic assignment did.

    Attributes:
        added: new assignments.
        avoided: pairs of one panel that a conflict ruled out.
        least, most: entries of the judge with the fewest and the most.
    """

    added: int
    avoided: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Task:
    """A stage as the rules of assignment see it.

    Attributes:
        existing: pairs in force; excluded: pairs that ended and must not come back by themselves.
    """

    related: Relations
    judges: Sequence[PanelJudge]
    entries: Sequence[PanelEntry]
    existing: Sequence[rules.Pair]
    excluded: Collection[rules.Pair]


def assign(
    actor: Principal, stage: Stage, *, seed: str = "", per_entry: int | None = None
) -> Outcome:
    """Assign the judges of each panel to its entries, evenly and without conflicts.

    Assignments that exist stay. Entries that came in since the panels were made get a panel first.

    Args:
        per_entry: judges for each entry; None for the whole panel.
        seed: gives the same assignment again; by default the stage's own.
    Raises:
        Refusal: ``assignment.short`` (count, entries), ``assignment.no_panel`` (tracks),
            ``panels.none``, ``stage.locked``, ``stage.not_scoring``.
    """
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        seed = seed or f"stage {held.id}"
        if session.scalar(select(Panel.id).where(Panel.stage_id == held.id).limit(1)) is None:
            raise Refusal("panels.none")
        place_entries(session, held.id, seed)
        task = read_task(session, held.id)
        try:
            plan = rules.assign(
                task.judges,
                task.entries,
                seed=seed,
                per_entry=per_entry,
                existing=task.existing,
                recused=task.excluded,
            )
        except Refusal as refusal:
            raise with_numbers(session, refusal) from None
        add_pairs(session, held.id, task, plan.added)
        loads = [load.entries for load in plan.loads if load.panels]
        record(
            session,
            actor,
            "assignment.share",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"added": len(plan.added), "per_entry": per_entry, "seed": seed},
        )
        return Outcome(len(plan.added), len(plan.barriers), min(loads), max(loads))


def assign_by_hand(
    actor: Principal, stage: Stage, judge_id: int, entry_id: int, *, in_spite: bool = False
) -> None:
    """Assign one judge to one entry; one who had recused or was absent is called back.

    Args:
        in_spite: the organiser has read which conflict there is and decides so all the same.
    Raises:
        Refusal: ``assignment.conflict`` (name, barrier) unless `in_spite`, ``assignment.twice``,
            ``judge.unknown``, ``stage.entry_unknown``, ``stage.locked``.
    """
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        judge = judge_in_office(session, held.competition_id, judge_id)
        place = session.get(StageEntry, (held.id, entry_id))
        if place is None:
            raise Refusal("stage.entry_unknown")
        barrier = relations(session, {judge.id: ()}, {entry_id: None}).barrier(judge.id, entry_id)
        if barrier is not None and not in_spite:
            raise Refusal("assignment.conflict", name=judge.name, barrier=barrier.value)
        known = session.scalars(
            select(Assignment).where(
                Assignment.stage_id == held.id,
                Assignment.judge_id == judge.id,
                Assignment.entry_id == entry_id,
            )
        ).first()
        if known is not None and known.state == "assigned":
            raise Refusal("assignment.twice", name=judge.name)
        if known is None:
            known = Assignment(stage_id=held.id, judge_id=judge.id, entry_id=entry_id)
            session.add(known)
        known.panel_id = place.panel_id
        known.state, known.reason, known.changed_at = "assigned", "", now()
        session.flush()
        record(
            session,
            actor,
            "assignment.add",
            f"assignment:{known.id}",
            competition_id=held.competition_id,
            detail={"in_spite_of": barrier.value if barrier else ""},
        )


def remove_assignment(actor: Principal, assignment: Assignment) -> None:
    """Take an assignment back on which nothing was submitted; a draft goes with it.

    Raises:
        Refusal: ``assignment.has_sheet``, ``stage.locked``.
    """
    with database.writing() as session:
        held = hold_unlocked(session, assignment.stage_id)
        hold_assignments(session, Assignment.id == assignment.id)
        if has_sheet(session, assignment.id):
            raise Refusal("assignment.has_sheet")
        session.execute(delete(Assignment).where(Assignment.id == assignment.id))
        record(
            session,
            actor,
            "assignment.remove",
            f"assignment:{assignment.id}",
            competition_id=held.competition_id,
            detail={"judge": assignment.judge_id, "entry": assignment.entry_id},
        )


def has_sheet(session: Session, assignment_id: int) -> bool:
    """Whether the judge has submitted this sheet."""
    found = session.scalar(
        select(ScoreSheetVersion.id).where(
            ScoreSheetVersion.assignment_id == assignment_id, ScoreSheetVersion.is_current
        )
    )
    return found is not None


def read_task(session: Session, stage_id: int) -> Task:
    """Everything that assignment in a stage depends on."""
    seats: dict[int, list[int]] = {}
    for judge_id, panel_id in session.execute(
        select(Seat.judge_id, Seat.panel_id)
        .join(Panel, Panel.id == Seat.panel_id)
        .join(Judge, Judge.id == Seat.judge_id)
        .where(Panel.stage_id == stage_id, Judge.withdrawn_at.is_(None))
        .order_by(Panel.position, Seat.seat)
    ):
        seats.setdefault(judge_id, []).append(panel_id)
    places = session.execute(
        select(StageEntry.entry_id, StageEntry.panel_id)
        .join(Entry, Entry.id == StageEntry.entry_id)
        .where(StageEntry.stage_id == stage_id, Entry.state == "passed")
        .order_by(StageEntry.draw_order)
    ).all()
    pairs = session.execute(
        select(Assignment.judge_id, Assignment.entry_id, Assignment.state)
        .where(Assignment.stage_id == stage_id)
        .order_by(Assignment.id)
    ).all()
    panels = {row.entry_id: row.panel_id for row in places}
    related = relations(session, seats, panels)
    return Task(
        related=related,
        judges=[related.judges[judge] for judge in seats],
        entries=[related.entries[entry] for entry in panels],
        existing=[
            (str(row.judge_id), str(row.entry_id)) for row in pairs if row.state == "assigned"
        ],
        excluded={
            *((str(row.judge_id), str(row.entry_id)) for row in pairs if row.state != "assigned"),
            *((str(judge), str(entry)) for judge, entry in related.barred),
        },
    )


def add_pairs(session: Session, stage_id: int, task: Task, pairs: Collection[rules.Pair]) -> None:
    """Write new assignments of a plan."""
    moment = now()
    rows = [
        {
            "stage_id": stage_id,
            "panel_id": int(task.related.entries[int(entry)].panel or 0) or None,
            "judge_id": int(judge),
            "entry_id": int(entry),
            "state": "assigned",
            "reason": "",
            "changed_at": moment,
        }
        for judge, entry in pairs
    ]
    if rows:
        session.execute(insert(Assignment), rows)


def with_numbers(session: Session, refusal: Refusal) -> Refusal:
    """A refusal of the rules with entry numbers where it has ids."""
    if refusal.code != "assignment.short":
        return refusal
    ids = [int(each) for each in str(refusal.values["entries"]).split(", ")]
    numbers = session.execute(
        select(Entry.number, Entry.title).where(Entry.id.in_(ids)).order_by(Entry.number)
    )
    named = ", ".join(row.number or row.title for row in numbers)
    return Refusal(refusal.code, **{**refusal.values, "entries": named})


def place_entries(session: Session, stage_id: int, seed: str) -> None:
    """Give entries that came in since the panels were made a panel of their track.

    Raises:
        Refusal: ``assignment.no_panel`` (tracks), by their names.
    """
    try:
        share_new_entries(session, stage_id, seed)
    except Refusal as refusal:
        ids = [each for each in str(refusal.values.get("tracks", "")).split(", ") if each.isdigit()]
        names = session.scalars(select(Track.name).where(Track.id.in_(map(int, ids))))
        raise Refusal(refusal.code, tracks=", ".join(names)) from None

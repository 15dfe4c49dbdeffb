"""Panels of a stage: made by track, seated with judges, filled with entries."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from competition.domain.panel_split import panels_by_track, split_by_track
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Entry,
    Judge,
    Panel,
    PanelJudge,
    Stage,
    StageEntry,
    Track,
    database,
)
from competition.services.audit import record
from competition.services.judging.seating import candidates, seat_judges
from competition.services.judging.stage_hold import hold_unlocked
from competition.services.principal import Principal

SEATS = 7
MOST_SEATS = 30


def make_panels(
    actor: Principal, stage: Stage, *, seats: int = SEATS, seed: str = ""
) -> list[Panel]:
    """Make panels by track, share the entries among them and seat the judges.

    Each track gets a panel; where there are judges for more, the fullest tracks get further ones.
    Judges are seated so that they sit on as few panels as possible, away from conflicts and near
    their expertise. Panels made before are replaced while nobody is assigned.

    Args:
        seats: judges on each panel, where there are as many.
        seed: gives the same panels again; by default the stage's own.
    Raises:
        Refusal: ``panels.seats`` (most), ``panels.in_use``, ``stage.no_entries``,
            ``panels.no_judges``, ``stage.locked``, ``stage.not_scoring``.
    """
    if not 1 <= seats <= MOST_SEATS:
        raise Refusal("panels.seats", most=MOST_SEATS)
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        _clear(session, held.id)
        entries = _entries_by_track(session, held.id)
        judges = candidates(session, held.competition_id)
        if not entries:
            raise Refusal("stage.no_entries")
        if not judges:
            raise Refusal("panels.no_judges")
        seed = seed or f"stage {held.id}"
        panels = _add_panels(session, held, Counter(entries.values()), len(judges), seats)
        split = _split(session, held.id, panels, entries, seed)
        seat_judges(session, panels, judges, split, seed)
        record(
            session,
            actor,
            "panels.make",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"panels": len(panels), "seats": seats, "seed": seed},
        )
        return panels


def seat_judge(actor: Principal, panel: Panel, judge_id: int) -> None:
    """Give a judge of the competition a seat on a panel.

    Raises:
        Refusal: ``judge.unknown``, ``panels.seated`` (name), ``stage.locked``.
    """
    with database.writing() as session:
        stage = hold_unlocked(session, panel.stage_id)
        judge = judge_in_office(session, stage.competition_id, judge_id)
        taken = session.execute(
            select(PanelJudge.judge_id, PanelJudge.seat).where(PanelJudge.panel_id == panel.id)
        ).all()
        if judge.id in {row.judge_id for row in taken}:
            raise Refusal("panels.seated", name=judge.name)
        seat = max((row.seat for row in taken), default=0) + 1
        session.add(PanelJudge(panel_id=panel.id, judge_id=judge.id, seat=seat))
        record(
            session,
            actor,
            "panel.seat",
            f"panel:{panel.id}",
            competition_id=stage.competition_id,
            detail={"judge": judge.id},
        )


def unseat_judge(actor: Principal, panel: Panel, judge_id: int) -> None:
    """Take a seat away from a judge who has nothing assigned in this panel.

    Raises:
        Refusal: ``judge.unknown``, ``judge.busy`` (name, count), ``stage.locked``.
    """
    with database.writing() as session:
        stage = hold_unlocked(session, panel.stage_id)
        judge = judge_in_office(session, stage.competition_id, judge_id)
        busy = session.scalar(
            select(func.count()).where(
                Assignment.panel_id == panel.id,
                Assignment.judge_id == judge.id,
                Assignment.state == "assigned",
            )
        )
        if busy:
            raise Refusal("judge.busy", name=judge.name, count=busy)
        gone = session.execute(
            delete(PanelJudge).where(
                PanelJudge.panel_id == panel.id, PanelJudge.judge_id == judge.id
            )
        )
        if not gone.rowcount:  # type: ignore[attr-defined]
            raise Refusal("judge.unknown")
        record(
            session,
            actor,
            "panel.unseat",
            f"panel:{panel.id}",
            competition_id=stage.competition_id,
            detail={"judge": judge.id},
        )


def rename_panel(actor: Principal, panel: Panel, name: str) -> None:
    """Give a panel another name.

    Raises:
        Refusal: ``panels.name`` when it is blank, too long or taken in this stage.
    """
    name = " ".join(name.split())
    with database.writing() as session:
        stage = hold_unlocked(session, panel.stage_id)
        session.refresh(panel)
        taken = session.scalar(
            select(Panel.id).where(
                Panel.stage_id == stage.id, Panel.name == name, Panel.id != panel.id
            )
        )
        if not name or len(name) > 60 or taken:
            raise Refusal("panels.name")
        before, panel.name = panel.name, name
        record(
            session,
            actor,
            "panel.rename",
            f"panel:{panel.id}",
            competition_id=stage.competition_id,
            before=before,
            after=name,
        )


def move_entry(actor: Principal, stage: Stage, entry_id: int, panel_id: int) -> None:
    """Put an entry that nobody is assigned to into another panel of its stage.

    Raises:
        Refusal: ``panels.unknown``, ``stage.entry_unknown``, ``panels.entry_assigned``,
            ``stage.locked``.
    """
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        panel = session.get(Panel, panel_id)
        if panel is None or panel.stage_id != held.id:
            raise Refusal("panels.unknown")
        row = session.get(StageEntry, (held.id, entry_id))
        if row is None:
            raise Refusal("stage.entry_unknown")
        if session.scalar(
            select(Assignment.id)
            .where(Assignment.stage_id == held.id, Assignment.entry_id == entry_id)
            .limit(1)
        ):
            raise Refusal("panels.entry_assigned")
        before, row.panel_id = row.panel_id, panel.id
        record(
            session,
            actor,
            "panel.move_entry",
            f"entry:{entry_id}",
            competition_id=held.competition_id,
            detail={"from": before, "to": panel.id},
        )


def judge_in_office(session: Session, competition_id: int, judge_id: int) -> Judge:
    """A judge of this very competition who has not withdrawn.

    Raises:
        Refusal: ``judge.unknown``.
    """
    judge = session.get(Judge, judge_id)
    if judge is None or judge.competition_id != competition_id or judge.withdrawn_at is not None:
        raise Refusal("judge.unknown")
    return judge


def share_new_entries(session: Session, stage_id: int, seed: str) -> None:
    """Give entries of a stage that have no panel yet one that takes their track.

    Raises:
        Refusal: ``assignment.no_panel`` (tracks).
    """
    panels = list(session.scalars(select(Panel).where(Panel.stage_id == stage_id)))
    entries = _entries_by_track(session, stage_id)
    _split(session, stage_id, panels, entries, seed)


def _clear(session: Session, stage_id: int) -> None:
    if session.scalar(select(Assignment.id).where(Assignment.stage_id == stage_id).limit(1)):
        raise Refusal("panels.in_use")
    session.execute(update(StageEntry).where(StageEntry.stage_id == stage_id).values(panel_id=None))
    session.execute(delete(Panel).where(Panel.stage_id == stage_id))


def _entries_by_track(session: Session, stage_id: int) -> dict[int, int | None]:
    rows = session.execute(
        select(Entry.id, Entry.track_id)
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .where(StageEntry.stage_id == stage_id)
        .order_by(StageEntry.draw_order)
    )
    return {row.id: row.track_id for row in rows}


def _add_panels(
    session: Session, stage: Stage, tracks: Mapping[int | None, int], judges: int, seats: int
) -> list[Panel]:
    listed = session.scalars(
        select(Track)
        .where(Track.competition_id == stage.competition_id)
        .order_by(Track.position, Track.id)
    )
    names: dict[int | None, str] = {track.id: track.name for track in listed}
    order = sorted(tracks, key=[*names, None].index)
    numbers = panels_by_track({str(track): tracks[track] for track in order}, judges // seats)
    panels: list[Panel] = []
    for track in order:
        several = numbers[str(track)] > 1
        for number in range(1, numbers[str(track)] + 1):
            name = f"{names.get(track, '')} {number if several or track is None else ''}"
            panels.append(
                Panel(
                    stage_id=stage.id,
                    track_id=track,
                    position=len(panels) + 1,
                    name=name.strip(),
                    seats=seats,
                )
            )
    session.add_all(panels)
    session.flush()
    return panels


def _split(
    session: Session,
    stage_id: int,
    panels: Sequence[Panel],
    entries: Mapping[int, int | None],
    seed: str,
) -> dict[int, int]:
    """Panel by entry, kept where there is one and written where it is new."""
    known = {
        row.entry_id: row.panel_id
        for row in session.execute(
            select(StageEntry.entry_id, StageEntry.panel_id).where(
                StageEntry.stage_id == stage_id, StageEntry.panel_id.is_not(None)
            )
        )
    }
    every = {str(track or "") for track in entries.values()}
    split = split_by_track(
        {str(entry): str(track or "") for entry, track in entries.items()},
        {
            str(panel.id): {str(panel.track_id)} if panel.track_id is not None else every
            for panel in panels
        },
        seed=seed,
        existing={str(entry): str(panel) for entry, panel in known.items()},
    )
    shared = {int(entry): int(panel) for entry, panel in split.items()}
    changes = [
        {"entry": entry, "panel": panel} for entry, panel in shared.items() if entry not in known
    ]
    if changes:
        table = StageEntry.__table__
        session.connection().execute(
            update(StageEntry)
            .where(table.c.stage_id == stage_id, table.c.entry_id == bindparam("entry"))
            .values(panel_id=bindparam("panel")),
            changes,
        )
    return shared

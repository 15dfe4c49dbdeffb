"""Which entries take part in a scoring stage, under which code and in which order."""

import random

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.orm import Session

from competition.domain.blind import blind_codes, draw_order
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import (
    Assignment,
    Entry,
    ResultVersion,
    Stage,
    StageEntry,
    Standing,
    Track,
    database,
)
from competition.services.audit import record
from competition.services.judging.stage_hold import hold_unlocked
from competition.services.principal import Principal


def stages_without_judges(competition_id: int) -> frozenset[int]:
    """Scoring stages, not locked, in which no judge has been given an entry. One statement."""
    assigned = select(Assignment.id).where(Assignment.stage_id == Stage.id).exists()
    rows = database.session.scalars(
        select(Stage.id).where(
            Stage.competition_id == competition_id,
            Stage.kind == "scoring",
            Stage.period_from.is_(None),
            Stage.state != "locked",
            ~assigned,
        )
    )
    return frozenset(rows)


def take_in(actor: Principal, stage: Stage, *, seed: str | None = None) -> int:
    """Bring into a stage every entry that should be in it; safe to repeat.

    Into the first scoring stage go all entries that passed form review; into a later one those
    that advance by the result in force of the stage before. Codes and places in the draw that are
    given stay; entries that should no longer take part leave while nobody is assigned to them.

    Args:
        seed: makes codes and draw repeatable, for demonstrations; else the system's chance.
    Returns:
        How many entries were added.
    Raises:
        Refusal: ``stage.not_scoring``, ``stage.locked``, ``stage.nothing_advances`` (stage) while
            the stage before has no result in force, ``stage.no_entries``, ``period.open_there``
            for a period.
    """
    pick = random.SystemRandom() if seed is None else random.Random(seed)
    with database.writing() as session:
        held = hold_unlocked(session, stage.id)
        if held.is_period:
            raise Refusal("period.open_there", stage=held.name)
        wanted = _entries_due(session, held)
        if not wanted:
            raise Refusal("stage.no_entries")
        present = session.execute(
            select(StageEntry.entry_id, StageEntry.blind_code, StageEntry.draw_order).where(
                StageEntry.stage_id == held.id
            )
        ).all()
        removed = _leave(session, held.id, {row.entry_id for row in present} - set(wanted))
        new = sorted(set(wanted) - {row.entry_id for row in present})
        if new:
            last = max((row.draw_order for row in present), default=0)
            taken = {row.blind_code for row in present}
            session.execute(insert(StageEntry), place_rows(held.id, new, last, taken, pick))
        record(
            session,
            actor,
            "stage.take_in",
            f"stage:{held.id}",
            competition_id=held.competition_id,
            detail={"added": len(new), "removed": removed},
        )
    return len(new)


def scoring_stage_before(session: Session, stage: Stage) -> Stage | None:
    """The scoring stage whose result decides who comes into this one; periods decide nothing."""
    return session.scalars(
        select(Stage)
        .where(
            Stage.competition_id == stage.competition_id,
            Stage.kind == "scoring",
            Stage.period_from.is_(None),
            Stage.position < stage.position,
        )
        .order_by(Stage.position.desc())
        .limit(1)
    ).first()


def of_tracks(stage: Stage) -> ColumnElement[bool]:
    """Entries of the tracks that a stage takes in."""
    if not stage.tracks:
        return Entry.competition_id == stage.competition_id
    tracks = select(Track.id).where(
        Track.competition_id == stage.competition_id, Track.key.in_(stage.tracks)
    )
    return and_(Entry.competition_id == stage.competition_id, Entry.track_id.in_(tracks))


def _entries_due(session: Session, stage: Stage) -> list[int]:
    before = scoring_stage_before(session, stage)
    due = select(Entry.id).where(of_tracks(stage), Entry.state == "passed")
    if before is not None:
        result = session.scalars(
            select(ResultVersion.id).where(
                ResultVersion.stage_id == before.id, ResultVersion.state.in_(PUBLISHED)
            )
        ).first()
        if result is None:
            raise Refusal("stage.nothing_advances", stage=before.name)
        due = due.join(Standing, Standing.entry_id == Entry.id).where(
            Standing.result_id == result, Standing.advances
        )
    return list(session.scalars(due.order_by(Entry.id)))


def _leave(session: Session, stage_id: int, entry_ids: set[int]) -> int:
    if not entry_ids:
        return 0
    assigned = select(Assignment.entry_id).where(Assignment.stage_id == stage_id)
    gone = session.execute(
        delete(StageEntry).where(
            StageEntry.stage_id == stage_id,
            StageEntry.entry_id.in_(entry_ids),
            StageEntry.entry_id.not_in(assigned),
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def place_rows(
    stage_id: int, entry_ids: list[int], last: int, taken: set[str], pick: random.Random
) -> list[dict[str, object]]:
    """Places in a stage for entries that are new in it, with a code and a turn by lot.

    Args:
        last: the last turn that is given already; taken: codes that are.
    """
    names = [str(each) for each in entry_ids]
    codes = blind_codes(names, pick, taken=taken)
    return [
        {
            "stage_id": stage_id,
            "entry_id": int(name),
            "blind_code": codes[name],
            "draw_order": place,
        }
        for place, name in enumerate(draw_order(names, pick), start=last + 1)
    ]

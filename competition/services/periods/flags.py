"""Rotating flags: what one follows is set by organisers, who holds it is read off the results."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Competition, Flag, FlagChoice, FlagStage, Stage, Track, database
from competition.services.audit import record
from competition.services.periods.flag_reading import read_flag
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.runtime import now
from competition.services.setup.running import require_running

LONGEST_NAME = 40
LONGEST_REASON = 500
MOST_KEEP_AFTER = 99
MOST_FLAGS = 20


@dataclass(frozen=True, slots=True)
class FlagValues:
    """What is set of a flag.

    Args:
        stages: ids of the periods that it follows.
        keep_after: periods in a row after which a unit keeps it; 0 where none may.
        passes_over: whether a unit that a veto bars is passed over.
    """

    name: str
    stages: Collection[int]
    track: int | None
    keep_after: int
    passes_over: bool


def save_flag(
    actor: Principal, competition: Competition, values: FlagValues, flag: Flag | None = None
) -> int:
    """Add a flag, or change one; returns its id.

    Raises:
        Refusal: ``flag.name`` (most), ``flag.taken`` (name), ``flag.stages``, ``flag.track``,
            ``flag.keep_after`` (most), ``flag.most`` (limit), ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        name = _checked(session, competition.id, values, flag)
        row = flag
        if row is None:
            row = Flag(
                competition_id=competition.id, created_by_id=actor.account_id, created_at=now()
            )
            session.add(row)
        else:
            row = session.get_one(Flag, row.id, with_for_update=True, populate_existing=True)
        row.name, row.track_id = name, values.track
        row.keep_after, row.passes_over = values.keep_after, values.passes_over
        session.flush()
        session.execute(delete(FlagStage).where(FlagStage.flag_id == row.id))
        session.add_all(FlagStage(flag_id=row.id, stage_id=one) for one in set(values.stages))
        _note(session, actor, "flag.save", row, keep_after=row.keep_after)
        return row.id


def remove_flag(actor: Principal, flag: Flag) -> None:
    """Remove a flag with what was decided about it; the record stays.

    Raises:
        Refusal: ``competition.ended``.
    """
    with database.writing() as session:
        require_running(session, flag.competition_id)
        row = session.get_one(Flag, flag.id, with_for_update=True)
        _note(session, actor, "flag.remove", row, name=row.name)
        session.delete(row)


def choose_holder(
    actor: Principal, flag: Flag, stage_id: int, entry_id: int, *, reason: str
) -> None:
    """Decide which of the units that are level in a period gets the flag.

    Raises:
        Refusal: ``flag.not_level`` where they are not level now, or the unit is not among them,
            ``flag.reason``, ``flag.reason_long`` (limit), ``competition.ended``.
    """
    reason = _checked_reason(reason)
    with database.writing() as session:
        require_running(session, flag.competition_id)
        row = session.get_one(Flag, flag.id, with_for_update=True, populate_existing=True)
        periods = read_flag(session, row).periods
        period = next((one for one in periods if one.stage_id == stage_id), None)
        if period is None or entry_id not in period.level:
            raise Refusal("flag.not_level")
        _retire_choice(session, row.id, stage_id)
        session.add(
            FlagChoice(
                flag_id=row.id,
                stage_id=stage_id,
                entry_id=entry_id,
                among=sorted(period.level),
                reason=reason,
                decided_by_id=actor.account_id,
                decided_at=now(),
            )
        )
        told = {"stage": stage_id, "entry": entry_id, "reason": reason[:200]}
        _note(session, actor, "flag.choose", row, **told)


def _retire_choice(session: Session, flag_id: int, stage_id: int) -> None:
    """Let what was decided before give way; its row stays."""
    session.execute(
        update(FlagChoice)
        .where(
            FlagChoice.flag_id == flag_id,
            FlagChoice.stage_id == stage_id,
            FlagChoice.replaced_at.is_(None),
        )
        .values(replaced_at=now())
    )


def _checked_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("flag.reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal("flag.reason_long", limit=LONGEST_REASON)
    return reason


def _checked(session: Session, competition_id: int, values: FlagValues, flag: Flag | None) -> str:
    """The name as it is kept, once all that is set of a flag holds."""
    name = " ".join(values.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal("flag.name", most=LONGEST_NAME)
    if not 0 <= values.keep_after <= MOST_KEEP_AFTER:
        raise Refusal("flag.keep_after", most=MOST_KEEP_AFTER)
    others = session.execute(
        select(Flag.id, Flag.name).where(Flag.competition_id == competition_id)
    ).all()
    if any(row.name == name and (flag is None or row.id != flag.id) for row in others):
        raise Refusal("flag.taken", name=name)
    if flag is None and len(others) >= MOST_FLAGS:
        raise Refusal("flag.most", limit=MOST_FLAGS)
    own = select(Stage.id).where(Stage.competition_id == competition_id, Stage.kind == "scoring")
    if not values.stages or not set(values.stages) <= set(session.scalars(own)):
        raise Refusal("flag.stages")
    tracks = select(Track.id).where(Track.competition_id == competition_id)
    if values.track is not None and values.track not in set(session.scalars(tracks)):
        raise Refusal("flag.track")
    return name


def _note(session: Session, actor: Principal, action: str, row: Flag, **detail: object) -> None:
    bump_public(session, row.competition_id)
    record(
        session,
        actor,
        action,
        f"flag:{row.id}",
        competition_id=row.competition_id,
        detail=detail,
        after={"name": row.name, "track": row.track_id, "keep_after": row.keep_after},
    )

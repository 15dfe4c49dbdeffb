"""Which units take part in which periods: those that are in from its first day to its last."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Assignment, Entry, Stage, StageEntry, database
from competition.services.audit import record
from competition.services.judging.stage_entries import of_tracks
from competition.services.principal import Principal
from competition.services.setup.running import require_running

LONGEST_REASON = 200


def due_in(stage: Stage) -> Select[int]:
    """Ids of the entries that should take part in a period.

    In one that is made of others, all that take part in any of those.
    """
    if not stage.sheets:
        inner = select(Stage.id).where(
            Stage.competition_id == stage.competition_id,
            Stage.id != stage.id,
            Stage.period_from >= stage.period_from,
            Stage.period_to <= stage.period_to,
        )
        within = select(StageEntry.entry_id).where(StageEntry.stage_id.in_(inner))
        return select(Entry.id).where(of_tracks(stage), Entry.id.in_(within)).order_by(Entry.id)
    return (
        select(Entry.id)
        .where(
            of_tracks(stage),
            Entry.state == "passed",
            or_(Entry.joined_on.is_(None), Entry.joined_on <= stage.period_from),
            or_(Entry.left_on.is_(None), Entry.left_on >= stage.period_to),
        )
        .order_by(Entry.id)
    )


def join_from(actor: Principal, entry: Entry, stage: Stage) -> None:
    """Let a unit take part from this period on; what it joined before does not count.

    Raises:
        Refusal: ``period.unknown``, ``period.joined`` (period) once it takes part in an earlier
            one, ``period.left_before``, ``competition.ended``.
    """
    first = _first_day(entry, stage)
    with database.writing() as session:
        require_running(session, entry.competition_id)
        session.refresh(entry)
        earlier = _begun(session, entry).where(Stage.period_from < first)
        begun = session.scalar(earlier.order_by(Stage.position).limit(1))
        if begun is not None:
            raise Refusal("period.joined", period=begun)
        if entry.left_on is not None and entry.left_on < first:
            raise Refusal("period.left_before")
        before, entry.joined_on = entry.joined_on, first
        _note(session, actor, "entry.join", entry, before, first)


def leave_after(actor: Principal, entry: Entry, stage: Stage | None, reason: str) -> None:
    """Let a unit take part no more after this period; None calls back one that had left.

    Raises:
        Refusal: ``period.unknown``, ``period.leave_reason``, ``period.leave_long``,
            ``period.goes_on`` (period) once it takes part in a later one,
            ``period.joined_after``, ``competition.ended``.
    """
    last = _last_day(entry, stage) if stage is not None else None
    reason = " ".join(reason.split())
    if last is not None and not reason:
        raise Refusal("period.leave_reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal("period.leave_long", limit=LONGEST_REASON)
    with database.writing() as session:
        require_running(session, entry.competition_id)
        session.refresh(entry)
        if last is not None:
            _require_nothing_after(session, entry, last)
        before, entry.left_on = entry.left_on, last
        entry.left_reason = reason if last is not None else ""
        _note(session, actor, "entry.leave" if last else "entry.return_to", entry, before, last)


def _first_day(entry: Entry, stage: Stage) -> date:
    if stage.competition_id != entry.competition_id or stage.period_from is None:
        raise Refusal("period.unknown")
    return stage.period_from


def _last_day(entry: Entry, stage: Stage) -> date:
    if stage.competition_id != entry.competition_id or stage.period_to is None:
        raise Refusal("period.unknown")
    return stage.period_to


def _begun(session: Session, entry: Entry) -> Select[str]:
    """Names of the periods in which somebody is to score the unit or has."""
    return (
        select(Stage.name)
        .join(Assignment, Assignment.stage_id == Stage.id)
        .where(Assignment.entry_id == entry.id, Stage.period_from.is_not(None))
    )


def _require_nothing_after(session: Session, entry: Entry, last: date) -> None:
    if entry.joined_on is not None and entry.joined_on > last:
        raise Refusal("period.joined_after")
    later = _begun(session, entry).where(Stage.period_to > last)
    begun = session.scalar(later.order_by(Stage.position).limit(1))
    if begun is not None:
        raise Refusal("period.goes_on", period=begun)


def _note(
    session: Session,
    actor: Principal,
    action: str,
    entry: Entry,
    before: date | None,
    after: date | None,
) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={
            "from": before.isoformat() if before else "",
            "to": after.isoformat() if after else "",
            "reason": entry.left_reason,
        },
    )

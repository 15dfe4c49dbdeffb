"""What keeps a result from becoming final: open objections, and winners nobody had notice of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.objections import OPEN, Consequence, require_fresh_notice
from competition.domain.refusal import Refusal
from competition.models import Objection, Proposal, ResultVersion, Stage, Standing
from competition.services.objecting.notices import notice_period
from competition.services.results.outcome import of_stage
from competition.services.working_days import working_days_until

MOST_NAMED = 5


def require_none_open(session: Session, result: ResultVersion) -> None:
    """Let a result pass that nobody objects to (any more).

    The result of the whole stands on the stages, and a stage on those before it.

    Raises:
        Refusal: ``objection.open`` (count, numbers) while one waits or is handled, or while a
            correction that was decided has not been made.
    """
    waiting = unsettled(session, result)
    if waiting:
        named = ", ".join(str(number) for number in waiting[:MOST_NAMED])
        raise Refusal("objection.open", count=len(waiting), numbers=named)


def unsettled(session: Session, result: ResultVersion) -> Sequence[int]:
    """Serials of the objections that hold a result up. One statement."""
    correction = aliased(Proposal)
    uncorrected = (Objection.consequence == Consequence.CORRECT) & (
        correction.id.is_(None) | (correction.state != "approved")
    )
    statement = (
        select(Objection.serial)
        .outerjoin(correction, correction.id == Objection.correction_id)
        .where(
            Objection.competition_id == result.competition_id,
            or_(Objection.state.in_([state.value for state in OPEN]), uncorrected),
        )
        .order_by(Objection.serial)
    )
    if result.stage_id is not None:
        own, earlier = aliased(Stage), aliased(Stage)
        before = (
            select(earlier.id)
            .join(own, own.competition_id == earlier.competition_id)
            .where(own.id == result.stage_id, earlier.position <= own.position)
        )
        statement = statement.where(Objection.stage_id.in_(before))
    return session.scalars(statement).all()


def require_noticed(session: Session, result: ResultVersion, until: datetime | None) -> None:
    """Hold a result whose winners are not those of an earlier notice to a full one of its own.

    Args:
        until: the end of the notice that is to begin now; None where none is to be held.
    Raises:
        Refusal: ``notice.fresh`` (count, days), ``notice.short`` (count, days), ``working_days.*``.
    """
    zone = result.competition.time_zone
    for before in noticed_before(session, result):
        changed = len(changed_winners(session, before, result))
        if changed:
            period = notice_period(before)
            days = (period.working_days if period else None) or 1
            planned = None if until is None else working_days_until(until, zone)
            require_fresh_notice(changed, days, planned)


def noticed_before(session: Session, result: ResultVersion) -> list[ResultVersion]:
    """Earlier versions of the same part that people had notice of, the newest first.

    Back to the last one whose notice was brought to its end: what was broken off counts as well.
    """
    rows = session.scalars(
        select(ResultVersion)
        .where(
            ResultVersion.competition_id == result.competition_id,
            of_stage(result.stage_id),
            ResultVersion.version < result.version,
            ResultVersion.notice_from.is_not(None),
        )
        .order_by(ResultVersion.version.desc())
    ).all()
    ended = next((place for place, row in enumerate(rows) if row.final_at is not None), len(rows))
    return list(rows[: ended + 1])


def changed_winners(
    session: Session, before: ResultVersion, after: ResultVersion
) -> dict[int, tuple[int | None, int | None]]:
    """Entries that have an award, or go on, in one version otherwise than in the other.

    Returns:
        by entry, its tiers before and after.
    """
    old, new = _won(session, before), _won(session, after)
    nothing = (None, False)
    return {
        entry: (old.get(entry, nothing)[0], new.get(entry, nothing)[0])
        for entry in sorted(old.keys() | new.keys())
        if old.get(entry, nothing) != new.get(entry, nothing)
    }


def _won(session: Session, result: ResultVersion) -> dict[int, tuple[int | None, bool]]:
    rows: Any = session.execute(
        select(Standing.entry_id, Standing.tier_id, Standing.advances).where(
            Standing.result_id == result.id,
            Standing.tier_id.is_not(None) | Standing.advances,
        )
    )
    return {row.entry_id: (row.tier_id, row.advances) for row in rows}

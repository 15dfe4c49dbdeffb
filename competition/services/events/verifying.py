"""A second person verifies events and items; anybody of the organisers withdraws one."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.rules import event_faults
from competition.domain.rules.event_kinds import lacks_evidence
from competition.models import Competition, ScoreEvent, ScoreItem, database
from competition.services.audit import record
from competition.services.events.attesting import (
    Fact,
    checked_reason,
    is_settled,
    require_may_record,
    standing_on,
    verify_row,
    withdraw_row,
)
from competition.services.events.ground import Ground, read_ground
from competition.services.principal import Principal
from competition.services.results.approval import hold_results, require_second
from competition.services.results.gather_events import event_of

F = TypeVar("F", ScoreEvent, ScoreItem)


def verify_facts(
    actor: Principal,
    competition: Competition,
    table: type[F],
    ids: Collection[int] | None = None,
) -> int:
    """Verify events or items as the second person; returns how many now count. All or none.

    Args:
        table: `ScoreEvent` or `ScoreItem`.
        ids: None for all that wait and that this person did not record.
    Raises:
        Refusal: ``event.none`` where nothing waits, ``event.gone`` where one does not wait any
            more, ``event.unfit`` (number, kind) where the rules in force cannot read it,
            ``event.evidence`` (number, kind), ``event.settled`` (count) where results in force
            stand on it, ``separation.*``, ``competition.ended``.
    """
    with database.writing() as session:
        hold_results(session, competition.id)
        competition = session.get_one(Competition, competition.id, populate_existing=True)
        if competition.state == "closed":
            raise Refusal("competition.ended")
        ground = read_ground(session, competition)
        rows = _waiting(session, actor, competition, table, ids)
        noted = _require_second(session, actor, competition, rows)
        for row in rows:
            require_fit(ground, row)
        require_unsettled(session, competition.id, ground, rows)
        for row in rows:
            verify_row(session, actor.account_id, row)
        record(
            session,
            actor,
            "event.verify" if table is ScoreEvent else "item.verify",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"ids": [row.id for row in rows], **noted},
        )
        return len(rows)


def withdraw_fact(actor: Principal, fact: Fact, *, reason: str) -> None:
    """Let an event or item no longer count; it stays to be seen, with the reason.

    Raises:
        Refusal: those of `checked_reason`, ``event.gone``, ``event.settled`` (count) where a result
            in force stands on it, ``separation.*``, ``competition.ended``.
    """
    reason = checked_reason(reason)
    with database.writing() as session:
        hold_results(session, fact.competition_id)
        competition = session.get_one(Competition, fact.competition_id, populate_existing=True)
        require_may_record(session, actor, competition)
        row = held_fact(session, fact)
        if row.verified_at is not None:
            require_unsettled(session, competition.id, read_ground(session, competition), [row])
        withdraw_row(row, actor.account_id, reason)
        record(
            session,
            actor,
            "event.withdraw" if isinstance(row, ScoreEvent) else "item.withdraw",
            f"{row.__tablename__}:{row.id}",
            competition_id=competition.id,
            detail={"reason": reason[:200], "counted": row.verified_at is not None},
        )


def held_fact(session: Session, fact: Fact) -> Fact:
    """The row as it is now, which must not be withdrawn.

    Raises:
        Refusal: ``event.gone``.
    """
    table: Any = type(fact)
    row: Fact = session.get_one(table, fact.id, populate_existing=True, with_for_update=True)
    if row.withdrawn_at is not None:
        raise Refusal("event.gone")
    return row


def require_fit(ground: Ground, row: Fact) -> None:
    """Let a fact pass that the rules in force can read; of items there is nothing to say.

    Raises:
        Refusal: ``event.unfit`` (number, kind), ``event.evidence`` (number, kind).
    """
    if not isinstance(row, ScoreEvent):
        return
    files = [file.storage_key for file in row.files]
    event = event_of(row, files, {one.id: key for key, one in ground.stages.items()})
    named = {"number": row.entry.number or "", "kind": row.kind}
    if event_faults(ground.uses, event):
        raise Refusal("event.unfit", **named)
    if lacks_evidence(ground.uses, event):
        raise Refusal("event.evidence", **named)


def require_unsettled(
    session: Session, competition_id: int, ground: Ground, rows: Sequence[Fact]
) -> None:
    """Let facts pass that no result in force stands on.

    Raises:
        Refusal: ``event.settled`` (count).
    """
    standing = standing_on(session, competition_id, ground)
    settled = [row for row in rows if is_settled(ground, row, standing)]
    if settled:
        raise Refusal("event.settled", count=len(settled))


def _waiting(
    session: Session,
    actor: Principal,
    competition: Competition,
    table: type[F],
    ids: Collection[int] | None,
) -> Sequence[F]:
    """The rows that are meant, held."""
    columns: Any = table
    clauses = [columns.competition_id == competition.id, columns.verified_at.is_(None)]
    clauses.append(columns.withdrawn_at.is_(None))
    clauses.append(
        columns.recorded_by_id != actor.account_id if ids is None else columns.id.in_(ids)
    )
    rows = session.scalars(
        select(table).where(*clauses).order_by(columns.id).with_for_update()
    ).all()
    if not rows and not ids:
        raise Refusal("event.none")
    if ids is not None and len(rows) != len(set(ids)):
        raise Refusal("event.gone")
    return rows


def _require_second(
    session: Session, actor: Principal, competition: Competition, rows: Sequence[Fact]
) -> dict[str, Any]:
    noted: dict[str, Any] = {}
    for recorder in {row.recorded_by_id for row in rows}:
        noted |= require_second(session, actor, recorder, competition)
    return noted

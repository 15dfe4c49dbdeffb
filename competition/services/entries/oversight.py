"""What an organiser does to entries besides review: reopen, reconsider, disqualify, remind."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.entry_states import (
    EntryAction,
    EntryActor,
    EntryState,
    require_particulars,
)
from competition.models import Competition, Entry, database
from competition.services.audit import record
from competition.services.entries.moves import (
    add_event,
    entry_stage,
    hold_entry,
    move_entry,
    require_not_judged,
    tell_entrant,
    window_of,
)
from competition.services.principal import Principal
from competition.services.recommending.route import leave_route
from competition.services.runtime import now

UNFINISHED = (EntryState.DRAFT.value, EntryState.RETURNED.value)


def reopen_entry(actor: Principal, entry: Entry, *, until: datetime | None, reason: str) -> None:
    """Let one entry be changed until its own deadline, also after the general one.

    Raises:
        Refusal: ``entry.action``, ``entry.reason``, ``entry.new_deadline``,
            ``entry.deadline_past``, ``entry.deadline_early``, ``entry.being_judged``.
    """
    _move(actor, entry, EntryAction.REOPEN, "reopen", reason, until=until)


def reconsider_entry(actor: Principal, entry: Entry, *, reason: str) -> None:
    """Put a decided entry back to form review.

    Raises:
        Refusal: ``entry.action``, ``entry.reason``, ``entry.being_judged``.
    """
    _move(actor, entry, EntryAction.RECONSIDER, "reconsider", reason)


def disqualify_entry(actor: Principal, entry: Entry, *, reason: str) -> None:
    """Take an entry out of the competition; its marks stay on record and count no more.

    Raises:
        Refusal: ``entry.action``, ``entry.reason``.
    """
    _move(actor, entry, EntryAction.DISQUALIFY, "disqualify", reason)


def remind_entrants(actor: Principal, competition: Competition, entry_ids: Collection[int]) -> int:
    """Remind the owners of unfinished entries among these of their deadline.

    Returns:
        how many were reminded; entries that wait for nothing from their entrant are left alone.
    """
    unfinished = select(Entry).where(
        Entry.competition_id == competition.id,
        Entry.id.in_(entry_ids),
        Entry.state.in_(UNFINISHED),
        Entry.account_id.is_not(None),
    )
    with database.writing() as session:
        found = session.scalars(unfinished).all()
        stage = entry_stage(session, competition.id)
        for entry in found:
            deadline = window_of(stage, entry.reopened_until).deadline
            until = deadline.isoformat() if deadline else ""
            tell_entrant(session, [entry], "entry.remind", deadline=until)
        record(
            session,
            actor,
            "entry.remind",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"entries": [entry.id for entry in found]},
        )
        return len(found)


def _move(
    actor: Principal,
    entry: Entry,
    action: EntryAction,
    kind: str,
    reason: str,
    *,
    until: datetime | None = None,
) -> None:
    reason = reason.strip()
    with database.writing() as session:
        entry = hold_entry(session, entry)
        state = move_entry(session, actor, entry, action, EntryActor.ORGANISER)
        closes_at = window_of(entry_stage(session, entry.competition_id)).closes_at
        require_particulars(action, reason=reason, deadline=until, now=now(), closes_at=closes_at)
        if action is not EntryAction.DISQUALIFY:
            require_not_judged(session, entry)
        before = entry.state
        entry.state = state.value
        leave_route(session, entry)
        if until is not None:
            entry.reopened_until = until
        values = {"deadline": until.isoformat()} if until else {}
        add_event(session, actor, entry, kind, reason=reason, values=values)
        tell_entrant(session, [entry], f"entry.{kind}", reason=reason, **values)
        _record(session, actor, entry, f"entry.{kind}", before)


def _record(session: Session, actor: Principal, entry: Entry, action: str, before: str) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={"number": entry.number},
        before={"state": before},
        after={"state": entry.state},
    )

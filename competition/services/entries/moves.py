"""What every act on an entry shares: its row held, its window, the rules asked, its timeline."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from competition.domain.entry_form import EntryForm
from competition.domain.entry_form_document import parse_form
from competition.domain.entry_states import (
    EntryAction,
    EntryActor,
    EntryState,
    EntryWindow,
    allowed_actions,
    next_state,
)
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, EntryEvent, Stage, StageEntry
from competition.services.notifications import notify
from competition.services.principal import Principal
from competition.services.runtime import now

BOUND = frozenset({EntryAction.EDIT, EntryAction.SUBMIT, EntryAction.RESUME})


def hold_entry(session: Session, entry: Entry) -> Entry:
    """The entry as it is now, its row kept for this transaction."""
    (ident,) = inspect(entry).identity or (entry.id,)
    return session.get_one(
        Entry, ident, populate_existing=True, with_for_update={"of": Entry.__table__}
    )


def capacity_of(actor: Principal, entry: Entry) -> EntryActor:
    """Whoever owns an entry acts as its entrant, bound by deadlines; everybody else organises."""
    own = entry.account_id is not None and entry.account_id == actor.account_id
    return EntryActor.ENTRANT if own else EntryActor.ORGANISER


def entry_stage(session: Session, competition_id: int) -> Stage | None:
    """The stage in which a competition takes entries."""
    return session.scalars(
        select(Stage)
        .where(Stage.competition_id == competition_id, Stage.kind == "entry")
        .order_by(Stage.position)
        .limit(1)
    ).first()


def window_of(stage: Stage | None, reopened_until: datetime | None = None) -> EntryWindow:
    """When entrants may write, by the stage that takes entries and the entry's own deadline."""
    if stage is None:
        return EntryWindow(own_deadline=reopened_until)
    return EntryWindow(stage.opens_at, stage.closes_at, reopened_until)


def require_stage(
    competition: Competition, stage: Stage | None, *, own_deadline: datetime | None
) -> None:
    """Let entrants write only while people keep the competition and its entry stage open.

    Dates are judged apart from this, by `next_state`: they stop entry, but only a person locks.

    Raises:
        Refusal: ``entry.not_taken`` before opening, ``entry.locked`` after the stage was locked
            (an entry with a deadline of its own is not bound by the lock) or the competition
            closed.
    """
    if competition.state == "draft" or stage is None or stage.state == "draft":
        raise Refusal("entry.not_taken")
    if competition.state == "closed" or (stage.state == "locked" and own_deadline is None):
        raise Refusal("entry.locked")


def move_entry(
    session: Session, actor: Principal, entry: Entry, action: EntryAction, as_: EntryActor
) -> EntryState:
    """Ask the rules for the entry's state after an action; nothing is changed yet.

    Raises:
        Refusal: as `next_state`, for entrants who write `require_stage`, and
            ``competition.ended`` for everybody once the competition was ended.
    """
    stage = entry_stage(session, entry.competition_id)
    window = window_of(stage, entry.reopened_until)
    state = EntryState(entry.state)
    if action in BOUND and as_ is EntryActor.ENTRANT:
        require_stage(entry.competition, stage, own_deadline=entry.reopened_until)
    if entry.competition.state == "closed":
        raise Refusal("competition.ended")
    return next_state(state, action, as_, now=now(), window=window)


def actions_for(entry: Entry, as_: EntryActor, *, stage: Stage | None) -> frozenset[EntryAction]:
    """What a page may offer: every action that would be let pass now, given the entry stage."""
    if entry.competition.state == "closed":
        return frozenset()
    window = window_of(stage, entry.reopened_until)
    allowed = allowed_actions(EntryState(entry.state), as_, now=now(), window=window)
    if as_ is EntryActor.ENTRANT:
        try:
            require_stage(entry.competition, stage, own_deadline=entry.reopened_until)
        except Refusal:
            return allowed - BOUND
    return allowed


def require_not_judged(
    session: Session, entry: Entry, *, states: Collection[str] = ("open", "locked")
) -> None:
    """Keep an entry as it is while judges see it.

    Raises:
        Refusal: ``entry.being_judged`` when a scoring stage that it is in has one of these states.
    """
    judged = session.scalar(
        select(Stage.name)
        .join(StageEntry, StageEntry.stage_id == Stage.id)
        .where(StageEntry.entry_id == entry.id, Stage.state.in_(states))
        .limit(1)
    )
    if judged is not None:
        raise Refusal("entry.being_judged", stage=judged)


def form_of(entry: Entry) -> EntryForm:
    """The form version with which the entry was begun."""
    return parse_form({"fields": entry.form.fields})


def add_event(
    session: Session,
    actor: Principal | None,
    entry: Entry,
    kind: str,
    *,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Put one point on the entry's timeline."""
    session.add(
        EntryEvent(
            entry_id=entry.id,
            kind=kind,
            reason=reason,
            values=values or {},
            account_id=actor.account_id if actor else None,
            at=now(),
        )
    )


def tell_entrant(session: Session, entries: Collection[Entry], code: str, **values: Any) -> None:
    """Notify the owners of these entries, each of their own."""
    for entry in entries:
        if entry.account_id is not None:
            notify(
                session,
                [entry.account_id],
                code,
                {"title": entry.title, **values},
                competition_id=entry.competition_id,
                path=f"/entrant/entries/{entry.id}",
            )

"""The way of an entry: its states, who may do what in each, and until when.

    draft ── submit ──> submitted ── approve ──> passed
      ^                   │  ^  └── reject ───> rejected
      │ resume     return │  │ submit
    withdrawn <─ withdraw ─> returned

Where entries are recommended upward, they climb first:

    draft, returned ── climb ──> recommending ── arrive ──> submitted
                                   │  └── not_recommend ──> not_recommended
                                   └── return_below ──> returned

An organiser may besides correct an entry, reopen it with a deadline of its own, put a decision
back to review, and disqualify. Deadlines bind entrants only.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from competition.domain.calendar import Phase, later_of, phase, seconds_late
from competition.domain.refusal import Refusal


class EntryState(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    RECOMMENDING = "recommending"
    NOT_RECOMMENDED = "not_recommended"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PASSED = "passed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class EntryAction(StrEnum):
    """What somebody does to an entry."""

    EDIT = "edit"
    CORRECT = "correct"
    SUBMIT = "submit"
    CLIMB = "climb"
    ARRIVE = "arrive"
    RECALL = "recall"
    RETURN_BELOW = "return_below"
    NOT_RECOMMEND = "not_recommend"
    WITHDRAW = "withdraw"
    RESUME = "resume"
    RETURN_FOR_CHANGES = "return_for_changes"
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    RECONSIDER = "reconsider"
    DISQUALIFY = "disqualify"


class EntryActor(StrEnum):
    """In which capacity somebody acts on an entry."""

    ENTRANT = "entrant"
    RECOMMENDER = "recommender"
    FORM_REVIEWER = "form_reviewer"
    ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class EntryWindow:
    """When entrants may write.

    Args:
        opens_at, closes_at: of the stage that collects entries; None means no bound.
        own_deadline: given to this entry by a return or a reopening; where the stage closes it
            can only lengthen, else it is the only bound.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    own_deadline: datetime | None = None

    @property
    def deadline(self) -> datetime | None:
        """The instant that binds this entry, or None when nothing does."""
        if self.closes_at is None:
            return self.own_deadline
        return later_of(self.closes_at, self.own_deadline)


@dataclass(frozen=True, slots=True)
class Move:
    """One action's rule: from which states to which, by whom, and what it must come with."""

    targets: dict[EntryState, EntryState]
    actors: frozenset[EntryActor]
    bound_by_deadline: bool = False
    needs_reason: bool = False
    needs_deadline: bool = False


_S, _A = EntryState, EntryAction
_ORGANISER = frozenset({EntryActor.ORGANISER})
_OWN_SIDE = frozenset({EntryActor.ENTRANT, EntryActor.ORGANISER})
_RECOMMENDER = frozenset({EntryActor.RECOMMENDER})
_REVIEW = frozenset({EntryActor.FORM_REVIEWER, EntryActor.ORGANISER})


def _all_to(target: EntryState, *states: EntryState) -> dict[EntryState, EntryState]:
    return dict.fromkeys(states, target)


_AFTER_HANDING_IN = (_S.RECOMMENDING, _S.SUBMITTED, _S.RETURNED, _S.PASSED)
_CORRECTABLE = (_S.DRAFT, *_AFTER_HANDING_IN)
MOVES: dict[EntryAction, Move] = {
    _A.EDIT: Move(
        {_S.DRAFT: _S.DRAFT, _S.RETURNED: _S.RETURNED}, _OWN_SIDE, bound_by_deadline=True
    ),
    _A.CORRECT: Move(
        {each: each for each in _CORRECTABLE},
        _ORGANISER,
        needs_reason=True,
    ),
    _A.SUBMIT: Move(
        _all_to(_S.SUBMITTED, _S.DRAFT, _S.RETURNED), _OWN_SIDE, bound_by_deadline=True
    ),
    _A.CLIMB: Move(
        _all_to(_S.RECOMMENDING, _S.DRAFT, _S.RETURNED), _OWN_SIDE, bound_by_deadline=True
    ),
    _A.ARRIVE: Move(_all_to(_S.SUBMITTED, _S.RECOMMENDING), _RECOMMENDER),
    _A.RECALL: Move(_all_to(_S.RECOMMENDING, _S.SUBMITTED), _RECOMMENDER, needs_reason=True),
    _A.RETURN_BELOW: Move(_all_to(_S.RETURNED, _S.RECOMMENDING), _RECOMMENDER, needs_reason=True),
    _A.NOT_RECOMMEND: Move(
        _all_to(_S.NOT_RECOMMENDED, _S.RECOMMENDING), _RECOMMENDER, needs_reason=True
    ),
    _A.WITHDRAW: Move(_all_to(_S.WITHDRAWN, *_CORRECTABLE), _OWN_SIDE),
    _A.RESUME: Move(_all_to(_S.DRAFT, _S.WITHDRAWN), _OWN_SIDE, bound_by_deadline=True),
    _A.RETURN_FOR_CHANGES: Move(
        _all_to(_S.RETURNED, _S.SUBMITTED), _REVIEW, needs_reason=True, needs_deadline=True
    ),
    _A.APPROVE: Move(_all_to(_S.PASSED, _S.SUBMITTED), _REVIEW),
    _A.REJECT: Move(_all_to(_S.REJECTED, _S.SUBMITTED), _REVIEW, needs_reason=True),
    _A.REOPEN: Move(
        {
            **_all_to(_S.RETURNED, *_AFTER_HANDING_IN, _S.REJECTED, _S.NOT_RECOMMENDED),
            **_all_to(_S.DRAFT, _S.DRAFT, _S.WITHDRAWN),
        },
        _ORGANISER,
        needs_reason=True,
        needs_deadline=True,
    ),
    _A.RECONSIDER: Move(
        _all_to(_S.SUBMITTED, _S.PASSED, _S.REJECTED, _S.DISQUALIFIED),
        _ORGANISER,
        needs_reason=True,
    ),
    _A.DISQUALIFY: Move(
        _all_to(_S.DISQUALIFIED, *_AFTER_HANDING_IN),
        _ORGANISER,
        needs_reason=True,
    ),
}


def next_state(
    state: EntryState,
    action: EntryAction,
    actor: EntryActor,
    *,
    now: datetime,
    window: EntryWindow,
) -> EntryState:
    """The state after `action`.

    Raises:
        Refusal: ``entry.action`` when the state or the capacity does not allow it;
            ``entry.not_open`` (opens_at) before entries open; ``entry.closed`` (closes_at,
            seconds_late) after the deadline that binds this entry.
    """
    move = MOVES[action]
    if state not in move.targets or actor not in move.actors:
        raise Refusal("entry.action", action=action.value, state=state.value, actor=actor.value)
    if move.bound_by_deadline and actor is EntryActor.ENTRANT:
        require_open(window, now=now)
    return move.targets[state]


def require_open(window: EntryWindow, *, now: datetime) -> None:
    """Let entrants' writing pass while the window is open.

    An entry with a deadline of its own was opened by an organiser, so the stage's opening time
    does not bind it.

    Raises:
        Refusal: ``entry.not_open`` or ``entry.closed``; times are aware, as given.
    """
    opens_at = None if window.own_deadline is not None else window.opens_at
    deadline = window.deadline
    where = phase(opens_at, deadline, now)
    if where is Phase.BEFORE:
        raise Refusal("entry.not_open", opens_at=opens_at)
    if where is Phase.AFTER and deadline is not None:
        raise Refusal("entry.closed", closes_at=deadline, seconds_late=seconds_late(deadline, now))


def allowed_actions(
    state: EntryState, actor: EntryActor, *, now: datetime, window: EntryWindow
) -> frozenset[EntryAction]:
    """Every action that `next_state` would let pass now; what a page offers as buttons."""
    allowed = set()
    for action in EntryAction:
        try:
            next_state(state, action, actor, now=now, window=window)
        except Refusal:
            continue
        allowed.add(action)
    return frozenset(allowed)


def require_particulars(
    action: EntryAction,
    *,
    reason: str,
    deadline: datetime | None,
    now: datetime,
    closes_at: datetime | None = None,
) -> None:
    """Check what an action must come with.

    Args:
        closes_at: of the stage that takes entries; a deadline of an entry's own is not earlier.

    Raises:
        Refusal: ``entry.reason`` when a reason is needed and blank; ``entry.new_deadline`` when
            a new deadline is needed and absent; ``entry.deadline_past`` when it has passed;
            ``entry.deadline_early`` when it would take time from the entrant.
    """
    move = MOVES[action]
    if move.needs_reason and not reason.strip():
        raise Refusal("entry.reason", action=action.value)
    if not move.needs_deadline:
        return
    if deadline is None:
        raise Refusal("entry.new_deadline", action=action.value)
    if phase(None, deadline, now) is Phase.AFTER:
        raise Refusal("entry.deadline_past", deadline=deadline)
    if closes_at is not None and deadline < closes_at.replace(second=0, microsecond=0):
        raise Refusal("entry.deadline_early", closes_at=closes_at)

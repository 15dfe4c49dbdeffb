"""Objections (异议) and appeals (申诉): their states, when they may be raised, what may follow.

An objection is raised by anybody by name while a result is up for notice; an appeal by an entry
about its own result, for some working days after that result was published.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from competition.domain.calendar import Phase, phase
from competition.domain.refusal import Refusal

LEAST_WHO = 2
NOBODY = frozenset(
    ("匿名", "无名", "无名氏", "佚名", "不详", "保密", "群众", "职工", "知情人", "某人", "某某")
    + ("网友", "热心群众", "不愿透露", "一名职工", "anonymous", "none", "无")
)


class Kind(StrEnum):
    """Who speaks: anybody about a result in notice, or an entry about its own result."""

    OBJECTION = "objection"
    APPEAL = "appeal"


class Channel(StrEnum):
    """How it came in; the last one is the entrant's own room."""

    WEB = "web"
    LETTER = "letter"
    VISIT = "visit"
    PHONE = "phone"
    ACCOUNT = "account"


BY_OFFICER = (Channel.LETTER, Channel.VISIT, Channel.PHONE)


class About(StrEnum):
    """What it is about."""

    AWARD = "award"
    RANK = "rank"
    CRITERION = "criterion"
    EVENT = "event"
    OTHER = "other"


class State(StrEnum):
    """Where it stands. Refused, decided and withdrawn are ends."""

    RECEIVED = "received"
    ADMITTED = "admitted"
    REFUSED = "refused"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.RECEIVED, State.ADMITTED})


class Action(StrEnum):
    """What is done to it."""

    ADMIT = "admit"
    REFUSE = "refuse"
    HANDLE = "handle"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


class Finding(StrEnum):
    """What the panel found."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Consequence(StrEnum):
    """What follows for the result.

    STRIKE takes the award, the entry keeps its rank and the rules say who moves up; VACANT takes
    the award and leaves its place empty; DISQUALIFY takes the entry out of the ranking; CORRECT is
    carried out by a correction that two persons agree on.
    """

    NONE = "none"
    CORRECT = "correct"
    STRIKE = "strike"
    VACANT = "vacant"
    DISQUALIFY = "disqualify"


CHANGING = frozenset({Consequence.STRIKE, Consequence.VACANT, Consequence.DISQUALIFY})
STEPS: dict[Action, tuple[frozenset[State], State]] = {
    Action.ADMIT: (frozenset({State.RECEIVED}), State.ADMITTED),
    Action.REFUSE: (frozenset({State.RECEIVED}), State.REFUSED),
    Action.HANDLE: (frozenset({State.ADMITTED}), State.ADMITTED),
    Action.DECIDE: (frozenset({State.ADMITTED}), State.DECIDED),
    Action.WITHDRAW: (OPEN, State.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class Window:
    """When something may be raised, both ends included; aware times."""

    opens_at: datetime
    closes_at: datetime

    def require_open(self, now: datetime, first: str, last: str) -> None:
        """Let pass what comes in time.

        Args:
            first, last: the days of the window as they are told.
        Raises:
            Refusal: ``objection.early``, ``objection.late``, both with ``first`` and ``last``.
        """
        where = phase(self.opens_at, self.closes_at, now)
        if where is Phase.BEFORE:
            raise Refusal("objection.early", first=first, last=last)
        if where is Phase.AFTER:
            raise Refusal("objection.late", first=first, last=last)


def next_state(state: State, action: Action) -> State:
    """The state after an action.

    Raises:
        Refusal: ``objection.state`` where it does not stand there (any more).
    """
    sources, target = STEPS[action]
    if state not in sources:
        raise Refusal("objection.state")
    return target


def require_real_name(name: str, unit: str) -> None:
    """Let somebody pass who says who they are (实名).

    Args:
        name: normalised.
    Raises:
        Refusal: ``objection.anonymous`` for what stands for nobody, ``objection.unit``.
    """
    plain = "".join(name.split()).casefold()
    if len(plain) < LEAST_WHO or plain in NOBODY or set(plain) & set("*＊?？×某"):
        raise Refusal("objection.anonymous")
    if len(unit.strip()) < LEAST_WHO:
        raise Refusal("objection.unit")


def require_consequence(
    finding: Finding, consequence: Consequence, *, has_award: bool, fills: bool
) -> None:
    """Let a consequence pass that fits what was found.

    Args:
        has_award: the entry has one in the result.
        fills: the rules give the place of an award that was taken to somebody else.
    Raises:
        Refusal: ``objection.rejected_changes``, ``objection.no_award``, ``objection.no_backfill``.
    """
    if finding is Finding.REJECTED and consequence is not Consequence.NONE:
        raise Refusal("objection.rejected_changes")
    if consequence in (Consequence.STRIKE, Consequence.VACANT) and not has_award:
        raise Refusal("objection.no_award")
    if consequence is Consequence.STRIKE and not fills:
        raise Refusal("objection.no_backfill")


def is_overdue(state: State, due_on: date | None, today: date) -> bool:
    """Whether an answer should have been given by now; the day on which it is due still counts."""
    return state in OPEN and due_on is not None and today > due_on


def require_fresh_notice(changed: int, before: int, planned: int | None) -> None:
    """Hold winners who are others than in an earlier notice to a full notice of their own.

    Args:
        changed: how many entries have another award than in the notice before.
        before: working days that the notice before was to last.
        planned: working days of the new one; None where none is to be held.
    Raises:
        Refusal: ``notice.fresh`` (count, days), ``notice.short`` (count, days).
    """
    if not changed:
        return
    if planned is None:
        raise Refusal("notice.fresh", count=changed, days=before)
    if planned < before:
        raise Refusal("notice.short", count=changed, days=before)

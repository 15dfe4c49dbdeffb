"""One level's answers to one entry: opinion, return, decline, recall, a substitute moved up."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.entry_states import EntryAction, EntryActor
from competition.domain.recommending import (
    Standing,
    StepAction,
    StepState,
    next_orders,
    require_action,
    require_room,
    require_room_in_tracks,
)
from competition.domain.recommending.route import Stop
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Entry,
    Recommendation,
    RecommendationQuota,
    database,
)
from competition.services.audit import record
from competition.services.entries.moves import add_event, hold_entry, move_entry, tell_entrant
from competition.services.principal import Principal
from competition.services.recommending.acting import place_of_actor, tell_desk
from competition.services.recommending.holding import held_places
from competition.services.recommending.quotas import quota_of
from competition.services.recommending.route import arrive, begin, next_stop
from competition.services.recommending.way import above, as_ruled, below, way_of
from competition.services.runtime import now

LONGEST = 2_000


def note_opinion(
    actor: Principal, step: Recommendation, *, opinion: str, lower_result: str = ""
) -> None:
    """Keep a level's opinion, and what the entry won below, while the entry lies before it.

    Raises:
        Refusal: ``recommendation.action``, ``recommendation.listed``,
            ``recommendation.text_long`` (most), ``recommendation.not_yours``.
    """
    with database.writing() as session:
        _hold(session, actor, step, StepAction.ARRANGE)
        step.opinion = _text(opinion)
        step.lower_result = _text(lower_result)
        _record(session, actor, step, "recommendation.opinion")


def note_opinions(
    actor: Principal,
    competition: Competition,
    organisation_id: int,
    entry_ids: Collection[int],
    *,
    opinion: str,
) -> int:
    """Keep one opinion for several entries that wait here; what was written one by one stays.

    Returns:
        how many got it.
    Raises:
        Refusal: ``recommendation.opinion_empty``, ``recommendation.empty``,
            ``recommendation.text_long`` (most), ``recommendation.not_yours``,
            ``competition.ended``.
    """
    words = _text(opinion)
    if not words:
        raise Refusal("recommendation.opinion_empty")
    if not entry_ids:
        raise Refusal("recommendation.empty")
    with database.writing() as session:
        session.refresh(competition)
        if competition.state == "closed":
            raise Refusal("competition.ended")
        place_of_actor(session, actor, organisation_id)
        steps = session.scalars(
            select(Recommendation)
            .where(
                Recommendation.competition_id == competition.id,
                Recommendation.organisation_id == organisation_id,
                Recommendation.entry_id.in_(entry_ids),
                Recommendation.state == StepState.WAITING.value,
                Recommendation.list_id.is_(None),
                Recommendation.opinion == "",
            )
            .with_for_update(of=Recommendation)
        ).all()
        for step in steps:
            step.opinion = words
        record(
            session,
            actor,
            "recommendation.opinions",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={
                "organisation": organisation_id,
                "entries": sorted(step.entry_id for step in steps),
            },
        )
        return len(steps)


def return_down(actor: Principal, step: Recommendation, *, reason: str) -> None:
    """Give an entry back to the level that recommended it before.

    Raises:
        Refusal: as `require_action`; ``recommendation.not_yours``.
    """
    with database.writing() as session:
        entry, way = _hold(session, actor, step, StepAction.RETURN_DOWN, reason=reason)
        _answer(step, actor, StepState.RETURNED, reason)
        lower = below(way, step)
        if lower is None:
            raise Refusal("recommendation.lowest")
        session.flush()
        tell_way(session, actor, entry, step, "recommend_return_down", reason)
        session.flush()
        again = arrive(session, entry, lower.level_id, lower.organisation_id)
        tell_desk(session, again, "recommendation.returned", title=entry.title, reason=reason)
        _record(session, actor, step, "recommendation.return_down")


def return_to_applicant(
    actor: Principal, step: Recommendation, *, reason: str, until: datetime | None = None
) -> None:
    """Give an entry back to its applicant for changes; it climbs again when it is handed in.

    Args:
        until: a deadline of its own, where the general one is near or over.
    Raises:
        Refusal: as `require_action`; ``recommendation.not_yours``, ``entry.deadline_past``.
    """
    with database.writing() as session:
        entry, _ = _hold(session, actor, step, StepAction.RETURN_TO_APPLICANT, reason=reason)
        if until is not None and until <= now():
            raise Refusal("entry.deadline_past", deadline=until)
        _answer(step, actor, StepState.RETURNED, reason)
        _move(session, actor, entry, EntryAction.RETURN_BELOW)
        entry.reopened_until = until or entry.reopened_until
        told = {"reason": reason.strip(), "level": step.organisation.name}
        tell_way(session, actor, entry, step, "recommend_return", reason, until=until)
        tell_entrant(session, [entry], "recommendation.to_applicant", **told)
        _record(session, actor, step, "recommendation.return")


def decline(actor: Principal, step: Recommendation, *, reason: str) -> None:
    """Recommend an entry no further.

    Raises:
        Refusal: as `require_action`; ``recommendation.not_yours``.
    """
    with database.writing() as session:
        entry, _ = _hold(session, actor, step, StepAction.DECLINE, reason=reason)
        _answer(step, actor, StepState.DECLINED, reason)
        _move(session, actor, entry, EntryAction.NOT_RECOMMEND)
        told = {"reason": reason.strip(), "level": step.organisation.name}
        tell_way(session, actor, entry, step, "recommend_decline", reason)
        tell_entrant(session, [entry], "recommendation.declined", **told)
        _record(session, actor, step, "recommendation.decline")


def recall(actor: Principal, step: Recommendation, *, reason: str) -> None:
    """Take a forwarded entry back while the next level has not answered.

    Raises:
        Refusal: as `require_action`; ``recommendation.not_yours``, ``entry.action``.
    """
    with database.writing() as session:
        entry, way = _hold(session, actor, step, StepAction.RECALL, reason=reason)
        arrival = above(way, step)
        if arrival is not None:
            arrival.state = StepState.RECALLED.value
            arrival.answered_at = now()
        else:
            _move(session, actor, entry, EntryAction.RECALL)
        step.reason = _text(reason)
        session.flush()
        arrive(session, entry, step.level_id, step.organisation_id, recalled=True)
        tell_way(session, actor, entry, step, "recommend_recall", reason)
        _record(session, actor, step, "recommendation.recall")


def promote(actor: Principal, step: Recommendation) -> None:
    """Move a substitute up into a place that a nominated entry gave back (递补).

    Raises:
        Refusal: ``recommendation.action``, ``recommendation.over_quota``,
            ``recommendation.not_yours``.
    """
    with database.writing() as session:
        entry, _ = _hold(session, actor, step, StepAction.PROMOTE)
        quota = quota_of(session, entry.competition, step.organisation_id)
        ident = step.organisation_id
        held = held_places(session, step.competition_id, [ident])[ident]
        taken = held.nominated
        require_room(quota, nominated=len(taken), standby=0, adding=1, behind=0)
        if entry.track is not None:
            there, one = held.by_track(), {entry.track.key: 1}
            require_room_in_tracks(quota, held=there, adding=one)
        step.nomination_order = next_orders(taken.values(), 1)[0]
        arrived = send_on(session, actor, entry, step, stop_after(session, step))
        if arrived is not None:
            tell_desk(session, arrived, "recommendation.arrived", title=entry.title)
        tell_way(session, actor, entry, step, "recommend_promote")
        _record(session, actor, step, "recommendation.promote")


def send_on(
    session: Session, actor: Principal, entry: Entry, step: Recommendation, stop: Stop | None
) -> Recommendation | None:
    """Forward a step's entry to its next stop, or to the host's form review where that is None.

    Returns:
        its arrival there; None at the host.
    """
    step.state = StepState.FORWARDED.value
    step.answered_at = now()
    step.answered_by_id = actor.account_id
    session.flush()
    if stop is None:
        _move(session, actor, entry, EntryAction.ARRIVE)
        return None
    return begin(session, entry, stop)


def tell_way(
    session: Session,
    actor: Principal,
    entry: Entry,
    step: Recommendation,
    kind: str,
    reason: str = "",
    *,
    until: datetime | None = None,
) -> None:
    """Put one answer on the entry's timeline, with the organisation that gave it."""
    values = {"unit": step.organisation.name}
    if until is not None:
        values["deadline"] = until.isoformat()
    add_event(session, actor, entry, kind, reason=reason.strip(), values=values)


def stop_after(session: Session, step: Recommendation) -> Stop | None:
    """Where what this step forwards goes, by the tree as it is now."""
    level = step.level.position
    return next_stop(session, step.entry.competition, step.organisation_id, above=level)


def standing_of(session: Session, entry: Entry, step: Recommendation) -> Standing:
    """Until when a step must be answered: its level's time, longer where somebody gave more."""
    row = session.get(RecommendationQuota, (step.competition_id, step.organisation_id))
    given = [row.extended_until if row else None, entry.reopened_until]
    known = [each for each in given if each is not None]
    return Standing(step.level.closes_at, max(known, default=None))


def _hold(
    session: Session,
    actor: Principal,
    step: Recommendation,
    action: StepAction,
    *,
    reason: str = "",
) -> tuple[Entry, list[Recommendation]]:
    """The entry of a step and its way, held, once this actor may do this to it now."""
    entry = hold_entry(session, step.entry)
    session.refresh(step, with_for_update={"of": Recommendation.__table__})
    if entry.competition.state == "closed":
        raise Refusal("competition.ended")
    step.on_behalf_of_id = place_of_actor(session, actor, step.organisation_id)
    way = way_of(session, entry.id)
    standing = standing_of(session, entry, step)
    known = as_ruled(way, step)
    require_action(known, action, standing, now=now(), reason=_text(reason))
    return entry, way


def _move(session: Session, actor: Principal, entry: Entry, action: EntryAction) -> None:
    entry.state = move_entry(session, actor, entry, action, EntryActor.RECOMMENDER).value


def _answer(step: Recommendation, actor: Principal, state: StepState, reason: str) -> None:
    step.state = state.value
    step.reason = _text(reason)
    step.answered_at = now()
    step.answered_by_id = actor.account_id


def _text(words: str) -> str:
    words = words.strip()
    if len(words) > LONGEST:
        raise Refusal("recommendation.text_long", most=LONGEST)
    return words


def _record(session: Session, actor: Principal, step: Recommendation, action: str) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{step.entry_id}",
        competition_id=step.competition_id,
        detail={
            "organisation": step.organisation_id,
            "serial": step.serial,
            "order": step.nomination_order,
            "behalf": step.on_behalf_of_id,
        },
        after={"state": step.state, "revision": step.revision},
    )

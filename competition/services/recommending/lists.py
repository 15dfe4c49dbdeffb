"""推荐汇总表: entries arranged, printed with a digest, stamped, and sent up together."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from competition.domain.canonical import digest
from competition.domain.entry_states import EntryState
from competition.domain.recommending import (
    Nomination,
    Step,
    StepAction,
    StepState,
    arranged,
    require_action,
    require_room,
    require_room_in_tracks,
)
from competition.domain.recommending.route import Stop
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Entry,
    Organisation,
    Recommendation,
    RecommendationList,
    database,
)
from competition.services.audit import record
from competition.services.entries.moves import hold_entry
from competition.services.principal import Principal
from competition.services.recommending.acting import place_of_actor, tell_desk
from competition.services.recommending.answers import (
    send_on,
    standing_of,
    stop_after,
    tell_way,
)
from competition.services.recommending.content import entry_digest, list_content
from competition.services.recommending.holding import held_places, tracks_of
from competition.services.recommending.quotas import quota_of
from competition.services.recommending.route import route_row
from competition.services.runtime import now, runtime
from competition.services.vault import keyed_digest

MOST_ENTRIES = 2_000
_SEAL = 16
CODE = 8


@dataclass(frozen=True, slots=True)
class Arranged:
    """Entries as chosen on the desk: ids in the order wanted."""

    nominated: Sequence[int]
    substitutes: Sequence[int] = ()


def prepare_list(
    actor: Principal, competition: Competition, organisation: Organisation, wanted: Arranged
) -> int:
    """Put entries into a list to be printed and stamped; until it is sent they stay as they are.

    Returns:
        id of the list.
    Raises:
        Refusal: as `require_action` for each entry, ``recommendation.over_quota``,
            ``recommendation.over_substitutes``, ``recommendation.list_open`` while another one
            of this organisation is being stamped, ``recommendation.not_here`` for an entry that
            does not lie here, ``recommendation.list_long`` (most), ``recommendation.opinion``
            (title) for an entry without an opinion.
    """
    with database.writing() as session:
        return _prepare(session, actor, competition, organisation, wanted).id


def forward_now(
    actor: Principal, competition: Competition, organisation: Organisation, wanted: Arranged
) -> int:
    """Put entries into a list and send it at once, where no stamp is asked for.

    Raises:
        Refusal: as `prepare_list`; ``recommendation.stamp_missing``.
    """
    with database.writing() as session:
        prepared = _prepare(session, actor, competition, organisation, wanted)
        _send(session, actor, competition, prepared)
        return prepared.id


def send_list(actor: Principal, prepared: RecommendationList) -> None:
    """Send a prepared list up, each entry to its next level.

    Raises:
        Refusal: ``recommendation.list_state``, ``recommendation.stamp_missing``,
            ``recommendation.changed`` (title) where an entry is not what was stamped,
            ``recommendation.left`` where one was withdrawn meanwhile,
            ``recommendation.late``, ``recommendation.not_yours``.
    """
    with database.writing() as session:
        _hold_list(session, actor, prepared)
        _send(session, actor, prepared.competition, prepared)


def cancel_list(actor: Principal, prepared: RecommendationList) -> None:
    """Give up a prepared list; its entries can be arranged anew, its paper counts no more.

    Raises:
        Refusal: ``recommendation.list_state``, ``recommendation.not_yours``.
    """
    with database.writing() as session:
        _hold_list(session, actor, prepared)
        prepared.state = "cancelled"
        for step in _steps_of(session, prepared):
            step.list_id = None
            step.nomination_order = None
            step.is_substitute = False
        _record(session, actor, prepared, "recommendation.list_cancel")


def list_token(prepared: RecommendationList) -> str:
    """What the QR code on the paper names: the list, its digest, and our seal on both."""
    return f"{prepared.id}-{prepared.digest[:_SEAL]}-{_seal(prepared)}"


def list_address(prepared: RecommendationList) -> str:
    """The address in the QR code; empty without a public address."""
    if not runtime.public_url:
        return ""
    return f"{runtime.public_url.rstrip('/')}/recommended/{list_token(prepared)}"


def check_code(prepared: RecommendationList) -> str:
    """What is typed where a scanned code cannot be read."""
    return keyed_digest("recommendation-code", _named(prepared))[:CODE].upper()


def find_list(session: Session, token: str) -> RecommendationList | None:
    """The list that a token was made for, whatever became of it; None for a token not ours."""
    parts = token.split("-")
    if len(parts) != 3 or not token.isascii() or not parts[0].isdecimal() or len(parts[0]) > _SEAL:
        return None
    prepared = session.get(RecommendationList, int(parts[0]))
    if prepared is None or not hmac.compare_digest(list_token(prepared), token):
        return None
    return prepared


def _prepare(
    session: Session,
    actor: Principal,
    competition: Competition,
    organisation: Organisation,
    wanted: Arranged,
) -> RecommendationList:
    session.refresh(competition)
    if competition.state == "closed":
        raise Refusal("competition.ended")
    behalf = place_of_actor(session, actor, organisation.id)
    if len(wanted.nominated) + len(wanted.substitutes) > MOST_ENTRIES:
        raise Refusal("recommendation.list_long", most=MOST_ENTRIES)
    _require_none_open(session, competition.id, organisation.id)
    places = _places(session, competition, organisation, wanted)
    steps = _waiting_here(session, competition.id, organisation.id, [p.entry for p in places])
    content = list_content(
        organisation, competition.id, places, {k: v.entry for k, v in steps.items()}
    )
    prepared = RecommendationList(
        competition_id=competition.id,
        organisation_id=organisation.id,
        serial=_next_serial(session, competition.id, organisation.id),
        content=content,
        digest=digest(content),
        created_by_id=actor.account_id,
        created_at=now(),
    )
    session.add(prepared)
    session.flush()
    for place, told in zip(places, content["entries"], strict=True):
        step = steps[place.entry]
        _check_step(session, step)
        step.nomination_order, step.is_substitute = place.order, place.is_substitute
        step.list_id, step.digest = prepared.id, told["digest"]
        step.revision, step.on_behalf_of_id = step.entry.revision, behalf
    _record(session, actor, prepared, "recommendation.list")
    return prepared


def _places(
    session: Session, competition: Competition, organisation: Organisation, wanted: Arranged
) -> tuple[Nomination, ...]:
    """Each entry's place, within the quota; one that came back takes its own place again."""
    named = [*wanted.nominated, *wanted.substitutes]
    held = held_places(session, competition.id, [organisation.id])[organisation.id].without(named)
    quota = quota_of(session, competition, organisation.id)
    if quota.tracks:
        adding = tracks_of(session, wanted.nominated)
        require_room_in_tracks(quota, held=held.by_track(), adding=adding)
    require_room(
        quota,
        nominated=len(held.nominated),
        standby=len(held.standby),
        adding=len(wanted.nominated),
        behind=len(wanted.substitutes),
    )
    return arranged(
        wanted.nominated,
        wanted.substitutes,
        taken=held.nominated.values(),
        behind=len(held.standby),
    )


def _check_step(session: Session, step: Recommendation) -> None:
    if not step.opinion.strip():
        raise Refusal("recommendation.opinion", title=step.entry.title)
    known = Step(StepState(step.state), listed=step.list_id is not None)
    action = StepAction.STAND_BY if step.is_substitute else StepAction.FORWARD
    require_action(known, action, standing_of(session, step.entry, step), now=now())


def _send(
    session: Session, actor: Principal, competition: Competition, prepared: RecommendationList
) -> None:
    route = route_row(session, competition.id)
    if route is not None and route.needs_stamp and not prepared.scan_key:
        raise Refusal("recommendation.stamp_missing")
    prepared.state = "sent"
    prepared.sent_at = now()
    steps = _steps_of(session, prepared)
    if len(steps) < len(prepared.content["entries"]):
        raise Refusal("recommendation.left")
    stop = stop_after(session, steps[0])
    arrived = [_send_one(session, actor, step, stop) for step in steps]
    first = next(filter(None, arrived), None)
    if first is not None:
        count = sum(each is not None for each in arrived)
        told = {"unit": prepared.organisation.name, "count": count}
        tell_desk(session, first, "recommendation.list_arrived", **told)
    _record(session, actor, prepared, "recommendation.list_send")


def _send_one(
    session: Session, actor: Principal, step: Recommendation, stop: Stop | None
) -> Recommendation | None:
    entry = hold_entry(session, step.entry)
    session.refresh(step)
    if entry.state != EntryState.RECOMMENDING.value:
        raise Refusal("recommendation.left")
    if entry_digest(entry) != step.digest:
        raise Refusal("recommendation.changed", title=entry.title)
    action = StepAction.STAND_BY if step.is_substitute else StepAction.FORWARD
    standing = standing_of(session, entry, step)
    require_action(Step(StepState(step.state)), action, standing, now=now())
    if not step.is_substitute:
        tell_way(session, actor, entry, step, "recommend_forward")
        return send_on(session, actor, entry, step, stop)
    step.state = StepState.STANDBY.value
    step.answered_at, step.answered_by_id = now(), actor.account_id
    tell_way(session, actor, entry, step, "recommend_stand_by")
    return None


def _hold_list(session: Session, actor: Principal, prepared: RecommendationList) -> None:
    session.refresh(prepared, with_for_update={"of": RecommendationList.__table__})
    place_of_actor(session, actor, prepared.organisation_id)
    if prepared.state != "prepared":
        raise Refusal("recommendation.list_state", state=prepared.state)
    if prepared.competition.state == "closed":
        raise Refusal("competition.ended")


def _require_none_open(session: Session, competition_id: int, organisation_id: int) -> None:
    open_one = session.scalar(
        select(RecommendationList.serial).where(
            RecommendationList.competition_id == competition_id,
            RecommendationList.organisation_id == organisation_id,
            RecommendationList.state == "prepared",
        )
    )
    if open_one is not None:
        raise Refusal("recommendation.list_open", serial=open_one)


def _waiting_here(
    session: Session, competition_id: int, organisation_id: int, entry_ids: Sequence[int]
) -> dict[int, Recommendation]:
    """By entry, the step that waits before this organisation; all are there, or none is given."""
    rows = session.scalars(
        select(Recommendation)
        .where(
            Recommendation.competition_id == competition_id,
            Recommendation.organisation_id == organisation_id,
            Recommendation.state == StepState.WAITING.value,
            Recommendation.entry_id.in_(entry_ids),
        )
        .options(
            selectinload(Recommendation.entry).selectinload(Entry.members),
            selectinload(Recommendation.entry).selectinload(Entry.attachments),
        )
        .with_for_update(of=Recommendation)
    ).all()
    steps = {row.entry_id: row for row in rows}
    if set(entry_ids) - set(steps):
        raise Refusal("recommendation.not_here")
    return steps


def _steps_of(session: Session, prepared: RecommendationList) -> list[Recommendation]:
    return list(
        session.scalars(
            select(Recommendation)
            .where(Recommendation.list_id == prepared.id, Recommendation.state == "waiting")
            .options(
                selectinload(Recommendation.entry).selectinload(Entry.members),
                selectinload(Recommendation.entry).selectinload(Entry.attachments),
            )
            .order_by(Recommendation.is_substitute, Recommendation.nomination_order)
        )
    )


def _next_serial(session: Session, competition_id: int, organisation_id: int) -> int:
    last = session.scalar(
        select(func.max(RecommendationList.serial)).where(
            RecommendationList.competition_id == competition_id,
            RecommendationList.organisation_id == organisation_id,
        )
    )
    return (last or 0) + 1


def _named(prepared: RecommendationList) -> bytes:
    return f"{prepared.id}-{prepared.digest}".encode()


def _seal(prepared: RecommendationList) -> str:
    return keyed_digest("recommendation-list", _named(prepared))[:_SEAL]


def _record(session: Session, actor: Principal, prepared: RecommendationList, action: str) -> None:
    record(
        session,
        actor,
        action,
        f"recommendation_list:{prepared.id}",
        competition_id=prepared.competition_id,
        detail={
            "organisation": prepared.organisation_id,
            "serial": prepared.serial,
            "digest": prepared.digest,
            "entries": len(prepared.content["entries"]),
        },
        after={"state": prepared.state},
    )

"""Form review: one entry checked against the competition's list, passed, returned or rejected."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from competition.domain.blind import Flag, find_giveaways
from competition.domain.entry_form import TEXT_TYPES, Audience, visible_fields
from competition.domain.entry_states import (
    EntryAction,
    EntryActor,
    EntryState,
    require_particulars,
)
from competition.domain.refusal import Refusal
from competition.domain.unit_names import split_aliases
from competition.models import Competition, Entry, FormReview, Stage, database
from competition.services.audit import record
from competition.services.entries.moves import (
    add_event,
    entry_stage,
    form_of,
    hold_entry,
    move_entry,
    tell_entrant,
    window_of,
)
from competition.services.principal import Principal
from competition.services.runtime import now

ACTIONS = {
    "pass": EntryAction.APPROVE,
    "return": EntryAction.RETURN_FOR_CHANGES,
    "reject": EntryAction.REJECT,
}


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the review checklist."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class FlaggedText:
    """A text that blind judges will read and that may give somebody away.

    Args:
        field, label: of the form.
        flags: stretches of `text`, in its order.
    """

    field: str
    label: str
    text: str
    flags: tuple[Flag, ...]


def review_entry(
    actor: Principal,
    entry: Entry,
    decision: str,
    *,
    checklist: Mapping[str, bool],
    reason: str = "",
    new_deadline: datetime | None = None,
    seen_revision: int,
) -> None:
    """Decide on the revision that the reviewer has read, and tell the entrant.

    Args:
        decision: ``pass``, ``return`` or ``reject``.
        checklist: what was ticked, by key; passing needs every item.
        reason: shown to the entrant; needed unless the entry passes.
        new_deadline: until when a returned entry may be changed, aware.
    Raises:
        Refusal: ``review.*``, ``entry.changed_elsewhere``, ``entry.action``, ``entry.reason``,
            ``entry.new_deadline``, ``entry.deadline_past``.
    """
    if decision not in ACTIONS:
        raise Refusal("review.decision")
    with database.writing() as session:
        entry = hold_entry(session, entry)
        if seen_revision != entry.revision:
            raise Refusal("entry.changed_elsewhere", revision=entry.revision)
        _decide(session, actor, entry, decision, checklist, reason.strip(), new_deadline)
        _record(session, actor, entry, f"entry.{decision}")


def pass_entries(actor: Principal, competition: Competition, entry_ids: Collection[int]) -> int:
    """Pass every submitted entry among these of one competition, all items ticked at once.

    Entries in another state and the reviewer's own are left alone.

    Returns:
        how many passed.
    """
    with database.writing() as session:
        ticked = {item.key: True for item in checklist_of(competition)}
        others = _waiting(competition.id, actor).where(Entry.id.in_(entry_ids))
        found = session.scalars(others.order_by(Entry.id).with_for_update(of=Entry)).all()
        for entry in found:
            _decide(session, actor, entry, "pass", ticked, "", None)
        record(
            session,
            actor,
            "entry.pass_many",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"entries": [entry.id for entry in found]},
        )
        return len(found)


def checklist_of(competition: Competition) -> list[CheckItem]:
    """The competition's review checklist, in order."""
    return [CheckItem(each["key"], each["name"]) for each in competition.review_checklist]


def blind_stages(session: Session, competition_id: int) -> list[str]:
    """Names of the scoring stages in which judges see codes instead of names."""
    return list(
        session.scalars(
            select(Stage.name)
            .where(Stage.competition_id == competition_id, Stage.is_blind)
            .order_by(Stage.position)
        )
    )


def flagged_texts(entry: Entry) -> list[FlaggedText]:
    """The texts for blind judges that name the unit or a member, or hold a way to reach them."""
    units = {entry.unit_name, *(member.unit_name for member in entry.members)}
    if entry.organisation is not None:
        units |= {entry.organisation.name, *split_aliases(entry.organisation.alias)}
    units.discard("")
    members = {member.name for member in entry.members if len(member.name) > 1}
    flagged = []
    for field in visible_fields(form_of(entry), Audience.BLIND_JUDGE):
        text = entry.answers.get(field.key)
        if field.type not in TEXT_TYPES or not isinstance(text, str):
            continue
        flags = find_giveaways(text, units=sorted(units), members=sorted(members))
        if flags:
            flagged.append(FlaggedText(field.key, field.label, text, flags))
    return flagged


def next_in_queue(session: Session, actor: Principal, after: Entry) -> int | None:
    """The entry that waits longest for review behind this one, then the longest of all."""
    waiting = session.execute(
        _waiting(after.competition_id, actor)
        .with_only_columns(Entry.id, Entry.submitted_at)
        .where(Entry.id != after.id)
        .order_by(Entry.submitted_at, Entry.id)
    ).all()
    if not waiting:
        return None
    here = (after.submitted_at, after.id)
    later = [row.id for row in waiting if here[0] and (row.submitted_at, row.id) > here]
    return int(later[0] if later else waiting[0].id)


def _waiting(competition_id: int, actor: Principal) -> Select[Any]:
    """Entries that this reviewer may decide on now."""
    return select(Entry).where(
        Entry.competition_id == competition_id,
        Entry.state == EntryState.SUBMITTED.value,
        Entry.account_id.is_distinct_from(actor.account_id),
    )


def _decide(
    session: Session,
    actor: Principal,
    entry: Entry,
    decision: str,
    checklist: Mapping[str, bool],
    reason: str,
    new_deadline: datetime | None,
) -> None:
    action = ACTIONS[decision]
    if entry.account_id == actor.account_id:
        raise Refusal("review.own_entry")
    state = move_entry(session, actor, entry, action, EntryActor.FORM_REVIEWER)
    closes_at = window_of(entry_stage(session, entry.competition_id)).closes_at
    require_particulars(
        action, reason=reason, deadline=new_deadline, now=now(), closes_at=closes_at
    )
    deadline = new_deadline if decision == "return" else None
    review = FormReview(entry_id=entry.id, revision=entry.revision, decision=decision, at=now())
    review.checklist = _ticked(entry.competition, checklist, whole=decision == "pass")
    review.reason = reason
    review.new_deadline = deadline
    review.reviewer_id = actor.account_id
    session.add(review)
    entry.state = state.value
    if deadline is not None:
        entry.reopened_until = deadline
    values = {"deadline": deadline.isoformat()} if deadline else {}
    add_event(session, actor, entry, decision, reason=reason, values=values)
    tell_entrant(session, [entry], f"entry.{decision}", reason=reason, **values)


def _record(session: Session, actor: Principal, entry: Entry, action: str) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={"number": entry.number, "revision": entry.revision},
        before={"state": EntryState.SUBMITTED.value},
        after={"state": entry.state},
    )


def _ticked(
    competition: Competition, checklist: Mapping[str, bool], *, whole: bool
) -> dict[str, bool]:
    ticked = {item.key: bool(checklist.get(item.key)) for item in checklist_of(competition)}
    missing = sum(not each for each in ticked.values())
    if whole and missing:
        raise Refusal("review.checklist", count=missing)
    return ticked

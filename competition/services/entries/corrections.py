"""An organiser changes an entry in its entrant's place: with a reason that the entrant reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.entry_form import FieldFault
from competition.domain.entry_states import EntryAction, EntryState, require_particulars
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import (
    Attachment,
    Entry,
    ResultVersion,
    Stage,
    StageEntry,
    Standing,
    database,
)
from competition.services.audit import record
from competition.services.entries.attachments import add_upload, keep_upload
from competition.services.entries.drafts import content_of, write_content
from competition.services.entries.members import MemberText, stored_values
from competition.services.entries.moves import (
    add_event,
    capacity_of,
    form_of,
    hold_entry,
    move_entry,
    tell_entrant,
)
from competition.services.entries.submission import EntryIncomplete, submission_faults
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.results.approval import hold_results
from competition.services.runtime import now

UNFINISHED = (EntryState.DRAFT.value, EntryState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class Correction:
    """What stands behind a change.

    Args:
        reason: for the record and the entrant.
        judges_told: it was said, and accepted, that judges will read the new content.
    """

    reason: str
    judges_told: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an entry has come.

    Args:
        stage: name of the last scoring stage in which judges read, or have read, it.
        is_published: it stands in the result of the whole that two persons put in force. Its names
            go from there onto certificates, so one person does not change them any more.
    """

    stage: str | None
    is_published: bool


def correct_entry(
    actor: Principal,
    entry: Entry,
    answers: Mapping[str, object],
    members: Sequence[MemberText],
    *,
    correction: Correction,
    seen_revision: int,
    track_id: int | None,
    unit_name: str,
) -> None:
    """Change texts and members of an entry in whatever state it is being worked with.

    What was wrong before may stay; of an entry that was handed in nothing may become wrong.

    Raises:
        Refusal: ``entry.action`` (one's own entry among them), ``entry.reason``,
            ``entry.published``, ``entry.judges_see`` (stage), ``entry.track_judged`` (stage),
            ``entry.changed_elsewhere``, ``entry.nothing_changed``; as for saving a draft.
        EntryIncomplete: with the faults that the change would bring.
    """
    with database.writing() as session:
        hold_results(session, entry.competition_id)
        entry = hold_entry(session, entry)
        reach = _allow(session, actor, entry, correction)
        if seen_revision != entry.revision:
            raise Refusal("entry.changed_elsewhere", revision=entry.revision)
        before, known = _content(entry), submission_faults(session, entry, None)
        if reach.stage is not None and track_id is not None and track_id != entry.track_id:
            raise Refusal("entry.track_judged", stage=reach.stage)  # panels and ranks go by track
        write_content(session, entry, answers, members, track_id=track_id, unit_name=unit_name)
        after = _content(entry)
        if after == before:
            raise Refusal("entry.nothing_changed")
        _require_no_worse(session, entry, known)
        _keep(session, actor, entry, correction, _changed(before, after), before, after)


def correct_papers(
    actor: Principal,
    entry: Entry,
    field_key: str,
    *,
    removed: Collection[int],
    files: Sequence[tuple[str, bytes]],
    correction: Correction,
) -> None:
    """Take files off one field and put others there, all at once.

    Args:
        removed: ids of attachments; those of other fields and entries are left alone.
        files: name and content of each.
    Raises:
        Refusal: as `correct_entry` and `attach_file`; ``attachment.none`` when nothing is to be
            done, ``answer.required`` when a field that needs a file would be left without.
    """
    uploads = [keep_upload(entry, field_key, name=name, content=data) for name, data in files]
    with database.writing() as session:
        hold_results(session, entry.competition_id)
        entry = hold_entry(session, entry)
        _allow(session, actor, entry, correction)
        before = _papers(session, entry, field_key)
        for row in [each for each in before if each.id in removed]:
            session.delete(row)
        session.flush()
        for upload in uploads:
            add_upload(session, entry, upload)
        session.flush()
        after = _papers(session, entry, field_key)
        if after == before:
            raise Refusal("attachment.none")
        if not after and entry.state not in UNFINISHED and form_of(entry).field(field_key).required:
            raise Refusal("answer.required")
        _keep(session, actor, entry, correction, [field_key], _digests(before), _digests(after))
        session.expire(entry, ["attachments"])


def reach_of(session: Session, entry: Entry) -> Reach:
    """How far the entry has come. One statement."""
    stage = (
        select(Stage.name)
        .join(StageEntry, StageEntry.stage_id == Stage.id)
        .where(StageEntry.entry_id == entry.id, Stage.state.in_(("open", "locked")))
        .order_by(Stage.position.desc())
        .limit(1)
    )
    standing = (
        select(Standing.entry_id)
        .join(ResultVersion, ResultVersion.id == Standing.result_id)
        .where(
            Standing.entry_id == entry.id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state.in_(PUBLISHED),
        )
    )
    row = session.execute(select(stage.scalar_subquery(), standing.exists())).one()
    return Reach(row[0], bool(row[1]))


def _allow(session: Session, actor: Principal, entry: Entry, correction: Correction) -> Reach:
    move_entry(session, actor, entry, EntryAction.CORRECT, capacity_of(actor, entry))
    require_particulars(EntryAction.CORRECT, reason=correction.reason, deadline=None, now=now())
    reach = reach_of(session, entry)
    if reach.is_published:
        raise Refusal("entry.published")
    if reach.stage is not None and not correction.judges_told:
        raise Refusal("entry.judges_see", stage=reach.stage)
    return reach


def _require_no_worse(session: Session, entry: Entry, known: Collection[FieldFault]) -> None:
    if entry.state in UNFINISHED:
        return
    new = [each for each in submission_faults(session, entry, None) if each not in known]
    if new:
        raise EntryIncomplete(tuple(new))


def _content(entry: Entry) -> dict[str, Any]:
    members = [astuple(stored_values(each)) for each in entry.members]
    return {**content_of(entry), "members": [list(each) for each in members]}


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Keys of the fields that differ, and of the parts that every entry has."""
    answers = {**before["answers"], **after["answers"]}
    keys = [key for key in answers if before["answers"].get(key) != after["answers"].get(key)]
    return keys + [key for key in ("track", "unit", "members") if before[key] != after[key]]


def _papers(session: Session, entry: Entry, field_key: str) -> list[Attachment]:
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.entry_id == entry.id, Attachment.field_key == field_key)
            .order_by(Attachment.id)
        )
    )


def _digests(papers: Sequence[Attachment]) -> list[str]:
    return [each.digest for each in papers]


def _keep(
    session: Session,
    actor: Principal,
    entry: Entry,
    correction: Correction,
    changed: list[str],
    before: Any,
    after: Any,
) -> None:
    """The new revision, the point on the timeline, the word to the entrant, the record."""
    entry.revision += 1
    entry.saved_from = ""
    entry.changed_at = now()
    reason = correction.reason.strip()
    add_event(session, actor, entry, "correct", reason=reason, values={"changed": changed})
    tell_entrant(session, [entry], "entry.correct", reason=reason)
    bump_public(session, entry.competition_id)
    record(
        session,
        actor,
        "entry.correct",
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={"revision": entry.revision, "changed": changed, "reason": reason},
        before=before,
        after=after,
    )

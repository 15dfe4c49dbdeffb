"""Drafts: an entry is started and saved as its entrant types, and no save overwrites another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.canonical import canonical_json
from competition.domain.entry_answers import Answer, check_answers
from competition.domain.entry_form import TITLE_KEY, EntryForm, FieldFault, FieldType
from competition.domain.entry_kinds import kinds_in
from competition.domain.entry_states import EntryAction, require_open
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Competition,
    Entry,
    Track,
    database,
)
from competition.models import (
    EntryForm as EntryFormRow,
)
from competition.services.audit import record
from competition.services.entries.belonging import above_of
from competition.services.entries.members import MemberText, member_faults, write_members
from competition.services.entries.moves import (
    add_event,
    capacity_of,
    entry_stage,
    form_of,
    hold_entry,
    move_entry,
    require_stage,
    window_of,
)
from competition.services.organisations.reading import find_unit
from competition.services.principal import Principal
from competition.services.runtime import now

MOST_DRAFTS = 30
MOST_CHARACTERS = 200_000
LONGEST_UNIT = 200


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What a save gave.

    Args:
        revision: of the entry now, to be sent with the next save.
        faults: what is not yet right; a draft may keep it.
    """

    revision: int
    faults: tuple[FieldFault, ...]


def start_entry(
    actor: Principal,
    competition: Competition,
    *,
    kind: str,
    track_id: int | None,
    parent_id: int | None = None,
) -> Entry:
    """Begin an entry of one's own as an empty draft, with the unit of the person filled in.

    Args:
        parent_id: what a lot, crew or person belongs to, an entry of this competition.
    Raises:
        Refusal: ``entry.not_taken``, ``entry.locked``, ``entry.not_open``, ``entry.closed``,
            ``entry.kind``, ``entry.above``, ``entry.track``, ``entry.too_many_drafts`` (most).
    """
    if kind not in kinds_in(competition.kind):
        raise Refusal("entry.kind")
    with database.writing() as session:
        stage = entry_stage(session, competition.id)
        require_stage(competition, stage, own_deadline=None)
        require_open(window_of(stage), now=now())
        _require_track(session, competition.id, track_id)
        _require_few_drafts(session, actor, competition.id)
        entry = _blank(session, actor, competition)
        entry.kind, entry.track_id = kind, track_id
        entry.parent_id = above_of(session, competition.id, parent_id, kind)
        session.flush()
        add_event(session, actor, entry, "start")
        _record(session, actor, entry, "entry.start")
        return entry


def save_draft(
    actor: Principal,
    entry: Entry,
    answers: Mapping[str, object],
    members: Sequence[MemberText],
    *,
    seen_revision: int,
    track_id: int | None = None,
    unit_name: str | None = None,
    page: str = "",
) -> SavedDraft:
    """Keep what was typed, sound or not; the same content twice changes nothing.

    Args:
        answers: by field key; a field left out is blank. Files are attached apart.
        seen_revision: the revision that the page was made from.
        track_id, unit_name: None leaves them as they are.
        page: random key of the page that saves; its own earlier saves are no conflict.
    Raises:
        Refusal: ``entry.changed_elsewhere`` (revision) when another page saved meanwhile;
            ``entry.*``, ``members.too_many``.
    """
    with database.writing() as session:
        entry = hold_entry(session, entry)
        move_entry(session, actor, entry, EntryAction.EDIT, capacity_of(actor, entry))
        before = content_of(entry)
        faults, changed = write_content(
            session, entry, answers, members, track_id=track_id, unit_name=unit_name
        )
        if content_of(entry) == before and not changed:
            return SavedDraft(entry.revision, faults)
        own = bool(page) and page == entry.saved_from
        if seen_revision != entry.revision and not own:
            raise Refusal("entry.changed_elsewhere", revision=entry.revision)
        entry.revision += 1
        entry.saved_from = page
        entry.changed_at = now()
        _record(session, actor, entry, "entry.save", before=before)
        return SavedDraft(entry.revision, faults)


def write_content(
    session: Session,
    entry: Entry,
    answers: Mapping[str, object],
    members: Sequence[MemberText],
    *,
    track_id: int | None,
    unit_name: str | None,
) -> tuple[tuple[FieldFault, ...], bool]:
    """Put what was typed into the entry, within the caller's transaction.

    Returns:
        what is not yet right, and whether the members changed.
    Raises:
        Refusal: ``entry.track``, ``entry.too_large``, ``members.too_many``.
    """
    form = form_of(entry)
    checked = check_answers(form, _readable(form, answers), complete=False)
    _write(session, entry, checked.answers, track_id, unit_name)
    changed = write_members(session, entry, members)
    return (*checked.faults, *member_faults(entry.members, complete=False)), changed


def content_of(entry: Entry) -> dict[str, Any]:
    """What the entry says but for its members and papers, as it is recorded."""
    return {
        "answers": entry.answers,
        "track": entry.track_id,
        "unit": entry.unit_name,
        "organisation": entry.organisation_id,
    }


def _blank(session: Session, actor: Principal, competition: Competition) -> Entry:
    person = session.get_one(Account, actor.account_id).person
    unit = person.organisation
    entry = Entry(
        competition_id=competition.id,
        form_id=_current_form(session, competition.id),
        account_id=actor.account_id,
        organisation_id=unit.id if unit else None,
        unit_name=unit.name if unit else person.unit_typed,
        answers={},
        created_at=now(),
        changed_at=now(),
    )
    session.add(entry)
    return entry


def _write(
    session: Session,
    entry: Entry,
    answers: Mapping[str, Answer],
    track_id: int | None,
    unit_name: str | None,
) -> None:
    if track_id is not None:
        _require_track(session, entry.competition_id, track_id)
        entry.track_id = track_id
    if unit_name is not None:
        _write_unit(entry, unit_name)
    title = answers.get(TITLE_KEY, "")
    entry.title = title if isinstance(title, str) else ""
    if dict(answers) != entry.answers:
        entry.answers = dict(answers)
    if len(canonical_json(entry.answers)) > MOST_CHARACTERS:
        raise Refusal("entry.too_large")


def _write_unit(entry: Entry, text: str) -> None:
    """The unit as an organisation where the text names one, else under the entrant's own if any."""
    line = " ".join(text.split())[:LONGEST_UNIT]
    if line == entry.unit_name:
        return
    unit = find_unit(line) if line else None
    entry.unit_name = unit.name if unit else line
    if unit is not None:
        entry.organisation_id = unit.id
    else:
        entry.organisation_id = entry.account.person.organisation_id if entry.account else None


def _readable(form: EntryForm, answers: Mapping[str, object]) -> dict[str, object]:
    """Answers without files, organisations named by code or name replaced by their ids."""
    files = {field.key for field in form.fields if field.type is FieldType.FILE}
    texts = {key: value for key, value in answers.items() if key not in files}
    for field in form.fields:
        text = texts.get(field.key)
        if field.type is FieldType.ORGANISATION and isinstance(text, str) and text.strip():
            unit = find_unit(text)
            texts[field.key] = str(unit.id) if unit else text
    return texts


def _require_track(session: Session, competition_id: int, track_id: int | None) -> None:
    if track_id is None:
        return
    known = select(Track.id).where(Track.id == track_id, Track.competition_id == competition_id)
    if session.scalar(known) is None:
        raise Refusal("entry.track")


def _require_few_drafts(session: Session, actor: Principal, competition_id: int) -> None:
    drafts = session.scalar(
        select(func.count()).where(
            Entry.competition_id == competition_id,
            Entry.account_id == actor.account_id,
            Entry.state == "draft",
        )
    )
    if (drafts or 0) >= MOST_DRAFTS:
        raise Refusal("entry.too_many_drafts", most=MOST_DRAFTS)


def _current_form(session: Session, competition_id: int) -> int:
    form_id = session.scalar(
        select(EntryFormRow.id).where(
            EntryFormRow.competition_id == competition_id, EntryFormRow.is_current
        )
    )
    if form_id is None:
        raise Refusal("entry.not_taken")
    return form_id


def _record(
    session: Session, actor: Principal, entry: Entry, action: str, *, before: Any = None
) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={"revision": entry.revision},
        before=before,
        after=content_of(entry),
    )

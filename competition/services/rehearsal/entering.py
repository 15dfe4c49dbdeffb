"""Invented entries, handed in through the real form and passed by form review."""

from collections.abc import Callable

from sqlalchemy import select

from competition.documents.practice import DUTIES, practice_image, practice_pdf
from competition.domain.entry_form import Field
from competition.domain.invention import Invented, invent_answers, invent_entries
from competition.models import Competition, Entry, Stage, Track, database
from competition.services.entries.attachments import attach_file, file_fields
from competition.services.entries.drafts import save_draft, start_entry
from competition.services.entries.limits import read_limits
from competition.services.entries.members import MemberText
from competition.services.entries.moves import form_of
from competition.services.entries.review import pass_entries
from competition.services.entries.submission import declarations_of, submit_entry
from competition.services.identity.sessions import principal_of
from competition.services.principal import Principal
from competition.services.rehearsal.making import cast_of
from competition.services.setup.stages import close_stage, stages_of

IN_EACH_TRACK = 4
MOST_ENTRIES = 60
Tick = Callable[[], None]


def entries_wanted(tracks: int) -> int:
    """How many entries a rehearsal has."""
    return min(MOST_ENTRIES, IN_EACH_TRACK * max(1, tracks))


def enter_entries(competition: Competition, tick: Tick) -> None:
    """Hand in what is missing of the invented entries, as the practice entrant.

    Raises:
        Refusal: whatever the real form refuses, with its own words.
    """
    session = database.session
    ident = competition.id
    entrant = principal_of(cast_of(session, ident).entrant)
    tracks = session.scalars(
        select(Track.id).where(Track.competition_id == ident).order_by(Track.position)
    ).all()
    limits = read_limits(session, ident)
    fewest = limits.members_min or 1
    people = range(fewest, min(limits.members_max or fewest + 3, fewest + 3) + 1)
    invented = invent_entries(entries_wanted(len(tracks)), seed=f"entries {ident}", members=people)
    known = set(
        session.scalars(
            select(Entry.title).where(Entry.competition_id == ident, Entry.state != "draft")
        )
    )
    for number, one in enumerate(invented):
        if one.title not in known:
            track_id = tracks[number % len(tracks)] if tracks else None
            _enter(entrant, ident, one, track_id)
            tick()


def pass_all(actor: Principal, competition: Competition) -> None:
    """Close taking entries and reviewing, and pass everything that waits."""
    session = database.session
    ident = competition.id
    waiting = session.scalars(
        select(Entry.id).where(Entry.competition_id == ident, Entry.state == "submitted")
    ).all()
    for stage in stages_of(session, ident):
        if stage.kind != "scoring" and stage.state == "open":
            close_stage(actor, session.get_one(Stage, stage.id))
    pass_entries(actor, session.get_one(Competition, ident), waiting)


def _enter(entrant: Principal, competition_id: int, one: Invented, track_id: int | None) -> None:
    competition = database.session.get_one(Competition, competition_id)
    entry = start_entry(entrant, competition, kind="outcome", track_id=track_id)
    answers = invent_answers(
        form_of(entry), one, organisation=competition.organisation.name, seed=one.title
    )
    members = [
        MemberText(name, one.unit, DUTIES[place % len(DUTIES)])
        for place, name in enumerate(one.members)
    ]
    save_draft(entrant, entry, answers, members, seen_revision=entry.revision, unit_name=one.unit)
    for field in file_fields(entry):
        if field.required:
            name, content = _paper(field)
            attach_file(entrant, entry, field.key, name=name, content=content)
    accepted = {row.id for row in declarations_of(database.session, competition_id)}
    submit_entry(entrant, entry, accepted=accepted, seen_revision=entry.revision)


def _paper(field: Field) -> tuple[str, bytes]:
    if "pdf" in field.formats:
        return f"{field.label}.pdf", practice_pdf()
    kind = "jpeg" if "jpeg" in field.formats else "png"
    return f"{field.label}.{kind}", practice_image(kind)

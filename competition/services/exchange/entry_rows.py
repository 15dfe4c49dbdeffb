"""Entries as rows of the entry table, whatever version of the form they were filled in with."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from competition.documents.entry_table import (
    DRAFT_NUMBER,
    KIND_WORDS,
    STATE_WORDS,
    answer_cell,
    field_key,
    member_key,
)
from competition.domain.entry_form import TITLE_KEY, Field, FieldType
from competition.models import (
    Account,
    Attachment,
    Competition,
    Entry,
    EntryMember,
    Organisation,
    Person,
    Track,
)
from competition.services.entries.members import shown_id_number, shown_phone, stored_values
from competition.services.exchange.layout import FormVersions

Texts = dict[str, str]
PICKED_BY_DATABASE = 1_000
UNKNOWN = Field(key="", label="", type=FieldType.TEXT, audiences=frozenset())


def entry_rows(
    session: Session,
    competition: Competition,
    versions: FormVersions,
    ids: Collection[int] | None = None,
    *,
    clear: bool,
) -> dict[int, Texts]:
    """Entries of the competition by id, in the order of their numbers, as texts by column key.

    Five statements.

    Args:
        ids: only these; None for all.
        clear: personal numbers in full instead of masked.
    """
    wanted = None if ids is None else frozenset(ids)
    found = _entries(session, competition, wanted)
    codes = _unit_codes(session, versions, found)
    members = _members(session, competition, wanted, clear=clear)
    papers = _papers(session, competition)
    zone = ZoneInfo(competition.time_zone)
    return {
        row.id: {
            "number": row.number or f"{DRAFT_NUMBER}{row.id}",
            "state": STATE_WORDS[row.state],
            "submitted": _moment(row.submitted_at, zone),
            "papers": str(papers[row.id]) if row.id in papers else "",
            "track": row.track or "",
            "kind": KIND_WORDS[row.kind],
            "unit": row.unit_name,
            "unit_code": row.unit_code or "",
            **_answers(versions.fields.get(row.form_id, {}), row.answers, codes),
            field_key(TITLE_KEY): row.title,
            "owner": row.owner or "",
            "login": row.login or "",
            **members.get(row.id, {}),
        }
        for row in found
    }


def most_members(rows: Mapping[int, Texts]) -> int:
    """How many members the longest of these rows has."""
    places = [
        int(key.removeprefix("member").partition(".")[0])
        for row in rows.values()
        for key in row
        if key.startswith("member")
    ]
    return max(places, default=0)


def _entries(session: Session, competition: Competition, ids: frozenset[int] | None) -> list[Any]:
    statement = (
        select(
            Entry.id,
            Entry.number,
            Entry.state,
            Entry.submitted_at,
            Entry.kind,
            Entry.title,
            Entry.unit_name,
            Entry.answers,
            Entry.form_id,
            Track.name.label("track"),
            Organisation.code.label("unit_code"),
            Account.login,
            Person.name.label("owner"),
        )
        .join(Track, Track.id == Entry.track_id, isouter=True)
        .join(Organisation, Organisation.id == Entry.organisation_id, isouter=True)
        .join(Account, Account.id == Entry.account_id, isouter=True)
        .join(Person, Person.id == Account.person_id, isouter=True)
        .where(Entry.competition_id == competition.id, _near(ids))
        .order_by(Entry.number.asc().nulls_last(), Entry.id)
    )
    return [row for row in session.execute(statement) if ids is None or row.id in ids]


def _members(
    session: Session, competition: Competition, ids: frozenset[int] | None, *, clear: bool
) -> dict[int, Texts]:
    texts: dict[int, Texts] = defaultdict(dict)
    statement = (
        select(EntryMember)
        .join(Entry, Entry.id == EntryMember.entry_id)
        .where(Entry.competition_id == competition.id, _near(ids))
        .order_by(EntryMember.entry_id, EntryMember.position)
    )
    for member in session.scalars(statement):
        if ids is not None and member.entry_id not in ids:
            continue
        place = member.position
        own = texts[member.entry_id]
        own[member_key(place, "name")] = member.name
        own[member_key(place, "unit")] = member.unit_name
        own[member_key(place, "duty")] = member.duty
        if member.phone_sealed or member.id_number_sealed:
            values = stored_values(member)
            own[member_key(place, "phone")] = values.phone if clear else shown_phone(member)
            own[member_key(place, "id_number")] = (
                values.id_number if clear else shown_id_number(member)
            )
    return texts


def _near(ids: frozenset[int] | None) -> ColumnElement[bool]:
    """Let the database pick a few entries; many are picked afterwards."""
    return Entry.id.in_(ids) if ids is not None and len(ids) <= PICKED_BY_DATABASE else true()


def _papers(session: Session, competition: Competition) -> dict[int, int]:
    rows = session.execute(
        select(Attachment.entry_id, func.count())
        .join(Entry, Entry.id == Attachment.entry_id)
        .where(Entry.competition_id == competition.id)
        .group_by(Attachment.entry_id)
    )
    return {row[0]: row[1] for row in rows}


def _unit_codes(session: Session, versions: FormVersions, found: list[Any]) -> dict[str, str]:
    """Codes of the organisations that answers name, by their id as text."""
    keys = {
        field.key
        for fields in versions.fields.values()
        for field in fields.values()
        if field.type is FieldType.ORGANISATION
    }
    named = {str(row.answers.get(key, "")) for row in found for key in keys}
    ids = [int(text) for text in named if text.isascii() and text.isdigit() and len(text) < 10]
    if not ids:
        return {}
    rows = session.execute(
        select(Organisation.id, Organisation.code).where(Organisation.id.in_(ids))
    )
    return {str(row.id): row.code for row in rows}


def _answers(
    fields: Mapping[str, Field], answers: Mapping[str, Any], codes: Mapping[str, str]
) -> Texts:
    return {
        field_key(key): answer_cell(fields.get(key, UNKNOWN), answer, codes)
        for key, answer in answers.items()
    }


def _moment(when: datetime | None, zone: ZoneInfo) -> str:
    return f"{when.astimezone(zone):%Y-%m-%d %H:%M}" if when else ""

"""An entry as one audience may read it; what an audience may not see is not even counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from competition.documents.wording.entries import neutral_name
from competition.domain.entry_form import (
    CHOICE_TYPES,
    TITLE_KEY,
    Audience,
    Field,
    FieldType,
    visible_fields,
)
from competition.models import Attachment, Entry, Organisation, database
from competition.services.entries.moves import form_of

NAMED_TO = frozenset({None, Audience.FORM_REVIEWER, Audience.OPEN_JUDGE})
UNIT_SHOWN_TO = NAMED_TO | {Audience.PUBLIC}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One answered or blank field.

    Args:
        texts: the answer in words: none when blank, several for several choices.
        unit: stands behind a number.
    """

    key: str
    label: str
    type: FieldType
    texts: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One attached file.

    Args:
        number: from 1 over the files that this audience sees.
        ident: of the attachment; 0 for blind judges, who ask by number.
        name: as uploaded, or a neutral one for blind judges.
        storage_key: of the copy that this audience is sent.
    """

    number: int
    ident: int
    field: str
    label: str
    name: str
    media_type: str
    size: int
    storage_key: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member without any personal number."""

    position: int
    name: str
    unit_name: str
    duty: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """All that an audience may know of an entry.

    Args:
        title: None where the audience may not see it.
        fields: without the title and without files.
        unit_name: blank for blind judges; `members` are given to reviewers and open judges only.
    """

    kind: str
    track: str
    title: str | None
    fields: tuple[FieldView, ...]
    attachments: tuple[AttachmentView, ...]
    unit_name: str = ""
    members: tuple[MemberView, ...] = ()


def load_whole(session: Session, entry: Entry) -> None:
    """Fetch the form, the members and the files of an entry in one statement."""
    session.scalars(
        select(Entry)
        .where(Entry.id == entry.id)
        .options(joinedload(Entry.form), joinedload(Entry.members), joinedload(Entry.attachments))
    ).unique().one()


def entry_for_audience(entry: Entry, audience: Audience | None) -> EntryView:
    """The entry as this audience reads it.

    Args:
        audience: None for its entrant and its organisers, who see every field.
    """
    form = form_of(entry)
    fields = form.fields if audience is None else visible_fields(form, audience)
    keys = {field.key for field in fields}
    return EntryView(
        kind=entry.kind,
        track=entry.track.name if entry.track else "",
        title=entry.title if TITLE_KEY in keys else None,
        fields=_fields(fields, entry.answers),
        attachments=_attachments(entry.attachments, fields, audience),
        unit_name=entry.unit_name if audience in UNIT_SHOWN_TO else "",
        members=tuple(
            MemberView(member.position, member.name, member.unit_name, member.duty)
            for member in (entry.members if audience in NAMED_TO else ())
        ),
    )


def _fields(fields: Sequence[Field], answers: Mapping[str, object]) -> tuple[FieldView, ...]:
    names = _organisation_names(fields, answers)
    return tuple(
        FieldView(
            field.key,
            field.label,
            field.type,
            _texts(field, answers.get(field.key), names),
            field.unit,
        )
        for field in fields
        if field.type is not FieldType.FILE and field.key != TITLE_KEY
    )


def _attachments(
    rows: Sequence[Attachment], fields: Sequence[Field], audience: Audience | None
) -> tuple[AttachmentView, ...]:
    blind = audience is Audience.BLIND_JUDGE
    labels = {field.key: field.label for field in fields if field.type is FieldType.FILE}
    order = {key: place for place, key in enumerate(labels)}
    seen = [row for row in rows if row.field_key in labels and (row.blind_storage_key or not blind)]
    seen.sort(key=lambda row: (order[row.field_key], row.id))
    return tuple(
        AttachmentView(
            number=number,
            ident=0 if blind else row.id,
            field=row.field_key,
            label=labels[row.field_key],
            name=neutral_name(number, row.media_type) if blind else row.name,
            media_type=row.media_type,
            size=row.size,
            storage_key=row.blind_storage_key if blind else row.storage_key,
        )
        for number, row in enumerate(seen, start=1)
    )


def _texts(field: Field, answer: object, names: Mapping[str, str]) -> tuple[str, ...]:
    values = [answer] if isinstance(answer, str) else answer
    if not isinstance(values, list):
        return ()
    texts = [str(each) for each in values if each]
    if field.type in CHOICE_TYPES:
        labels = {choice.key: choice.label for choice in field.choices}
        return tuple(labels.get(each, each) for each in texts)
    if field.type is FieldType.ORGANISATION:
        return tuple(names.get(each, each) for each in texts)
    return tuple(texts)


def _organisation_names(fields: Collection[Field], answers: Mapping[str, object]) -> dict[str, str]:
    wanted = [
        answer
        for field in fields
        if field.type is FieldType.ORGANISATION
        and isinstance(answer := answers.get(field.key), str)
        and answer.isdigit()
    ]
    if not wanted:
        return {}
    rows = database.session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_([int(each) for each in wanted])
        )
    )
    return {str(row.id): row.name for row in rows}

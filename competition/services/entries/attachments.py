"""Papers of an entry: checked by content, kept by digest, with a copy for blind judges."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.documents.blind_pdf import blind_copy
from competition.documents.uploads import FileKind, Upload, check_upload
from competition.domain.entry_form import Field, FieldType
from competition.domain.entry_states import EntryAction
from competition.domain.refusal import Refusal
from competition.models import Attachment, Entry, database
from competition.services.audit import record
from competition.services.entries.moves import capacity_of, form_of, hold_entry, move_entry
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.storage import store_file

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_BYTES_AN_ENTRY = 200 * MEGABYTE


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A checked file and its copy for blind judges, both in storage under these keys."""

    field: Field
    upload: Upload
    key: str
    blind_key: str


def attach_file(
    actor: Principal, entry: Entry, field_key: str, *, name: str, content: bytes
) -> Attachment:
    """Keep a file under one of the form's file fields.

    Args:
        name: as its sender calls it; made safe.
    Raises:
        Refusal: ``attachment.field``, ``attachment.full`` (limit), ``attachment.space`` (most_mb),
            ``upload.*`` as `check_upload` and, for PDFs, `blind_copy`; ``entry.*`` as for saving.
    """
    upload = keep_upload(entry, field_key, name=name, content=content)
    with database.writing() as session:
        entry = hold_entry(session, entry)
        move_entry(session, actor, entry, EntryAction.EDIT, capacity_of(actor, entry))
        attachment = add_upload(session, entry, upload)
        entry.changed_at = now()
        session.flush()
        _record(session, actor, entry, "attachment.add", attachment)
        session.expire(entry, ["attachments"])
        return attachment


def keep_upload(entry: Entry, field_key: str, *, name: str, content: bytes) -> KeptUpload:
    """Check a file and keep it in storage, before the transaction that adds it to its entry.

    Raises:
        Refusal: ``attachment.field``, ``upload.*``.
    """
    field = _file_field(entry, field_key)
    kinds = frozenset(FileKind(each) for each in field.formats)
    upload = check_upload(content, name=name, most_bytes=MOST_BYTES, kinds=kinds)
    blind = blind_copy(upload.content) if upload.kind is FileKind.PDF else upload.content
    return KeptUpload(field, upload, store_file(upload.content), store_file(blind))


def add_upload(session: Session, entry: Entry, kept: KeptUpload) -> Attachment:
    """Put a kept file under its field, within the caller's transaction.

    Raises:
        Refusal: ``attachment.full`` (limit), ``attachment.space`` (most_mb).
    """
    _require_room(session, entry, kept.field, len(kept.upload.content))
    attachment = _row(entry, kept)
    session.add(attachment)
    return attachment


def remove_attachment(actor: Principal, attachment: Attachment) -> None:
    """Take a file off its entry; what is stored under its digest may belong to others and stays.

    Raises:
        Refusal: ``entry.*`` as for saving.
    """
    with database.writing() as session:
        entry = hold_entry(session, attachment.entry)
        move_entry(session, actor, entry, EntryAction.EDIT, capacity_of(actor, entry))
        _record(session, actor, entry, "attachment.remove", attachment)
        session.delete(attachment)
        entry.changed_at = now()
        session.flush()
        session.expire(entry, ["attachments"])


def file_fields(entry: Entry) -> list[Field]:
    """The file fields of the entry's form, in order."""
    return [field for field in form_of(entry).fields if field.type is FieldType.FILE]


def _file_field(entry: Entry, key: str) -> Field:
    for field in file_fields(entry):
        if field.key == key:
            return field
    raise Refusal("attachment.field")


def _row(entry: Entry, kept: KeptUpload) -> Attachment:
    upload = kept.upload
    return Attachment(
        entry_id=entry.id,
        field_key=kept.field.key,
        kind="pdf" if upload.kind is FileKind.PDF else "image",
        name=upload.name,
        media_type=upload.kind.media_type,
        size=len(upload.content),
        digest=kept.key,
        storage_key=kept.key,
        blind_storage_key=kept.blind_key,
        created_at=now(),
    )


def _require_room(session: Session, entry: Entry, field: Field, size: int) -> None:
    own = Attachment.entry_id == entry.id
    here = select(func.count()).where(own, Attachment.field_key == field.key)
    if field.limit is not None and (session.scalar(here) or 0) >= field.limit:
        raise Refusal("attachment.full", limit=field.limit)
    used = session.scalar(select(func.coalesce(func.sum(Attachment.size), 0)).where(own)) or 0
    if used + size > MOST_BYTES_AN_ENTRY:
        raise Refusal("attachment.space", most_mb=MOST_BYTES_AN_ENTRY // MEGABYTE)


def _record(
    session: Session, actor: Principal, entry: Entry, action: str, attachment: Attachment
) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={"field": attachment.field_key, "digest": attachment.digest},
    )

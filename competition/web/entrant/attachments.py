"""The papers of an entry: sent one field at a time, taken away, downloaded."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.entries import FORMAT_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.entry_states import EntryAction, EntryActor
from competition.domain.refusal import Refusal
from competition.models import Attachment, Entry, database
from competition.services.entries.attachments import (
    MEGABYTE,
    MOST_BYTES,
    attach_file,
    file_fields,
    remove_attachment,
)
from competition.services.entries.moves import actions_for, entry_stage
from competition.services.entries.reading import AttachmentView
from competition.web.access import allow, me
from competition.web.entrant.room import room
from competition.web.files import send_attachment

ACCEPT = {"pdf": ".pdf,application/pdf", "jpeg": ".jpg,.jpeg,image/jpeg", "png": ".png,image/png"}


@room.get("/entries/<int:entry_id>/attachments")
@allow(Role.ENTRANT, on=Entry)
def attachments(entry: Entry) -> Any:
    """Every file field with its files."""
    stage = entry_stage(database.session, entry.competition_id)
    if EntryAction.EDIT not in actions_for(entry, EntryActor.ENTRANT, stage=stage):
        return redirect(url_for("entrant.entry", entry_id=entry.id))
    return _page(entry)


@room.post("/entries/<int:entry_id>/attachments")
@allow(Role.ENTRANT, on=Entry)
def add_attachment(entry: Entry) -> Any:
    """Keep the files of one field; the first that is refused is told beside it."""
    field = request.form.get("field", "")
    files = [each for each in request.files.getlist("file") if each.filename]
    try:
        if not files:
            raise Refusal("attachment.none")
        for each in files:
            attach_file(me(), entry, field, name=each.filename or "", content=each.read())
    except Refusal as refusal:
        return _page(entry, refused={field: refusal_text(refusal)}), 422
    flash(_("已上传 %(n)s 个文件。", n=len(files)), "ok")
    return redirect(url_for("entrant.attachments", entry_id=entry.id) + f"#file-{field}")


@room.get("/attachments/<int:attachment_id>")
@allow(Role.ENTRANT, on=Attachment)
def attachment(attachment: Attachment) -> Any:
    """Download one's own file."""
    return send_attachment(
        attachment.storage_key, name=attachment.name, media_type=attachment.media_type
    )


@room.post("/attachments/<int:attachment_id>/remove")
@allow(Role.ENTRANT, on=Attachment)
def remove(attachment: Attachment) -> Any:
    """Take a file off the entry."""
    entry_id, field = attachment.entry_id, attachment.field_key
    remove_attachment(me(), attachment)
    flash(_("文件已移除。"), "ok")
    return redirect(url_for("entrant.attachments", entry_id=entry_id) + f"#file-{field}")


def attachment_url(view: AttachmentView) -> str:
    """Where the entrant downloads a file that a page lists."""
    return url_for("entrant.attachment", attachment_id=view.ident)


def _page(entry: Entry, refused: dict[str, str] | None = None) -> Any:
    parts = [
        {
            "field": field,
            "files": [row for row in entry.attachments if row.field_key == field.key],
            "error": (refused or {}).get(field.key),
            "accept": ",".join(ACCEPT[each] for each in sorted(field.formats)),
            "hint": _hint(field.hint, [FORMAT_NAMES[each] for each in sorted(field.formats)]),
        }
        for field in file_fields(entry)
    ]
    return render_template(
        "entrant/attachments.html", entry=entry, parts=parts, most_mb=MOST_BYTES // MEGABYTE
    )


def _hint(hint: str, formats: list[str]) -> str:
    return f"{hint} {_('格式：%(formats)s。', formats=_('、').join(formats))}".strip()

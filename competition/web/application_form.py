"""The printable 申报表 of an entry, for its entrant and its organisers; never for judges."""

import io
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _

from competition.documents.entry_form import (
    EntryField,
    EntryForm,
    EntryTable,
    render_entry_form,
)
from competition.documents.fonts import load_fonts
from competition.documents.wording.entries import KIND_NAMES
from competition.domain.calendar import wall_clock_of
from competition.domain.numbering import safe_file_name
from competition.models import Entry, database
from competition.services.entries.paper import paper_address
from competition.services.entries.reading import EntryView, entry_for_audience
from competition.services.entries.submission import declarations_of, declared_texts
from competition.services.runtime import runtime
from competition.web.files import file_size

ON_PAPER = frozenset({"recommending", "submitted", "passed", "rejected"})


def send_application_form(entry: Entry) -> Response:
    """The entry as a PDF to print, sign and stamp; a draft is marked as one."""
    content = render_entry_form(application_form(entry), load_fonts(runtime.fonts))
    name = " ".join(filter(None, (entry.number, entry.title or _("申报表"))))
    return send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=safe_file_name(name, extension=".pdf"),
    )


def application_form(entry: Entry) -> EntryForm:
    """What is printed: every field in order, members, papers, declarations, boxes to stamp."""
    view = entry_for_audience(entry, None)
    draft = entry.state not in ON_PAPER
    session = database.session
    texts = (
        declarations_of(session, entry.competition_id) if draft else declared_texts(session, entry)
    )
    return EntryForm(
        competition=entry.competition.name,
        title=_("项目申报表"),
        number=entry.number or "",
        address="" if draft else paper_address(entry),
        fields=_fields(view),
        tables=(_members(view), _attachments(view)),
        declarations=tuple(
            _("%(name)s：%(why)s", name=each.title, why=each.text) for each in texts
        ),
        signatures=(
            _("第一完成人（签字）"),
            _("申报单位意见（盖章）"),
            _("推荐单位意见（盖章）"),
            _("审查意见（盖章）"),
        ),
        note=_note(entry, draft=draft),
        draft=draft,
    )


def _fields(view: EntryView) -> tuple[EntryField, ...]:
    head = [
        (_("项目名称"), view.title or ""),
        (_("申报类别"), str(KIND_NAMES[view.kind])),
        (_("赛道"), view.track),
        (_("申报单位"), view.unit_name),
    ]
    rest = [
        (each.label, " ".join(filter(None, (_("、").join(each.texts), each.unit))))
        if each.texts
        else (each.label, "")
        for each in view.fields
    ]
    return tuple(EntryField(label, text) for label, text in [*head, *rest])


def _members(view: EntryView) -> EntryTable:
    return EntryTable(
        _("主要完成人"),
        (_("排序"), _("姓名"), _("所在单位"), _("职务或分工")),
        tuple((str(each.position), each.name, each.unit_name, each.duty) for each in view.members),
        (1, 2, 4, 3),
    )


def _attachments(view: EntryView) -> EntryTable:
    return EntryTable(
        _("附件"),
        (_("序号"), _("项目"), _("文件名"), _("大小")),
        tuple(
            (str(each.number), each.label, each.name, file_size(each.size))
            for each in view.attachments
        ),
        (1, 3, 5, 2),
    )


def _note(entry: Entry, *, draft: bool) -> str:
    if draft or entry.submitted_at is None:
        return str(_("尚未提交，仅供核对"))
    at: Any = wall_clock_of(entry.submitted_at, entry.competition.time_zone)
    submitted: str = _("%(time)s 提交", time=f"{at:%Y-%m-%d %H:%M}")
    if not runtime.public_url:
        submitted += _("（系统未配置公开网址，不印二维码）")
    return submitted

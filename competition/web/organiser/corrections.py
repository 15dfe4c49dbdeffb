"""The organiser corrects an entry: its texts and members on one page, its papers on another."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.entries import FORMAT_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.entry_states import EntryAction
from competition.domain.refusal import Refusal
from competition.models import Entry, database
from competition.services.entries.attachments import MEGABYTE, MOST_BYTES, file_fields
from competition.services.entries.corrections import (
    Correction,
    Reach,
    correct_entry,
    correct_papers,
    reach_of,
)
from competition.services.entries.limits import read_limits
from competition.services.entries.moves import actions_for, capacity_of, entry_stage, form_of
from competition.services.entries.review import blind_stages, flagged_texts
from competition.services.entries.submission import EntryIncomplete
from competition.web.access import allow, me
from competition.web.entry_fields import (
    EntryDraftForm,
    at_typed_rows,
    draft_form,
    empty_member,
    show_faults,
    typed_answers,
    typed_members,
)
from competition.web.organiser.room import room


class CorrectionForm(EntryDraftForm):
    """The entry form with what an organiser adds to a change."""

    reason = TextAreaField(
        _l("更正原因"),
        [InputRequired(_l("请写明原因，申报人会看到。")), Length(max=1000)],
        description=_l("申报人会看到，并写入操作留痕。"),
    )
    judges_told = BooleanField(_l("我已知道评委将看到更正后的内容"))


@room.route("/entries/<int:entry_id>/correct", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Entry)
def correct(entry: Entry) -> Any:
    """Change the texts and members of an entry."""
    reach = reach_of(database.session, entry)
    if not _may(entry, reach):
        return redirect(url_for("organiser.entry", entry_id=entry.id))
    form = draft_form(entry, form_of(entry), entry.competition.tracks, base=CorrectionForm)
    if not form.is_submitted() and request.args.get("more"):
        form.members.append_entry({})
    if form.validate_on_submit():
        try:
            _correct(entry, form)
        except EntryIncomplete as refusal:
            show_faults(form, at_typed_rows(form, refusal.faults))
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            return _done(entry)
    return render_template(
        "organiser/correct_entry.html",
        entry=entry,
        form=form,
        definition=form_of(entry),
        empty=empty_member(),
        limits=read_limits(database.session, entry.competition_id),
        judged=reach.stage,
    ), 422 if form.errors else 200


@room.route("/entries/<int:entry_id>/papers", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Entry)
def papers(entry: Entry) -> Any:
    """Take files off one field and put others there."""
    reach = reach_of(database.session, entry)
    if not _may(entry, reach):
        return redirect(url_for("organiser.entry", entry_id=entry.id))
    field, refused = request.form.get("field", ""), ""
    if request.method == "POST":
        try:
            _correct_papers(entry, field)
        except Refusal as refusal:
            refused = refusal_text(refusal)
        else:
            return _done(entry)
    return render_template(
        "organiser/correct_papers.html",
        entry=entry,
        parts=[
            _part(entry, each, refused if each.key == field else "") for each in file_fields(entry)
        ],
        most_mb=MOST_BYTES // MEGABYTE,
        judged=reach.stage,
    ), 422 if refused else 200


def _may(entry: Entry, reach: Reach) -> bool:
    if reach.is_published:
        flash(refusal_text(Refusal("entry.published")), "warn")
        return False
    stage = entry_stage(database.session, entry.competition_id)
    return EntryAction.CORRECT in actions_for(entry, capacity_of(me(), entry), stage=stage)


def _correct(entry: Entry, form: Any) -> None:
    track = str(form.track.data or "")
    correct_entry(
        me(),
        entry,
        typed_answers(form, form_of(entry)),
        typed_members(form),
        correction=Correction(form.reason.data or "", form.judges_told.data),
        seen_revision=form.seen.data or 0,
        track_id=int(track) if track.isdecimal() else None,
        unit_name=form.unit.data or "",
    )


def _correct_papers(entry: Entry, field: str) -> None:
    correct_papers(
        me(),
        entry,
        field,
        removed=request.form.getlist("remove", type=int),
        files=[
            (each.filename or "", each.read())
            for each in request.files.getlist("file")
            if each.filename
        ],
        correction=Correction(
            request.form.get("reason", "")[:1000], bool(request.form.get("judges_told"))
        ),
    )


def _tell(form: Any, refusal: Refusal) -> None:
    """Put a refusal beside the field that can mend it."""
    fields = {
        "entry.reason": form.reason,
        "entry.judges_see": form.judges_told,
        "entry.track": form.track,
        "entry.track_judged": form.track,
    }
    text = refusal_text(refusal)
    if refusal.code == "entry.changed_elsewhere":
        text = _("这个项目在您填写期间有改动，没有保存。请刷新页面，核对后再更正。")
    if refusal.code in fields:
        fields[refusal.code].errors = [text]
    else:
        form.form_errors.append(text)


def _part(entry: Entry, field: Any, error: str) -> dict[str, Any]:
    names = _("、").join(FORMAT_NAMES[each] for each in sorted(field.formats))
    return {
        "field": field,
        "files": [row for row in entry.attachments if row.field_key == field.key],
        "error": error,
        "reason": request.form.get("reason", "")[:1000] if error else "",
        "hint": _("格式：%(formats)s。", formats=names),
    }


def _done(entry: Entry) -> Any:
    """Back to the entry; where judges are blind, what may give somebody away is pointed out."""
    flash(_("更正已保存，申报人可以看到原因和改动。"), "ok")
    if blind_stages(database.session, entry.competition_id) and flagged_texts(entry):
        flash(_("盲评可见的文字中可能透露了单位、人员或联系方式，请核对。"), "warn")
    return redirect(url_for("organiser.entry", entry_id=entry.id))

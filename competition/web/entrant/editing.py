"""Filling in an entry: one long page, kept on the server as one types."""

from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.entry_states import EntryAction, EntryActor
from competition.domain.refusal import Refusal
from competition.models import Entry, database
from competition.services.entries.drafts import SavedDraft, save_draft
from competition.services.entries.limits import read_limits
from competition.services.entries.moves import actions_for, entry_stage, form_of, window_of
from competition.services.entries.submission import submission_faults
from competition.services.runtime import now
from competition.web.access import allow, me
from competition.web.context import zone
from competition.web.entrant.conflict import conflict_rows
from competition.web.entrant.room import room
from competition.web.entry_fields import (
    EntryDraftForm,
    at_typed_rows,
    draft_form,
    empty_member,
    fault_anchor,
    show_faults,
    typed_answers,
    typed_members,
)


@room.get("/entries/<int:entry_id>/form")
@allow(Role.ENTRANT, on=Entry)
def edit_entry(entry: Entry) -> Any:
    """The form as stored; with ?check=1 every fault is shown beside its field."""
    stage = entry_stage(database.session, entry.competition_id)
    if EntryAction.EDIT not in actions_for(entry, EntryActor.ENTRANT, stage=stage):
        return redirect(url_for("entrant.entry", entry_id=entry.id))
    form = _form(entry)
    if request.args.get("more"):
        form.members.append_entry({})
    if request.args.get("check"):
        show_faults(form, submission_faults(database.session, entry, None))
    return _page(entry, form)


@room.post("/entries/<int:entry_id>/form")
@allow(Role.ENTRANT, on=Entry)
def save_entry(entry: Entry) -> Any:
    """Save and go on to the papers; what cannot be saved stays on the page."""
    form = _form(entry)
    try:
        saved = _save(entry, form)
    except Refusal as refusal:
        return _refused(entry, form, refusal)
    if "add_member" in request.form:
        return redirect(url_for("entrant.edit_entry", entry_id=entry.id, more=1) + "#members")
    if saved.faults:
        form.seen.data = saved.revision
        form.seen.raw_data = None
        show_faults(form, saved.faults)
        flash(_("内容已保存为草稿，有几处需要修改。"), "warn")
        return _page(entry, form), 422
    flash(_("草稿已保存。"), "ok")
    return redirect(url_for("entrant.attachments", entry_id=entry.id))


@room.post("/entries/<int:entry_id>/draft")
@allow(Role.ENTRANT, on=Entry)
def autosave_entry(entry: Entry) -> Any:
    """Keep what has been typed so far; asked by the page itself, answered in JSON."""
    try:
        saved = _save(entry, _form(entry))
    except Refusal as refusal:
        status = 409 if refusal.code == "entry.changed_elsewhere" else 422
        return jsonify(error=refusal.code, message=refusal_text(refusal)), status
    return jsonify(
        version=saved.revision,
        saved_at=f"{now().astimezone(zone()):%H:%M}",
        faults={
            fault_anchor(each.field): refusal_text(Refusal(each.code, **each.values))
            for each in saved.faults
        },
    )


def _form(entry: Entry) -> EntryDraftForm:
    return draft_form(entry, form_of(entry), entry.competition.tracks)


def _save(entry: Entry, form: EntryDraftForm) -> SavedDraft:
    track = str(form.track.data or "")
    saved = save_draft(
        me(),
        entry,
        typed_answers(form, form_of(entry)),
        typed_members(form),
        seen_revision=form.seen.data or 0,
        track_id=int(track) if track.isdecimal() else None,
        unit_name=form.unit.data or "",
        page=(form.page.data or "")[:40],
    )
    return replace(saved, faults=tuple(at_typed_rows(form, saved.faults)))


def _refused(entry: Entry, form: EntryDraftForm, refusal: Refusal) -> Any:
    """The page again with all that was typed, and why it was not saved."""
    if refusal.code == "entry.changed_elsewhere":
        rows = conflict_rows(entry, form_of(entry), form)
        form.seen.data = entry.revision
        form.seen.raw_data = None
        return _page(entry, form, conflict=rows), 409
    form.form_errors.append(refusal_text(refusal))
    return _page(entry, form), 409


def _page(entry: Entry, form: EntryDraftForm, conflict: list[dict[str, str]] | None = None) -> Any:
    session = database.session
    deadline = window_of(entry_stage(session, entry.competition_id), entry.reopened_until).deadline
    return render_template(
        "entrant/edit.html",
        entry=entry,
        form=form,
        definition=form_of(entry),
        empty=empty_member(),
        limits=read_limits(session, entry.competition_id),
        deadline=deadline,
        conflict=conflict,
    )

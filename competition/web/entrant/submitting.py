"""Checking an entry as a whole, handing it in, taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.entry_form import FieldFault, FieldType
from competition.domain.entry_states import EntryAction, EntryActor
from competition.domain.refusal import Refusal
from competition.models import Entry, Stage, database
from competition.services.entries.moves import actions_for, entry_stage, form_of, window_of
from competition.services.entries.reading import entry_for_audience, load_whole
from competition.services.entries.submission import (
    EntryIncomplete,
    declarations_for,
    resume_entry,
    submission_faults,
    submit_entry,
    withdraw_entry,
)
from competition.web.access import allow, me
from competition.web.entrant.attachments import attachment_url
from competition.web.entrant.room import room
from competition.web.entry_fields import fault_anchor


@room.get("/entries/<int:entry_id>/submit")
@allow(Role.ENTRANT, on=Entry)
def check_entry(entry: Entry) -> Any:
    """The whole entry as it would be handed in, and what is still missing."""
    stage = stage_for(entry)
    if EntryAction.SUBMIT not in actions_for(entry, EntryActor.ENTRANT, stage=stage):
        return redirect(url_for("entrant.entry", entry_id=entry.id))
    load_whole(database.session, entry)
    return _page(entry, stage, submission_faults(database.session, entry, None))


@room.post("/entries/<int:entry_id>/submit")
@allow(Role.ENTRANT, on=Entry)
def submit(entry: Entry) -> Any:
    """Hand the entry in, or say everything that keeps it back."""
    seen = request.form.get("seen", "")
    accepted = {int(each) for each in request.form.getlist("accept") if each.isdecimal()}
    try:
        number = submit_entry(
            me(), entry, accepted=accepted, seen_revision=int(seen) if seen.isdecimal() else 0
        )
    except EntryIncomplete as refusal:
        return _page(entry, stage_for(entry), refusal.faults, accepted), 422
    except Refusal as refusal:
        return _page(entry, stage_for(entry), (), accepted, refused=refusal_text(refusal)), 409
    flash(_("申报书已提交，项目编号 %(number)s。", number=number), "ok")
    return redirect(url_for("entrant.entry", entry_id=entry.id))


@room.post("/entries/<int:entry_id>/withdraw")
@allow(Role.ENTRANT, on=Entry)
def withdraw(entry: Entry) -> Any:
    """Take the entry back."""
    withdraw_entry(me(), entry, reason=request.form.get("reason", "")[:500])
    flash(_("申报已撤回。在截止时间前可以重新填写。"), "ok")
    return redirect(url_for("entrant.entry", entry_id=entry.id))


@room.post("/entries/<int:entry_id>/resume")
@allow(Role.ENTRANT, on=Entry)
def resume(entry: Entry) -> Any:
    """Take up a withdrawn entry again."""
    resume_entry(me(), entry)
    flash(_("已恢复为草稿，请修改后提交。"), "ok")
    return redirect(url_for("entrant.edit_entry", entry_id=entry.id))


def stage_for(entry: Entry) -> Stage | None:
    """The stage in which the entry's competition takes entries."""
    return entry_stage(database.session, entry.competition_id)


def fault_lines(entry: Entry, faults: tuple[FieldFault, ...]) -> list[dict[str, str]]:
    """Each fault in words, with the label of its field and the address where it is mended."""
    form = form_of(entry)
    labels = {field.key: field.label for field in form.fields}
    labels |= {
        "track": _("赛道"),
        "unit": _("申报单位"),
        "members": _("主要完成人"),
        "declarations": _("承诺与声明"),
    }
    files = {field.key for field in form.fields if field.type is FieldType.FILE}
    page = url_for("entrant.edit_entry", entry_id=entry.id, check=1)
    papers = url_for("entrant.attachments", entry_id=entry.id)
    lines = []
    for each in faults:
        name = each.field.split("-")[0]
        if each.field == "declarations":
            href = "#declarations"
        elif each.field in files:
            href = f"{papers}#file-{each.field}"
        else:
            href = f"{page}#{fault_anchor(each.field)}"
        text = refusal_text(Refusal(each.code, **each.values))
        lines.append({"label": labels.get(name, ""), "text": text, "href": href})
    return lines


def _page(
    entry: Entry,
    stage: Stage | None,
    faults: tuple[FieldFault, ...],
    accepted: set[int] | None = None,
    refused: str = "",
) -> Any:
    declarations, given = declarations_for(database.session, entry)
    return render_template(
        "entrant/check.html",
        entry=entry,
        view=entry_for_audience(entry, None),
        attachment_url=attachment_url,
        faults=fault_lines(entry, faults),
        declarations=declarations,
        accepted=accepted or given,
        deadline=window_of(stage, entry.reopened_until).deadline,
        refused=refused,
    )

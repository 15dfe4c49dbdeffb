"""Entries in and out as an Excel table."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition
from competition.services.entries.lists import EntryFilter, matching_ids, own_ids
from competition.services.exchange.entry_export import (
    LONGEST_PURPOSE,
    export_entries,
    template_of,
)
from competition.services.exchange.entry_import import import_entries
from competition.services.exchange.entry_plan import STATES, EntryPlan, plan_entries
from competition.web.access import allow, me
from competition.web.importing import UploadForm, carry_out, preview, send_table
from competition.web.organiser.entries import read_filter
from competition.web.organiser.room import room

MOST_PICKED = 5_000


class EntryUploadForm(UploadForm):
    """A table of entries and what they become."""

    state = RadioField(
        _l("导入后的状态"),
        [InputRequired(_l("请选择导入后的状态。"))],
        choices=[
            ("draft", _l("草稿：由申报人或组织方补充后再提交")),
            ("submitted", _l("已提交：由组织方登记，立即编号，附件和声明在形式审查时核对")),
        ],
        default="draft",
    )


class ExportForm(FlaskForm):
    """What an export of entries holds."""

    ids = HiddenField()
    personal = BooleanField(
        _l("包含完整的手机号和身份证号"), description=_l("不勾选时只导出部分数字，如 138****1234")
    )
    purpose = StringField(
        _l("用途"),
        [Length(max=LONGEST_PURPOSE)],
        description=_l("包含完整号码时必填，会写入操作留痕"),
    )


@room.route("/competitions/<int:competition_id>/entries/import", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def entries_import(competition: Competition) -> Any:
    """Choose a file and look at what it would add."""
    form = EntryUploadForm()
    state = form.state.data if form.state.data in STATES else STATES[0]
    return preview(
        "organiser/import_entries.html",
        purpose(competition, state),
        lambda content: plan_entries(competition, content, state=state),
        form=form,
        state=state,
    )


@room.post("/competitions/<int:competition_id>/entries/import/confirm")
@allow(Role.ORGANISER, on=Competition)
def confirm_entries(competition: Competition) -> Any:
    """Add what was previewed, in the state that was chosen with the file."""
    state = request.form.get("state", "")
    try:
        done: EntryPlan = carry_out(
            purpose(competition, state),
            lambda content: import_entries(me(), competition, content, state=state),
        )
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.entries_import", competition_id=competition.id))
    flash(_("已导入 %(n)s 个项目、%(m)s 名完成人。", n=len(done.new), m=done.members), "ok")
    if done.invited:
        words = _("为申报人新建了 %(n)s 个账号，请在“人员与链接”中打印邀请链接。", n=done.invited)
        flash(words, "info")
    return redirect(url_for("organiser.entries", competition_id=competition.id))


@room.get("/competitions/<int:competition_id>/entries/template.xlsx")
@allow(Role.ORGANISER, on=Competition)
def template_of_entries(competition: Competition) -> Any:
    """The empty table of this competition with examples and drop-down lists."""
    return send_table(template_of(competition), _("项目导入模板"))


@room.route("/competitions/<int:competition_id>/entries/export", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def entries_export(competition: Competition) -> Any:
    """Say what is needed of which entries, then get the table."""
    form = ExportForm()
    if not form.is_submitted():
        form.ids.data = request.args.get("ids", "")
    if form.validate_on_submit():
        try:
            table = export_entries(
                me(),
                competition,
                picked(competition, form.ids.data or ""),
                personal=form.personal.data,
                purpose=form.purpose.data or "",
            )
        except Refusal as refusal:
            form.purpose.errors = [refusal_text(refusal)]
        else:
            return send_table(table, _("参赛项目"))
    return render_template("organiser/export_entries.html", form=form), 422 if form.errors else 200


def picked(competition: Competition, ids: str) -> list[int] | None:
    """The entries that were ticked, else those under the conditions in the address; None for all.

    Args:
        ids: numbers with commas between them, as the list of entries hands them over.
    """
    wanted = read_filter()
    if ids:
        numbers = [int(each) for each in ids.split(",") if each.isascii() and each.isdigit()]
        return own_ids(competition.id, numbers[:MOST_PICKED])
    if wanted == EntryFilter():
        return None
    return matching_ids(competition.id, wanted)


def purpose(competition: Competition, state: str) -> str:
    """Under which a chosen file waits; the state is part of it."""
    return f"entries:{competition.id}:{state}"

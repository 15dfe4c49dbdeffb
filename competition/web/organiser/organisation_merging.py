"""Merging an organisation into another that is the same: first what would move, then the act."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Organisation, database
from competition.services.organisations.merging import (
    MergePreview,
    merge_organisations,
    preview_merge,
)
from competition.services.organisations.reading import with_paths
from competition.web.access import allow, me
from competition.web.organiser.organisation_tree import ADMINISTRATOR, find_under
from competition.web.organiser.room import room
from competition.web.unit_choice import UnitChoice

MOVED_NAMES = {
    "person": _l("人员"),
    "grant": _l("角色"),
    "competition": _l("主办的竞赛"),
    "entry": _l("参赛项目"),
    "judge": _l("评委"),
    "conflict": _l("回避申报"),
    "quota": _l("推荐名额"),
    "list": _l("推荐汇总表"),
    "recommendation": _l("推荐记录"),
    "on_behalf": _l("代为推荐的记录"),
    "participation": _l("参赛统计报告"),
}


class MergeForm(FlaskForm):
    """The organisation that is kept."""

    kept = StringField(_l("保留的单位"), [InputRequired(_l("请填写保留的单位。")), Length(max=200)])


@room.route("/organisations/<int:organisation_id>/merge", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR, on=Organisation)
def merge_unit(organisation: Organisation) -> Any:
    """Choose the one that is kept, look at what would move, then merge."""
    form = MergeForm()
    choice = UnitChoice(form.kept, reach=ADMINISTRATOR)
    kept = find_under(request.form.get("kept_id", ""))
    if kept is not None:
        return done(organisation, kept)
    preview: MergePreview | None = None
    if form.validate_on_submit() and choice.resolve() and choice.organisation_id:
        kept = database.session.get_one(Organisation, choice.organisation_id)
        preview = preview_merge(organisation, kept)
        if preview.refusal is not None:
            form.kept.errors = [refusal_text(preview.refusal)]
            preview = None
    return render_template(
        "organiser/organisation_merge.html",
        form=form,
        choice=choice,
        unit=organisation,
        row=with_paths([organisation])[0],
        kept=with_paths([kept])[0] if kept is not None and preview else None,
        preview=preview,
        moved_names=MOVED_NAMES,
    ), 422 if form.errors else 200


def done(merged: Organisation, kept: Organisation) -> Any:
    """Merge, and show the one that is kept."""
    try:
        merge_organisations(me(), merged, kept)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.merge_unit", organisation_id=merged.id))
    flash(_("单位已合并，原来的代码和名称仍可找到保留的单位。"), "ok")
    return redirect(url_for("organiser.organisation", organisation_id=kept.id))

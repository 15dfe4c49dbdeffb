"""One organisation: added, changed, moved and closed by administrators."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from competition.documents.wording.names import INDUSTRY_NAMES, UNIT_KIND_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Organisation, database
from competition.services.organisations import (
    UnitValues,
    close_organisation,
    create_organisation,
    edit_organisation,
)
from competition.services.organisations.reading import with_paths
from competition.services.organisations.totals import branch_totals
from competition.services.organisations.tree import MOST_MEMBERS
from competition.web.access import allow, me
from competition.web.organiser.organisation_tree import find_under
from competition.web.organiser.room import room
from competition.web.unit_choice import UnitChoice, unit_hint, unit_text

ADMINISTRATOR = (Role.ADMINISTRATOR,)


class UnitForm(FlaskForm):
    """What is known of an organisation."""

    name = StringField(_l("单位名称"), [InputRequired(_l("请填写单位名称。")), Length(max=200)])
    code = StringField(
        _l("单位代码"),
        [InputRequired(_l("请填写单位代码。")), Length(max=60)],
        description=_l("字母、数字和 . _ -，Excel 表格用它指明单位"),
        render_kw={"autocapitalize": "characters", "spellcheck": "false"},
    )
    kind = SelectField(
        _l("类型"),
        [InputRequired(_l("请选择类型。"))],
        choices=[("", _l("请选择")), *UNIT_KIND_NAMES.items()],
    )
    parent = StringField(_l("上级单位"), [Length(max=200)])
    alias = StringField(
        _l("其他名称"), [Length(max=400)], description=_l("简称、曾用名，几个名称用顿号隔开")
    )
    seal_name = StringField(
        _l("印章名称"), [Length(max=200)], description=_l("落款和盖章处使用的全称")
    )
    industry = SelectField(
        _l("所属行业"),
        [Optional()],
        choices=[("", _l("不区分行业")), *INDUSTRY_NAMES.items()],
        default="",
    )
    members = IntegerField(
        _l("会员人数"),
        [Optional(), NumberRange(0, MOST_MEMBERS, _l("会员人数须是 0 或正整数，请核对。"))],
        description=_l("本单位直接的会员，不含下级单位"),
    )
    above_scale = BooleanField(_l("规上企业"))


@room.route("/organisations/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def new_organisation() -> Any:
    """Add an organisation."""
    form = UnitForm()
    choice = UnitChoice(form.parent, reach=ADMINISTRATOR)
    if not form.is_submitted():
        under = find_under(request.args.get("under", ""))
        form.parent.data = under.code if under else ""
    if form.validate_on_submit() and choice.resolve():
        try:
            create_organisation(me(), values_of(form, choice))
        except Refusal as refusal:
            put_beside(form, refusal)
        else:
            flash(_("单位已添加。"), "ok")
            return redirect(url_for("organiser.organisations", q=(form.code.data or "").strip()))
    return page_of(form, choice, None)


@room.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR, on=Organisation)
def organisation(organisation: Organisation) -> Any:
    """Change an organisation; with another parent it moves with all below it."""
    form = UnitForm(obj=organisation)
    choice = UnitChoice(form.parent, reach=ADMINISTRATOR)
    if not form.is_submitted():
        form.parent.data = unit_text(organisation.parent_id)
    if form.validate_on_submit() and choice.resolve():
        try:
            edit_organisation(me(), organisation, values_of(form, choice))
        except Refusal as refusal:
            put_beside(form, refusal)
        else:
            flash(_("单位资料已保存。"), "ok")
            return redirect(url_for("organiser.organisation", organisation_id=organisation.id))
    return page_of(form, choice, organisation)


@room.post("/organisations/<int:organisation_id>/close")
@allow(Role.ADMINISTRATOR, on=Organisation)
def close_unit(organisation: Organisation) -> Any:
    """Close an organisation."""
    try:
        close_organisation(me(), organisation)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.organisation", organisation_id=organisation.id))
    flash(_("单位已停用，历史记录保留。"), "ok")
    return redirect(url_for("organiser.organisations"))


def page_of(form: UnitForm, choice: UnitChoice, unit: Organisation | None) -> Any:
    """The form of a new organisation or of this one."""
    return render_template(
        "organiser/organisation.html",
        form=form,
        choice=choice,
        unit=unit,
        row=with_paths([unit])[0] if unit else None,
        totals=branch_totals(database.session, unit.id) if unit else None,
        kept=database.session.get(Organisation, unit.merged_into_id or 0) if unit else None,
        parent_hint=unit_hint(unit.parent_id) if unit else "",
    ), 422 if form.errors else 200


def values_of(form: UnitForm, choice: UnitChoice) -> UnitValues:
    """The form as plain values."""
    return UnitValues(
        parent_id=choice.organisation_id,
        kind=form.kind.data,
        code=form.code.data or "",
        name=form.name.data or "",
        alias=form.alias.data or "",
        seal_name=form.seal_name.data or "",
        industry=form.industry.data or "",
        members=form.members.data or 0,
        above_scale=bool(form.above_scale.data),
    )


def put_beside(form: UnitForm, refusal: Refusal) -> None:
    """Show a refusal beside the field it is about."""
    fields = {
        "unit_code.form": form.code,
        "organisation.code_taken": form.code,
        "organisation.parent": form.parent,
        "organisation.closed": form.parent,
        "organisation.cycle": form.parent,
        "organisation.members": form.members,
    }
    fields.get(refusal.code, form.name).errors = [refusal_text(refusal)]

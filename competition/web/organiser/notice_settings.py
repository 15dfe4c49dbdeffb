"""How a competition holds its notices: words, contact, days, handlers, approval number."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from competition.domain.access import Role
from competition.domain.handling import LEAST, MOST
from competition.models import Competition, database
from competition.services.objecting.settings import (
    LONGEST,
    MOST_DAYS,
    NoticePlan,
    notice_plan,
    save_plan,
    unapproved_words,
)
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import number_of, text_of, try_to

DAYS = [
    InputRequired(_l("请填写工作日数。")),
    NumberRange(1, MOST_DAYS, _l("请填写 1 到 60 的整数。")),
]


class NoticeForm(FlaskForm):
    """What notices say, and how long people have."""

    approval_number = StringField(
        _l("批准文号"),
        [Length(max=LONGEST["approval_number"])],
        description=_l("竞赛名称中有“全国”“中国”“国家级”等字样的，须经批准"),
    )
    text = TextAreaField(
        _l("公示正文"),
        [Length(max=LONGEST["text"])],
        description=_l("不填写时用通用文字；公示期和提出异议的办法会自动写在后面"),
    )
    contact = TextAreaField(
        _l("受理异议的联系方式"),
        [Length(max=LONGEST["contact"])],
        description=_l("受理部门、电话、地址；不填写时用基本信息中的联系方式"),
    )
    signer = TextAreaField(
        _l("落款单位"),
        [Length(max=LONGEST["signer"])],
        description=_l("每行一个；不填写时为主办单位"),
    )
    notice_days = IntegerField(_l("公示工作日数"), DAYS)
    appeal_days = IntegerField(_l("申诉期工作日数"), DAYS, description=_l("从成绩公布的次日起计"))
    handling_days = IntegerField(_l("办理期限工作日数"), DAYS, description=_l("从受理的次日起计"))
    panel_least = IntegerField(
        _l("办理人至少几位"),
        [InputRequired(_l("请填写人数。")), NumberRange(LEAST, MOST, _l("请填写 2 到 9 的整数。"))],
    )


@room.route("/competitions/<int:competition_id>/notice", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_notice(competition: Competition) -> Any:
    """The form."""
    plan = notice_plan(database.session, competition.id)
    form = NoticeForm(data=asdict(plan))
    if form.validate_on_submit() and try_to(
        form, lambda: save_plan(me(), competition, typed(form))
    ):
        flash(_("公示与异议设置已保存，正在进行的公示期限不变。"), "ok")
        return redirect(url_for("organiser.edit_notice", competition_id=competition.id))
    return render_template(
        "organiser/notice_settings.html",
        form=form,
        unapproved=unapproved_words(competition, plan, plan.text),
    ), 422 if form.errors else 200


def typed(form: NoticeForm) -> NoticePlan:
    """The form as plain values."""
    texts = ("approval_number", "text", "contact", "signer")
    numbers = ("notice_days", "appeal_days", "handling_days", "panel_least")
    values: dict[str, Any] = {
        **{name: text_of(form[name]).replace("\r\n", "\n") for name in texts},
        **{name: number_of(form[name]) or 0 for name in numbers},
    }
    return NoticePlan(**values)

"""Names, hosts, texts, zone, and who sees what."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from competition.documents.wording.names import ZONE_NAMES
from competition.domain.access import Role
from competition.models import Competition, database
from competition.services.objecting.settings import notice_plan, unapproved_words
from competition.services.setup.competitions import basics_of, change_basics
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import CHOSEN, SeenForm, number_of, text_of, try_to


class BasicsForm(SeenForm):
    """What a competition is called and says of itself."""

    name = StringField(_l("竞赛名称"), [InputRequired(_l("请填写竞赛名称。")), Length(max=80)])
    edition = StringField(_l("届次"), [Length(max=20)])
    year = IntegerField(
        _l("年份"),
        [InputRequired(_l("请填写年份。")), NumberRange(1949, 2199, _l("请填写四位数的年份。"))],
    )
    co_organisers = TextAreaField(
        _l("承办、协办单位"), [Length(max=400)],
        description=_l("每行一个，照通知上的写法，例如：承办：蜀江省职工技术协会。"),
    )  # fmt: skip
    contact = TextAreaField(
        _l("联系方式"), [Length(max=300)], description=_l("显示在公开页：联系人、电话、邮箱。")
    )
    summary = TextAreaField(
        _l("通知正文"), [Length(max=4000)],
        description=_l("显示在公开页，空一行另起一段。"),
    )  # fmt: skip
    entry_prefix = StringField(
        _l("项目编号前缀"), [Length(max=12)],
        description=_l("汉字或大写字母，例如 CX，项目编号形如 CX2026-DL-0001。"),
    )  # fmt: skip
    time_zone = SelectField(
        _l("时区"), description=_l("各阶段的时间按它显示和判断，开放后不能改。")
    )
    self_registration = BooleanField(
        _l("允许申报人自行注册"),
        description=_l("不允许时，申报人通过邀请链接或由组织方登记加入。"),
    )
    entrants_see = RadioField(
        _l("申报人能看到"),
        CHOSEN,
        choices=[
            ("nothing", _l("只看是否获奖")),
            ("own_scores", _l("自己项目的得分和名次")),
            ("derivation", _l("自己项目的计算过程（评委匿名）")),
        ],
    )
    public_sees = RadioField(
        _l("公众能看到"),
        CHOSEN,
        choices=[
            ("nothing", _l("不公开结果")),
            ("awards", _l("获奖名单")),
            ("scores", _l("获奖名单和得分")),
            ("derivation", _l("获奖名单、得分和计算过程（评委匿名）")),
        ],
    )


@room.route("/competitions/<int:competition_id>/basics", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_basics(competition: Competition) -> Any:
    """The form."""
    form = BasicsForm(obj=competition)
    zones = {
        zone: _("%(name)s（%(note)s）", name=name, note=zone) for zone, name in ZONE_NAMES.items()
    }
    zones.setdefault(competition.time_zone, competition.time_zone)
    form.time_zone.choices = list(zones.items())
    form.remember(basics_of(competition))
    if form.validate_on_submit():
        beside = {
            "competition.name": form.name,
            "competition.name_taken": form.name,
            "competition.year": form.year,
            "competition.zone_fixed": form.time_zone,
            "numbering.prefix": form.entry_prefix,
        }
        values = values_of(form)
        if try_to(form, lambda: save(competition, values, form), beside):
            flash(_("基本信息已保存。"), "ok")
            return redirect(url_for("organiser.edit_basics", competition_id=competition.id))
    plan = notice_plan(database.session, competition.id)
    return render_template(
        "organiser/basics.html", form=form, unapproved=unapproved_words(competition, plan)
    ), 422 if form.errors else 200


def save(competition: Competition, values: dict[str, Any], form: BasicsForm) -> None:
    """Change the basics unless somebody else did meanwhile."""
    change_basics(me(), competition, values, seen=form.seen.data)


def values_of(form: BasicsForm) -> dict[str, Any]:
    """The form as plain values."""
    texts = ("name", "edition", "co_organisers", "contact", "summary", "entry_prefix")
    chosen = ("time_zone", "entrants_see", "public_sees")
    return {
        **{name: text_of(form[name]).replace("\r\n", "\n") for name in texts},
        **{name: form[name].data for name in chosen},
        "year": number_of(form.year) or 0,
        "self_registration": bool(form.self_registration.data),
    }

"""Entrants register themselves for a competition that allows it, or join with their account."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import Field, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from competition.documents.wording.refusals import refusal_text
from competition.domain.people import normal_login, normal_name, normal_phone
from competition.domain.refusal import Refusal
from competition.models import Competition, database
from competition.services.identity.passwords import require_password
from competition.services.people.registration import (
    Registration,
    join_as_entrant,
    register_entrant,
    self_registering,
)
from competition.web.access import allow, allow_everybody, current_principal, enter_competition, me
from competition.web.account.room import room
from competition.web.identity import client_address, device_name, remember_login
from competition.web.unit_choice import UnitChoice


def passes(rule: Callable[[str], object]) -> Callable[[FlaskForm, Field], None]:
    """A validator that tells why a rule refuses what was filled in."""

    def check(form: FlaskForm, field: Field) -> None:
        if field.data:
            try:
                rule(field.data)
            except Refusal as refusal:
                raise ValidationError(refusal_text(refusal)) from refusal

    return check


class RegisterForm(FlaskForm):
    """A new entrant's account."""

    name = StringField(
        _l("姓名"),
        [InputRequired(_l("请填写姓名。")), Length(max=120), passes(normal_name)],
        render_kw={"autocomplete": "name"},
    )
    unit = StringField(
        _l("所在单位"),
        [InputRequired(_l("请填写所在单位。")), Length(max=200)],
        description=_l("填写全称或其中几个字，再从结果中选择"),
        render_kw={"autocomplete": "organization"},
    )
    phone = StringField(
        _l("手机"),
        [Length(max=30), passes(normal_phone)],
        description=_l("加密保存，只用于联系您"),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    login = StringField(
        _l("登录名"),
        [InputRequired(_l("请填写登录名。")), Length(max=120), passes(normal_login)],
        description=_l("小写字母、数字和 . _ - @，可以用手机号或邮箱"),
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请设置密码。")), Length(max=200), passes(require_password)],
        description=_l("至少 10 位，可用一句话。"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输入一次密码"),
        [
            InputRequired(_l("请再输入一次密码。")),
            EqualTo("password", _l("两次输入的密码不一致，请重新输入。")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


@room.route("/competitions/<int:competition_id>/register", methods=["GET", "POST"])
@allow_everybody
def register(competition_id: int) -> Any:
    """Register for a competition; who is signed in is asked to join instead."""
    competition = enterable(competition_id)
    if current_principal() is not None:
        return render_template("account/join.html", event=competition)
    form = RegisterForm()
    choice = UnitChoice(form.unit)
    valid = form.validate_on_submit()
    if form.is_submitted() and choice.resolve() and valid:
        try:
            token = register_entrant(
                competition, values_of(form, choice), address=client_address(), device=device_name()
            )
        except Refusal as refusal:
            return page(competition, form, choice, refusal)
        remember_login(token)
        flash(_("注册成功，现在可以填写申报书。"), "ok")
        return redirect(url_for("entrant.home"))
    return page(competition, form, choice)


@room.post("/competitions/<int:competition_id>/join")
@allow()
def join(competition_id: int) -> Any:
    """Enter this competition too, with the account that is signed in."""
    competition = enterable(competition_id)
    try:
        join_as_entrant(me(), competition)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("account.register", competition_id=competition.id))
    flash(_("您已加入“%(name)s”，现在可以填写申报书。", name=competition.name), "ok")
    return redirect(url_for("entrant.home"))


def enterable(competition_id: int) -> Competition:
    """The competition if anybody may enter it now; otherwise as if there were none."""
    competition = database.session.scalars(
        select(Competition).where(Competition.id == competition_id, self_registering())
    ).first()
    if competition is None:
        abort(404)
    enter_competition(competition)
    return competition


def values_of(form: RegisterForm, choice: UnitChoice) -> Registration:
    """The form as plain values."""
    return Registration(
        login=form.login.data or "",
        name=form.name.data or "",
        password=form.password.data or "",
        phone=form.phone.data or "",
        organisation_id=choice.organisation_id,
        unit_typed=(form.unit.data or "") if choice.as_typed else "",
    )


def page(
    competition: Competition,
    form: RegisterForm,
    choice: UnitChoice,
    refusal: Refusal | None = None,
) -> Any:
    """The form, with a refusal beside the field it is about."""
    status = 422 if form.errors else 200
    if refusal is not None:
        area = refusal.code.partition(".")[0]
        places: dict[str, Field] = {
            "name": form.name,
            "phone": form.phone,
            "password": form.password,
            "organisation": form.unit,
            "unit_name": form.unit,
        }
        places.get(area, form.login).errors = [refusal_text(refusal)]
        status = 429 if refusal.code == "limit.reached" else 422
    return render_template(
        "account/register.html", event=competition, form=form, choice=choice
    ), status

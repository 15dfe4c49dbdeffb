"""The account's own page: signed-in devices and password."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.models import LoginSession, database
from competition.services.identity.accounts import change_password
from competition.services.identity.sessions import end_session
from competition.services.runtime import now
from competition.web.access import allow, me
from competition.web.account.room import room
from competition.web.identity import forget_login


class PasswordForm(FlaskForm):
    """The current password and the new one, twice."""

    current = PasswordField(
        _l("当前密码"),
        [InputRequired(_l("请填写当前密码。")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("新密码"),
        [InputRequired(_l("请填写新密码。")), Length(max=200)],
        description=_l("至少 10 位，可用一句话。"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输入一次新密码"),
        [
            InputRequired(_l("请再输入一次新密码。")),
            EqualTo("new", _l("两次输入的密码不一致，请重新输入。")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


@room.route("/account", methods=["GET", "POST"])
@allow()
def profile() -> Any:
    """Devices that are signed in, and the password form."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            change_password(me(), form.current.data or "", form.new.data or "")
        except Refusal as refusal:
            field = form.current if refusal.code == "password.current" else form.new
            field.errors = [refusal_text(refusal)]
        else:
            forget_login()
            flash(_("密码已修改，请用新密码登录。"), "ok")
            return redirect(url_for("account.sign_in"))
    sessions = database.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.account_id == me().account_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now(),
        )
        .order_by(LoginSession.seen_at.desc())
        .limit(50)
    ).all()
    return render_template("account/profile.html", form=form, sessions=sessions), (
        422 if form.errors else 200
    )


@room.post("/account/devices/<int:login_session_id>/end")
@allow(on=LoginSession)
def end_device(login_session: LoginSession) -> Any:
    """Sign another device out."""
    end_session(me(), login_session.id)
    flash(_("该设备已退出登录。"), "ok")
    return redirect(url_for("account.profile"))

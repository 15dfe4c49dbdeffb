"""Sign in with a password, and out."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.services.identity.accounts import sign_in as start
from competition.services.identity.sessions import end_session
from competition.web.access import allow, allow_everybody, current_principal, me
from competition.web.account.room import room
from competition.web.identity import (
    client_address,
    device_name,
    forget_login,
    remember_login,
    safe_next,
)


class SignInForm(FlaskForm):
    """Login name and password."""

    login = StringField(
        _l("登录名"),
        [InputRequired(_l("请填写登录名。")), Length(max=120)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请填写密码。")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


@room.route("/sign-in", methods=["GET", "POST"])
@allow_everybody
def sign_in() -> Any:
    """The sign-in page."""
    if current_principal() is not None:
        return redirect(safe_next(request.args.get("next")))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            token = start(
                form.login.data or "",
                form.password.data or "",
                address=client_address(),
                device=device_name(),
            )
        except Refusal as refusal:
            form.password.errors = [refusal_text(refusal)]
            status = 429 if refusal.code == "limit.reached" else 422
            return render_template("account/sign_in.html", form=form), status
        remember_login(token)
        return redirect(safe_next(request.args.get("next")))
    return render_template("account/sign_in.html", form=form), 422 if form.errors else 200


@room.post("/sign-out")
@allow()
def sign_out() -> Any:
    """Sign this device out; its browser drops what it kept for judges."""
    session_id = me().login_session_id
    if session_id is not None:
        end_session(me(), session_id)
    forget_login()
    response = redirect(url_for("account.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response

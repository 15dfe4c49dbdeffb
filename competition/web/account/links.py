"""Personal links and invitations: opening shows a page, its button does the thing."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.models import Competition, PersonalLink, database
from competition.services.identity.limits import LINK_ADDRESS, count_attempt
from competition.services.identity.links import accept_invitation, open_link, use_sign_in_link
from competition.web.access import allow_everybody
from competition.web.account.room import room
from competition.web.identity import (
    DEVICE_COOKIE,
    client_address,
    device_name,
    remember_device,
    remember_login,
)


class InvitationForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        _l("设置密码"),
        [InputRequired(_l("请设置密码。")), Length(max=200)],
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


@room.get("/l/<token>")
@allow_everybody
def welcome(token: str) -> Any:
    """Say whom the link is for; nothing is changed yet."""
    count_attempt(LINK_ADDRESS, client_address())
    try:
        link = open_link(token)
    except Refusal as refusal:
        return refused(refusal)
    return page(link, token, InvitationForm())


@room.post("/l/<token>")
@allow_everybody
def enter(token: str) -> Any:
    """Sign in by the link, or choose a password by the invitation."""
    try:
        link = open_link(token)
        if link.purpose == "invitation":
            return _accept(link, token)
        use = use_sign_in_link(
            token, device_token=request.cookies.get(DEVICE_COOKIE), device=device_name()
        )
    except Refusal as refusal:
        return refused(refusal)
    remember_login(use.session_token)
    response = redirect(url_for("account.home"))
    remember_device(
        response, use.device_token, secure=bool(current_app.config["SESSION_COOKIE_SECURE"])
    )
    return response


def _accept(link: PersonalLink, token: str) -> Any:
    form = InvitationForm()
    if form.validate_on_submit():
        try:
            session_token = accept_invitation(token, form.password.data or "", device=device_name())
        except Refusal as refusal:
            if not refusal.code.startswith("password."):
                raise
            form.password.errors = [refusal_text(refusal)]
        else:
            remember_login(session_token)
            return redirect(url_for("account.home"))
    return page(link, token, form)


def page(link: PersonalLink, token: str, form: InvitationForm) -> Any:
    """The welcome page of a link."""
    event = database.session.get(Competition, link.competition_id) if link.competition_id else None
    return render_template(
        "account/welcome.html", link=link, token=token, event=event, form=form
    ), 422 if form.errors else 200


def refused(refusal: Refusal) -> Any:
    """The link cannot be used; say why and what to do."""
    status = 404 if refusal.code == "link.unknown" else 410
    if refusal.code == "link.other_device":
        status = 403
    return render_template(
        "account/link_refused.html", message=refusal_text(refusal), code=refusal.code
    ), status

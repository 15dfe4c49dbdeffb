"""Verification of certificates: what the QR code opens, and a form for the code or its address."""

from typing import Any

from flask import make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from competition.documents.dates import chinese_date
from competition.services.certificates.verifying import Verdict, read_code, verify_code
from competition.services.identity.limits import VERIFY_ADDRESS, count_attempt
from competition.services.runtime import now
from competition.web.access import allow_everybody
from competition.web.identity import client_address, no_store
from competition.web.language import choose_language
from competition.web.public.room import room


class VerifyForm(FlaskForm):
    """The code in a certificate's QR, or the whole address."""

    code = StringField(
        _l("二维码中的网址或查验码"),
        [DataRequired(_l("请填写二维码中的网址或查验码。")), Length(max=300)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


@room.get("/v/<token>")
@allow_everybody
def verify(token: str) -> Any:
    """What the register says of the certificate with this code."""
    count_attempt(VERIFY_ADDRESS, client_address())
    return _page(verify_code(token), VerifyForm())


@room.route("/verify", methods=["GET", "POST"])
@allow_everybody
def verify_form() -> Any:
    """Type or paste what the QR holds; goes to the page that the QR opens."""
    form = VerifyForm()
    if form.validate_on_submit():
        code = read_code(form.code.data or "")
        if code is not None:
            return redirect(url_for("public.verify", token=code), 303)
        count_attempt(VERIFY_ADDRESS, client_address())
        return _page(Verdict("unknown"), form)
    return render_template("public/verify_form.html", form=form), 422 if form.errors else 200


def _page(verdict: Verdict, form: VerifyForm) -> Any:
    body = render_template(
        "public/verify.html", verdict=verdict, form=form, day=_day(verdict), moment=now()
    )
    return no_store(make_response(body, 404 if verdict.state == "unknown" else 200))


def _day(verdict: Verdict) -> str:
    """The date as it stands on the certificate, or in the reader's language."""
    if verdict.issued_on is None:
        return ""
    if choose_language() == "zh":
        return chinese_date(verdict.issued_on)
    return f"{verdict.issued_on.day} {verdict.issued_on:%b %Y}"

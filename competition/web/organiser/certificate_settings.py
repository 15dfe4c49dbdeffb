"""The wording, number and seal of a competition's certificates."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.documents.uploads import FileKind, check_upload
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import CertificateTemplate, Competition, database
from competition.services.objecting.settings import notice_plan, unapproved_words
from competition.services.setup.certificate_settings import (
    DEMONSTRATION_SEAL,
    Wording,
    current_template,
    save_certificate,
    template_state,
)
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import CHOSEN, SeenForm, text_of, try_to
from competition.web.places import place

MOST_SEAL_BYTES = 2 * 1024 * 1024
SEALS = frozenset({FileKind.PNG})
UPLOAD_FAULTS = ("empty", "too_big", "kind", "broken", "too_many_pixels")


class CertificateForm(SeenForm):
    """What is printed on every certificate."""

    title = StringField(_l("证书标题"), [InputRequired(_l("请填写证书标题。")), Length(max=12)])
    wording = TextAreaField(
        _l("证书文字"),
        [InputRequired(_l("请填写证书文字。")), Length(max=400)],
        description=_l(
            "可以写：{title} 项目名称，{tier} 奖项，{unit} 单位。"
            "每行一段，只写 {tier} 的一行居中放大；姓名排在文字前面。"
        ),
    )
    issuer = TextAreaField(
        _l("颁发单位"),
        [InputRequired(_l("请填写颁发单位。")), Length(max=120)],
        description=_l("每行一个，最多三个。"),
    )
    number_prefix = StringField(
        _l("编号前缀"),
        [InputRequired(_l("请填写编号前缀。")), Length(max=12)],
        description=_l("汉字、大写字母或数字，例如 蜀工创，编号形如 蜀工创〔2026〕A-0001。"),
    )
    issued = RadioField(
        _l("发给"),
        CHOSEN,
        choices=[
            ("entry", _l("每个项目一张，写全部完成人")),
            ("member", _l("每位完成人一张")),
        ],
    )
    seal = RadioField(_l("印章"), CHOSEN)
    file = FileField(
        _l("印章图样"), description=_l("选“上传”时需要：背景透明的 PNG，不超过 2 MB。")
    )


@room.route("/competitions/<int:competition_id>/certificate", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_certificate(competition: Competition) -> Any:
    """The form, with a sample to look at."""
    template = current_template(database.session, competition.id)
    form = CertificateForm(data=data_of(template))
    form.seal.choices = seal_choices(template)
    form.remember(template_state(template))
    if form.validate_on_submit():
        beside = {
            "certificate.heading": form.title,
            "certificate.wording": form.wording,
            "certificate.placeholder": form.wording,
            "certificate.issuer": form.issuer,
            "numbering.prefix": form.number_prefix,
            **{f"upload.{fault}": form.file for fault in UPLOAD_FAULTS},
        }
        if try_to(form, lambda: save(competition, form), beside):
            flash(_("证书设置已保存，已发出的证书不变。"), "ok")
            return redirect(url_for("organiser.edit_certificate", competition_id=competition.id))
    return render_template(
        "organiser/certificate_settings.html",
        form=form,
        template=template,
        unapproved=unapproved_words(
            competition,
            notice_plan(database.session, competition.id),
            *((template.title, template.wording) if template else ()),
        ),
        sample_url=place("organiser.certificate_preview", competition_id=competition.id),
    ), 422 if form.errors else 200


def data_of(template: CertificateTemplate | None) -> dict[str, Any]:
    """The version in force as form data."""
    if template is None:
        return {"title": _("荣誉证书"), "issued": "entry", "seal": "keep"}
    return {
        "title": template.title,
        "wording": template.wording,
        "issuer": template.issuer,
        "number_prefix": template.number_prefix,
        "issued": "member" if template.per_member else "entry",
        "seal": "keep",
    }


def seal_choices(template: CertificateTemplate | None) -> list[tuple[str, str]]:
    """What can be done about the seal, the present one named."""
    key = template.seal_storage_key if template else ""
    present = _("沿用现在的印章图样")
    if key == DEMONSTRATION_SEAL:
        present = _("沿用演示印章（演示专用）")
    if not key:
        present = _("暂不加印章")
    choices = [("keep", present), ("upload", _("上传印章图样"))]
    if key != DEMONSTRATION_SEAL:
        choices.append(("demonstration", _("用演示印章（演示专用），只供试用")))
    return choices


def save(competition: Competition, form: CertificateForm) -> None:
    """Check the image and put the new version in force.

    Raises:
        Refusal: ``upload.*`` for the image, and those of `save_certificate`.
    """
    seal = None
    if form.seal.data == "upload":
        sent = form.file.data.read() if form.file.data else b""
        if not sent:
            raise Refusal("upload.empty")
        seal = check_upload(sent, name="seal.png", most_bytes=MOST_SEAL_BYTES, kinds=SEALS).content
    save_certificate(
        me(),
        competition,
        Wording(
            title=text_of(form.title),
            wording=text_of(form.wording).replace("\r\n", "\n"),
            issuer=text_of(form.issuer).replace("\r\n", "\n"),
            number_prefix=text_of(form.number_prefix),
            per_member=form.issued.data == "member",
        ),
        seal=seal,
        demonstration_seal=form.seal.data == "demonstration",
        seen=form.seen.data,
    )

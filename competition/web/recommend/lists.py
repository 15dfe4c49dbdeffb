"""A 推荐汇总表: read, printed, its stamped scan attached, sent up or given up."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from competition.documents.fonts import load_fonts
from competition.documents.recommendation import (
    RecommendationPaper,
    RecommendedRow,
    render_recommendation,
)
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import RecommendationList, database
from competition.services.recommending.lists import (
    cancel_list,
    check_code,
    list_address,
    send_list,
)
from competition.services.recommending.papers import attach_scan
from competition.services.recommending.reading import opinions_of
from competition.services.recommending.route import route_row
from competition.services.runtime import runtime
from competition.web.access import allow, me
from competition.web.context import day
from competition.web.files import send_attachment
from competition.web.pdf_answer import pdf_answer
from competition.web.recommend.room import room

ON_LIST = "/lists/<int:recommendation_list_id>"
MEDIA_NAMES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


class ScanForm(FlaskForm):
    """The stamped paper."""

    scan = FileField(
        _l("盖章后的扫描件"),
        [FileRequired(_l("请选择扫描件。"))],
        description=_l("PDF 或照片（JPG、PNG），不超过 20 MB。二维码要清楚。"),
    )
    seal_text = StringField(
        _l("印章上的文字"),
        [InputRequired(_l("请照印章填写文字。")), Length(max=60)],
        description=_l("照纸上所盖印章填写，须与登记的印章名称一致。"),
    )
    code = StringField(
        _l("核对码"),
        [Length(max=20)],
        description=_l("仅在二维码识别不出时填写：二维码旁印出的八位字符。"),
    )


@room.get(ON_LIST)
@allow(Role.RECOMMENDER, on=RecommendationList)
def show_list(recommendation_list: RecommendationList) -> Any:
    """What it holds and what comes next."""
    return list_page(recommendation_list, ScanForm(formdata=None))


@room.get(f"{ON_LIST}/paper.pdf")
@allow(Role.RECOMMENDER, on=RecommendationList)
def list_paper(recommendation_list: RecommendationList) -> Response:
    """The list to print and stamp."""
    return paper_answer(recommendation_list)


@room.get(f"{ON_LIST}/scan")
@allow(Role.RECOMMENDER, on=RecommendationList)
def list_scan(recommendation_list: RecommendationList) -> Response:
    """Download the stamped paper."""
    return scan_answer(recommendation_list)


@room.post(f"{ON_LIST}/scan")
@allow(Role.RECOMMENDER, on=RecommendationList)
def attach_list_scan(recommendation_list: RecommendationList) -> Any:
    """Attach the stamped paper."""
    form = ScanForm()
    if not form.validate_on_submit():
        return list_page(recommendation_list, form), 422
    file = form.scan.data
    try:
        attach_scan(
            me(),
            recommendation_list,
            name=file.filename or "",
            content=file.read(),
            seal_text=form.seal_text.data or "",
            code=form.code.data or "",
        )
    except Refusal as refusal:
        return list_page(recommendation_list, form, refused=refusal_text(refusal)), 409
    flash(_("扫描件与本份汇总表相符，已保存。"), "ok")
    return redirect(request.base_url.removesuffix("/scan"))


@room.post(f"{ON_LIST}/send")
@allow(Role.RECOMMENDER, on=RecommendationList)
def send_one_list(recommendation_list: RecommendationList) -> Any:
    """Send it up."""
    try:
        send_list(me(), recommendation_list)
    except Refusal as refusal:
        form = ScanForm(formdata=None)
        return list_page(recommendation_list, form, refused=refusal_text(refusal)), 409
    flash(_("已推荐上报。"), "ok")
    return redirect(url_for("recommend.show_list", recommendation_list_id=recommendation_list.id))


@room.post(f"{ON_LIST}/cancel")
@allow(Role.RECOMMENDER, on=RecommendationList)
def cancel_one_list(recommendation_list: RecommendationList) -> Any:
    """Give it up."""
    try:
        cancel_list(me(), recommendation_list)
    except Refusal as refusal:
        form = ScanForm(formdata=None)
        return list_page(recommendation_list, form, refused=refusal_text(refusal)), 409
    flash(_("汇总表已作废，项目可以重新排序。"), "ok")
    return redirect(
        url_for(
            "recommend.desk",
            competition_id=recommendation_list.competition_id,
            organisation_id=recommendation_list.organisation_id,
        )
    )


def list_page(one: RecommendationList, form: ScanForm, *, refused: str = "") -> Any:
    """The page of a list."""
    return render_template(
        "recommend/list.html",
        list=one,
        form=form,
        route=route_row(database.session, one.competition_id),
        refused=refused,
    )


def paper_answer(one: RecommendationList) -> Response:
    """The list as a PDF."""
    body = render_recommendation(paper_of(one), load_fonts(runtime.fonts))
    return pdf_answer(body, name=_("推荐汇总表"))


def scan_answer(one: RecommendationList) -> Response:
    """The stamped paper as it was kept."""
    if not one.scan_key:
        abort(404)
    name = _("推荐汇总表（盖章）") + MEDIA_NAMES.get(one.scan_media_type, "")
    return send_attachment(one.scan_key, name=name, media_type=one.scan_media_type)


def paper_of(one: RecommendationList) -> RecommendationPaper:
    """What is printed: the rows as the digest covers them, and each opinion."""
    opinions = opinions_of(database.session, one.id)
    rows = tuple(
        RecommendedRow(
            order=_("递补%(n)s", n=each["order"]) if each["substitute"] else str(each["order"]),
            number=each["number"],
            title=each["title"],
            unit=each["unit"],
            opinion=opinions.get(each["id"], ""),
        )
        for each in one.content["entries"]
    )
    return RecommendationPaper(
        title=_("%(name)s推荐汇总表", name=one.competition.name),
        organisation=one.organisation.name,
        serial=_("第 %(n)s 号", n=one.serial),
        day=day(one.created_at),
        address=list_address(one),
        code=check_code(one),
        digest=one.digest,
        rows=rows,
        void=one.state == "cancelled",
        rehearsal=one.competition.is_rehearsal,
    )

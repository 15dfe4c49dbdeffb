"""One entry before a level: its content, its whole way, and what can be done now."""

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from competition.domain.access import Role
from competition.domain.recommending import allowed_at
from competition.models import Attachment, Recommendation, database
from competition.services.entries.reading import AttachmentView, entry_for_audience, load_whole
from competition.services.recommending.acting import RECOMMENDER
from competition.services.recommending.answers import LONGEST, standing_of
from competition.services.recommending.way import as_ruled, way_of
from competition.services.runtime import now
from competition.web.access import allow, me
from competition.web.files import send_attachment
from competition.web.recommend.desk import SHAPES, WAY_NAMES
from competition.web.recommend.room import room


class OpinionForm(FlaskForm):
    """What the level says of the entry."""

    opinion = TextAreaField(
        _l("推荐意见"),
        [InputRequired(_l("请填写推荐意见。")), Length(max=LONGEST)],
        description=_l("上报后上级和主办单位会看到，并印在推荐汇总表上。"),
    )
    lower_result = TextAreaField(
        _l("下级评选结果"),
        [Length(max=LONGEST)],
        description=_l("如：市职工创新大赛二等奖（2026 年）。没有可不填。"),
    )


class ReasonForm(FlaskForm):
    """Why."""

    reason = TextAreaField(
        _l("原因"),
        [InputRequired(_l("请写明原因，对方会看到。")), Length(max=LONGEST)],
        description=_l("对方会看到。"),
    )


class ReturnForm(ReasonForm):
    """Why, and until when it may be changed."""

    until = DateTimeLocalField(
        _l("修改截止时间"),
        [Optional()],
        format="%Y-%m-%dT%H:%M",
        description=_l("空着则按申报截止时间。"),
    )


@room.get("/steps/<int:recommendation_id>")
@allow(Role.RECOMMENDER, on=Recommendation)
def step(recommendation: Recommendation) -> Any:
    """The page of one arrival."""
    return step_page(recommendation)


@room.get("/attachments/<int:attachment_id>")
@allow(Role.RECOMMENDER, on=Attachment)
def attachment(attachment: Attachment) -> Any:
    """Download one of the entry's papers."""
    return send_attachment(
        attachment.storage_key, name=attachment.name, media_type=attachment.media_type
    )


def attachment_url(view: AttachmentView) -> str:
    """Where a paper is downloaded."""
    return f"/recommend/attachments/{view.ident}"


def step_page(
    recommendation: Recommendation,
    *,
    forms: dict[str, FlaskForm] | None = None,
    refused: str = "",
) -> Any:
    """The entry with the forms of this step; a form in error stands as it was sent."""
    session, entry = database.session, recommendation.entry
    load_whole(session, entry)
    way = way_of(session, entry.id)
    given = {
        "opinion": OpinionForm(formdata=None, obj=recommendation),
        "return_down": ReasonForm(formdata=None, prefix="down-"),
        "return": ReturnForm(formdata=None, prefix="return-"),
        "decline": ReasonForm(formdata=None, prefix="decline-"),
        "recall": ReasonForm(formdata=None, prefix="recall-"),
        **(forms or {}),
    }
    standing = standing_of(session, entry, recommendation)
    actions = allowed_at(as_ruled(way, recommendation), standing, now=now())
    return render_template(
        "recommend/step.html",
        step=recommendation,
        entry=entry,
        view=entry_for_audience(entry, None),
        attachment_url=attachment_url,
        way=way,
        actions={action.value for action in actions},
        forms_of=given,
        states=WAY_NAMES,
        shapes=SHAPES,
        own=recommendation.organisation_id in me().organisations(RECOMMENDER),
        refused=refused,
    )

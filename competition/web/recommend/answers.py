"""The buttons of one arrival: opinion, return, decline, recall, a substitute moved up."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.calendar import instant_of
from competition.domain.refusal import Refusal
from competition.models import Recommendation
from competition.services.recommending.answers import (
    decline,
    note_opinion,
    promote,
    recall,
    return_down,
    return_to_applicant,
)
from competition.web.access import allow, me
from competition.web.recommend.desk import back_to_desk
from competition.web.recommend.entry import OpinionForm, ReasonForm, ReturnForm, step_page
from competition.web.recommend.room import in_words, room

ON_STEP = "/steps/<int:recommendation_id>"


@room.post(f"{ON_STEP}/opinion")
@allow(Role.RECOMMENDER, on=Recommendation)
def save_opinion(recommendation: Recommendation) -> Any:
    """Keep the opinion."""
    form = OpinionForm()

    def act() -> None:
        opinion, below = form.opinion.data or "", form.lower_result.data or ""
        note_opinion(me(), recommendation, opinion=opinion, lower_result=below)

    done = _("推荐意见已保存。")
    return answer(recommendation, "opinion", form, act, done, stay=True)


@room.post(f"{ON_STEP}/return-down")
@allow(Role.RECOMMENDER, on=Recommendation)
def give_back_down(recommendation: Recommendation) -> Any:
    """Back to the level below."""
    form = ReasonForm(prefix="down-")

    def act() -> None:
        return_down(me(), recommendation, reason=form.reason.data or "")

    return answer(recommendation, "return_down", form, act, _("已退回下级推荐单位。"))


@room.post(f"{ON_STEP}/return")
@allow(Role.RECOMMENDER, on=Recommendation)
def give_back(recommendation: Recommendation) -> Any:
    """Back to the applicant."""
    form = ReturnForm(prefix="return-")

    def act() -> None:
        zone = recommendation.entry.competition.time_zone
        until = instant_of(form.until.data, zone) if form.until.data else None
        return_to_applicant(me(), recommendation, reason=form.reason.data or "", until=until)

    return answer(recommendation, "return", form, act, _("已退回申报单位修改。"))


@room.post(f"{ON_STEP}/decline")
@allow(Role.RECOMMENDER, on=Recommendation)
def decline_one(recommendation: Recommendation) -> Any:
    """Recommend no further."""
    form = ReasonForm(prefix="decline-")

    def act() -> None:
        decline(me(), recommendation, reason=form.reason.data or "")

    return answer(recommendation, "decline", form, act, _("已办理为不予推荐，申报人会收到通知。"))


@room.post(f"{ON_STEP}/recall")
@allow(Role.RECOMMENDER, on=Recommendation)
def recall_one(recommendation: Recommendation) -> Any:
    """Take back what the next level has not answered."""
    form = ReasonForm(prefix="recall-")

    def act() -> None:
        recall(me(), recommendation, reason=form.reason.data or "")

    return answer(recommendation, "recall", form, act, _("已撤回上报，项目回到待办理。"))


@room.post(f"{ON_STEP}/promote")
@allow(Role.RECOMMENDER, on=Recommendation)
def promote_one(recommendation: Recommendation) -> Any:
    """Move a substitute up."""
    try:
        promote(me(), recommendation)
    except Refusal as refusal:
        told = in_words(refusal, recommendation.competition_id)
        return step_page(recommendation, refused=told), 409
    flash(_("递补项目已上报。"), "ok")
    return back_to_desk(recommendation.competition_id, recommendation.organisation_id)


def answer(
    recommendation: Recommendation,
    name: str,
    form: FlaskForm,
    act: Callable[[], None],
    done: str,
    *,
    stay: bool = False,
) -> Any:
    """Do it and say so, or show the page again with what was typed and why it was refused."""
    if not form.validate_on_submit():
        return step_page(recommendation, forms={name: form}), 422
    try:
        act()
    except Refusal as refusal:
        return step_page(recommendation, forms={name: form}, refused=refusal_text(refusal)), 409
    flash(done, "ok")
    if stay or request.form.get("stay"):
        return redirect(url_for("recommend.step", recommendation_id=recommendation.id))
    return back_to_desk(recommendation.competition_id, recommendation.organisation_id)

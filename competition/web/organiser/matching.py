"""The best assignment of a stage: what is asked, what came of it, and putting it in force."""

from collections import defaultdict
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from competition.domain.access import Role
from competition.models import Job, Stage
from competition.services.judging.matching import (
    MOST_PER_ENTRY,
    adopt_plan,
    last_plan,
    request_plan,
)
from competition.services.judging.matching_task import ANEW, FEWEST, KEEP, Demands
from competition.web.access import allow, me
from competition.web.job_words import progress_words
from competition.web.organiser.panels import whole
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say, try_to

MOST_NAMES = 12
USUAL = 5
WHOLE = _l("请填写不小于 0 的整数。")


class MatchingForm(FlaskForm):
    """What is asked of the assignment."""

    per_entry = IntegerField(
        _l("每个项目几位评委"),
        [InputRequired(_l("请填写评委人数。")), NumberRange(1, MOST_PER_ENTRY)],
    )
    low = IntegerField(_l("每位评委至少几项"), [Optional(), NumberRange(0, message=WHOLE)])
    high = IntegerField(_l("每位评委至多几项"), [Optional(), NumberRange(0, message=WHOLE)])
    existing = RadioField(
        _l("已有的分配"),
        [InputRequired(_l("请选择一项。"))],
        choices=[
            (KEEP, _l("全部保留，只补缺的")),
            (FEWEST, _l("尽量少改动，必要时调整还没有开始评的")),
            (ANEW, _l("还没有开始评的重新分配")),
        ],
    )
    senior = BooleanField(_l("每个项目至少一位资深评委"))
    apart = BooleanField(_l("同一单位的评委，每个项目至多一位"))
    connected = BooleanField(_l("各项目通过共同的评委连成一体，便于校准和比较"))
    within_panels = BooleanField(_l("只在本组评委中分配"))
    fair = BooleanField(_l("先照顾匹配最差的项目，再求总体匹配最好"))


@room.route("/stages/<int:stage_id>/matching", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def matching(stage: Stage) -> Any:
    """Ask for the best assignment, and see the last one."""
    job = last_plan(stage)
    form = MatchingForm(data=None if request.method == "POST" else _before(job))
    if form.validate_on_submit():
        asked: list[int] = []
        if try_to(form, lambda: asked.append(request_plan(me(), stage, _demands(form)))):
            return redirect(url_for("organiser.job", job_id=asked[0]))
    return render_template(
        "organiser/matching.html",
        stage=stage,
        event=stage.competition,
        form=form,
        job=job,
        plan=job.outcome if job and job.state == "done" else None,
        words=progress_words(job) if job else "",
        loads=_loads(job.outcome["loads"]) if job and job.state == "done" else [],
    ), 422 if form.errors or form.form_errors else 200


@room.post("/stages/<int:stage_id>/matching/adopt")
@allow(Role.ORGANISER, on=Stage)
def adopt_matching(stage: Stage) -> Response:
    """Put the plan in force."""
    ident, job_id = stage.id, whole(request.form.get("job", "")) or 0
    try_and_say(lambda: adopt_plan(me(), stage, job_id), _("方案已采用，评委可在任务中看到。"))
    return redirect(url_for("organiser.matching", stage_id=ident))


def _demands(form: MatchingForm) -> Demands:
    return Demands(
        per_entry=int(form.per_entry.data or 0),
        low=form.low.data,
        high=form.high.data,
        existing=str(form.existing.data),
        within_panels=bool(form.within_panels.data),
        senior=bool(form.senior.data),
        apart=bool(form.apart.data),
        connected=bool(form.connected.data),
        fair=bool(form.fair.data),
    )


def _before(job: Job | None) -> dict[str, Any]:
    """What was asked last, or the usual."""
    if job is None:
        return Demands(per_entry=USUAL).document()
    found: dict[str, Any] = job.arguments["demands"]
    return found


def _loads(loads: list[list[Any]]) -> list[tuple[int, int, str]]:
    """By number of entries: how many judges have so many, and who."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, load in loads:
        names[load].append(name)
    return [
        (load, len(who), _("、").join(who[:MOST_NAMES]) + ("…" if len(who) > MOST_NAMES else ""))
        for load, who in sorted(names.items())
    ]

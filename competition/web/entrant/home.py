"""The entrant's own entries with what is due, and the competitions that can be entered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from competition.documents.wording.entries import KIND_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.calendar import Phase, phase
from competition.domain.entry_kinds import kinds_in
from competition.domain.refusal import Refusal
from competition.models import Competition, database
from competition.services.entries.drafts import start_entry
from competition.services.entries.lists import OwnEntry, competitions_to_enter, entries_of
from competition.services.entries.moves import entry_stage, window_of
from competition.services.runtime import now
from competition.web.above_choice import offer_above
from competition.web.access import allow, me
from competition.web.entrant.room import room


class StartForm(FlaskForm):
    """What an entry is before anything is written: its kind and its track."""

    kind = RadioField(_l("申报类别"), [InputRequired(_l("请选择申报类别。"))])
    track = RadioField(_l("赛道"), [InputRequired(_l("请选择赛道。"))])
    above = SelectField(
        _l("所属标段或单位"),
        description=_l("标段选所属单位，班组、个人选所属标段或班组。只列出您已申报的。"),
    )


@dataclass(frozen=True, slots=True)
class Due:
    """What an entry waits for.

    Args:
        shape: of the tag; ``turn`` when it waits for its entrant.
        deadline: until when the entrant may act, where one binds.
    """

    shape: str
    words: str
    deadline: datetime | None = None


@room.get("/")
@allow(Role.ENTRANT)
def home() -> Any:
    """My entries, and where I can enter."""
    own = [(each, due(each)) for each in entries_of(me())]
    return render_template("entrant/home.html", own=own, events=_open_events())


@room.route("/competitions/<int:competition_id>/start", methods=["GET", "POST"])
@allow(Role.ENTRANT, on=Competition)
def start(competition: Competition) -> Any:
    """Choose a kind and a track, and begin a draft."""
    kinds = kinds_in(competition.kind)
    form = StartForm(data={"kind": kinds[0]})
    form.kind.choices = [(kind, KIND_NAMES[kind]) for kind in kinds]
    offer_above(form.above, competition, account_id=me().account_id)
    if len(form.above.choices or ()) < 2:
        del form.above
    form.track.choices = [(str(track.id), track.name) for track in competition.tracks]
    if not form.track.choices:
        del form.track
    if form.validate_on_submit():
        track_id = int(form.track.data) if "track" in form else None
        above = int(form.above.data) if "above" in form and form.above.data else None
        try:
            entry = start_entry(
                me(), competition, kind=form.kind.data, track_id=track_id, parent_id=above
            )
        except Refusal as refusal:
            form.form_errors.append(refusal_text(refusal))
        else:
            return redirect(url_for("entrant.edit_entry", entry_id=entry.id))
    stage = entry_stage(database.session, competition.id)
    return render_template("entrant/start.html", form=form, stage=stage), (
        422 if form.errors else 200
    )


def due(own: OwnEntry) -> Due:
    """What the entry waits for, in words."""
    state = own.entry.state
    deadline = window_of(own.stage, own.entry.reopened_until).deadline
    over = phase(None, deadline, now()) is Phase.AFTER
    if state in ("draft", "returned") and over:
        return Due("stop", _("已过截止时间，未提交"), deadline)
    if state == "draft":
        return Due("turn", _("请填写并提交"), deadline)
    if state == "returned":
        return Due("turn", _("请修改后重新提交"), deadline)
    if state == "passed" and own.sees_result:
        return Due("ok", _("已公布结果"))
    return {
        "recommending": Due("now", _("正在逐级推荐")),
        "not_recommended": Due("stop", _("未获推荐")),
        "submitted": Due("now", _("等待形式审查")),
        "passed": Due("ok", _("已通过形式审查")),
        "rejected": Due("stop", _("未通过形式审查")),
        "withdrawn": Due("done", _("已撤回")),
        "disqualified": Due("stop", _("已取消资格")),
    }[state]


def _open_events() -> list[dict[str, Any]]:
    moment = now()
    return [
        {
            "competition": competition,
            "stage": stage,
            "phase": phase(stage.opens_at, stage.closes_at, moment).value,
        }
        for competition, stage in competitions_to_enter(me())
    ]

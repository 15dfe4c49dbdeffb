"""Form review: what waits, one entry at a time against the checklist, and on to the next."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import DateTimeLocalField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from competition.documents.wording.entries import GIVEAWAY_NAMES, STATE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.calendar import instant_of
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, database
from competition.services.entries.lists import PAGE_SIZE, EntryFilter, list_entries
from competition.services.entries.moves import entry_stage
from competition.services.entries.reading import entry_for_audience
from competition.services.entries.review import (
    FlaggedText,
    blind_stages,
    checklist_of,
    flagged_texts,
    next_in_queue,
)
from competition.services.entries.review import (
    review_entry as decide,
)
from competition.web.access import allow, me
from competition.web.entry_timeline import timeline
from competition.web.organiser.entries import STATE_SHAPES
from competition.web.organiser.entry import attachment_url, closing_time
from competition.web.organiser.room import room
from competition.web.paging import here, page_number, pager

QUEUE_STATES = ("submitted", "returned", "passed", "rejected")


class ReviewForm(FlaskForm):
    """One decision on one revision of an entry."""

    seen = IntegerField(widget=HiddenInput())
    decision = RadioField(
        _l("审查结论"),
        [InputRequired(_l("请选择审查结论。"))],
        choices=[
            ("pass", _l("通过（各项要点逐项符合）")),
            ("return", _l("退回修改（写明原因和新的截止时间）")),
            ("reject", _l("不予通过（写明原因）")),
        ],
    )
    reason = TextAreaField(
        _l("意见"),
        [Optional(), Length(max=2000)],
        description=_l("退回或不予通过时必填，申报人会看到。每行一条。"),
    )
    new_deadline = DateTimeLocalField(
        _l("新的截止时间"),
        [Optional()],
        format="%Y-%m-%dT%H:%M",
        description=_l("退回修改时必填，不早于本竞赛的申报截止时间。"),
    )


@room.get("/competitions/<int:competition_id>/form-reviews")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Competition)
def form_reviews(competition: Competition) -> Any:
    """The queue, the longest waiting first."""
    state = request.args.get("state", "submitted")
    state = state if state in QUEUE_STATES else "submitted"
    track = request.args.get("track", type=int)
    wanted = EntryFilter(state=state, track_id=track, sort="submitted", page=page_number())
    found = list_entries(competition.id, wanted)
    return render_template(
        "organiser/form_reviews.html",
        found=found,
        state=state,
        track=track,
        tracks=[("", _("全部赛道")), *((each.id, each.name) for each in competition.tracks)],
        views=[
            {
                "label": STATE_NAMES[each],
                "href": here(state=each, page=None),
                "count": found.counts[each],
                "current": each == state,
            }
            for each in QUEUE_STATES
        ],
        pages=pager(found.total, found.page, PAGE_SIZE),
        state_names=STATE_NAMES,
        shapes=STATE_SHAPES,
    )


@room.route("/entries/<int:entry_id>/review", methods=["GET", "POST"])
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Entry)
def review_entry(entry: Entry) -> Any:
    """Read the entry against the checklist and decide."""
    form = ReviewForm(data={"seen": entry.revision})
    if not form.is_submitted():
        stage = entry_stage(database.session, entry.competition_id)
        form.new_deadline.data = closing_time(entry, stage)
    ticked = dict.fromkeys(request.form.getlist("check"), True)
    if form.validate_on_submit():
        try:
            _decide(entry, form, ticked)
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            flash(_("审查结论已保存，申报人已收到通知。"), "ok")
            return redirect(_onward(entry))
    return _page(entry, form, ticked), 422 if form.errors else 200


def _decide(entry: Entry, form: ReviewForm, ticked: dict[str, bool]) -> None:
    deadline = form.new_deadline.data
    decide(
        me(),
        entry,
        form.decision.data,
        checklist=ticked,
        reason=form.reason.data or "",
        new_deadline=instant_of(deadline, entry.competition.time_zone) if deadline else None,
        seen_revision=form.seen.data or 0,
    )


def _tell(form: ReviewForm, refusal: Refusal) -> None:
    """Put a refusal beside the field that can mend it."""
    fields = {
        "entry.reason": form.reason,
        "entry.new_deadline": form.new_deadline,
        "entry.deadline_past": form.new_deadline,
        "entry.deadline_early": form.new_deadline,
        "calendar.no_such_time": form.new_deadline,
        "review.checklist": form.decision,
    }
    text = refusal_text(refusal)
    if refusal.code == "entry.changed_elsewhere":
        text = _("申报人在您审查期间又改过此表，请刷新后重新审查。")
    field = fields.get(refusal.code)
    if field is None:
        form.form_errors.append(text)
    else:
        field.errors = [text]


def _onward(entry: Entry) -> str:
    """The next in the queue where the reviewer asked for it, else the queue."""
    following = next_in_queue(database.session, me(), entry) if "onward" in request.form else None
    if following is None:
        return url_for("organiser.form_reviews", competition_id=entry.competition_id)
    return url_for("organiser.review_entry", entry_id=following)


def _page(entry: Entry, form: ReviewForm, ticked: dict[str, bool]) -> str:
    blind = blind_stages(database.session, entry.competition_id)
    flagged = flagged_texts(entry) if blind else []
    return render_template(
        "organiser/review.html",
        entry=entry,
        form=form,
        ticked=ticked,
        items=checklist_of(entry.competition),
        view=entry_for_audience(entry, None),
        attachment_url=attachment_url,
        points=timeline(entry),
        blind=blind,
        flagged=[(each.label, _marked(each), _kinds(each)) for each in flagged],
        state_name=STATE_NAMES[entry.state],
        shape=STATE_SHAPES[entry.state],
    )


def _marked(found: FlaggedText) -> Markup:
    """The text with each stretch that gives somebody away marked; all else escaped."""
    parts, done = [], 0
    for flag in found.flags:
        parts.append(escape(found.text[done : flag.start]))
        parts.append(
            Markup('<mark class="giveaway">{}</mark>').format(found.text[flag.start : flag.end])
        )
        done = flag.end
    return Markup("").join([*parts, escape(found.text[done:])])


def _kinds(found: FlaggedText) -> str:
    names = dict.fromkeys(str(GIVEAWAY_NAMES[each.kind.value]) for each in found.flags)
    return str(_("、")).join(names)

"""The form of an event: what the rules in force name can be chosen, evidence is uploaded."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import DateInput

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rules.event_kinds import parts_of_kind
from competition.models import Competition, ScoreEvent, database
from competition.services.events.checking import LONGEST, EventText
from competition.services.events.ground import Ground, Taking, read_ground, taking_part
from competition.services.events.reading import known_matters
from competition.services.events.recording import (
    MOST_FILES,
    MOST_MEGABYTES,
    record_event,
    replace_event,
)
from competition.web.access import allow, me
from competition.web.event_words import axis_name, effect_words
from competition.web.organiser.room import room

SAID = ("entry", "kind", "stage", "date", "amount", "level", "matter", "type", "evidence", "reason")


class EventForm(FlaskForm):
    """What every event has; the dimensions that the rules name are added to a subclass."""

    entry = StringField(
        _l("项目编号"),
        [InputRequired(_l("请填写项目编号。"))],
        render_kw={"list": "entries", "autocomplete": "off"},
    )
    kind = SelectField(_l("种类"), validate_choice=False)
    stage = SelectField(
        _l("阶段"), description=_l("种类只用于一个阶段时可以不选"), validate_choice=False
    )
    date = StringField(_l("日期"), widget=DateInput())
    amount = StringField(
        _l("数值"),
        description=_l("分数、用时、票数等；按规则的单位填写"),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    level = SelectField(_l("级别"), validate_choice=False)
    matter = StringField(
        _l("事项"),
        [Length(max=LONGEST["matter"])],
        description=_l("同一事项请写得完全相同，规则据此不重复计分"),
        render_kw={"list": "matters", "autocomplete": "off"},
    )
    type = StringField(_l("类型"), [Length(max=LONGEST["type"])])
    evidence = StringField(
        _l("证明材料"),
        [Length(max=LONGEST["evidence"])],
        description=_l("文号或存放处；有电子文件的在下面上传"),
    )
    reason = TextAreaField(_l("说明"), [Length(max=LONGEST["reason"])])
    files = MultipleFileField(
        _l("证明文件"),
        description=_l("PDF 或图片，可选多个"),
        render_kw={"data-most-mb": str(MOST_MEGABYTES), "multiple": True},
    )


class ChangeForm(EventForm):
    """An event that is to take another one's place."""

    change_reason = TextAreaField(
        _l("更改原因"), [InputRequired(_l("请写明更改原因。")), Length(max=LONGEST["reason"])]
    )


@room.route("/competitions/<int:competition_id>/events/new", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def new_event(competition: Competition) -> Any:
    """Record an event."""
    ground, entries = _ground(competition)
    form = _form(EventForm, ground)
    if form.validate_on_submit():
        try:
            record_event(me(), competition, _typed(form, ground), _files(form))
        except Refusal as refusal:
            _show(form, refusal)
        else:
            flash(_("已记录，由第二人核实后计入成绩。"), "ok")
            return redirect(url_for("organiser.events", competition_id=competition.id))
    return _page(form, ground, entries, competition.id)


@room.route("/events/<int:score_event_id>/change", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=ScoreEvent)
def change_event(score_event: ScoreEvent) -> Any:
    """Record what is to take the place of an event."""
    competition = score_event.competition
    ground, entries = _ground(competition)
    number = next((n for n, one in entries.items() if one.ident == score_event.entry_id), "")
    form = _form(ChangeForm, ground, _stored(ground, score_event, number))
    if form.validate_on_submit():
        reason = form.change_reason.data or ""
        try:
            ident = replace_event(
                me(), score_event, _typed(form, ground), _files(form), reason=reason
            )
        except Refusal as refusal:
            _show(form, refusal)
        else:
            flash(_("已记录更改，由第二人核实后代替原来的事项。"), "ok")
            return redirect(url_for("organiser.event", score_event_id=ident))
    return _page(form, ground, entries, competition.id, score_event)


def _ground(competition: Competition) -> tuple[Ground, Mapping[str, Taking]]:
    session = database.session
    return read_ground(session, competition), taking_part(session, competition.id)


def _form(base: type[EventForm], ground: Ground, stored: Mapping[str, str] | None = None) -> Any:
    """The form with what the rules in force name."""
    kind: Any = type("OwnEventForm", (base,), {f"at_{a}": _axis(ground, a) for a in ground.axes})
    form = kind(data=stored)
    form.kind.choices = [("", _("请选择")), *((one, one) for one in ground.kinds)]
    parts = dict.fromkeys(part for one in ground.kinds for part in parts_of_kind(ground.uses, one))
    everywhere = any(use.everywhere for use in ground.uses)
    keys = [*ground.stages, *(key for key in parts if key not in ground.stages)]
    shown = [key for key in keys if everywhere or key in parts]
    form.stage.choices = [("", _("按种类确定")), *((k, ground.part_name(k)) for k in shown)]
    levels = dict.fromkeys(level for use in ground.uses for level in use.levels)
    form.level.choices = [("", _("不分级别")), *((one, one) for one in levels)]
    form.kind.flags.required = True
    return form


def _axis(ground: Ground, axis: str) -> Any:
    """A field for a dimension: its members to choose from where the rules name them."""
    members: dict[str, str] = {}
    for known in ground.members.values():
        members |= known.get(axis, {})
    if not members:
        return StringField(axis_name(axis))
    choices = [("", _l("不涉及")), *members.items()]
    return SelectField(axis_name(axis), choices=choices, validate_choice=False)


def _typed(form: Any, ground: Ground) -> EventText:
    return EventText(
        **{name: form[name].data or "" for name in SAID},
        at={axis: form[f"at_{axis}"].data or "" for axis in ground.axes},
    )


def _stored(ground: Ground, row: ScoreEvent, number: str) -> dict[str, str]:
    names = ("kind", "amount", "level", "matter", "type", "evidence", "reason")
    return {
        **{name: getattr(row, name) for name in names},
        "entry": number,
        "stage": ground.part_of(row.stage_id),
        "date": row.on_date.isoformat() if row.on_date else "",
        **{f"at_{axis}": str(key) for axis, key in row.at.items()},
    }


def _files(form: Any) -> list[tuple[str, bytes]]:
    sent = request.files.getlist(form.files.name)
    return [(one.filename or "", one.read()) for one in sent if one.filename]


def _show(form: Any, refusal: Refusal) -> None:
    """Put what is wrong beside the fields that it is about."""
    errors: Any = refusal.values.get("errors", {})
    for name, fault in errors.items():
        field = form[f"at_{name}"] if f"at_{name}" in form else form[name]
        field.errors = [*field.errors, refusal_text(fault)]
    if refusal.code.startswith(("upload.", "event.files")):
        form.files.errors = [refusal_text(refusal)]
    elif not errors:
        form.form_errors.append(refusal_text(refusal))


def _page(
    form: Any,
    ground: Ground,
    entries: Mapping[str, Taking],
    competition_id: int,
    event: ScoreEvent | None = None,
) -> Any:
    page = render_template(
        "organiser/event_form.html",
        form=form,
        event=event,
        axes=[form[f"at_{axis}"] for axis in ground.axes],
        entries=entries,
        matters=known_matters(database.session, competition_id),
        uses=[(use.kind, ground.part_name(use.part), effect_words(use)) for use in ground.uses],
        most_files=MOST_FILES,
        most_mb=MOST_MEGABYTES,
    )
    return page, 422 if form.errors or form.form_errors else 200

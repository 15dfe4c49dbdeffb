"""The form of a participation report: what it is about, and one number, a list, or a file."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from competition.documents.wording.names import INDUSTRY_NAMES
from competition.documents.wording.participation import SPAN_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Organisation, ParticipationReport, database
from competition.services.participation.checking import (
    LONGEST_ACTIVITY,
    MOST,
    Numbers,
    Subject,
    reportable_competitions,
)
from competition.services.participation.listing import ListedPerson, checked_person, read_list
from competition.services.participation.reporting import LONGEST_REASON, ZONE
from competition.services.runtime import now
from competition.web.access import me
from competition.web.importing import UploadForm

YEARS = 5
MOST_ROWS = 100
OTHER = ""


class PersonRow(Form):
    """One person of a typed list."""

    name = StringField(_l("姓名"), render_kw={"autocomplete": "off"})
    id_number = StringField(
        _l("身份证号码"),
        description=_l("加密保存，只用于不重复计算。"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    work_number = StringField(
        _l("工号"), description=_l("没有身份证号码时填写。"), render_kw={"autocomplete": "off"}
    )
    times = IntegerField(_l("参赛次数"), [Optional()], default=1)


class AboutForm(FlaskForm):
    """What a report is about."""

    year = SelectField(_l("年份"), [InputRequired(_l("请选择年份和报告期。"))], coerce=int)
    span = SelectField(
        _l("报告期"), [InputRequired(_l("请选择年份和报告期。"))], coerce=int,
        choices=list(SPAN_NAMES.items()),
    )  # fmt: skip
    subject = SelectField(_l("竞赛或活动"), [Optional()])
    activity = StringField(
        _l("活动名称"),
        [Length(max=LONGEST_ACTIVITY)],
        description=_l("不在列表中的竞赛或活动，请填写名称。"),
    )
    industry = SelectField(
        _l("行业"), [InputRequired(_l("请选择行业。"))],
        choices=[("", _l("请选择")), *INDUSTRY_NAMES.items()],
    )  # fmt: skip
    as_of = DateField(_l("统计截止日期"), [InputRequired(_l("请填写日期。"))])
    reason = TextAreaField(
        _l("更正原因"), [InputRequired(_l("请填写原因。")), Length(max=LONGEST_REASON)]
    )


class ReportForm(AboutForm):
    """A report with one number or a typed list."""

    way = RadioField(
        _l("上报方式"),
        [InputRequired(_l("请选择上报方式。"))],
        choices=[("number", _l("只报数字")), ("list", _l("填写名单"))],
        default="number",
    )
    participations = IntegerField(
        _l("参赛人次"),
        [Optional(), NumberRange(0, MOST, _l("请填写 0 或正整数。"))],
        description=_l("一人参加两次，计两人次。"),
    )
    declared = IntegerField(
        _l("申报人数"),
        [Optional(), NumberRange(0, MOST, _l("请填写 0 或正整数。"))],
        description=_l("没有名单的人数，单独列示，不并入参赛人数。"),
    )
    people = FieldList(FormField(PersonRow), _l("参赛名单"), max_entries=MOST_ROWS)


class ReportListForm(AboutForm, UploadForm):
    """A report with a list from a file."""


def prepared(form: AboutForm, unit: Organisation, old: ParticipationReport | None) -> Any:
    """The form with the choices of this unit, and without a reason for a first report."""
    this_year = now().astimezone(ZONE).year
    years = {*range(this_year - YEARS + 1, this_year + 1), *([old.year] if old else [])}
    form.year.choices = [(year, str(year)) for year in sorted(years, reverse=True)]
    events = reportable_competitions(database.session, unit.id)
    form.subject.choices = [
        *((str(event.id), event.name) for event in events),
        (OTHER, _("其他竞赛或活动")),
    ]
    for row in getattr(form, "people", ()):
        row.form.name.flags.required = True
    if not events:
        del form.subject
        form.activity.flags.required = True
    if old is None:
        del form.reason
    return form


def first_values(unit: Organisation, old: ParticipationReport | None) -> dict[str, Any]:
    """What the form holds at first; the list only for those who act for the unit itself."""
    if old is None:
        today = now().astimezone(ZONE).date()
        year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
        return {"year": year, "span": month, "industry": unit.industry, "as_of": today}
    mine = unit.id in me().organisations((Role.RECOMMENDER,)) and old.state == "counted"
    listed = read_list(old) if mine else []
    rows = [
        {"name": p.name, "id_number": p.id_number, "work_number": p.work_number, "times": p.times}
        for p in listed[:MOST_ROWS]
    ]
    return {
        "year": old.year,
        "span": old.span,
        "subject": str(old.competition_id or OTHER),
        "activity": "" if old.competition_id else old.activity,
        "industry": old.industry,
        "as_of": old.as_of,
        "way": "list" if old.people else "number",
        "participations": None if old.people else old.participations,
        "declared": None if old.people else old.declared,
        "people": rows,
    }


def empty_person() -> PersonRow:
    """The row from which the page makes further ones."""
    row = PersonRow(prefix="people-__n__-")
    row.name.flags.required = True
    return row


def about(form: AboutForm) -> Subject:
    """What the report is about, as typed."""
    chosen = (form.subject.data if form.subject else "") or ""
    return Subject(
        year=form.year.data,
        span=form.span.data,
        as_of=form.as_of.data or date.min,
        competition_id=int(chosen) if chosen.isdecimal() else None,
        activity=form.activity.data or "",
        industry=form.industry.data or "",
    )


def told(form: ReportForm) -> Numbers | None:
    """The numbers or the list as typed; None where a line of the list is refused."""
    if form.way.data == "number":
        return Numbers(form.participations.data or 0, form.declared.data or 0)
    people, refused = [], False
    for row in form.people:
        line = row.form
        if not any((line.name.data, line.id_number.data, line.work_number.data)):
            continue
        times = 1 if line.times.data is None else line.times.data
        typed = ListedPerson(
            line.name.data or "", line.id_number.data or "", line.work_number.data or "", times
        )
        try:
            people.append(checked_person(typed))
        except Refusal as refusal:
            field = line.id_number if refusal.code.startswith("id_number") else line.name
            field.errors = [refusal_text(refusal)]
            refused = True
    return None if refused else Numbers(people=people)


def kept_fields(form: AboutForm) -> dict[str, str]:
    """The fields of the form as the button that carries out an import sends them again."""
    fields = (form.year, form.span, form.subject, form.activity, form.industry, form.reason)
    kept = {field.name: str(field.data or "") for field in fields if field}
    kept["span"] = str(form.span.data)
    return kept | {"as_of": form.as_of.data.isoformat() if form.as_of.data else ""}

"""Forms in which objections and appeals are written, and what was typed as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.objections import CHANNELS, TOPICS
from competition.documents.wording.refusals import refusal_text
from competition.domain.objections import BY_OFFICER, About, Channel
from competition.domain.refusal import Refusal
from competition.services.objecting.raising import (
    LONGEST,
    MOST_MEGABYTES,
    File,
    Objector,
    Statement,
)

WHOLE = "0"


class StatementForm(FlaskForm):
    """What is said, whoever says it."""

    about = RadioField(
        _l("对什么有意见"),
        [InputRequired(_l("请选择一项。"))],
        choices=list(TOPICS.items()),
    )
    about_name = StringField(
        _l("具体指标、事项或奖项"),
        [Length(max=LONGEST["about_name"])],
        description=_l("例如指标名称、加减分事项的名称"),
    )
    facts = TextAreaField(
        _l("事实"),
        [InputRequired(_l("请写明事实。")), Length(max=LONGEST["facts"])],
        description=_l("时间、地点、人物和经过"),
    )
    grounds = TextAreaField(
        _l("理由"),
        [InputRequired(_l("请写明理由。")), Length(max=LONGEST["grounds"])],
        description=_l("与通知、规则的哪一条不符"),
    )
    files = MultipleFileField(
        _l("证明材料"),
        description=_l("PDF 或图片，可选多个"),
        render_kw={"data-most-mb": str(MOST_MEGABYTES), "multiple": True},
    )

    def statement(self, entry: int | None) -> Statement:
        """What was typed."""
        return Statement(
            entry=entry,
            about=About(self.about.data),
            about_name=self.about_name.data or "",
            facts=self.facts.data or "",
            grounds=self.grounds.data or "",
        )


class ObjectionForm(StatementForm):
    """An objection: who objects, against what."""

    entry = SelectField(
        _l("对哪个项目"),
        [InputRequired(_l("请选择一项。"))],
        description=_l("对整个结果有意见的，选“整个结果”"),
    )
    name = StringField(
        _l("您的姓名"),
        [InputRequired(_l("请填写您的真实姓名。")), Length(max=60)],
        render_kw={"autocomplete": "name"},
    )
    unit = StringField(
        _l("工作单位或住址"),
        [InputRequired(_l("请填写工作单位或住址。")), Length(max=100)],
        render_kw={"autocomplete": "organization"},
    )
    phone = StringField(
        _l("联系电话"),
        [InputRequired(_l("请填写联系电话，用于核实和答复。")), Length(max=30)],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    id_number = StringField(
        _l("身份证号"),
        [Length(max=30)],
        description=_l("核实身份时更快，可以不填"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    @property
    def entry_id(self) -> int | None:
        """The entry that was chosen; None for the result as a whole."""
        return int(self.entry.data) if self.entry.data != WHOLE else None

    @property
    def objector(self) -> Objector:
        """Who it is, as typed."""
        texts = (self.name.data, self.unit.data, self.phone.data, self.id_number.data)
        return Objector(*(text or "" for text in texts))


class RegisterForm(ObjectionForm):
    """What an officer registers of a letter, a visit or a call."""

    result = SelectField(_l("公示的结果"), validate_choice=True)
    channel = RadioField(
        _l("来源"),
        [InputRequired(_l("请选择一项。"))],
        choices=[(channel.value, CHANNELS[channel.value]) for channel in BY_OFFICER],
    )

    @property
    def way(self) -> Channel:
        """How it came in."""
        return Channel(self.channel.data)


def sent_files(name: str = "files") -> list[File]:
    """Names and contents of the files that were sent."""
    return [(file.filename or "", file.read()) for file in request.files.getlist(name) if file]


def say_beside(form: Any, refusal: Refusal) -> int:
    """Put a refusal beside the field that it is about; returns the status of the answer."""
    area = refusal.code.partition(".")[0]
    places: Mapping[str, str] = {
        "name": "name",
        "phone": "phone",
        "id_number": "id_number",
        "upload": "files",
        "unit_name": "unit",
        "objection.anonymous": "name",
        "objection.unit": "unit",
        "objection.entry": "entry",
        "objection.files": "files",
        "objection.files_size": "files",
        "objection.empty": "facts",
    }
    field = places.get(refusal.code) or places.get(area, "")
    if field and field in form:
        form[field].errors = [*form[field].errors, refusal_text(refusal)]
    else:
        form.form_errors.append(refusal_text(refusal))
    return 429 if refusal.code == "limit.reached" else 422


def entry_choices(whole: Any, lines: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    """The entries that can be objected to, the result as a whole first."""
    return [(WHOLE, str(whole)), *((str(ident), title) for ident, title in lines)]

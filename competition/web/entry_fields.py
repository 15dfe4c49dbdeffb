"""The form in which an entry is filled in or corrected, built from the competition's own."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field as FormInput,
)
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, DateInput, HiddenInput, ListWidget

from competition.documents.wording.refusals import refusal_text
from competition.domain.entry_form import EntryForm, Field, FieldFault, FieldType
from competition.domain.refusal import Refusal
from competition.models import Entry, EntryMember, Organisation, Track, database
from competition.services.entries.members import MemberText, shown_id_number, shown_phone

PREFIX = "answer_"
MEMBER_FIELDS = ("name", "unit_name", "duty", "phone", "id_number")


class DateTextField(StringField):
    """A date kept as it was typed, so that a draft loses nothing."""

    widget = DateInput()


class TickField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MemberForm(Form):
    """One member's row."""

    name = StringField(_l("姓名"), render_kw={"autocomplete": "off"})
    unit_name = StringField(_l("所在单位"), render_kw={"autocomplete": "off"})
    duty = StringField(_l("职务或分工"), render_kw={"autocomplete": "off"})
    phone = StringField(
        _l("手机号码"),
        description=_l("加密保存，仅供联系。"),
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    id_number = StringField(
        _l("身份证号"),
        description=_l("加密保存，仅用于核对身份和防止重复申报。"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class EntryDraftForm(FlaskForm):
    """What every entry form has; the fields of the definition are added to a subclass."""

    seen = IntegerField(widget=HiddenInput(), default=0)
    page = HiddenField()
    track = RadioField(_l("赛道"), validate_choice=False)
    unit = StringField(
        _l("申报单位"),
        description=_l("请填写单位全称。"),
        render_kw={"autocomplete": "organization"},
    )
    members = FieldList(FormField(MemberForm), _l("主要完成人"))


def draft_form(
    entry: Entry,
    form: EntryForm,
    tracks: Sequence[Track],
    *,
    base: type[EntryDraftForm] = EntryDraftForm,
) -> EntryDraftForm:
    """The form of one entry: what was posted, or what is stored."""
    inputs = {
        PREFIX + field.key: _input(field)
        for field in form.fields
        if field.type is not FieldType.FILE
    }
    kind: Any = type("OwnEntryForm", (base,), inputs)
    own: EntryDraftForm = kind(data=stored_values(entry, form))
    own.track.choices = [(str(track.id), track.name) for track in tracks]
    own.track.flags.required = True
    own.unit.flags.required = True
    for field in form.fields:
        if field.type is not FieldType.FILE:
            own[PREFIX + field.key].flags.required = field.required
    for row in own.members:
        row.form.name.flags.required = True
        row.form.unit_name.flags.required = True
    return own


def empty_member() -> MemberForm:
    """The row from which a page makes further members."""
    row = MemberForm(prefix="members-__n__-")
    row.name.flags.required = True
    row.unit_name.flags.required = True
    return row


def typed_answers(form: EntryDraftForm, definition: EntryForm) -> dict[str, object]:
    """The answers as typed, by field key."""
    return {
        field.key: form[PREFIX + field.key].data or ""
        for field in definition.fields
        if field.type is not FieldType.FILE
    }


def typed_members(form: EntryDraftForm) -> list[MemberText]:
    """The members as typed, in order."""
    return [
        MemberText(
            row.data["name"] or "",
            row.data["unit_name"] or "",
            row.data["duty"] or "",
            row.data["phone"] or "",
            row.data["id_number"] or "",
        )
        for row in form.members
    ]


def at_typed_rows(form: EntryDraftForm, faults: Sequence[FieldFault]) -> list[FieldFault]:
    """Faults of members at the rows in which they were typed: blank rows are not stored."""
    typed = [
        place
        for place, row in enumerate(form.members)
        if any((row.data[name] or "").strip() for name in MEMBER_FIELDS)
    ]
    return [replace(each, field=_typed_row(each.field, typed)) for each in faults]


def _typed_row(field: str, typed: Sequence[int]) -> str:
    if not field.startswith("members-"):
        return field
    _, place, name = field.split("-", 2)
    return f"members-{typed[int(place)]}-{name}" if int(place) < len(typed) else field


def show_faults(form: EntryDraftForm, faults: Sequence[FieldFault]) -> None:
    """Put each fault beside its field; what has no field of its own goes on top."""
    for each in faults:
        target = _target(form, each.field)
        text = refusal_text(Refusal(each.code, **each.values))
        if target is None:
            form.form_errors.append(text)
        else:
            target.errors = [*target.errors, text]
    form.members.errors = [*form.members.errors, *(r.errors for r in form.members if r.errors)]


def fault_anchor(field: str) -> str:
    """The id of the field on the form page at which a fault lies."""
    if field in ("track", "unit", "members") or field.startswith("members-"):
        return field
    return PREFIX + field


def new_page_key() -> str:
    """A random key for a page that is about to be shown."""
    return secrets.token_urlsafe(9)


def _target(form: EntryDraftForm, field: str) -> FormInput | None:
    if field.startswith("members-"):
        _, place, name = field.split("-", 2)
        rows = list(form.members)
        return rows[int(place)].form[name] if int(place) < len(rows) else None
    name = fault_anchor(field)
    found: FormInput | None = form._fields.get(name)
    return found


def _input(field: Field) -> Any:
    options: dict[str, Any] = {"label": field.label, "description": field.hint}
    choices = [(choice.key, choice.label) for choice in field.choices]
    if field.type is FieldType.LONG_TEXT:
        return TextAreaField(**options)
    if field.type is FieldType.CHOICE:
        return RadioField(choices=choices, validate_choice=False, **options)
    if field.type is FieldType.MULTI_CHOICE:
        return TickField(choices=choices, validate_choice=False, **options)
    if field.type is FieldType.DATE:
        return DateTextField(**options)
    if field.type in (FieldType.NUMBER, FieldType.MONEY):
        return StringField(render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options)
    if field.type is FieldType.PHONE:
        return StringField(render_kw={"inputmode": "tel", "autocomplete": "off"}, **options)
    if field.type is FieldType.VIDEO_LINK:
        return StringField(render_kw={"inputmode": "url", "autocomplete": "off"}, **options)
    return StringField(**options)


def stored_values(entry: Entry, form: EntryForm) -> Mapping[str, Any]:
    """The entry as the values of its form."""
    answers = {
        PREFIX + field.key: _shown(field, entry.answers.get(field.key, ""))
        for field in form.fields
        if field.type is not FieldType.FILE
    }
    return {
        **answers,
        "seen": entry.revision,
        "page": new_page_key(),
        "track": str(entry.track_id or ""),
        "unit": entry.unit_name,
        "members": [_member(each) for each in entry.members] or [{}],
    }


def _shown(field: Field, answer: Any) -> Any:
    if field.type is FieldType.ORGANISATION and str(answer).isdigit():
        unit = database.session.get(Organisation, int(answer))
        return unit.name if unit else answer
    return answer


def _member(member: EntryMember) -> dict[str, str]:
    return {
        "name": member.name,
        "unit_name": member.unit_name,
        "duty": member.duty,
        "phone": shown_phone(member),
        "id_number": shown_id_number(member),
    }

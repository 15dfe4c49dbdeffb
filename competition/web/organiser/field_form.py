"""The form of one field of the entry form, and its way into the document and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competition.domain.entry_form import (
    CHOICE_TYPES,
    LIMITED_TYPES,
    NUMBER_TYPES,
    TITLE_KEY,
    Audience,
    FieldType,
)
from competition.web.organiser.setup_forms import SeenForm, number_of, text_of

TYPE_NAMES = {
    FieldType.TEXT: _l("单行文字"),
    FieldType.LONG_TEXT: _l("多行文字"),
    FieldType.NUMBER: _l("数字"),
    FieldType.MONEY: _l("金额"),
    FieldType.CHOICE: _l("单选"),
    FieldType.MULTI_CHOICE: _l("多选"),
    FieldType.DATE: _l("日期"),
    FieldType.ORGANISATION: _l("单位"),
    FieldType.FILE: _l("文件"),
    FieldType.VIDEO_LINK: _l("视频链接"),
    FieldType.PHONE: _l("电话号码"),
}
AUDIENCE_NAMES = {
    Audience.FORM_REVIEWER: _l("形式审查员"),
    Audience.BLIND_JUDGE: _l("盲评评委"),
    Audience.OPEN_JUDGE: _l("非盲评评委"),
    Audience.PUBLIC: _l("公众"),
}
FORMATS = (("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG"))


class TickListField(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FieldForm(SeenForm):
    """Everything a field can have; a page shows what its type needs."""

    label = StringField(_l("名称"), [InputRequired(_l("请填写这一项的名称。")), Length(max=60)])
    hint = TextAreaField(_l("填写说明"), [Length(max=200)], description=_l("显示在这一项下面。"))
    required = BooleanField(_l("必填"))
    limit = IntegerField(
        _l("上限"), [Optional(), NumberRange(1, 20000, _l("请填写大于 0 的整数。"))]
    )
    choices = TextAreaField(_l("选项"), description=_l("每行一个，至少两个。"))
    minimum = StringField(_l("最小值"), [Length(max=20)])
    maximum = StringField(_l("最大值"), [Length(max=20)])
    places = IntegerField(
        _l("小数位数"), [Optional(), NumberRange(0, 6, _l("请填写 0 至 6 的整数。"))]
    )
    unit = StringField(_l("计量单位"), [Length(max=10)], description=_l("例如：万元、台、小时。"))
    formats = TickListField(_l("文件格式"), choices=list(FORMATS))
    audiences = TickListField(
        _l("谁可以看到"), choices=[(key.value, name) for key, name in AUDIENCE_NAMES.items()],
        description=_l("申报人自己和组织方总能看到。会暴露单位或人员的项，请不要让盲评评委看到。"),
    )  # fmt: skip


def shown_fields(kind: FieldType, key: str | None) -> list[str]:
    """Names of the form's fields that a type needs, in the order of the page."""
    names = ["label", "hint"]
    if key != TITLE_KEY:
        names.append("required")
    if kind in CHOICE_TYPES:
        names.append("choices")
    if kind in LIMITED_TYPES:
        names.append("limit")
    if kind in NUMBER_TYPES:
        names += ["unit", "minimum", "maximum", "places"]
    if kind is FieldType.FILE:
        names.append("formats")
    return [*names, "audiences"]


def limit_hint(kind: FieldType) -> str:
    """What the limit counts."""
    if kind is FieldType.MULTI_CHOICE:
        return str(_("最多可选几项，空着不限。"))
    if kind is FieldType.FILE:
        return str(_("最多几个文件，空着为一个。"))
    return str(_("最多多少个字。"))


def fill(form: FieldForm, field: Mapping[str, Any]) -> None:
    """Show a field of the document in the form."""
    for name in ("label", "hint", "unit", "minimum", "maximum"):
        form[name].data = field.get(name, "")
    form.required.data = field.get("required", False)
    form.limit.data = field.get("limit")
    form.places.data = field.get("places")
    form.choices.data = "\n".join(each["label"] for each in field.get("choices", []))
    form.formats.data = list(field.get("formats", []))
    form.audiences.data = list(field["audiences"])


def to_document(
    form: FieldForm, kind: FieldType, key: str | None, before: Mapping[str, Any]
) -> dict[str, Any]:
    """The field as the document writes it, without its key; what the type has not is left out."""
    shown = shown_fields(kind, key)
    written: dict[str, Any] = {
        "label": text_of(form.label),
        "type": kind.value,
        "audiences": list(form.audiences.data or []),
    }
    if key == TITLE_KEY or form.required.data:
        written["required"] = True
    if hint := " ".join(text_of(form.hint).split()):
        written["hint"] = hint
    for name in ("limit", "places"):
        if name in shown and (number := number_of(form[name])) is not None:
            written[name] = number
    for name in ("unit", "minimum", "maximum"):
        if name in shown and text_of(form[name]):
            written[name] = text_of(form[name])
    if "choices" in shown:
        written["choices"] = _choices(text_of(form.choices), before.get("choices", []))
    if "formats" in shown:
        written["formats"] = list(form.formats.data or [])
    return written


def _choices(text: str, before: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """One choice a line; a line that was there keeps its key."""
    keys = {each["label"]: each["key"] for each in before}
    taken = set(keys.values())
    fresh = (key for n in range(1, 1000) if (key := f"choice_{n}") not in taken)
    labels = [label for line in text.splitlines() if (label := line.strip())]
    return [{"key": keys.get(label) or next(fresh), "label": label} for label in labels]

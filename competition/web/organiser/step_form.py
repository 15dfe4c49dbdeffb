"""The form of the page that builds a part of the rules step by step."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.domain.rules.shapes.rule_set import STEP
from competition.domain.rules.shapes.shape import Shape, objects_for
from competition.web.organiser.setup_forms import SeenForm, text_of
from competition.web.organiser.step_kinds import FIELDS, kind_of
from competition.web.organiser.step_values import (
    Kind,
    NotShown,
    Param,
    as_json,
    from_json,
    shown,
    written,
)

MOST_KEYS = 8
SPARE_ROWS = 2
LONGEST = 200_000
_YES_NO = [("yes", _l("是")), ("no", _l("否"))]
_AREAS = (Kind.MAPPING, Kind.NUMBERS, Kind.QUOTA)


class Needed(Optional):
    """Marks a field that the rules ask for; they say themselves what is wrong with a blank one."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"needed": True}


class StepsForm(SeenForm):
    """The document on its way, which step is open, and why the rules change."""

    document = TextAreaField(_l("规则文档（JSON）"), [Length(max=LONGEST)])
    open = HiddenField()
    more = TextAreaField(
        _l("其他参数（JSON）"),
        [Optional(), Length(max=20_000)],
        description=_l("上面没有列出的参数写在这里，各参数的含义见规则说明。"),
    )
    reason = StringField(
        _l("修改原因"), [Length(max=200)], description=_l("会写入操作留痕，筹备时可以不填。")
    )


class StepForm:
    """One open step between the rule document and the fields of the page.

    Args:
        step: as the document has it.
        keys: what chains can compare, as JSON of a key with its label.
    """

    def __init__(self, step: Mapping[str, Any], keys: Sequence[tuple[str, str]]) -> None:
        self.params = FIELDS.get(kind_of(step), ())
        self.keys = keys
        self.needed = needed_keys(step)
        self.rest: dict[str, Any] = copy.deepcopy(dict(step))
        self.fields: dict[str, Field] = {}
        self.data: dict[str, Any] = {}
        self.groups: list[tuple[Param, list[str]]] = []
        for number, param in enumerate(self.params):
            self._add(f"p{number}", param)
        self.data["more"] = as_json(self.rest) if self.rest else ""

    def read(self, form: Any) -> dict[str, Any] | None:
        """The step as the form says it; None, with words beside the fields, where it cannot."""
        faults = len(form.errors)
        step: dict[str, Any] = {}
        more = text_of(form.more)
        if more:
            found = _tried(form.more, lambda: from_json(more))
            if isinstance(found, dict):
                step = found
            elif found is not None:
                form.more.errors = [*form.more.errors, _("请写成一个对象，例如 {}。")]
        for param, names in self.groups:
            value = self._value(form, param, names)
            if value is not None:
                _put(step, param.key, value)
        return None if len(form.errors) > faults else step

    def field_of(self, key: str) -> str | None:
        """The field that shows a parameter, for a fault that names it."""
        for param, names in self.groups:
            if names and (key == param.key or key.startswith((f"{param.key}.", f"{param.key}["))):
                return names[0]
        return None

    def shows_rare(self, form: Any) -> bool:
        """Whether something stands, or is wrong, in a field that is rarely used."""
        wiring = ("from", "as")
        shown = [(param, names) for param, names in self.groups if param.rare]
        rare = [name for param, names in shown if param.key not in wiring for name in names]
        return any(form[name].data or form[name].errors for name in rare)

    def _add(self, name: str, param: Param) -> None:
        value = _taken(self.rest, param.key)
        if param.kind is Kind.KEYS:
            names = self._add_keys(name, param, value)
        elif param.kind is Kind.ROWS:
            names = self._add_rows(name, param, value)
        else:
            self._add_field(name, param, _shown(param, value, self.rest))
            names = [name]
        self.groups.append((param, names))

    def _add_field(self, name: str, param: Param, text: Any) -> None:
        self.fields[name] = _field(param, needed=param.key in self.needed)
        self.data[name] = text

    def _add_keys(self, name: str, param: Param, value: Any) -> list[str]:
        chosen = [as_json(each) for each in value] if isinstance(value, list) else []
        if len(chosen) >= MOST_KEYS:
            _put(self.rest, param.key, value)
            return []
        known = {code for code, _label in self.keys}
        others = [(code, code) for code in chosen if code not in known]
        options = [("", _("不再比较")), *self.keys, *others]
        names = [f"{name}_{number}" for number in range(min(MOST_KEYS, len(chosen) + 2))]
        for place, each in enumerate(names):
            label = param.label if place == 0 else _("仍相同，再比较")
            asked = Needed() if place == 0 and param.key in self.needed else Optional()
            self.fields[each] = SelectField(label, [asked], choices=options)
            self.data[each] = chosen[place] if place < len(chosen) else ""
        return names

    def _add_rows(self, name: str, param: Param, value: Any) -> list[str]:
        rows = value if isinstance(value, list) else []
        try:
            texts = [_row(param, row) for row in rows]
        except NotShown:
            _put(self.rest, param.key, value)
            return []
        names = []
        for number in range(len(texts) + SPARE_ROWS):
            for column in param.columns:
                each = f"{name}_{number}_{column.key}"
                text = texts[number][column.key] if number < len(texts) else None
                self._add_field(each, column, text)
                names.append(each)
        return names

    def _value(self, form: Any, param: Param, names: Sequence[str]) -> Any:
        if param.kind is Kind.KEYS:
            codes = [code for name in names if (code := text_of(form[name]))]
            return [from_json(code) for code in dict.fromkeys(codes)] or None
        if param.kind is not Kind.ROWS:
            return _given(form[names[0]], param)
        wide = len(param.columns)
        rows = []
        for start in range(0, len(names), wide):
            row: dict[str, Any] = {}
            for column, name in zip(param.columns, names[start : start + wide], strict=True):
                value = _given(form[name], column)
                if value is not None:
                    row[column.key] = value
            if row:
                rows.append(row)
        return rows or None


def form_of(step: StepForm | None, *, posted: bool, data: Mapping[str, Any] | None = None) -> Any:
    """The form with the fields of the open step.

    Args:
        posted: whether what was sent is read; else the form shows the step and `data` alone.
    """
    shape = type("StepsFormOfStep", (StepsForm,), step.fields if step else {})
    if posted:
        return shape()
    return shape(formdata=None, data={**(step.data if step else {}), **(data or {})})


def needed_keys(step: Mapping[str, Any]) -> frozenset[str]:
    """The keys without which a step is none, whichever of the meant shapes it has."""
    shapes = [one for one in objects_for((STEP,), step) if isinstance(one, Shape)]
    asked = [{key for key, held in one.keys.items() if held.is_needed} for one in shapes]
    return frozenset(set.intersection(*asked)) if asked else frozenset()


def _field(param: Param, *, needed: bool) -> Field:
    asked = Needed() if needed else Optional()
    if param.kind in (Kind.CHOICE, Kind.FLAG):
        options = _YES_NO if param.kind is Kind.FLAG else param.options
        choices = [("", _("不指定")), *options]
        return SelectField(param.label, [asked], choices=choices, description=param.hint)
    shape = TextAreaField if param.kind in _AREAS else StringField
    return shape(param.label, [asked, Length(max=4000)], description=param.hint)


def _taken(step: dict[str, Any], key: str) -> Any:
    """Take the value of a parameter out of what is left of a step."""
    outer, _point, inner = key.partition(".")
    if not inner:
        return step.pop(outer, None)
    held = step.get(outer)
    if not isinstance(held, dict):
        return None
    value = held.pop(inner, None)
    if not held:
        del step[outer]
    return value


def _put(step: dict[str, Any], key: str, value: Any) -> None:
    outer, _point, inner = key.partition(".")
    if not inner:
        step[outer] = value
    elif isinstance(step.setdefault(outer, {}), dict):
        step[outer][inner] = value


def _shown(param: Param, value: Any, rest: dict[str, Any]) -> Any:
    """The value as text; one that cannot be shown goes back to the rest."""
    if value is None:
        return None
    try:
        if param.kind is Kind.CHOICE and value not in [option for option, _label in param.options]:
            raise NotShown
        return shown(param.kind, value)
    except NotShown:
        _put(rest, param.key, value)
        return None


def _row(param: Param, row: Any) -> dict[str, Any]:
    """The texts of one row.

    Raises:
        NotShown: when the row says more than its columns.
    """
    if not isinstance(row, dict):
        raise NotShown
    left = dict(row)
    texts = {}
    for column in param.columns:
        before = left.pop(column.key, None)
        texts[column.key] = _shown(column, before, left)
    if left:
        raise NotShown
    return texts


def _given(field: Field, param: Param) -> Any:
    """What was typed, as the value of the document; None for nothing and for a fault."""
    text = text_of(field)
    return _tried(field, lambda: written(param.kind, text)) if text else None


def _tried(field: Field, act: Any) -> Any:
    try:
        return act()
    except Refusal as refusal:
        field.errors = [*field.errors, refusal_text(refusal)]
        return None

"""The document in which an entry form is stored: checked, read and written.

It is JSON, versioned with the competition: ``{"fields": [{"key": "summary", "label": "成果简介",
"type": "long_text", "limit": 800, "required": true, "hint": "…", "audiences":
["form_reviewer", "open_judge"]}]}``. Bounds of numbers are strings, so that they stay exact.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from competition.domain.entry_form import (
    CHOICE_TYPES,
    FILE_FORMATS,
    LIMITED_TYPES,
    NUMBER_TYPES,
    TEXT_TYPES,
    TITLE_KEY,
    Audience,
    Choice,
    EntryForm,
    Field,
    FieldFault,
    FieldType,
    fault,
)
from competition.domain.numerals import read_decimal
from competition.domain.refusal import Refusal

MOST_FIELDS = 80
MOST_PLACES = 6
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEEDED = ("key", "label", "type", "audiences")


def definition_faults(document: object) -> tuple[FieldFault, ...]:
    """Everything wrong with a stored or edited form, field by field; empty when it is sound."""
    fields = document.get("fields") if isinstance(document, Mapping) else None
    if not isinstance(fields, Sequence) or isinstance(fields, str) or not fields:
        return (fault("#1", "form.no_fields"),)
    faults: list[FieldFault] = []
    if len(fields) > MOST_FIELDS:
        faults.append(fault("#1", "form.too_many_fields", most=MOST_FIELDS))
    seen: set[str] = set()
    for number, raw in enumerate(fields, start=1):
        name = _name_of(raw, number)
        if name in seen:
            faults.append(fault(name, "form.duplicate_key", key=name))
        seen.add(name)
        faults.extend(_field_faults(raw, name))
    faults.extend(_title_faults(fields))
    return tuple(faults)


def parse_form(document: object) -> EntryForm:
    """Read a form definition.

    Raises:
        Refusal: the first of `definition_faults`, its field named in the value ``field``.
    """
    for found in definition_faults(document):
        raise Refusal(found.code, **{**found.values, "field": found.field})
    assert isinstance(document, Mapping)
    return EntryForm(tuple(_field(raw) for raw in document["fields"]))


def _name_of(raw: object, number: int) -> str:
    key = raw.get("key") if isinstance(raw, Mapping) else None
    return key if isinstance(key, str) and key else f"#{number}"


def _field_faults(raw: object, name: str) -> list[FieldFault]:
    if not isinstance(raw, Mapping):
        return [fault(name, "form.shape", property="field")]
    faults = _property_faults(raw, name)
    if faults:
        return faults
    kind = FieldType(raw["type"])
    faults = [*_audience_faults(raw, name, kind), *_choice_faults(raw, name, kind)]
    faults += _number_faults(raw, name, kind) if kind in NUMBER_TYPES else []
    limit = raw.get("limit")
    if limit is not None and kind not in LIMITED_TYPES:
        faults.append(fault(name, "form.limit_unused"))
    elif kind in TEXT_TYPES and limit is None:
        faults.append(fault(name, "form.limit_missing"))
    formats = raw.get("formats", [])
    if kind is FieldType.FILE and not formats:
        faults.append(fault(name, "form.formats_missing"))
    for each in formats:
        if each not in FILE_FORMATS:
            faults.append(fault(name, "form.format_unknown", format=each))
    return faults


def _property_faults(raw: Mapping[str, Any], name: str) -> list[FieldFault]:
    """Faults of shape: properties that are missing, unknown or of the wrong type."""
    faults = [
        fault(name, "form.property_unknown", property=each)
        for each in sorted(set(raw) - set(_NEEDED) - set(_shapes(raw)))
    ]
    if not isinstance(raw.get("key"), str) or not _KEY.fullmatch(raw["key"]):
        faults.append(fault(name, "form.key"))
    if not isinstance(raw.get("label"), str) or not raw["label"].strip():
        faults.append(fault(name, "form.label"))
    if raw.get("type") not in list(FieldType):
        faults.append(fault(name, "form.type", type=raw.get("type")))
    faults += [
        fault(name, "form.shape", property=each)
        for each, sound in _shapes(raw).items()
        if each in raw and not sound
    ]
    return faults


def _shapes(raw: Mapping[str, Any]) -> dict[str, bool]:
    """For each optional property, whether its value has the right type."""
    limit, places = raw.get("limit"), raw.get("places")
    choices = raw.get("choices")
    return {
        "required": isinstance(raw.get("required"), bool),
        "hint": isinstance(raw.get("hint"), str),
        "unit": isinstance(raw.get("unit"), str),
        "limit": type(limit) is int and limit >= 1,
        "places": type(places) is int and 0 <= places <= MOST_PLACES,
        "minimum": _bound(raw.get("minimum")) is not None,
        "maximum": _bound(raw.get("maximum")) is not None,
        "audiences": _is_texts(raw.get("audiences")),
        "formats": _is_texts(raw.get("formats")),
        "choices": isinstance(choices, list) and all(_is_choice(each) for each in choices),
    }


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_choice(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and set(value) == {"key", "label"}
        and all(isinstance(each, str) and each.strip() for each in value.values())
    )


def _bound(value: object) -> Decimal | None:
    """A bound as written in the document: a string such as ``"0"``, never a float."""
    if not isinstance(value, str):
        return None
    try:
        return read_decimal(value, places=MOST_PLACES)
    except Refusal:
        return None


def _audience_faults(raw: Mapping[str, Any], name: str, kind: FieldType) -> list[FieldFault]:
    audiences = raw.get("audiences")
    if audiences is None:
        return [fault(name, "form.audiences_missing")]
    faults = [
        fault(name, "form.audience_unknown", audience=each)
        for each in audiences
        if each not in set(Audience)
    ]
    if kind is FieldType.ORGANISATION and Audience.BLIND_JUDGE in audiences:
        faults.append(fault(name, "form.blind_organisation"))
    if kind is FieldType.PHONE and {Audience.BLIND_JUDGE, Audience.PUBLIC} & set(audiences):
        faults.append(fault(name, "form.phone_shown"))
    return faults


def _choice_faults(raw: Mapping[str, Any], name: str, kind: FieldType) -> list[FieldFault]:
    choices = raw.get("choices", [])
    if kind not in CHOICE_TYPES:
        return [fault(name, "form.choices_unused")] if choices else []
    if len(choices) < 2:
        return [fault(name, "form.choices_few")]
    faults = []
    for part in ("key", "label"):
        values = [each[part] for each in choices]
        repeated = sorted({each for each in values if values.count(each) > 1})
        faults += [fault(name, "form.choice_repeated", choice=each) for each in repeated]
    return faults


def _number_faults(raw: Mapping[str, Any], name: str, kind: FieldType) -> list[FieldFault]:
    minimum, maximum = _bound(raw.get("minimum")), _bound(raw.get("maximum"))
    if minimum is not None and maximum is not None and minimum > maximum:
        return [fault(name, "form.bounds", minimum=raw["minimum"], maximum=raw["maximum"])]
    if kind is FieldType.MONEY and not raw.get("unit"):
        return [fault(name, "form.unit_missing")]
    return []


def _title_faults(fields: Sequence[Any]) -> list[FieldFault]:
    """The title names an entry on every list, so each form asks for it and requires it."""
    for raw in fields:
        sound = {"key": TITLE_KEY, "type": FieldType.TEXT, "required": True}
        if isinstance(raw, Mapping) and sound.items() <= raw.items():
            return []
    return [fault(TITLE_KEY, "form.title_missing")]


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        key=raw["key"],
        label=raw["label"],
        type=FieldType(raw["type"]),
        audiences=frozenset(Audience(each) for each in raw["audiences"]),
        required=raw.get("required", False),
        limit=raw.get("limit"),
        hint=raw.get("hint", ""),
        choices=tuple(Choice(each["key"], each["label"]) for each in raw.get("choices", [])),
        minimum=_bound(raw.get("minimum")),
        maximum=_bound(raw.get("maximum")),
        places=raw.get("places", 0),
        unit=raw.get("unit", ""),
        formats=frozenset(raw.get("formats", [])),
    )

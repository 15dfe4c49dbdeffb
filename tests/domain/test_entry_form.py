from decimal import Decimal

import pytest

from competition.domain.entry_form import Audience, Choice, visible_fields
from competition.domain.entry_form_document import definition_faults, parse_form
from competition.domain.refusal import Refusal

TITLE = {
    "key": "title",
    "label": "成果名称",
    "type": "text",
    "limit": 40,
    "required": True,
    "audiences": ["form_reviewer", "blind_judge", "open_judge", "public"],
}


def field(**properties):
    plain = {"key": "summary", "label": "成果简介", "type": "long_text", "limit": 800}
    return {**plain, "audiences": ["form_reviewer"], **properties}


def codes(*fields):
    found = definition_faults({"fields": [TITLE, *fields]})
    return [(fault.field, fault.code) for fault in found]


def test_a_sound_form_has_no_faults():
    assert codes(field()) == []


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"key": "成果"}, "form.key"),
        ({"label": " "}, "form.label"),
        ({"type": "essay"}, "form.type"),
        ({"type": ["text"]}, "form.type"),
        ({"colour": "red"}, "form.property_unknown"),
        ({"limit": 0}, "form.shape"),
        ({"limit": True}, "form.shape"),
        ({"required": "yes"}, "form.shape"),
        ({"limit": None}, "form.shape"),
        ({"audiences": ["judges"]}, "form.audience_unknown"),
        ({"type": "number", "limit": 3}, "form.limit_unused"),
        ({"type": "choice", "limit": 3, "choices": []}, "form.choices_few"),
        ({"choices": [{"key": "a", "label": "甲"}]}, "form.choices_unused"),
        ({"type": "file", "limit": 3}, "form.formats_missing"),
        ({"type": "file", "limit": 3, "formats": ["exe"]}, "form.format_unknown"),
    ],
)
def test_a_faulty_field_is_named_with_its_fault(properties, code):
    assert code in [found for _, found in codes(field(**properties))]


def test_a_text_without_a_limit_is_refused():
    unlimited = field()
    del unlimited["limit"]

    assert codes(unlimited) == [("summary", "form.limit_missing")]


def test_a_field_that_names_no_audience_is_refused():
    silent = field()
    del silent["audiences"]

    assert codes(silent) == [("summary", "form.audiences_missing")]


def test_bounds_are_exact_strings_in_their_order():
    number = {"key": "saving", "label": "效益", "type": "number", "audiences": []}

    assert codes({**number, "minimum": 0.5}) == [("saving", "form.shape")]
    assert codes({**number, "minimum": "5", "maximum": "4"}) == [("saving", "form.bounds")]
    assert codes({**number, "type": "money"}) == [("saving", "form.unit_missing")]


def test_an_organisation_is_never_shown_to_blind_judges():
    unit = {"key": "unit", "label": "完成单位", "type": "organisation"}

    assert codes({**unit, "audiences": ["open_judge"]}) == []
    assert codes({**unit, "audiences": ["blind_judge"]}) == [("unit", "form.blind_organisation")]


@pytest.mark.parametrize("audience", ["blind_judge", "public"])
def test_a_phone_is_never_shown_to_blind_judges_or_the_public(audience):
    phone = {"key": "tel", "label": "电话", "type": "phone", "audiences": [audience]}

    assert codes(phone) == [("tel", "form.phone_shown")]


def test_two_fields_do_not_share_a_key():
    assert codes(field(), field()) == [("summary", "form.duplicate_key")]


def test_two_choices_do_not_share_a_key_or_a_label():
    choices = [{"key": "a", "label": "甲"}, {"key": "a", "label": "甲"}]
    kind = {"key": "kind", "label": "类别", "type": "choice", "audiences": [], "choices": choices}

    assert codes(kind) == [("kind", "form.choice_repeated")] * 2


@pytest.mark.parametrize("document", [None, {}, {"fields": []}, {"fields": "title"}, []])
def test_a_form_without_fields_is_refused(document):
    assert [fault.code for fault in definition_faults(document)] == ["form.no_fields"]


@pytest.mark.parametrize("change", [{"key": "name"}, {"required": False}, {"type": "date"}])
def test_every_form_requires_a_title(change):
    faults = definition_faults({"fields": [{**TITLE, **change}]})

    assert ("title", "form.title_missing") in [(fault.field, fault.code) for fault in faults]


def test_reading_a_faulty_form_names_the_field():
    with pytest.raises(Refusal) as refusal:
        parse_form({"fields": [TITLE, field(type="essay")]})

    assert refusal.value.code == "form.type"
    assert refusal.value.values == {"type": "essay", "field": "summary"}


def test_a_form_is_read_from_its_document():
    form = parse_form(
        {
            "fields": [
                TITLE,
                field(hint="请写清原理"),
                {
                    "key": "benefit",
                    "label": "经济效益",
                    "type": "money",
                    "unit": "万元",
                    "minimum": "0",
                    "maximum": "99999.50",
                    "places": 2,
                    "audiences": ["open_judge", "form_reviewer"],
                },
                {
                    "key": "kind",
                    "label": "类别",
                    "type": "choice",
                    "choices": [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}],
                    "audiences": [],
                },
                {
                    "key": "proof",
                    "label": "证明材料",
                    "type": "file",
                    "limit": 5,
                    "formats": ["pdf", "jpeg"],
                    "audiences": ["form_reviewer"],
                },
            ]
        }
    )

    assert form.field("benefit").maximum == Decimal("99999.5")
    assert form.field("kind").choices == (Choice("a", "甲"), Choice("b", "乙"))


def test_an_audience_sees_its_own_fields_in_order():
    form = parse_form(
        {
            "fields": [
                TITLE,
                field(key="a", audiences=["blind_judge"]),
                field(key="b", audiences=["form_reviewer", "open_judge"]),
                field(key="c", audiences=["form_reviewer", "blind_judge"]),
            ]
        }
    )

    seen = {each: [one.key for one in visible_fields(form, each)] for each in Audience}

    assert seen == {
        Audience.FORM_REVIEWER: ["title", "b", "c"],
        Audience.BLIND_JUDGE: ["title", "a", "c"],
        Audience.OPEN_JUDGE: ["title", "b"],
        Audience.PUBLIC: ["title"],
    }

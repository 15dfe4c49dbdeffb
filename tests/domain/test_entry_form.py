import pytest

from competition.domain.entry_form_document import definition_faults

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


def all_faults(*fields):
    found = definition_faults({"fields": [TITLE, *fields]})
    return [(fault.field, fault.code, fault.values) for fault in found]


ONE, OTHER = {"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}
NUMBER = {"key": "n", "label": "数", "type": "number", "audiences": []}


@pytest.mark.parametrize(
    ("properties", "code", "values"),
    [
        ({"label": " "}, "form.label", {}),
        ({"label": None}, "form.label", {}),
        ({"type": "essay"}, "form.type", {"type": "essay"}),
        ({"type": ["text"]}, "form.type", {"type": ["text"]}),
        ({"type": None}, "form.type", {"type": None}),
        ({"colour": "red"}, "form.property_unknown", {"property": "colour"}),
        ({"limit": 0}, "form.shape", {"property": "limit"}),
        ({"limit": True}, "form.shape", {"property": "limit"}),
        ({"limit": None}, "form.shape", {"property": "limit"}),
        ({"required": "yes"}, "form.shape", {"property": "required"}),
        ({"hint": 1}, "form.shape", {"property": "hint"}),
        ({"unit": None}, "form.shape", {"property": "unit"}),
        ({"places": 7}, "form.shape", {"property": "places"}),
        ({"places": -1}, "form.shape", {"property": "places"}),
        ({"places": True}, "form.shape", {"property": "places"}),
        ({"minimum": 1}, "form.shape", {"property": "minimum"}),
        ({"maximum": "1,0"}, "form.shape", {"property": "maximum"}),
        ({"maximum": "0.0000001"}, "form.shape", {"property": "maximum"}),
        ({"audiences": "public"}, "form.shape", {"property": "audiences"}),
        ({"audiences": [1]}, "form.shape", {"property": "audiences"}),
        ({"formats": "pdf"}, "form.shape", {"property": "formats"}),
        ({"formats": [1]}, "form.shape", {"property": "formats"}),
        ({"choices": (ONE, OTHER)}, "form.shape", {"property": "choices"}),
        ({"choices": [ONE, "b"]}, "form.shape", {"property": "choices"}),
        ({"choices": [ONE, {"key": "b"}]}, "form.shape", {"property": "choices"}),
        ({"choices": [ONE, {"key": "b", "label": " "}]}, "form.shape", {"property": "choices"}),
        ({"choices": [ONE, {"key": 1, "label": "乙"}]}, "form.shape", {"property": "choices"}),
        ({"audiences": ["judges"]}, "form.audience_unknown", {"audience": "judges"}),
        ({"choices": [ONE]}, "form.choices_unused", {}),
        ({"type": "file"}, "form.formats_missing", {}),
        ({"type": "file", "formats": []}, "form.formats_missing", {}),
        ({"type": "file", "formats": ["pdf", "exe"]}, "form.format_unknown", {"format": "exe"}),
        ({"type": "date"}, "form.limit_unused", {}),
        ({"type": "multi_choice"}, "form.choices_few", {}),
        ({"type": "multi_choice", "choices": [ONE]}, "form.choices_few", {}),
    ],
)
def test_a_faulty_field_is_named_with_its_fault(properties, code, values):
    assert all_faults(field(**properties)) == [("summary", code, values)]


def test_every_fault_of_a_field_is_told():
    broken = field(key="成果", type="essay", colour="red", size=1, limit=0)

    assert all_faults(broken) == [
        ("成果", "form.property_unknown", {"property": "colour"}),
        ("成果", "form.property_unknown", {"property": "size"}),
        ("成果", "form.key", {}),
        ("成果", "form.type", {"type": "essay"}),
        ("成果", "form.shape", {"property": "limit"}),
    ]


@pytest.mark.parametrize("key", [None, "", 3])
def test_a_field_without_a_key_is_named_by_its_number(key):
    assert all_faults(field(key=key)) == [("#2", "form.key", {})]


def test_what_is_no_field_is_named_by_its_number():
    assert all_faults("summary") == [("#2", "form.shape", {"property": "field"})]


@pytest.mark.parametrize("key", ["a", "a_1", "a" * 40])
def test_a_key_is_a_plain_word(key):
    assert codes(field(key=key)) == []
    assert codes(field(key=key + "A")) == [(key + "A", "form.key")]


def test_a_form_has_at_most_eighty_fields():
    fields = [field(key=f"f{number}") for number in range(80)]

    assert all_faults(*fields[1:]) == []
    assert all_faults(*fields) == [("#1", "form.too_many_fields", {"most": 80})]


@pytest.mark.parametrize(
    "sound",
    [
        field(required=True, hint="", unit="", places=0, limit=1),
        field(places=6),
        NUMBER | {"minimum": "0", "maximum": "0.000001"},
        NUMBER | {"minimum": "3", "maximum": "3"},
        NUMBER | {"type": "money", "unit": "元"},
        field(type="multi_choice", choices=[ONE, OTHER]),
        field(type="file", formats=["pdf", "jpeg", "png"]),
        {"key": "f", "label": "图", "type": "file", "formats": ["png"], "audiences": []},
    ],
)
def test_what_a_field_may_say_is_sound(sound):
    assert all_faults(sound) == []


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
    assert all_faults({**number, "minimum": "5", "maximum": "4"}) == [
        ("saving", "form.bounds", {"minimum": "5", "maximum": "4"})
    ]
    assert codes({**number, "type": "money"}) == [("saving", "form.unit_missing")]
    assert codes({**number, "type": "money", "unit": ""}) == [("saving", "form.unit_missing")]


def test_an_organisation_is_never_shown_to_blind_judges():
    unit = {"key": "unit", "label": "完成单位", "type": "organisation"}

    assert codes({**unit, "audiences": ["open_judge"]}) == []
    assert codes({**unit, "audiences": ["blind_judge"]}) == [("unit", "form.blind_organisation")]


@pytest.mark.parametrize("audience", ["blind_judge", "public"])
def test_a_phone_is_never_shown_to_blind_judges_or_the_public(audience):
    phone = {"key": "tel", "label": "电话", "type": "phone", "audiences": [audience]}

    assert codes(phone) == [("tel", "form.phone_shown")]


def test_a_phone_is_shown_to_reviewers_and_judges_who_know_names():
    phone = {"key": "tel", "label": "电话", "type": "phone"}

    assert codes({**phone, "audiences": ["form_reviewer", "open_judge"]}) == []


def test_two_fields_do_not_share_a_key():
    assert all_faults(field(), field()) == [("summary", "form.duplicate_key", {"key": "summary"})]


def test_two_choices_do_not_share_a_key_or_a_label():
    choices = [OTHER, ONE, ONE, OTHER, {"key": "c", "label": "乙"}]
    kind = {"key": "kind", "label": "类别", "type": "choice", "audiences": [], "choices": choices}

    assert all_faults(kind) == [
        ("kind", "form.choice_repeated", {"choice": each}) for each in ("a", "b", "乙", "甲")
    ]


@pytest.mark.parametrize("document", [None, {}, {"fields": []}, {"fields": "title"}, []])
def test_a_form_without_fields_is_refused(document):
    found = [(fault.field, fault.code, fault.values) for fault in definition_faults(document)]

    assert found == [("#1", "form.no_fields", {})]


@pytest.mark.parametrize("change", [{"key": "name"}, {"required": False}, {"type": "date"}])
def test_every_form_requires_a_title(change):
    faults = definition_faults({"fields": [{**TITLE, **change}]})

    assert ("title", "form.title_missing", {}) in [
        (fault.field, fault.code, fault.values) for fault in faults
    ]

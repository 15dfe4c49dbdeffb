"""A sound form is read as it stands, and each audience sees its own part of it."""

from decimal import Decimal

import pytest

from competition.domain.entry_form import Audience, Choice, Field, FieldType, visible_fields
from competition.domain.entry_form_document import parse_form
from competition.domain.refusal import Refusal
from tests.domain.test_entry_form import TITLE, field


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

    everyone = frozenset(Audience)
    reviewers = frozenset({Audience.FORM_REVIEWER})
    assert form.fields == (
        Field("title", "成果名称", FieldType.TEXT, everyone, required=True, limit=40),
        Field("summary", "成果简介", FieldType.LONG_TEXT, reviewers, limit=800, hint="请写清原理"),
        Field(
            "benefit",
            "经济效益",
            FieldType.MONEY,
            reviewers | {Audience.OPEN_JUDGE},
            minimum=Decimal(0),
            maximum=Decimal("99999.5"),
            places=2,
            unit="万元",
        ),
        Field(
            "kind",
            "类别",
            FieldType.CHOICE,
            frozenset(),
            choices=(Choice("a", "甲"), Choice("b", "乙")),
        ),
        Field(
            "proof",
            "证明材料",
            FieldType.FILE,
            reviewers,
            limit=5,
            formats=frozenset({"pdf", "jpeg"}),
        ),
    )


def test_a_field_is_found_by_its_key_or_not_at_all():
    form = parse_form({"fields": [TITLE]})

    assert form.field("title") == form.fields[0]
    with pytest.raises(KeyError, match="^'summary'$"):
        form.field("summary")


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

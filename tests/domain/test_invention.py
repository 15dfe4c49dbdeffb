"""Invented entries and marks pass every check of the real thing."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.entry_answers import check_answers
from competition.domain.entry_form import EntryForm, FieldType
from competition.domain.entry_form_document import parse_form
from competition.domain.invention import (
    invent_answers,
    invent_entries,
    invent_mark,
    invent_quality,
)
from competition.domain.marks import MarkRange, parse_mark
from competition.domain.people import normal_name
from competition.domain.presets import load_preset

CHOICES = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]


def typed_fields(form: EntryForm) -> EntryForm:
    """The form without its files, which are attached apart."""
    return EntryForm(tuple(one for one in form.fields if one.type is not FieldType.FILE))


@pytest.mark.parametrize("preset", ["innovation_contest", "five_small"])
def test_invented_answers_fill_a_real_form(preset: str) -> None:
    form = typed_fields(parse_form(load_preset(preset).form_document))
    (entry,) = invent_entries(1, seed="a", members=range(1, 9))

    answers = invent_answers(form, entry, organisation="蜀江省总工会", seed="b")

    assert check_answers(form, answers, complete=True).faults == ()


@pytest.mark.parametrize(
    "field",
    [
        {"type": "text", "limit": 1},
        {"type": "long_text", "limit": 3},
        {"type": "number", "minimum": "-5", "maximum": "-4"},
        {"type": "number", "minimum": "0.5", "maximum": "0.5", "places": 1},
        {"type": "money", "places": 2, "unit": "万元"},
        {"type": "multi_choice", "limit": 1, "choices": CHOICES},
        {"type": "video_link"},
        {"type": "date"},
    ],
    ids=lambda field: "-".join(f"{key}" for key in field),
)
def test_narrow_fields_are_filled_within_their_bounds(field: dict[str, object]) -> None:
    title = {"key": "title", "label": "名称", "type": "text", "limit": 40, "required": True}
    wanted = {"key": "x", "label": "项", "required": True, "audiences": [], **field}
    form = parse_form({"fields": [{**title, "audiences": []}, wanted]})
    (entry,) = invent_entries(1, seed="a", members=range(1, 2))

    answers = invent_answers(form, entry, organisation="", seed="c")

    assert check_answers(form, answers, complete=True).faults == ()


def test_titles_units_and_people_are_never_repeated() -> None:
    entries = invent_entries(60, seed="x", members=range(1, 4))

    assert len({one.title for one in entries}) == 60
    assert len({one.unit for one in entries}) == 60
    people = [name for one in entries for name in one.members]
    assert len(set(people)) == len(people)
    assert [name for name in people if normal_name(name) != name] == []


def test_the_same_seed_invents_the_same() -> None:
    assert invent_entries(9, seed="x", members=range(1, 4)) == invent_entries(
        9, seed="x", members=range(1, 4)
    )


@settings(derandomize=True, max_examples=80)
@given(
    low=st.integers(0, 50),
    steps=st.integers(1, 200),
    step=st.integers(1, 25),
    rest=st.integers(0, 24),
    scale=st.integers(0, 3),
    quality=st.integers(0, 100),
    seed=st.integers(),
)
def test_every_invented_mark_is_legal(
    low: int, steps: int, step: int, rest: int, scale: int, quality: int, seed: int
) -> None:
    allowed = MarkRange(scale, low, low + steps * step + rest % step, step)

    text = invent_mark(allowed, quality, Random(seed))

    assert allowed.low <= parse_mark(text, allowed) <= allowed.high


def test_qualities_are_spread_from_fair_to_very_good() -> None:
    assert [invent_quality(number, 5) for number in range(5)] == [66, 73, 80, 87, 94]

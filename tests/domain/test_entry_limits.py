from dataclasses import replace

import pytest

from competition.domain.entry_limits import (
    Counts,
    Declaration,
    Limits,
    declaration_faults,
    limit_faults,
    limits_to_json,
    parse_declarations,
    parse_limits,
)
from competition.domain.refusal import Refusal

STRICT = Limits(
    members_min=2, members_max=5, entries_per_person=1, entries_per_unit=3, bar_winners_years=3
)
TRUTH = Declaration("truth", 2, "真实性承诺", "本单位承诺……")


def test_an_entry_within_every_limit_has_no_fault():
    counts = Counts(members=5, entries_by_person={"张三": 1}, entries_of_unit=3)

    assert limit_faults(STRICT, counts) == ()
    assert limit_faults(STRICT, replace(counts, members=2)) == ()


def test_every_broken_limit_is_named_with_its_bound():
    counts = Counts(
        members=6,
        entries_by_person={"张三": 2, "李四": 1},
        entries_of_unit=4,
        earlier_wins=["2025年第三届"],
    )

    faults = [(fault.field, fault.code, fault.values) for fault in limit_faults(STRICT, counts)]

    assert faults == [
        ("members", "limits.members_many", {"most": 5}),
        ("members", "limits.person_entries", {"name": "张三", "most": 1}),
        ("unit", "limits.unit_entries", {"most": 3}),
        ("title", "limits.earlier_winner", {"edition": "2025年第三届"}),
    ]


def test_too_few_members_are_named():
    counts = Counts(members=1, entries_by_person={}, entries_of_unit=1)

    (found,) = limit_faults(STRICT, counts)
    assert (found.field, found.code, found.values) == (
        "members",
        "limits.members_few",
        {"least": 2},
    )


def test_no_limit_means_none():
    counts = Counts(
        members=99, entries_by_person={"张三": 99}, entries_of_unit=99, earlier_wins=["首届"]
    )

    assert limit_faults(Limits(), counts) == ()


def test_limits_read_back_as_they_were_written():
    assert parse_limits(limits_to_json(STRICT)) == STRICT
    assert parse_limits({}) == Limits()


def test_limits_of_one_and_equal_bounds_are_limits():
    document = {"members_min": 1, "members_max": 1, "entries_per_unit": None}

    assert parse_limits(document) == Limits(members_min=1, members_max=1)


@pytest.mark.parametrize(
    ("document", "code", "values"),
    [
        ({"judges": 3}, "limits.unknown", {"property": "judges"}),
        ({"members_max": 0}, "limits.value", {"property": "members_max"}),
        ({"members_max": "5"}, "limits.value", {"property": "members_max"}),
        ({"members_min": None}, "limits.value", {"property": "members_min"}),
        ({"bar_winners_years": True}, "limits.value", {"property": "bar_winners_years"}),
        ({"members_min": 3, "members_max": 2}, "limits.members", {"least": 3, "most": 2}),
    ],
)
def test_senseless_limits_are_refused(document, code, values):
    with pytest.raises(Refusal) as refusal:
        parse_limits(document)

    assert (refusal.value.code, refusal.value.values) == (code, values)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"truth": 2}, []),
        ({"truth": 1}, ["declaration.outdated"]),
        ({}, ["declaration.missing"]),
        ({"secrecy": 2}, ["declaration.missing"]),
    ],
)
def test_a_declaration_counts_in_its_present_version_only(given, codes):
    faults = [(each.field, each.code, each.values) for each in declaration_faults([TRUTH], given)]

    assert faults == [("declarations", code, {"title": "真实性承诺"}) for code in codes]


def test_declarations_are_read_from_their_document():
    raw = {"key": "truth", "version": 2, "title": "真实性承诺", "text": "本单位承诺……"}

    assert parse_declarations([raw]) == (TRUTH,)


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""},
        {"key": None},
        {"title": " "},
        {"text": ""},
        {"text": 1},
        {"version": 0},
        {"version": True},
        {"version": "1"},
    ],
)
def test_a_declaration_that_lacks_something_is_named_by_its_number(change):
    raw = {"key": "truth", "version": 1, "title": "真实性承诺", "text": "本单位承诺……"}

    with pytest.raises(Refusal) as refusal:
        parse_declarations([raw, {**raw, **change}])

    assert (refusal.value.code, refusal.value.values) == ("declaration.shape", {"number": 2})


def test_a_declaration_stands_once():
    raw = {"key": "truth", "version": 1, "title": "真实性承诺", "text": "本单位承诺……"}

    with pytest.raises(Refusal) as refusal:
        parse_declarations([raw, raw])

    assert (refusal.value.code, refusal.value.values) == ("declaration.repeated", {"key": "truth"})

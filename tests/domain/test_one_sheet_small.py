"""One changed sheet against a full calculation on a few panels and years, quickly."""

from dataclasses import replace
from random import Random

import pytest

from competition.domain.marks import State
from competition.domain.one_sheet import Field, Moved
from competition.domain.rules import Entry, Facts, Sheet, Standing, calculate, parse_rule_set
from tests.domain.test_one_sheet import KEYS, TRIMMED, anew, others, part_of
from tests.domain.year_cases import year_document, year_facts

STYLES = ("1224", "1223", "1234", "1334", "fractional")
MARKS = {
    "A": (100, 90, 80),
    "B": (95, 95, 80),
    "C": (95, 95, 80),
    "D": (40, 40, 40),
    "E": (10, None, None),
    "F": (None, None, None),
}


def panel(**further):
    sheets = tuple(
        Sheet("panel", entry, f"J{number}", {"a": mark, "b": mark // 10, "c": 10 * mark})
        for entry, row in MARKS.items()
        for number, mark in enumerate(row)
        if mark is not None
    )
    entries = [Entry(entry, {"track": "NS"[entry in "BD"]}) for entry in MARKS]
    return Facts((*entries, Entry("W", {"track": "N"}, State.WITHDRAWN)), sheets=sheets, **further)


def changed_sheets(facts):
    """Other marks on every sheet, sheets set aside, a sheet from paper, one of a withdrawn."""
    fresh = {"a": 95, "b": 9, "c": 950}
    more = [Sheet("panel", entry, "J9", fresh) for entry in ("A", "D", "F", "W")]
    level = [Sheet("panel", "D", f"J{n}", {"a": 95, "b": 9, "c": 950}) for n in range(3)]
    return [other for sheet in facts.sheets for other in others(sheet)] + more + level


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("per", [None, "track"])
@pytest.mark.parametrize("quorum", [1, 3])
def test_a_changed_sheet_does_what_a_full_calculation_says(style, per, quorum):
    mean = TRIMMED[1] | {"quorum": quorum}
    rank = {"rank": KEYS, "style": style} | ({"per": per} if per else {})
    part, facts = part_of([TRIMMED[0], mean, TRIMMED[2], rank]), panel()
    field = Field.of(part, facts)

    for sheet in changed_sheets(facts):
        assert field.with_sheet(sheet) == anew(part, facts, sheet)


@pytest.mark.parametrize("seed", range(12))
def test_a_changed_month_does_what_a_full_calculation_says(seed):
    chance = Random(seed)
    part = parse_rule_set(year_document(chance)).part("year")
    facts = year_facts(chance, (0, 0.2)[seed % 2])
    field = Field.of(part, facts)

    for sheet in facts.sheets[::7]:
        for other in others(sheet):
            assert field.with_sheet(other) == anew(part, facts, other)


def test_what_was_calculated_is_taken_over_with_what_it_was_given():
    stage = {"criteria": [{"key": "all", "max": "100"}]}
    fold = [
        {"reduce": "criterion", "by": "sum"},
        {"reduce": "judge", "by": "mean", "as": "score"},
    ]
    both = {"combine": {"first.score": "0.5", "score": "0.5"}, "missing": "zero", "as": "sum"}
    rules = parse_rule_set(
        {
            "schema": 1,
            "stages": {
                "first": stage | {"steps": [*fold, {"rank": [{"key": "score"}]}]},
                "second": stage | {"steps": [*fold, both, {"rank": [{"key": "sum"}]}]},
            },
        }
    )
    sheets = tuple(
        Sheet(part, entry, "J", {"all": mark})
        for part, marks in {"first": (80, 70, 60), "second": (50, 70, 80)}.items()
        for entry, mark in zip("ABC", marks, strict=True)
    )
    facts = Facts(tuple(map(Entry, "ABC")), sheets=sheets)
    given = {"first": calculate(rules.stages["first"], facts).evaluation}
    done = calculate(rules.stages["second"], facts, given)
    better = Sheet("second", "A", "J", {"all": 64})

    field = Field.over(done, given)

    assert Field.of(rules.stages["second"], facts, given) == field
    assert field.with_sheet(better) == Moved("72", Standing("A", "", 1, 1))
    assert field.evaluation is done.evaluation


def field_of(**further):
    rank = {"rank": [{"key": "score"}]}
    return Field.of(part_of([*TRIMMED, rank]), panel(**further))


@pytest.mark.parametrize(("entry", "judge"), [("A", "J9"), ("X", "J0"), ("F", "J0")])
def test_a_judge_without_a_sheet_cannot_be_left_out(entry, judge):
    assert field_of().without(entry, judge) is None


def test_a_judge_with_several_sheets_of_an_entry_is_not_left_out():
    chance = Random(3)
    part = parse_rule_set(year_document(chance)).part("year")

    assert Field.of(part, year_facts(chance, 0)).without("U0", "J1") is None


def test_a_judge_who_is_left_out_has_recused():
    field = field_of()
    own = next(one for one in field.facts.sheets if (one.entry, one.judge) == ("B", "J1"))
    aside = replace(own, marks={}, state=State.RECUSED)
    elsewhere = replace(own, stage="final")
    both = replace(field.facts, sheets=(*field.facts.sheets, elsewhere))

    assert field.without("B", "J1") == anew(field.part, field.facts, aside)
    assert Field.of(field.part, both).without("B", "J1") == field.without("B", "J1")


def test_an_entry_left_without_a_sheet_has_no_score_and_no_place():
    lost = Moved(None, Standing("E", "", None, None, reason="no_score"))

    assert field_of().without("E", "J0") == lost


def test_a_withdrawn_entry_keeps_its_reason():
    moved = field_of().with_sheet(Sheet("panel", "W", "J0", {"a": 100, "b": 9, "c": 900}))

    assert moved == Moved(None, Standing("W", "", None, None, reason="withdrawn"))

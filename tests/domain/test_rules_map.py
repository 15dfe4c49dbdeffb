"""Changing figures, folding by other methods, and adjusting by events: rule by rule."""

from dataclasses import replace
from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Names
from competition.documents.wording.rules import rules_paragraph
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Event, Facts, Item, Judge, parse_rule_set
from tests.domain.panels import MEAN, RANK, TOTALS, blocks, carried_out, document, facts, rules

PLAIN = {"reduce": "judge", "by": "mean"}


def outcome(given_facts: Facts, *steps: dict[str, Any]) -> dict[str, str | None]:
    """Scores after these steps on the mean of the panel, checked to be told in words too."""
    ruleset = rules(TOTALS, PLAIN, *steps[:-1], steps[-1] | {"as": "score"}, RANK)
    done = carried_out(ruleset, given_facts)
    assert rules_paragraph(ruleset, Names()).endswith("。")
    for entry in given_facts.entries:
        assert derivation_lines(done.derive(entry.id), Names())
    return {entry.id: done.evaluation.score_of(entry.id) for entry in given_facts.entries}


def folded(marks: str, **how: Any) -> str | None:
    done = carried_out(rules(TOTALS, MEAN | how, RANK), facts({"E": marks}))
    derivation_lines(done.derive("E"), Names())
    return done.evaluation.score_of("E")


@pytest.mark.parametrize(
    ("how", "score"),
    [
        ({"by": "median"}, "75"),
        ({"by": "max"}, "100"),
        ({"by": "min"}, "10"),
        ({"by": "sum", "drop_high": 1, "drop_low": 1}, "150"),
        ({"by": "sum", "best": 3}, "250"),
        ({"by": "mean", "best": 2, "best_is": "lowest"}, "40"),
        ({"by": "winsorised", "drop_high": 1, "drop_low": 1}, "75"),
        ({"by": "mean", "only": ["J1", "J4"]}, "55"),
    ],
)
def test_a_row_is_folded_by_the_named_method(how: dict[str, Any], score: str):
    assert folded("100 80 70 10", **how) == score


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10000), min_size=3, max_size=9), st.randoms())
def test_folds_agree_with_fractions_whatever_the_order(marks: list[int], luck: Any):
    shuffled = list(marks)
    luck.shuffle(shuffled)
    text = " ".join(f"{mark // 100}.{mark % 100:02d}" for mark in shuffled)
    ordered = sorted(Fraction(mark, 100) for mark in marks)
    inner = ordered[1:-1]

    told = {
        "median": folded(text, by="median"),
        "sum": folded(text, by="sum", drop_high=1, drop_low=1),
        "wins": folded(text, by="winsorised", drop_high=1, drop_low=1),
        "best": folded(text, by="mean", best=2),
    }

    assert {name: Fraction(score or "-1") for name, score in told.items()} == {
        "median": median(ordered),
        "sum": sum(inner),
        "wins": (inner[0] + sum(inner) + inner[-1]) / len(ordered),
        "best": sum(ordered[-2:]) / 2,
    }


def test_rank_sums_add_up_places_and_equal_marks_share_theirs():
    ruleset = rules(
        TOTALS,
        MEAN | {"by": "rank_sum"},
        {"rank": [{"key": "score", "direction": "asc"}]},
    )

    done = carried_out(ruleset, facts({"A": "90 80", "B": "80 80", "C": "70 99"}))

    assert [done.evaluation.score_of(e) for e in "ABC"] == ["3.5", "4.5", "4"]


def test_each_group_of_judges_has_its_own_aggregate():
    given_facts = replace(
        facts({"E": "90 80 100 60 70"}),
        judges=tuple(Judge(f"J{n}", {"group": "专业" if n < 4 else "大众"}) for n in range(1, 6)),
    )
    expert = {"reduce": "judge", "by": "median", "only": {"group": ["专业"]}, "as": "expert"}
    public = PLAIN | {"from": "totals", "only": {"group": ["大众"]}, "as": "public"}
    joined = {"combine": {"expert": "70%", "public": "30%"}, "missing": "block", "as": "score"}
    ruleset = rules(TOTALS, expert, public, joined, RANK)

    done = carried_out(ruleset, given_facts)

    assert (done.evaluation.score_of("E"), blocks(done)) == ("82.5", [])
    with pytest.raises(Refusal, match=r"facts\.member_attribute"):
        carried_out(ruleset, replace(given_facts, judges=()))


def test_weights_may_be_given_by_role():
    roles = tuple(Judge(f"J{n}", {"role": "组长" if n == 1 else "组员"}) for n in (1, 2, 3))
    how = {"weights": {"组长": "2", "组员": "1"}, "weights_of": "role"}

    done = carried_out(
        rules(TOTALS, MEAN | how, RANK), replace(facts({"E": "90 80 70"}), judges=roles)
    )

    assert done.evaluation.score_of("E") == "82.5"


def test_a_module_that_is_due_and_has_no_mark_blocks():
    modules = document(TOTALS, PLAIN, {"reduce": "item", "by": "sum", "as": "score"}, RANK)
    modules["stages"]["panel"]["dimensions"] = {"item": ["A", "B"]}
    given_facts = facts({"E": "90", "F": "80"})
    sheets = [replace(one, at={"item": "A"}) for one in given_facts.sheets]
    sheets.append(replace(sheets[0], at={"item": "B"}))

    done = carried_out(parse_rule_set(modules), replace(given_facts, sheets=tuple(sheets)))

    assert [(b.code, b.entries, dict(b.values)) for b in done.evaluation.blocks] == [
        ("MISSING_MARK", ("F",), {"item": "B"})
    ]
    assert done.evaluation.score_of("E") == "180"
    with pytest.raises(Refusal, match=r"facts\.sheet_member"):
        lost = replace(sheets[0], at={"item": "C"})
        carried_out(parse_rule_set(modules), replace(given_facts, sheets=(lost,)))
    with pytest.raises(Refusal, match=r"facts\.sheet_at"):
        carried_out(parse_rule_set(modules), given_facts)


def test_maxima_that_do_not_add_up_to_the_full_mark_are_refused():
    short = document(TOTALS, MEAN, RANK)
    short["stages"]["panel"]["full_mark"] = "90"

    with pytest.raises(Refusal, match=r"criteria\.full_mark"):
        parse_rule_set(short)


def test_below_the_quorum_an_entry_blocks_or_only_stays_unranked():
    strict, mild = MEAN | {"quorum": 3}, MEAN | {"quorum": 3, "below_quorum": "unranked"}
    given_facts = facts({"E": "90 80 absent"})

    blocked = carried_out(rules(TOTALS, strict, RANK), given_facts)
    unranked = carried_out(rules(TOTALS, mild, RANK), given_facts)

    assert blocks(blocked) == [("INSUFFICIENT_PANEL", ("E",))]
    assert (blocks(unranked), unranked.evaluation.score_of("E")) == ([], None)
    assert "INSUFFICIENT_PANEL" in unranked.evaluation.flags["E"]


BANDS = [{"at_least": "90", "points": "10"}, {"at_least": "80", "points": "6"}]
TIMES = [{"at_most": "60", "points": "10"}, {"at_most": "75", "points": "5"}]


@pytest.mark.parametrize(
    ("step", "scores"),
    [
        ({"map": "multiply", "by": ["0.5", "3"], "over": "2"}, ["67.5", "60", "45"]),
        ({"map": "add", "amount": "1.5"}, ["91.5", "81.5", "61.5"]),
        ({"map": "deduct_from", "base": "80", "each": "0.5"}, ["35", "40", "50"]),
        ({"map": "deduct_from", "base": "80", "floor": "0"}, ["0", "0", "20"]),
        ({"map": "points", "out_of": "120", "max": "100"}, ["75", "200/3", "50"]),
        ({"map": "proportion", "target": "75", "max": "10", "cap": "1.1"}, ["11", "32/3", "8"]),
        (
            {"map": "proportion", "target": "60", "max": "10", "lower_is_better": True},
            ["20/3", "7.5", "10"],
        ),
        (
            {"map": "proportion", "target": "70", "max": "10", "places": 2, "mode": "half_even"},
            ["12.9", "11.4", "8.6"],
        ),
        ({"map": "bands", "bands": BANDS, "otherwise": "1"}, ["10", "6", "1"]),
        ({"map": "bands", "bands": TIMES, "otherwise": "0"}, ["0", "0", "10"]),
        ({"map": "clamp", "low": "65", "high": "85"}, ["85", "80", "65"]),
        ({"map": "best_of_field", "best": "highest", "max": "9"}, ["9", "8", "6"]),
        ({"map": "best_of_field", "best": "lowest", "max": "12"}, ["8", "9", "12"]),
        ({"map": "share_of_total", "max": "230"}, ["90", "80", "60"]),
        ({"map": "places"}, ["1", "2", "3"]),
        ({"map": "places", "best": "lowest", "points": ["9", "7"]}, ["0", "7", "9"]),
    ],
)
def test_a_figure_changes_as_named(step: dict[str, Any], scores: list[str]):
    assert outcome(facts({"A": "90", "B": "80", "C": "60"}), step) == dict(
        zip("ABC", scores, strict=True)
    )


def test_points_rise_evenly_between_bands_where_that_is_named():
    step = {"map": "bands", "bands": BANDS, "otherwise": "1", "between": "linear"}

    assert outcome(facts({"A": "85", "B": "95", "C": "79"}), step) == {
        "A": "8",
        "B": "10",
        "C": "1",
    }


def test_equal_places_share_the_points_of_their_places():
    step = {"map": "places", "points": ["10", "8", "5"], "otherwise": "1"}

    assert outcome(facts({"A": "90", "B": "90", "C": "70"}), step) == {
        "A": "9",
        "B": "9",
        "C": "5",
    }


def test_what_a_field_has_not_is_refused_by_name():
    step = {"map": "points", "out_of": {"attribute": "plan"}, "max": "10"}
    given_facts = facts({"A": "90"})

    with pytest.raises(Refusal, match=r"facts\.number_missing"):
        outcome(given_facts, step)
    with pytest.raises(Refusal, match=r"facts\.not_number"):
        outcome(replace(given_facts, entries=(Entry("A", {"plan": "viel"}),)), step)
    with pytest.raises(Refusal, match=r"facts\.divisor_zero"):
        outcome(replace(given_facts, entries=(Entry("A", {"plan": "0"}),)), step)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"map": "guess"}, "rules.not_choice"),
        ({"map": "multiply", "by": [{"of": "item"}]}, "rules.number_form"),
        ({"map": "multiply", "by": [{"attribute": "x", "of": "item"}]}, "rules.axis_unknown"),
        ({"map": "multiply", "by": ["1"], "over": "0"}, "rules.not_positive"),
        ({"map": "add", "amount": {"table": "totals"}}, "rules.axes"),
        ({"map": "bands", "bands": BANDS[::-1], "otherwise": "0"}, "rules.bands_order"),
        ({"map": "clamp"}, "rules.key_missing"),
        ({"map": "clamp", "low": "2", "high": "1"}, "rules.limits_crossed"),
        ({"adjust": [{"kind": "a", "effect": "plus"}] * 2}, "rules.kind_twice"),
        (
            {"adjust": [{"kind": "a", "effect": "plus", "points": "1", "levels": {"x": "1"}}]},
            "rules.tariff_twice_told",
        ),
        ({"adjust": [{"kind": "a", "effect": "plus", "once_per": "mood"}]}, "rules.event_field"),
        ({"adjust": [{"kind": "a", "effect": "up"}]}, "rules.not_choice"),
    ],
)
def test_a_faulty_change_is_refused(step: dict[str, Any], code: str):
    with pytest.raises(Refusal) as refused:
        rules(TOTALS, PLAIN, step | {"as": "score"}, RANK)

    assert refused.value.code == code


def adjusted(events: list[Event], *tariffs: dict[str, Any], **limits: str) -> str | None:
    given_facts = replace(facts({"E": "80", "F": "70"}), events=tuple(events))
    return outcome(given_facts, {"adjust": list(tariffs), **limits})["E"]


def bonus(name: str, **more: Any) -> Event:
    return Event(name, "E", "bonus", **more)


def test_one_type_counts_once_in_a_month():
    tariff = {"kind": "bonus", "effect": "plus", "once_per": ["type", "month"]}
    events = [
        bonus("1", type="表扬", date="2026-03-02", amount="2"),
        bonus("2", type="表扬", date="2026-03-30", amount="3"),
        bonus("3", type="表扬", date="2026-04-01", amount="1"),
    ]

    assert adjusted(events, tariff) == adjusted(events[::-1], tariff) == "84"


def test_caps_hold_for_a_type_a_kind_and_everything():
    tariff = {"kind": "bonus", "effect": "plus", "cap_per": {"type": "3"}, "cap": "5"}
    events = [bonus("1", type="a", amount="9"), bonus("2", type="b", amount="2.5")]

    assert adjusted(events[:1], tariff) == "83"
    assert adjusted(events, tariff) == "85"
    assert adjusted(events, tariff, most_plus="4") == "84"
    assert adjusted(events, tariff, ceiling="82") == "82"


def test_deductions_stop_at_the_floor_and_their_own_limit():
    tariff = {"kind": "fault", "effect": "minus", "points": "3", "per_amount": True}
    events = [Event("1", "E", "fault", amount="30")]

    assert adjusted(events, tariff) == "-10"
    assert adjusted(events, tariff, floor="0") == "0"
    assert adjusted(events, tariff, most_minus="20") == "60"


def test_an_event_without_evidence_does_not_count_and_blocks():
    tariff = {"kind": "bonus", "effect": "plus", "needs_evidence": True}
    ruleset = rules(TOTALS, PLAIN, {"adjust": [tariff], "as": "score"}, RANK)
    events = (bonus("1", amount="2"), bonus("2", amount="1", evidence="文件 3 号"))

    done = carried_out(ruleset, replace(facts({"E": "80"}), events=events))

    assert (done.evaluation.score_of("E"), blocks(done)) == ("81", [("EVENT_EVIDENCE", ("E",))])


@pytest.mark.parametrize(
    ("measured", "full", "started"),
    [("480", "80", "80"), ("481", "80", "79.5"), ("510", "79.5", "79.5"), ("900", "78", "78")],
)
def test_overtime_is_counted_by_full_or_started_units(measured: str, full: str, started: str):
    told = []
    for count in ("full", "started"):
        over = {"limit": "480", "unit": "30", "points": "0.5", "count": count}
        tariff = {"kind": "bonus", "effect": "minus", "overtime": over, "cap": "2"}
        told.append(adjusted([bonus("1", amount=measured)], tariff))

    assert told == [full, started]


def test_before_aggregation_an_event_changes_every_sheet():
    events = (Event("1", "E", "late", amount="10"),)
    late = {"adjust": [{"kind": "late", "effect": "minus"}], "floor": "0"}
    ruleset = rules(TOTALS, late, MEAN, RANK)

    done = carried_out(ruleset, replace(facts({"E": "80 4"}), events=events))

    assert done.evaluation.score_of("E") == "35"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (bonus("1"), "facts.not_number"),
        (bonus("1", amount="-1"), "facts.event_amount"),
        (Event("1", "G", "bonus", amount="1"), "facts.unknown_entry"),
    ],
)
def test_a_faulty_event_is_refused(event: Event, code: str):
    with pytest.raises(Refusal) as refused:
        adjusted([event], {"kind": "bonus", "effect": "plus"})

    assert refused.value.code == code


def test_a_level_or_matter_that_the_rule_needs_must_be_told():
    levels = {"kind": "bonus", "effect": "plus", "levels": {"省": "8"}}

    with pytest.raises(Refusal, match=r"facts\.event_level"):
        adjusted([bonus("1", level="县")], levels)
    with pytest.raises(Refusal, match=r"facts\.event_field"):
        adjusted([bonus("1", level="省")], levels | {"once_per": "matter"})


def test_items_and_events_read_back_from_their_json_are_the_same():
    item = Item("dive 1", {"difficulty": "3.1"}, "panel", "E")
    event = bonus("1", date="2026-03-02", amount="2", at={"period": "2026-03"})
    given_facts = replace(facts({"E": "80"}), items=(item,), events=(event,))

    again = Facts.from_json(given_facts.to_json())

    assert (again.items, again.events) == ((item,), (event,))
    assert "items" not in facts({"E": "80"}).to_json()


def test_a_table_named_in_words_is_told_by_its_name():
    joined = {"combine": {"专家分": "60%", "大众分": "40%"}, "missing": "block", "as": "score"}
    ruleset = rules(
        TOTALS,
        PLAIN | {"as": "专家分"},
        {"map": "clamp", "low": "50", "as": "大众分"},
        joined,
        RANK,
    )

    assert "得分 = 专家分 × 60% + 大众分 × 40%" in rules_paragraph(ruleset, Names())

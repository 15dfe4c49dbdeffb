"""Folding judges and criteria: what counts, what is dropped, what blocks."""

from competition.domain.marks import State
from competition.domain.rules import Facts, Sheet
from competition.domain.rules.facts import Entry
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    blocks,
    carried_out,
    criterion,
    facts,
    rules,
)

TRIMMED = MEAN | {"drop_high": 1, "drop_low": 1, "at_least": 5, "quorum": 3}
X = [(38, 27, 28), (30, 29, 29), (36, 20, 27), (35, 26, 20), (36, 27, 26)]


def score(done, entry: str = "E") -> str | None:
    return done.evaluation.score_of(entry)


def cube(sheets: list[tuple[int | State, ...]], criteria: str = "abc") -> Facts:
    """One entry E with a sheet per judge over several criteria."""
    listed = []
    for number, marks in enumerate(sheets, start=1):
        told = dict(zip(criteria, marks, strict=True))
        scored = {key: mark for key, mark in told.items() if not isinstance(mark, State)}
        gaps = {key: mark for key, mark in told.items() if isinstance(mark, State)}
        listed.append(Sheet("panel", "E", f"J{number}", scored, gaps))
    return Facts((Entry("E"),), sheets=tuple(listed))


def whole(*highest: str) -> list[dict[str, object]]:
    return [criterion(key, most, "1") for key, most in zip("abc", highest, strict=False)]


def test_order_of_steps_decides_what_is_trimmed():
    criteria = whole("40", "30", "30")
    trim = {"drop_high": 1, "drop_low": 1}
    by_total = rules(TOTALS, MEAN | trim | {"as": "score"}, RANK, criteria=criteria)
    by_criterion = rules(
        MEAN | trim | {"as": "each"},
        {"reduce": "criterion", "by": "sum", "as": "score"},
        RANK,
        criteria=criteria,
    )

    totals, each = carried_out(by_total, cube(X)), carried_out(by_criterion, cube(X))

    assert (score(totals), score(each)) == ("260/3", "268/3")


def test_recused_and_absent_judges_make_the_divisor_smaller():
    done = carried_out(rules(TOTALS, MEAN, RANK), facts({"E": "90 recused 80 absent"}))

    assert score(done) == "85"
    assert done.evaluation.flags["E"] == ("ABSENT:J4", "RECUSED:J2")
    assert blocks(done) == []


def test_a_missing_sheet_blocks_publication_and_names_the_judge():
    done = carried_out(rules(TOTALS, MEAN, RANK), facts({"E": "90 - 80"}))

    assert score(done) == "85"
    assert [(b.code, b.entries, b.values) for b in done.evaluation.blocks] == [
        ("MISSING_SHEET", ("E",), {"judge": "J2"})
    ]


def test_a_sheet_with_one_blank_criterion_is_a_missing_sheet():
    ruleset = rules(TOTALS, MEAN, RANK, criteria=whole("40", "30", "30"))

    done = carried_out(ruleset, cube([(30, 20, 20), (30, State.BLANK, 30)]))

    assert score(done) == "70"
    assert blocks(done) == [("MISSING_SHEET", ("E",))]


def test_a_scored_zero_is_a_number():
    done = carried_out(rules(TOTALS, MEAN, RANK), facts({"E": "0 80"}))

    assert score(done) == "40"
    assert blocks(done) == []


def test_the_meaning_of_missing_marks_can_be_named():
    meanings = {"blank": "zero", "absent": "zero", "recused": "block"}
    ruleset = rules(TOTALS, MEAN | {"missing": meanings}, RANK)

    done = carried_out(ruleset, facts({"E": "90 - absent recused"}))

    assert score(done) == "30"
    assert [b.values for b in done.evaluation.blocks] == [{"judge": "J4"}]


def test_too_few_to_trim_blocks_unless_the_rule_says_mean():
    given = facts({"E": "90 80 70 60"})

    strict = carried_out(rules(TOTALS, TRIMMED, RANK), given)
    lenient = carried_out(rules(TOTALS, TRIMMED | {"below": "mean"}, RANK), given)

    assert (score(strict), blocks(strict)) == (None, [("TOO_FEW_TO_TRIM", ("E",))])
    assert (score(lenient), blocks(lenient)) == ("75", [])
    assert lenient.evaluation.flags == {"E": ("TRIM_SKIPPED",)}


def test_exactly_enough_sheets_are_trimmed():
    done = carried_out(rules(TOTALS, TRIMMED, RANK), facts({"E": "90 80 70 60 0"}))

    assert score(done) == "70"


def test_an_entry_that_nobody_marks_does_not_slip_through():
    done = carried_out(rules(TOTALS, MEAN, RANK), facts({"E": "90", "F": ""}))

    assert blocks(done) == [("INSUFFICIENT_PANEL", ("F",))]
    assert [(s.entry, s.rank, s.reason) for s in done.evaluation.standings] == [
        ("E", 1, ""),
        ("F", None, "no_score"),
    ]


def test_weights_of_criteria_make_the_total():
    criteria = [
        criterion("theory", step="0.01", weight="0.3"),
        criterion("work", step="0.01", weight="0.7"),
    ]
    given = Facts(
        (Entry("E"),), sheets=(Sheet("panel", "E", "J1", {"theory": 8850, "work": 9205}),)
    )

    done = carried_out(rules(TOTALS, MEAN, RANK, criteria=criteria), given)

    assert score(done) == "90.985"


def test_weights_of_judges_are_shared_by_those_present():
    weights = {"weights": {"J1": "0.5", "J2": "0.3", "J3": "0.2"}}
    ruleset = rules(TOTALS, MEAN | weights, RANK)

    all_there = carried_out(ruleset, facts({"E": "90 80 70"}))
    one_away = carried_out(ruleset, facts({"E": "90 80 absent"}))

    assert (score(all_there), score(one_away)) == ("83", "86.25")


def test_criteria_of_different_scales_add_up():
    criteria = [criterion("a", "10", "1"), criterion("b", "10", "0.001")]
    given = Facts((Entry("E"),), sheets=(Sheet("panel", "E", "J1", {"a": 7, "b": 1234}),))

    done = carried_out(rules(TOTALS, MEAN, RANK, criteria=criteria), given)

    assert score(done) == "8.234"


def test_withdrawn_entries_need_no_sheets_and_get_no_rank():
    given = facts({"E": "90", "F": "-", "G": "80"}, states={"F": State.WITHDRAWN})

    done = carried_out(rules(TOTALS, MEAN, RANK), given)

    assert blocks(done) == []
    assert [(s.entry, s.rank, s.reason) for s in done.evaluation.standings] == [
        ("E", 1, ""),
        ("G", 2, ""),
        ("F", None, "withdrawn"),
    ]


def test_rounding_on_the_way_differs_from_rounding_at_the_end():
    rounding = {"round": 0, "mode": "half_up"}
    on_the_way = rules(TOTALS, rounding, MEAN, RANK)
    at_the_end = rules(TOTALS, MEAN | {"as": "exact"}, rounding | {"as": "score"}, RANK)
    given = facts({"E": "0.5 0.4"})

    assert score(carried_out(on_the_way, given)) == "0.5"
    assert score(carried_out(at_the_end, given)) == "0"


def test_checks_find_wide_spreads_and_small_panels():
    ruleset = rules(
        TOTALS,
        {"check": "spread", "from": "totals", "at_most": "15"},
        {"check": "panel", "from": "totals", "at_least": 3},
        {"check": "complete"},
        MEAN,
        RANK,
    )

    done = carried_out(
        ruleset, facts({"A": "80 95 90", "B": "80 95.01 90", "C": "80 90", "D": "-"})
    )

    assert blocks(done) == [
        ("INSUFFICIENT_PANEL", ("C",)),
        ("INSUFFICIENT_PANEL", ("D",)),
        ("INSUFFICIENT_PANEL", ("D",)),
        ("MISSING_SHEET", ("D",)),
        ("SPREAD", ("B",)),
    ]

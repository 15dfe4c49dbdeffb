"""Entries without an award because a figure does not reach a line (单项不低于 60 分)."""

from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.rules import Calculation, Decision
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    awards,
    carried_out,
    facts,
    ranks,
    refusal_of,
    rules,
)

LOWEST = {"reduce": "judge", "by": "min", "from": "totals", "as": "lowest"}
AWARD = {"award": [{"tier": "first", "quota": 1}], "boundary": "committee"}
LEAST = {"bar": "figure", "of": "lowest", "at_least": "60"}
MOST = {"bar": "figure", "of": "lowest", "at_most": "60"}
FIELD = {"A": "95 59.99", "B": "60 70", "C": "60.01 60.01", "D": "1 1"}


def done_with(*bars: dict[str, Any], shown: tuple[dict[str, Any], ...] = ()) -> Calculation:
    """Four entries of which D is withdrawn; the bars look at the lowest mark of each."""
    decision = Decision("panel", "bar", "bar", ("C",), ("C",), "抄袭")
    given = facts(FIELD, decision, states={"D": State.WITHDRAWN})
    score = MEAN | {"from": "totals"}
    return carried_out(rules(TOTALS, LOWEST, *shown, score, *bars, RANK, AWARD), given)


def barred(done: Calculation) -> dict[str, str]:
    return dict(done.evaluation.barred)


def test_who_is_below_a_least_figure_gets_no_award_and_keeps_the_rank():
    done = done_with(LEAST)

    assert barred(done) == {"A": "lowest=59.99"}
    assert (ranks(done), awards(done)) == ({"A": 1, "B": 2, "C": 3, "D": None}, {"B": "first"})


def test_who_is_above_a_most_figure_gets_no_award():
    assert barred(done_with(MOST)) == {"C": "lowest=60.01"}


def test_the_figure_that_is_shown_decides_and_is_told():
    shown = {"round": 0, "mode": "half_up", "show_only": True, "from": "lowest", "as": "whole"}

    done = done_with(LEAST | {"of": "whole", "at_least": "61"}, shown=(shown,))

    assert barred(done) == {"A": "whole=60", "B": "whole=60", "C": "whole=60"}


def test_an_entry_without_the_figure_does_not_reach_the_line():
    score = MEAN | {"from": "totals"}
    bar = LEAST | {"at_least": "1"}
    given = facts({"A": "90", "B": "absent", "C": "0"})

    done = carried_out(rules(TOTALS, LOWEST, score, bar, RANK), given)

    assert barred(done) == {"B": "lowest=", "C": "lowest=0"}


def test_an_earlier_reason_stays_where_a_figure_bars_as_well():
    done = done_with({"bar": "recorded"}, MOST | {"as": "much"}, LEAST | {"as": "little"})

    assert barred(done) == {"C": "抄袭", "A": "lowest=59.99"}
    steps = [one for one in done.derive("A")["steps"] if one["code"] == "bar"]
    assert steps == [
        {"code": "bar", "step": "bar", "reason": "lowest=59.99"},
        {"code": "bar", "step": "much", "reason": "lowest=59.99"},
        {"code": "bar", "step": "little", "reason": "lowest=59.99"},
    ]


@pytest.mark.parametrize(
    ("change", "code", "at", "values"),
    [
        ({"at_most": "90"}, "rules.bound_sides", "", {}),
        ({"at_least": "x"}, "rules.not_decimal", ".at_least", {}),
        ({"of": "none"}, "rules.table_unknown", ".of", {"table": "none"}),
        (
            {"of": "totals"},
            "rules.not_folded",
            ".of",
            {"table": "totals", "axes": "judge"},
        ),
        (
            {"of": "marks"},
            "rules.not_folded",
            ".of",
            {"table": "marks", "axes": "judge, criterion"},
        ),
    ],
    ids=["both_sides", "no_decimal", "unknown", "of_judges", "of_marks"],
)
def test_a_faulty_line_is_refused_where_the_fault_stands(
    change: dict[str, str], code: str, at: str, values: dict[str, str]
):
    path = f"stages.panel.steps[2]{at}"

    assert refusal_of(TOTALS, LOWEST, LEAST | change) == (code, {"path": path} | values)


def test_a_figure_needs_a_least_or_a_most():
    step = {"bar": "figure", "of": "lowest"}

    assert refusal_of(TOTALS, LOWEST, step) == (
        "rules.bound_sides",
        {"path": "stages.panel.steps[2]"},
    )


def test_a_bar_by_figure_takes_its_name_like_any_step():
    assert refusal_of(TOTALS, LOWEST, LEAST | {"as": "lowest"}) == (
        "rules.name_twice",
        {"path": "stages.panel.steps[2].as", "name": "lowest"},
    )

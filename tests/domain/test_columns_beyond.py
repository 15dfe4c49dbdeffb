"""What columns cover is worked out by them, and what they do not is named."""

import pytest

from competition.domain.columns import beyond
from competition.domain.rules import parse_rule_set
from tests.domain.panels import criterion

CRITERIA = [criterion("a", "30", "0.5"), criterion("b", "20", "1")]
SUMS = {"reduce": "criterion", "by": "sum", "as": "totals"}
MEAN = {"reduce": "judge", "by": "mean", "as": "score"}
RANK = {"rank": [{"key": "score"}]}


def part_of(*steps, **stage):
    stage = {"criteria": CRITERIA, "steps": list(steps), **stage}
    return parse_rule_set({"schema": 1, "stages": {"s": stage}}).part("s")


@pytest.mark.parametrize(
    "steps",
    [
        [SUMS, MEAN, RANK],
        [SUMS, MEAN, RANK | {"style": "1223"}],
        [SUMS, MEAN | {"weights": {"J1": "2"}}, RANK],
        [SUMS, MEAN, {"round": 1, "mode": "half_up", "as": "shown"}, {"rank": [{"key": "shown"}]}],
        [{"map": "deduct_from", "base": "9"}, SUMS, MEAN, RANK],
        [
            {"map": "deduct_from", "base": {"by": "criterion", "values": {"a": "1", "b": "2"}}},
            SUMS,
            MEAN,
            RANK,
        ],
        [
            {"map": "deduct_from", "base": {"attribute": "max", "of": "criterion"}},
            SUMS,
            MEAN,
            RANK,
        ],
        [{"check": "complete"}, SUMS, MEAN, RANK, {"bar": "recorded"}],
        [SUMS, MEAN, RANK, {"bar": "event", "kinds": ["x"], "span": "year", "effect": "award"}],
        [SUMS, MEAN, RANK, {"select": "number", "number": 3, "ties": "expand"}],
        [SUMS, MEAN, {"rank": [{"key": "score"}, {"criterion": "a"}, {"higher_marks": "totals"}]}],
    ],
)
def test_the_steps_of_most_notices_are_covered(steps):
    assert beyond(part_of(*steps)) == ""


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (MEAN | {"by": "rank_sum"}, "score"),
        (MEAN | {"spread": "3"}, "score"),
        (MEAN | {"only": ["J1"]}, "score"),
        (MEAN | {"only": {"group": ["expert"]}}, "score"),
        (MEAN | {"weights": {"lead": "2"}, "weights_of": "role"}, "score"),
    ],
)
def test_folds_by_what_judges_are_and_by_places_are_not(step, name):
    assert beyond(part_of(SUMS, step, RANK)) == name


@pytest.mark.parametrize(
    "step",
    [
        {"map": "deduct_from", "base": {"attribute": "plan"}},
        {"map": "multiply", "by": ["2"]},
        {"map": "add", "amount": "2"},
        {"bar": "event", "kinds": ["x"], "span": "year", "effect": "zero"},
    ],
)
def test_changes_by_what_entries_bring_along_are_not(step):
    steps = [SUMS, MEAN | {"as": "mean"}, step | {"as": "score"}, RANK]

    assert beyond(part_of(*steps)) == "score"


@pytest.mark.parametrize(
    "rank",
    [
        RANK | {"style": "1234"},
        RANK | {"then": "decision"},
        {"rank": [{"key": "score"}, {"attribute": "time"}]},
        {"rank": [{"key": "score"}, {"firsts": "totals"}]},
        {"rank": [{"key": "score"}, {"attribute": "time"}], "style": "1223"},
    ],
)
def test_orders_that_need_people_or_other_figures_are_not(rank):
    assert beyond(part_of(SUMS, MEAN, rank | {"as": "order"})) == "order"


def test_marks_of_the_sheets_that_were_kept_are_not():
    fold = MEAN | {"drop_high": 1, "drop_low": 1, "below": "mean"}
    rank = {"rank": [{"key": "score"}, {"criterion": "b", "sheets": "kept"}], "as": "order"}

    assert beyond(part_of(SUMS, fold, rank)) not in ("", "score", "totals")


def test_a_part_without_marks_is_not():
    stages = {"s": {"criteria": CRITERIA, "steps": [SUMS, MEAN, RANK]}}
    final = {"steps": [{"rank": [{"key": "s.score"}]}]}
    rules = parse_rule_set({"schema": 1, "stages": stages, "final": final})

    assert [beyond(rules.part(key)) for key in ("s", "result")] == ["", "marks"]


def test_the_first_step_that_is_beyond_is_the_one_named():
    places = MEAN | {"by": "rank_sum", "as": "places"}
    later = {"rank": [{"key": "places", "direction": "asc"}], "style": "1234", "as": "order"}

    assert beyond(part_of(SUMS, places, later)) == "places"


def test_figures_of_another_stage_are_not():
    rank = {"rank": [{"key": "score"}, {"key": "first.score"}], "as": "order"}
    steps = {"first": [SUMS, MEAN, RANK], "second": [SUMS, MEAN, rank]}
    stages = {key: {"criteria": CRITERIA, "steps": each} for key, each in steps.items()}

    rules = parse_rule_set({"schema": 1, "stages": stages})

    assert [beyond(part) for part in rules.stages.values()] == ["", "order"]

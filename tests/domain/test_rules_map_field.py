"""Changes against the whole field: points lost for a distance, shared places, idle fields."""

from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Facts
from tests.domain.panels import RANK, TOTALS, carried_out, facts, refusal_of, rules

MEAN = {"reduce": "judge", "by": "mean", "as": "mean"}
FIELD = {"A": "90", "B": "80", "C": "60"}
TIED = {"A": "90", "B": "80", "C": "80", "D": "80", "E": "10"}
LOST = {"map": "best_of_field", "max": "100", "each": "0.5"}


def changed(step: dict[str, Any], given: Facts, *before: dict[str, Any]) -> Calculation:
    return carried_out(rules(TOTALS, MEAN, *before, step | {"as": "score"}, RANK), given)


def scores(step: dict[str, Any], field: dict[str, str], *before: dict[str, Any]) -> list[Any]:
    done = changed(step, facts(field), *before)
    return [done.evaluation.score_of(entry) for entry in field]


def values_told(step: dict[str, Any], field: dict[str, str]) -> list[dict[str, str]]:
    done = changed(step, facts(field))
    steps = [one for entry in field for one in done.derive(entry)["steps"]]
    return [one["cells"][0]["values"] for one in steps if one["code"] == "map"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ["100", "95", "85"]),
        ({"best": "lowest"}, ["85", "90", "100"]),
        ({"each": "5"}, ["100", "50", "-50"]),
        ({"each": "5", "floor": "0"}, ["100", "50", "0"]),
        ({"each": "5", "floor": "55.5"}, ["100", "55.5", "55.5"]),
    ],
    ids=["highest", "lowest", "below_zero", "floor", "high_floor"],
)
def test_points_are_lost_for_the_distance_from_the_best_down_to_a_floor(
    change: dict[str, str], expected: list[str]
):
    assert scores(LOST | change, FIELD) == expected


def test_the_distance_is_counted_in_the_units_of_the_figure():
    assert scores(LOST | {"each": "10"}, {"A": "90 90.1", "B": "90 89"}) == ["100", "94.5"]


def test_what_is_lost_for_one_is_told_beside_the_best():
    told = values_told(LOST, FIELD)

    assert told == [{"best": "90", "max": "100", "each": "0.5"}] * 3


def test_a_floor_is_only_asked_for_where_points_are_lost():
    step = {"map": "best_of_field", "max": "9", "floor": "1"}

    assert refusal_of(TOTALS, MEAN, step) == (
        "rules.key_unknown",
        {"path": "stages.panel.steps[2].floor"},
    )


@pytest.mark.parametrize("each", ["0", "-1"])
def test_what_is_lost_for_one_is_above_zero(each: str):
    assert refusal_of(TOTALS, MEAN, LOST | {"each": each}) == (
        "rules.not_positive",
        {"path": "stages.panel.steps[2].each"},
    )


NEGATIVE = {"map": "subtract", "amount": "85", "from": "mean", "as": "less"}


@pytest.mark.parametrize(
    "step",
    [{"map": "best_of_field", "max": "9"}, {"map": "share_of_total", "max": "9"}],
    ids=["best_of_field", "share_of_total"],
)
def test_a_share_of_a_field_with_a_figure_below_zero_is_refused(step: dict[str, str]):
    with pytest.raises(Refusal) as refused:
        changed(step, facts(FIELD), NEGATIVE | {"amount": "80"})

    assert (refused.value.code, refused.value.values) == ("facts.field_negative", {"entry": "C"})


def test_a_distance_from_the_best_may_be_of_figures_below_zero():
    assert scores(LOST, FIELD, NEGATIVE) == ["100", "95", "85"]


@pytest.mark.parametrize(
    ("step", "field", "expected"),
    [
        ({"map": "best_of_field", "max": "9"}, {"A": "0", "B": "0"}, ["0", "0"]),
        ({"map": "share_of_total", "max": "9"}, {"A": "0", "B": "0"}, ["0", "0"]),
        (
            {"map": "best_of_field", "max": "9", "best": "lowest"},
            {"A": "0", "B": "0", "C": "5"},
            ["9", "9", "0"],
        ),
        (
            {"map": "best_of_field", "max": "9"},
            {"A": "0.01", "B": "0"},
            ["9", "0"],
        ),
    ],
    ids=["best_is_zero", "sum_is_zero", "lowest_is_zero", "one_is_zero"],
)
def test_a_field_of_zeros_has_a_figure_for_everybody(
    step: dict[str, str], field: dict[str, str], expected: list[str]
):
    assert scores(step, field) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["1", "3", "3", "3", "5"]),
        ({"ties": "best"}, ["1", "2", "2", "2", "5"]),
        ({"ties": "best", "best": "lowest"}, ["5", "2", "2", "2", "1"]),
        ({"points": ["10", "8", "6", "1"]}, ["10", "5", "5", "5", "0"]),
        ({"points": ["10", "8", "6", "1"], "ties": "best"}, ["10", "8", "8", "8", "0"]),
        ({"points": ["10", "8"], "otherwise": "2"}, ["10", "4", "4", "4", "2"]),
        ({"points": ["10"], "ties": "best", "otherwise": "2"}, ["10", "2", "2", "2", "2"]),
    ],
    ids=["mean", "best", "lowest", "points", "points_of_best", "beyond", "best_beyond"],
)
def test_equal_figures_share_their_places_or_have_the_best_of_them(
    more: dict[str, Any], expected: list[str]
):
    assert scores({"map": "places", **more}, TIED) == expected


@pytest.mark.parametrize(("ties", "place"), [("mean", "3"), ("best", "2")], ids=["mean", "best"])
def test_the_place_that_equal_figures_have_is_told(ties: str, place: str):
    told = values_told({"map": "places", "points": ["9"], "ties": ties}, TIED)

    assert told == [{"place": one} for one in ("1", place, place, place, "5")]


def test_equal_figures_share_a_place_between_two():
    assert scores({"map": "places"}, {"A": "9", "B": "9", "C": "1"}) == ["1.5", "1.5", "3"]


@pytest.mark.parametrize(
    "step",
    [
        {"map": "best_of_field", "max": "9"},
        {"map": "share_of_total", "max": "9"},
        {"map": "places"},
    ],
    ids=["best_of_field", "share_of_total", "places"],
)
def test_who_has_no_figure_is_still_missing_afterwards(step: dict[str, str]):
    done = changed(step, facts({"A": "90", "B": "absent"}))

    before, after = (done.evaluation.tables[name].to_json() for name in ("mean", "score"))
    assert [row[0] for row in after["missing"]] == ["B"]
    assert after["missing"] == before["missing"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, ["5.5", "4.5", "8"]), ({"best_is": "lowest"}, ["6.5", "7.5", "4"])],
    ids=["highest", "lowest"],
)
def test_a_sum_of_places_counts_them_from_the_best_of_each_judge(
    more: dict[str, str], expected: list[str]
):
    fold = {"reduce": "judge", "by": "rank_sum", "from": "totals", "as": "score", **more}
    given = facts({"A": "9 5 8", "B": "8 9 8", "C": "1 7 1"})

    done = carried_out(rules(TOTALS, fold, RANK), given)

    assert [done.evaluation.score_of(entry) for entry in "ABC"] == expected

"""Places by group in `select` and `award`, and a line that a figure reaches from either side."""

from typing import Any

import pytest

from competition.domain.rules import Dimensions
from tests.domain.panels import MEAN, RANK, TOTALS, awards, carried_out, facts, refusal_of, rules

PER_TRACK = RANK | {"per": "track"}
TRACKS = {"A": "x", "B": "x", "C": "y", "D": "z"}
FIELD = {"A": "90", "B": "80", "C": "70", "D": "60"}
TWO_TRACKS = Dimensions(tracks=("x", "y"), attributes=("track", "unit"))


def cut(number: Any, **more: Any) -> dict[str, Any]:
    return {"select": "number", "number": number, "ties": "committee", **more}


def award(quota: Any, **more: Any) -> dict[str, Any]:
    return {"award": [{"tier": "first", "quota": quota}], "boundary": "committee", **more}


def admitted(*steps: dict[str, Any]) -> list[str]:
    done = carried_out(rules(TOTALS, MEAN, *steps), facts(FIELD, tracks=TRACKS))
    told = {entry: done.derive(entry)["steps"] for entry in FIELD}
    return [entry for entry in FIELD if any(one.get("admitted") for one in told[entry])]


@pytest.mark.parametrize("step", [cut(1, per="unit"), award(1, per="unit")], ids=["cut", "award"])
def test_places_are_not_given_apart_by_another_attribute_than_the_ranks(step: dict[str, Any]):
    told = refusal_of(TOTALS, MEAN, PER_TRACK, step)

    path = "stages.panel.steps[3].per"
    assert told == ("rules.per_differs", {"path": path, "rank": "track"})


def test_places_are_given_apart_as_the_ranks_are_where_nothing_else_is_said():
    assert admitted(PER_TRACK, cut(1)) == ["A", "C", "D"]
    assert admitted(RANK, cut(1)) == ["A"]


def test_a_group_that_the_rules_do_not_name_has_no_places():
    given = facts(FIELD, tracks=TRACKS)
    step = award({"x": 2, "y": 1}, per="track")

    assert admitted(RANK, cut({"x": 1, "y": 1}, per="track")) == ["A", "C"]
    assert awards(carried_out(rules(TOTALS, MEAN, RANK, step), given)) == {
        "A": "first",
        "B": "first",
        "C": "first",
    }


@pytest.mark.parametrize(
    ("rank", "step", "fault", "values"),
    [
        (RANK, cut({"x": 1}), "rules.groups_without_per", {}),
        (PER_TRACK, cut({"x": 1, "y": 1, "v": 1}), "rules.track_unknown", {"track": "v"}),
        (PER_TRACK, cut({"x": 1}), "rules.track_left_out", {"track": "y"}),
        (RANK, cut({"y": 1}, per="track"), "rules.track_left_out", {"track": "x"}),
    ],
    ids=["no_per", "unknown", "left_out", "left_out_of_common_ranks"],
)
def test_places_by_group_name_every_track_of_the_competition_and_no_other(
    rank: dict[str, Any], step: dict[str, Any], fault: str, values: dict[str, str]
):
    told = refusal_of(TOTALS, MEAN, rank, step, dimensions=TWO_TRACKS)

    assert told == (fault, {"path": "stages.panel.steps[3].number"} | values)


@pytest.mark.parametrize(
    ("direction", "line", "expected"),
    [
        ("desc", "80", ["A", "B"]),
        ("desc", "80.01", ["A"]),
        ("asc", "70", ["C", "D"]),
        ("asc", "69.99", ["D"]),
    ],
    ids=["high_on_line", "high_below_line", "low_on_line", "low_above_line"],
)
def test_a_figure_on_the_line_reaches_it_whichever_side_is_better(
    direction: str, line: str, expected: list[str]
):
    rank = {"rank": [{"key": "score", "direction": direction}]}

    assert admitted(rank, {"select": "line", "line": line}) == expected


def test_nobody_is_admitted_where_there_is_no_entry():
    done = carried_out(rules(TOTALS, MEAN, RANK, cut(2), award(1)), facts({}))

    assert (done.evaluation.standings, done.evaluation.awards) == ((), ())

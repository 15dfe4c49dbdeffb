"""Keys of a final part on what its stages made, and keys whose figures entries bring along."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Entry, calculate_all, parse_rule_set
from tests.domain.panels import MEAN, TOTALS, carried_out, document, facts, refusal_of, rules

EXACT = MEAN | {"as": "exact"}
ROUNDED = {"round": 0, "mode": "half_up", "as": "score"}
SHOWN = {"round": 0, "mode": "half_up", "show_only": True, "as": "shown", "from": "exact"}
STAGE = [TOTALS, EXACT, SHOWN, ROUNDED | {"from": "exact"}, {"rank": [{"key": "score"}]}]
SCORES = {"A": "95 85.4", "B": "89.8 91", "C": "80 80"}


def with_final(*keys: dict[str, Any]) -> dict[str, Any]:
    final = {"steps": [{"rank": [{"key": "panel.score"}, *keys]}]}
    return document(*STAGE) | {"final": final}


def final(*keys: dict[str, Any]) -> Calculation:
    return calculate_all(parse_rule_set(with_final(*keys)), facts(SCORES))["result"]


def ranking(done: Calculation, entry: str) -> dict[str, Any]:
    (step,) = [one for one in done.derive(entry)["steps"] if one["code"] == "rank"]
    return step


@pytest.mark.parametrize(
    ("key", "own", "told"),
    [
        (
            {"key": "panel.score", "on": "exact"},
            ["90.2", "90.4"],
            {"kind": "figure", "table": "panel.score", "on": "exact"},
        ),
        (
            {"key": "panel.shown", "on": "exact"},
            ["90.2", "90.4"],
            {"kind": "figure", "table": "panel.shown", "on": "exact"},
        ),
        (
            {"criterion": "all", "stage": "panel"},
            ["90.2", "90.4"],
            {"kind": "sub_score", "criterion": "all", "stage": "panel", "sheets": "valid"},
        ),
    ],
)
def test_a_final_part_breaks_ties_by_what_a_stage_made(
    key: dict[str, Any], own: list[str], told: dict[str, str]
):
    done = final(key)

    steps = [ranking(done, entry) for entry in "ABC"]
    assert [step["rank"] for step in steps] == [2, 1, 3]
    assert [step["ties"][0]["own"] for step in steps[:2]] == own
    first = steps[0]["ties"][0]["key"]
    assert {name: first[name] for name in told} == told


@pytest.mark.parametrize(
    ("key", "code", "told"),
    [
        ({"criterion": "all"}, "rules.key_missing", {"at": "stage"}),
        (
            {"criterion": "all", "stage": "semi"},
            "rules.stage_unknown",
            {"at": "stage", "stage": "semi"},
        ),
        (
            {"criterion": "other", "stage": "panel"},
            "rules.criterion_unknown",
            {"at": "criterion", "criterion": "other"},
        ),
        ({"key": "panel.none"}, "rules.table_unknown", {"at": "key", "table": "panel.none"}),
    ],
)
def test_a_key_of_a_final_part_that_names_nothing_is_refused(
    key: dict[str, Any], code: str, told: dict[str, str]
):
    with pytest.raises(Refusal) as refused:
        final(key)

    path = f"final.steps[0].rank[1].{told['at']}"
    rest = {name: value for name, value in told.items() if name != "at"}
    assert (refused.value.code, refused.value.values) == (code, {"path": path, **rest})


PLACE = "stages.panel.steps[2].rank[1]."


@pytest.mark.parametrize(
    ("key", "code", "told"),
    [
        ({"key": "none"}, "rules.table_unknown", {"path": "key", "table": "none"}),
        ({"firsts": "none"}, "rules.table_unknown", {"path": "firsts", "table": "none"}),
        (
            {"higher_marks": "none"},
            "rules.table_unknown",
            {"path": "higher_marks", "table": "none"},
        ),
        (
            {"key": "marks"},
            "rules.not_folded",
            {"path": "key", "table": "marks", "axes": "judge, criterion"},
        ),
        (
            {"firsts": "marks"},
            "rules.not_folded",
            {"path": "firsts", "table": "marks", "axes": "judge, criterion"},
        ),
        (
            {"higher_marks": "marks"},
            "rules.axes",
            {
                "path": "higher_marks",
                "table": "marks",
                "axes": "entry, judge, criterion",
                "wanted": "entry, judge",
            },
        ),
        (
            {"higher_marks": "totals", "direction": "asc"},
            "rules.key_unknown",
            {"path": "direction"},
        ),
        (
            {"method": "schulze", "of": "totals", "direction": "asc"},
            "rules.key_unknown",
            {"path": "direction"},
        ),
    ],
)
def test_a_key_on_a_table_of_another_shape_is_refused_with_its_axes(
    key: dict[str, Any], code: str, told: dict[str, str]
):
    found = refusal_of(TOTALS, MEAN, {"rank": [{"key": "score"}, key]})

    assert found == (code, told | {"path": PLACE + told["path"]})


def test_a_number_that_entries_bring_along_is_told_and_none_comes_last():
    key = {"attribute": "time", "direction": "asc"}
    ruleset = rules(TOTALS, MEAN, {"rank": [{"key": "score"}, key]})
    times = {"A": "12.50", "B": "9", "C": ""}
    entries = tuple(Entry(entry, {"time": time} if time else {}) for entry, time in times.items())

    done = carried_out(ruleset, replace(facts(dict.fromkeys("ABC", "90")), entries=entries))

    steps = [ranking(done, entry) for entry in "ABC"]
    assert [step["rank"] for step in steps] == [2, 1, 3]
    assert [step["ties"][0]["own"] for step in steps] == ["12.5", "9", ""]
    assert steps[0]["ties"][0]["key"]["attribute"] == "time"


def test_a_method_is_told_by_its_name_and_in_its_own_direction():
    way = {"method": "rank_sum", "of": "totals"}

    done = carried_out(rules(TOTALS, MEAN, {"rank": [way]}), facts(SCORES))

    key = ranking(done, "A")["key"]
    assert (key["kind"], key["method"], key["direction"]) == ("figure", "rank_sum", "asc")


def test_firsts_are_counted_over_all_tables_and_every_member_of_them():
    steps = [TOTALS, MEAN, {"rank": [{"key": "score"}, {"firsts": "totals", "places": 3}]}]

    done = carried_out(rules(*steps), facts({"A": "90 60 75", "B": "60 90 75", "C": "75 75 75"}))

    owns = [ranking(done, entry)["ties"][0]["own"] for entry in "ABC"]
    assert owns == ["2 0 1", "2 0 1", "1 2 0"]
    assert (
        ranking(done, "A")["ties"][0]["key"] | {"tables": ["totals"], "places": 3}
        == ranking(done, "A")["ties"][0]["key"]
    )

"""Keys of a tie chain as the rules write them, as they are refused and as they are told."""

from typing import Any

import pytest

from competition.domain.refusal import Refusal
from tests.domain.panels import MEAN, TOTALS, carried_out, criterion, facts, rules

EXACT = MEAN | {"as": "exact"}
ROUNDED = {"round": 0, "mode": "half_up", "as": "score"}
EACH = {"reduce": "judge", "by": "mean", "as": "each"}
FIRST = {"rank": [{"key": "score"}]}
PLAIN = {
    "kind": "figure",
    "table": "score",
    "member": None,
    "on": "published",
    "direction": "desc",
    "criterion": "",
    "stage": "",
    "sheets": "valid",
}


def chain(key: dict[str, Any], **more: Any):
    """A rule set with one key after the score, and tables of every shape before it."""
    rank = {"rank": [{"key": "score"}, key]} | more
    return rules(
        EACH | {"from": "marks"},
        TOTALS | {"from": "marks"},
        EXACT,
        ROUNDED,
        rank,
        criteria=[criterion("all", step="0.01")],
    )


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"key": "score"}, {}),
        ({"key": "score", "on": "exact"}, {"on": "exact"}),
        ({"key": "exact", "direction": "asc"}, {"table": "exact", "direction": "asc"}),
        ({"key": "each", "member": "all"}, {"table": "each", "member": "all"}),
        (
            {"criterion": "all", "direction": "asc"},
            {"kind": "sub_score", "table": "#valid:all", "criterion": "all", "direction": "asc"},
        ),
        ({"higher_marks": "totals"}, {"kind": "higher_marks", "table": "totals"}),
        (
            {"attribute": "time", "direction": "asc"},
            {"kind": "attribute", "table": "", "attribute": "time", "direction": "asc"},
        ),
        (
            {"firsts": "totals", "places": 3},
            {"kind": "firsts", "table": "", "tables": ["totals"], "places": 3},
        ),
        (
            {"firsts": ["score", "exact"]},
            {"kind": "firsts", "table": "", "tables": ["score", "exact"], "places": 1},
        ),
    ],
)
def test_a_key_is_told_as_it_was_written(key: dict, told: dict):
    found = chain(key).part("panel").steps[-1].keys[1]

    assert found.to_json() == PLAIN | told


@pytest.mark.parametrize(
    ("key", "code", "values"),
    [
        ({"key": "totals"}, "rules.not_folded", {"at": "key", "table": "totals", "axes": "judge"}),
        (
            {"key": "score", "member": "all"},
            "rules.not_folded",
            {"at": "key", "table": "score", "axes": ""},
        ),
        ({"key": "exact", "on": "exact"}, "rules.never_rounded", {"at": "on", "table": "exact"}),
        (
            {"criterion": "none"},
            "rules.criterion_unknown",
            {"at": "criterion", "criterion": "none"},
        ),
        (
            {"higher_marks": "score"},
            "rules.axes",
            {
                "at": "higher_marks",
                "table": "score",
                "axes": "entry",
                "wanted": "entry, judge",
            },
        ),
        (
            {"firsts": "score"},
            "rules.not_folded",
            {"at": "firsts", "table": "score", "axes": ""},
        ),
        (
            {"firsts": ["totals"]},
            "rules.not_folded",
            {"at": "firsts", "table": "totals", "axes": "judge"},
        ),
        ({"firsts": [1]}, "rules.not_text", {"at": "firsts"}),
        (
            {"firsts": "totals", "places": 0},
            "rules.out_of_range",
            {"at": "places", "low": 1, "high": 99},
        ),
        (
            {"firsts": "totals", "places": 100},
            "rules.out_of_range",
            {"at": "places", "low": 1, "high": 99},
        ),
        ({"criterion": "all", "sheets": "kept"}, "rules.nothing_dropped", {"at": "sheets"}),
        ({"key": "score", "extra": 1}, "rules.key_unknown", {"at": "extra"}),
    ],
)
def test_a_key_that_looks_nowhere_is_refused(key: dict, code: str, values: dict):
    with pytest.raises(Refusal) as refused:
        chain(key)

    told = dict(refused.value.values)
    told["at"] = str(told.pop("path")).rpartition(".")[2]
    assert (refused.value.code, {name: told[name] for name in values}) == (code, values)


def ties(key: dict, scores: dict[str, str]) -> list[tuple[str, str, int | None]]:
    """By entry, its own figure under the second key and its rank."""
    done = carried_out(chain(key), facts(scores))
    found = []
    for entry in scores:
        (step,) = [one for one in done.derive(entry)["steps"] if one["code"] == "rank"]
        own = step["ties"][0]["own"] if step["ties"] else "-"
        found.append((entry, own, step["rank"]))
    return found


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"key": "exact"}, [("A", "90.2", 2), ("B", "90.4", 1), ("C", "-", 3)]),
        ({"key": "score", "on": "exact"}, [("A", "90.2", 2), ("B", "90.4", 1), ("C", "-", 3)]),
        ({"key": "exact", "direction": "asc"}, [("A", "90.2", 1), ("B", "90.4", 2), ("C", "-", 3)]),
        ({"key": "each", "member": "all"}, [("A", "90.2", 2), ("B", "90.4", 1), ("C", "-", 3)]),
        ({"criterion": "all"}, [("A", "90.2", 2), ("B", "90.4", 1), ("C", "-", 3)]),
        ({"higher_marks": "totals"}, [("A", "95 85.4", 1), ("B", "91 89.8", 2), ("C", "-", 3)]),
        ({"firsts": "totals"}, [("A", "1", 1), ("B", "1", 1), ("C", "-", 3)]),
        (
            {"firsts": "totals", "places": 2},
            [("A", "1 1", 1), ("B", "1 1", 1), ("C", "-", 3)],
        ),
        ({"firsts": ["exact"]}, [("A", "0", 2), ("B", "1", 1), ("C", "-", 3)]),
        (
            {"firsts": ["exact"], "direction": "asc"},
            [("A", "0", 1), ("B", "0", 1), ("C", "-", 3)],
        ),
    ],
)
def test_a_tie_is_broken_by_the_figure_that_the_key_names(key: dict, told: list):
    scores = {"A": "95 85.4", "B": "89.8 91", "C": "80 80"}

    assert ties(key, scores) == told


def test_the_first_figure_is_told_in_its_own_table():
    done = carried_out(rules(TOTALS, MEAN, FIRST), facts({"A": "95 85.4"}))

    (step,) = [one for one in done.derive("A")["steps"] if one["code"] == "rank"]
    assert (step["figure"], step["key"]) == ("90.2", PLAIN)

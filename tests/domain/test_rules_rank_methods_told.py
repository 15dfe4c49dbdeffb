"""What a ranking by a method says of each entry, and whom it cannot rank."""

from dataclasses import replace
from typing import Any

import pytest

from competition.domain.rules import Calculation, Entry
from tests.domain.panels import MEAN, TOTALS, carried_out, facts, ranks, refusal_of, rules

MARKS = {"A": "9 8 7", "B": "8 9 6", "C": "1 2 7"}
ROUNDED = {"places": 3, "mode": "half_even"}
HALF_OF_LN_3 = "0.549"


def ranked(
    marks: dict[str, str], *further: Entry, tracks: dict[str, str] | None = None, **method: Any
) -> Calculation:
    per = {"per": "track"} if tracks else {}
    given = facts(marks, tracks=tracks)
    given = replace(given, entries=(*given.entries, *further))
    return carried_out(rules(TOTALS, {"rank": [method], **per}), given)


def told(done: Calculation, entry: str) -> dict[str, Any]:
    (step,) = (one for one in done.derive(entry)["steps"] if one["code"] == "rank_method")
    return step


def figure_told(done: Calculation, entry: str) -> str:
    return told(done, entry)["figure"]["text"]


def test_a_rank_sum_is_told_with_the_place_that_each_judge_gave():
    done = ranked(MARKS, method="rank_sum")

    assert told(done, "A") == {
        "code": "rank_method",
        "step": "#2.method",
        "source": "totals",
        "method": "rank_sum",
        "better": "higher",
        "figure": {"ratio": "9/2", "text": "4.5"},
        "shared": {"judges": 3},
        "own": {"places": {"J1": "1", "J2": "2", "J3": "1.5"}},
    }
    assert [figure_told(done, entry) for entry in "BC"] == ["6", "7.5"]


def test_a_majority_is_told_with_the_number_of_judges():
    done = ranked(MARKS, method="majority", better="lower")

    step = told(done, "C")
    assert (step["method"], step["better"], step["shared"]) == (
        "majority",
        "lower",
        {"judges": {"": 3}},
    )
    assert ranks(done) == {"C": 1, "B": 2, "A": 3}


def test_schulze_is_told_with_pairs_and_paths():
    done = ranked(MARKS, method="schulze")

    step = told(done, "A")
    assert (step["shared"], step["own"]) == (
        {},
        {"against": {"B": [2, 1, 2, 0], "C": [2, 0, 2, 0]}},
    )
    assert [figure_told(done, entry) for entry in "ABC"] == ["2", "1", "0"]


def test_equal_entries_of_kemeny_have_the_place_after_those_before_them():
    done = ranked({"A": "9 9", "B": "8 7", "C": "7 8", "D": "1 1"}, method="kemeny")

    assert [figure_told(done, entry) for entry in "ABCD"] == ["1", "2", "2", "4"]
    assert ranks(done) == {"A": 1, "B": 2, "C": 2, "D": 4}


def test_a_tie_on_a_ballot_is_half_a_win_for_each():
    done = ranked({"A": "5 9", "B": "5 8"}, method="bradley_terry", **ROUNDED)

    of_a = told(done, "A")
    assert (of_a["shared"], of_a["own"]) == ({}, {"against": {"B": [1, 0]}})
    assert [figure_told(done, entry) for entry in "AB"] == [HALF_OF_LN_3, f"-{HALF_OF_LN_3}"]


def test_an_entry_alone_in_its_group_has_the_ability_zero():
    tracks = {"A": "x", "B": "x", "C": "y"}
    marks = {"A": "9 1 5", "B": "8 2 6", "C": "5 5 5"}

    done = ranked(marks, tracks=tracks, method="bradley_terry", **ROUNDED)

    assert (figure_told(done, "C"), told(done, "C")["own"]) == ("0", {"against": {}})
    assert ranks(done) == {"A": 2, "B": 1, "C": 1}


@pytest.mark.parametrize("method", ["rank_sum", "schulze", "kemeny"])
def test_an_entry_that_no_ballot_names_stops_publication(method: str):
    done = ranked(MARKS, Entry("D"), method=method)

    (block,) = done.evaluation.blocks
    assert (block.code, block.step, block.entries) == ("INSUFFICIENT_PANEL", "#2.method", ("D",))
    assert block.values == {"valid": 0, "quorum": 1}
    assert done.evaluation.flags == {"D": ("INSUFFICIENT_PANEL",)}
    assert [one["code"] for one in done.derive("D")["steps"] if one["code"] == "rank_method"] == []


@pytest.mark.parametrize("method", ["rank_sum", "majority"])
def test_a_group_without_a_whole_ballot_has_no_figures(method: str):
    done = ranked({"A": "9 absent", "B": "absent 8"}, method=method, incomplete="leave_out")

    assert done.evaluation.flags["A"][-1] == "INSUFFICIENT_PANEL"
    assert ranks(done) == {"A": None, "B": None}


def test_a_method_of_figures_that_do_not_keep_the_judges_apart_is_refused():
    told_ = refusal_of(TOTALS, MEAN, {"rank": [{"method": "schulze", "of": "score"}]})
    unknown = refusal_of(TOTALS, MEAN, {"rank": [{"method": "schulze", "of": "none"}]})
    marks = refusal_of(TOTALS, MEAN, {"rank": [{"method": "kemeny", "of": "marks"}]})

    path = "stages.panel.steps[2].rank[0].of"
    wanted = {"path": path, "wanted": "entry, judge"}
    assert told_ == ("rules.axes", wanted | {"table": "score", "axes": "entry"})
    assert unknown == ("rules.table_unknown", {"path": path, "table": "none"})
    assert marks == ("rules.axes", wanted | {"table": "marks", "axes": "entry, judge, criterion"})

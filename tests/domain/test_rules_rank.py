"""Ranks: tie chains, styles, tracks, and cuts to the next stage."""

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Facts, Sheet, calculate_all, parse_rule_set
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    blocks,
    carried_out,
    criterion,
    document,
    facts,
    ranks,
    rules,
)

ROUNDED = [TOTALS, MEAN | {"as": "exact"}, {"round": 1, "mode": "half_up", "as": "score"}]
TWO = [criterion("a", "50", "1"), criterion("b", "50", "1")]


def two_criteria(sheets: dict[str, list[tuple[int, int]]]) -> Facts:
    """Marks (a, b) by entry, one pair for each judge."""
    return Facts(
        tuple(Entry(entry) for entry in sheets),
        sheets=tuple(
            Sheet("panel", entry, f"J{number}", {"a": a, "b": b})
            for entry, pairs in sheets.items()
            for number, (a, b) in enumerate(pairs, start=1)
        ),
    )


def test_more_decimals_decide_only_where_the_rule_names_them():
    given = facts({"A": "90.01", "B": "90.04", "C": "90.04"})
    plain = rules(*ROUNDED, {"rank": [{"key": "score"}]})
    finer = rules(*ROUNDED, {"rank": [{"key": "score"}, {"key": "score", "on": "exact"}]})

    assert ranks(carried_out(plain, given)) == {"A": 1, "B": 1, "C": 1}
    assert ranks(carried_out(finer, given)) == {"B": 1, "C": 1, "A": 3}


def test_sub_scores_are_compared_in_order():
    ruleset = rules(
        TOTALS,
        MEAN,
        {"rank": [{"key": "score"}, {"criterion": "a"}]},
        criteria=TWO,
    )

    done = carried_out(ruleset, two_criteria({"X": [(30, 20)], "Y": [(31, 19)], "Z": [(20, 30)]}))

    assert ranks(done) == {"Y": 1, "X": 2, "Z": 3}


def test_lower_comes_first_where_the_rule_says_so():
    ruleset = rules(TOTALS, MEAN, {"rank": [{"key": "score", "direction": "asc"}]})

    assert ranks(carried_out(ruleset, facts({"A": "50", "B": "40"}))) == {"B": 1, "A": 2}


def test_more_of_the_higher_marks_comes_first():
    ruleset = rules(TOTALS, MEAN, {"rank": [{"key": "score"}, {"higher_marks": "totals"}]})

    done = carried_out(ruleset, facts({"A": "90 90 90", "B": "95 90 85", "C": "95 92 83"}))

    assert ranks(done) == {"C": 1, "B": 2, "A": 3}


def test_sub_scores_use_all_valid_sheets_or_share_the_drop_of_equal_extremes():
    trimmed = MEAN | {"drop_high": 1, "drop_low": 1}
    sheets = {"X": [(40, 10), (10, 40), (20, 20), (0, 0)]}
    given = two_criteria(sheets)
    chains = {
        sheets: rules(
            TOTALS,
            trimmed,
            {"rank": [{"key": "score"}, {"criterion": "a", "sheets": sheets}]},
            criteria=TWO,
        )
        for sheets in ("valid", "kept")
    }

    figures = {
        sheets: carried_out(ruleset, given).evaluation.figure(f"#{sheets}:a", "X")
        for sheets, ruleset in chains.items()
    }

    assert figures == {"valid": "17.5", "kept": "22.5"}


def test_tracks_are_ranked_apart():
    tracks = {"A": "x", "B": "y", "C": "x"}
    ruleset = rules(TOTALS, MEAN, RANK | {"per": "track"})

    done = carried_out(ruleset, facts({"A": "80", "B": "70", "C": "90"}, tracks=tracks))

    assert [(s.group, s.entry, s.rank) for s in done.evaluation.standings] == [
        ("x", "C", 1),
        ("x", "A", 2),
        ("y", "B", 1),
    ]


def test_an_entry_without_a_track_is_refused():
    given = Facts((Entry("A"),), sheets=facts({"A": "80"}).sheets)

    with pytest.raises(Refusal, match=r"facts\.attribute_missing"):
        carried_out(rules(TOTALS, MEAN, RANK | {"per": "track"}), given)


def test_a_recorded_order_settles_a_tie_only_for_exactly_these_entries():
    ruleset = rules(TOTALS, MEAN, RANK | {"style": "1234", "then": "decision"})
    scores = {"A": "90", "B": "90", "C": "80"}
    right = Decision("panel", "rank", "order", ("B", "A"), ("A", "B"), "抽签")
    stale = Decision("panel", "rank", "order", ("B", "A", "C"), ("A", "B", "C"), "抽签")

    decided = carried_out(ruleset, facts(scores, right))
    undecided = carried_out(ruleset, facts(scores, stale))

    assert (ranks(decided), blocks(decided)) == ({"B": 1, "A": 2, "C": 3}, [])
    assert ranks(undecided) == {"A": None, "B": None, "C": 3}
    assert blocks(undecided) == [("TIE_IN_RANK", ("A", "B"))]


SIX = {"A": "95", "B": "93", "C": "92", "D": "92", "E": "92", "F": "90"}


@pytest.mark.parametrize(
    ("ties", "admitted", "blocked"),
    [
        ("expand", ["A", "B", "C", "D", "E"], []),
        ("shrink", ["A", "B"], []),
        ("committee", ["A", "B"], [("TIE_AT_CUT", ("C", "D", "E"))]),
    ],
)
def test_a_tie_at_the_cut_is_resolved_as_named(ties: str, admitted: list[str], blocked: list):
    ruleset = rules(TOTALS, MEAN, RANK, {"select": "number", "number": 4, "ties": ties})

    done = carried_out(ruleset, facts(SIX))

    assert list(done.evaluation.admitted or ()) == admitted
    assert blocks(done) == blocked


def test_a_recorded_choice_settles_the_cut():
    ruleset = rules(TOTALS, MEAN, RANK, {"select": "number", "number": 4, "ties": "committee"})
    choice = Decision("panel", "select", "choose", ("D", "E"), ("C", "D", "E"), "投票", "纪要 1")

    done = carried_out(ruleset, facts(SIX, choice))

    assert (done.evaluation.admitted, blocks(done)) == (("A", "B", "D", "E"), [])


def test_a_cut_by_line_includes_the_line():
    ruleset = rules(TOTALS, MEAN, RANK, {"select": "line", "line": "92"})

    assert carried_out(ruleset, facts(SIX)).evaluation.admitted == ("A", "B", "C", "D", "E")


def test_a_cut_by_number_may_have_a_line_besides():
    select = {"select": "number", "number": 2, "line": "94", "ties": "committee"}

    done = carried_out(rules(TOTALS, MEAN, RANK, select), facts(SIX))

    assert done.evaluation.admitted == ("A",)


def test_a_cut_can_be_made_by_track_within_one_ranking():
    tracks = {"A": "x", "B": "x", "C": "y", "D": "x", "E": "y", "F": "y"}
    select = {"select": "number", "number": {"x": 1, "y": 2}, "per": "track", "ties": "expand"}

    done = carried_out(rules(TOTALS, MEAN, RANK, select), facts(SIX, tracks=tracks))

    assert [(cut.group, cut.admitted) for cut in done.evaluation.cuts or ()] == [
        ("x", ("A",)),
        ("y", ("C", "E")),
    ]


def test_who_is_cut_is_not_missing_from_the_next_stage():
    ruleset = document(TOTALS, MEAN, RANK, {"select": "number", "number": 1, "ties": "committee"})
    stages = ruleset["stages"]
    stages["last"] = {"criteria": stages["panel"]["criteria"], "steps": [TOTALS, MEAN, RANK]}
    ruleset["final"] = {"steps": [{"rank": [{"key": "last.score"}]}]}
    given = facts({"A": "90", "B": "80"})
    defence = Sheet("last", "A", "J1", {"all": 7000})

    done = calculate_all(
        parse_rule_set(ruleset), Facts(given.entries, sheets=(*given.sheets, defence))
    )

    assert [done[part].evaluation.blocks for part in ("panel", "last", "result")] == [(), (), ()]
    assert ranks(done["result"]) == {"A": 1, "B": None}
    assert done["result"].evaluation.score_of("A") == "70"

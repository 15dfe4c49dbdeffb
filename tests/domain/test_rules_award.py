"""Awards follow ranks, and never change them."""

from competition.domain.rules import Decision
from tests.domain.panels import MEAN, RANK, TOTALS, awards, blocks, carried_out, facts, ranks, rules

SCORES = {"A": "95", "B": "93", "C": "92", "D": "92", "E": "91", "F": "90", "G": "80"}


def tiers(**quotas: int) -> dict[str, list[dict[str, object]]]:
    return {"award": [{"tier": tier, "quota": quota} for tier, quota in quotas.items()]}


def given_by(award: dict, scores: dict[str, str] = SCORES, *decisions, before=(), tracks=None):
    ruleset = rules(TOTALS, MEAN, RANK, *before, award)
    return carried_out(ruleset, facts(scores, *decisions, tracks=tracks))


def outcome(done) -> list[tuple[str, int | None, int, int]]:
    return [(t.tier, t.places, t.given, t.vacant) for t in done.evaluation.tiers]


def test_expand_takes_its_extra_place_from_the_next_tier_only_if_named():
    keeps = given_by(tiers(first=3, second=2) | {"boundary": "expand", "next_shrinks": False})
    shrinks = given_by(tiers(first=3, second=2) | {"boundary": "expand", "next_shrinks": True})

    assert [awards(keeps).get(entry) for entry in "ABCDEFG"] == [
        *["first"] * 4,
        *["second"] * 2,
        None,
    ]
    assert [awards(shrinks).get(entry) for entry in "EFG"] == ["second", None, None]


def test_shrink_sends_the_tied_to_the_next_tier():
    done = given_by(tiers(first=3, second=2) | {"boundary": "shrink"})

    assert [awards(done).get(entry) for entry in "ABCDE"] == [
        "first",
        "first",
        "second",
        "second",
        None,
    ]
    assert outcome(done) == [("first", 3, 2, 1), ("second", 2, 2, 0)]


def test_unused_places_can_be_passed_down():
    done = given_by(tiers(first=3, second=2) | {"boundary": "shrink", "unused": "pass_down"})

    assert [awards(done).get(entry) for entry in "CDEF"] == ["second", "second", "second", None]


def test_an_undecided_tie_holds_its_places_in_both_tiers():
    done = given_by(tiers(first=3, second=2) | {"boundary": "committee"})

    assert awards(done) == {"A": "first", "B": "first", "E": "second"}
    assert blocks(done) == [("TIE_AT_AWARD", ("C", "D"))]


def test_a_recorded_choice_gives_the_place_and_the_rest_follow():
    choice = Decision("panel", "award", "choose", ("D",), ("C", "D"), "投票")

    done = given_by(tiers(first=3, second=2) | {"boundary": "committee"}, SCORES, choice)

    assert awards(done) == {"A": "first", "B": "first", "D": "first", "C": "second", "E": "second"}
    assert blocks(done) == []


def test_a_choice_of_the_wrong_number_decides_nothing():
    choice = Decision("panel", "award", "choose", ("C", "D"), ("C", "D"), "投票")

    done = given_by(tiers(first=3) | {"boundary": "committee"}, SCORES, choice)

    assert blocks(done) == [("TIE_AT_AWARD", ("C", "D"))]


def test_a_chain_that_does_not_decide_falls_back():
    chain = {"boundary": "chain", "chain": [{"key": "score"}]}

    waiting = given_by(tiers(first=3) | chain)
    wide = given_by(tiers(first=3) | chain | {"then": "expand", "next_shrinks": True})

    assert blocks(waiting) == [("TIE_AT_AWARD", ("C", "D"))]
    assert sorted(awards(wide)) == ["A", "B", "C", "D"]


def test_below_the_line_places_stay_vacant():
    award = {
        "award": [{"tier": "first", "quota": 3, "line": "93"}, {"tier": "second", "line": "90"}],
        "boundary": "committee",
    }

    done = given_by(award)

    assert [awards(done).get(entry) for entry in "ABCDEFG"] == [
        "first",
        "first",
        "second",
        "second",
        "second",
        "second",
        None,
    ]
    assert outcome(done) == [("first", 3, 2, 1), ("second", None, 4, 0)]


def test_a_bar_changes_the_award_and_never_the_rank():
    bar = Decision("panel", "bar", "bar", ("A",), reason="一票否决：安全事故")
    skip = given_by(
        tiers(first=2) | {"boundary": "committee"}, SCORES, bar, before=[{"bar": "recorded"}]
    )
    hold = given_by(
        tiers(first=2) | {"boundary": "committee", "barred": "vacant"},
        SCORES,
        bar,
        before=[{"bar": "recorded"}],
    )

    assert ranks(skip) == ranks(hold) == {"A": 1, "B": 2, "C": 3, "D": 3, "E": 5, "F": 6, "G": 7}
    assert blocks(skip) == [("TIE_AT_AWARD", ("C", "D"))]
    assert (awards(hold), outcome(hold)) == ({"B": "first"}, [("first", 2, 1, 1)])
    assert skip.evaluation.barred == {"A": "一票否决：安全事故"}


def test_an_attribute_can_bar():
    bar = {"bar": "attribute", "attribute": "track", "in": ["guest"]}
    tracks = dict.fromkeys(SCORES, "x") | {"A": "guest"}

    done = given_by(tiers(first=1) | {"boundary": "committee"}, SCORES, before=[bar], tracks=tracks)

    assert awards(done) == {"B": "first"}


def test_quotas_by_track_apply_within_one_ranking():
    tracks = dict(zip(SCORES, "xxyyxyy", strict=True))
    award = {
        "award": [{"tier": "first", "quota": {"x": 1, "y": 2}}],
        "per": "track",
        "boundary": "committee",
    }

    done = given_by(award, tracks=tracks)

    assert sorted(awards(done)) == ["A", "C", "D"]


def test_fewer_entries_than_places_leave_places_vacant():
    done = given_by(tiers(first=2, second=9) | {"boundary": "committee"})

    assert outcome(done) == [("first", 2, 2, 0), ("second", 9, 5, 4)]


def test_a_recorded_decision_leaves_places_vacant():
    vacate = Decision("panel", "award", "vacate", reason="宁缺毋滥", tier="first", places=2)

    done = given_by(tiers(first=3, second=1) | {"boundary": "committee"}, SCORES, vacate)

    assert awards(done) == {"A": "first", "B": "second"}
    assert outcome(done) == [("first", 3, 1, 2), ("second", 1, 1, 0)]


def test_a_line_is_compared_with_the_published_score():
    exact = [MEAN | {"as": "exact"}, {"round": 0, "mode": "half_up", "as": "score"}]
    award = {"award": [{"tier": "first", "line": "90"}], "boundary": "committee"}
    ruleset = rules(TOTALS, *exact, {"rank": [{"key": "score", "on": "exact"}]}, award)

    done = carried_out(ruleset, facts({"A": "89.6", "B": "89.9", "C": "89.4"}))

    assert ranks(done) == {"B": 1, "A": 2, "C": 3}
    assert sorted(awards(done)) == ["A", "B"]
    assert [done.evaluation.score_of(entry) for entry in "ABC"] == ["90", "90", "89"]

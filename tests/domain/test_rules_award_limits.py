"""Awards by share, cap, gap and ratio; places of revoked awards; each deviation on record."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Evaluation, Facts
from tests.domain.panels import MEAN, RANK, TOTALS, awards, blocks, carried_out, one_sheet, rules

SCORES = {"A": "99", "B": "98", "C": "97", "D": "96", "E": "95", "F": "94"}


def given_by(award: dict, scores: dict[str, str] = SCORES, *decisions, attributes=None):
    ruleset = rules(TOTALS, MEAN, RANK, {"boundary": "committee"} | award)
    entries = tuple(Entry(e, (attributes or {}).get(e, {})) for e in scores)
    sheets = tuple(one_sheet(e, "J1", text) for e, text in scores.items())
    return carried_out(ruleset, Facts(entries, sheets=sheets, decisions=decisions))


def units(**members: str) -> dict[str, dict[str, str]]:
    return {entry: {"unit": unit} for unit, listed in members.items() for entry in listed}


def tiers(**quotas: int) -> list[dict[str, object]]:
    return [{"tier": tier, "quota": quota} for tier, quota in quotas.items()]


def deviations(done) -> list[tuple[str, str, str]]:
    return [(d.code, d.tier, d.entry) for d in done.evaluation.deviations]


def revoke(*entries: str) -> Decision:
    return Decision("panel", "award", "revoke", entries, reason="抄袭")


@pytest.mark.parametrize(("whole", "places"), [("floor", 1), ("ceil", 2), ("half_up", 2)])
def test_a_share_becomes_places_as_the_rules_say(whole, places):
    tier = {"tier": "first", "ratio": "25%", "whole": whole, "of": "ranked"}

    done = given_by({"award": [tier]})

    assert done.evaluation.tiers[0].quota == places
    assert list(awards(done)) == list("ABCDEF")[:places]


def test_fewer_entries_mean_fewer_medals():
    few = [{"below": 7, "quota": 1}, {"below": 3, "quota": 0}]
    award = {"award": [{"tier": "gold", "quota": 3, "fewer": few, "of": "ranked"}]}

    assert awards(given_by(award)) == {"A": "gold"}
    assert awards(given_by(award, {"A": "99", "B": "98"})) == {}


def test_over_a_cap_of_all_tiers_there_is_no_award():
    caps = [{"by": "unit", "most": 1, "over": "none"}]
    award = {"award": tiers(first=1, second=2), "caps": caps}

    done = given_by(award, attributes=units(x="AB", y="CD", z="E"))

    assert awards(done) == {"A": "first", "C": "second", "E": "second"}
    assert deviations(done) == [("CAPPED", "second", "B"), ("CAPPED", "second", "D")]
    assert done.derive("B")["steps"][-1]["how"] == "capped"


def test_level_entries_of_one_unit_at_its_cap_wait_for_a_decision():
    caps = [{"by": "unit", "most": 1, "tiers": ["first"], "over": "next"}]
    award = {"award": tiers(first=2, second=1), "caps": caps}
    scores = {"A": "99", "B": "99", "C": "97"}
    chosen = Decision("panel", "award", "choose", ("B",), ("A", "B"))

    before = given_by(award, scores, attributes=units(x="AB", y="C"))
    after = given_by(award, scores, chosen, attributes=units(x="AB", y="C"))

    assert blocks(before) == [("TIE_AT_CAP", ("A", "B"))]
    assert awards(before) == {"C": "first"}
    assert awards(after) == {"B": "first", "C": "first", "A": "second"}


def test_a_revoked_award_moves_the_chain_up():
    done = given_by({"award": tiers(first=1, second=2), "backfill": "chain"}, SCORES, revoke("A"))

    assert awards(done) == {"B": "first", "C": "second", "D": "second"}
    assert deviations(done) == [
        ("REVOKED", "first", "A"),
        ("BACKFILLED", "first", "B"),
        ("BACKFILLED", "second", "D"),
    ]


def test_a_revoked_award_is_made_up_for_in_the_last_tier():
    done = given_by({"award": tiers(first=1, second=2), "backfill": "last"}, SCORES, revoke("A"))

    assert awards(done) == {"B": "second", "C": "second", "D": "second"}
    assert [(t.given, t.vacant) for t in done.evaluation.tiers] == [(0, 1), (3, 0)]


def test_a_revoked_award_stays_vacant_unless_the_rules_say_more():
    done = given_by({"award": tiers(first=1, second=2)}, SCORES, revoke("B"))

    assert awards(done) == {"A": "first", "C": "second"}
    assert [(t.given, t.vacant) for t in done.evaluation.tiers] == [(1, 0), (1, 1)]
    assert done.derive("B")["steps"][-1]["how"] == "revoked"


GAP = {"most": "2", "from": "line", "last": True}


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("99 95 90", ["gold", "silver", "bronze"]),
        ("99 98 97 95", ["gold", "gold", "gold", "bronze"]),
        ("99 95 94 93 90", ["gold", "silver", "silver", "silver", None]),
        ("99 95 94 92", ["gold", "silver", "silver", "bronze"]),
        ("99 95 90 89 88 87", ["gold", "silver", "bronze", "bronze", "bronze", None]),
    ],
)
def test_medals_within_the_gap_take_from_the_tiers_after(points, expected):
    scores = dict(zip("ABCDEF", points.split(), strict=False))
    award = {"award": tiers(gold=1, silver=1, bronze=1), "gap": GAP}
    ruleset = rules(TOTALS, MEAN, RANK, award)
    sheets = tuple(one_sheet(e, "J1", text) for e, text in scores.items())

    done = carried_out(ruleset, Facts(tuple(map(Entry, scores)), sheets=sheets))

    assert [awards(done).get(entry) for entry in scores] == expected


def test_a_chained_gap_is_measured_from_the_one_before():
    award = {"award": tiers(gold=1), "gap": {"most": "1", "from": "chain"}}
    sheets = tuple(one_sheet(e, "J1", text) for e, text in SCORES.items())

    done = carried_out(
        rules(TOTALS, MEAN, RANK, award), Facts(tuple(map(Entry, SCORES)), sheets=sheets)
    )

    assert len(awards(done)) == len(SCORES)
    assert [one.how for one in done.evaluation.awards] == ["quota", *["gap"] * 5]


def test_a_gap_is_measured_from_the_last_regular_winner_unless_the_rules_say_more():
    award = {"award": tiers(gold=1, silver=1), "gap": {"most": "1"}}
    sheets = tuple(one_sheet(e, "J1", text) for e, text in SCORES.items())

    done = carried_out(
        rules(TOTALS, MEAN, RANK, award), Facts(tuple(map(Entry, SCORES)), sheets=sheets)
    )

    assert [(one.entry, one.tier, one.how) for one in done.evaluation.awards] == [
        ("A", "gold", "quota"),
        ("B", "gold", "gap"),
    ]


def test_what_was_recorded_survives_being_written_and_read():
    ratio = {"attribute": "unit", "in": ["x"], "at_most": "50%"}
    award = {"award": tiers(first=2), "composition": [ratio], "backfill": "chain"}

    done = given_by(award, SCORES, revoke("A"), attributes=units(x="BC"))

    written = done.evaluation.to_json()
    assert [block[0] for block in written["blocks"]] == ["RATIO_ABOVE"]
    assert Evaluation.from_json(written).to_json() == written


def test_equal_claims_to_a_place_wait_for_a_decision():
    seats = {"tier": "a", "apportion": 1, "equal": "larger", "of": "entered"}
    decided = Decision("panel", "award", "order", ("y", "x"), ("x", "y"))
    award, attributes = {"award": [seats], "per": "unit"}, units(x="ABC", y="DEF")

    before = given_by(award, attributes=attributes)
    after = given_by(award, SCORES, decided, attributes=attributes)

    assert (blocks(before), awards(before)) == ([("TIE_IN_QUOTA", ())], {})
    assert (blocks(after), awards(after)) == ([], {"D": "a"})


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(st.integers(90, 96), st.sampled_from("xyz")), min_size=1, max_size=9),
    st.randoms(),
    st.sampled_from(["expand", "shrink", "committee"]),
)
def test_the_order_of_entries_never_matters_and_caps_hold(rows, random, boundary):
    listed = {f"E{number}": row for number, row in enumerate(rows)}
    caps = [{"by": "unit", "most": 2, "over": "none"}]
    award = {"award": tiers(first=2, second=3), "caps": caps, "boundary": boundary}
    award |= {"next_shrinks": True} if boundary == "expand" else {}

    def carried(names: list[str]):
        scores = {name: str(listed[name][0]) for name in names}
        return given_by(
            award, scores, attributes={name: {"unit": listed[name][1]} for name in names}
        )

    done, again = carried(list(listed)), carried(random.sample(list(listed), len(listed)))

    assert done.evaluation.to_json() == again.evaluation.to_json()
    held = [listed[entry][1] for entry in awards(done)]
    assert all(held.count(unit) <= 2 for unit in "xyz")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"award": [{"tier": "a", "quota": 1, "ratio": "5%"}]}, "rules.key_missing"),
        (
            {"award": [{"tier": "a", "quota": 1, "ratio": "5%", "whole": "ceil", "of": "ranked"}]},
            "rules.tier_limits",
        ),
        (
            {"award": [{"tier": "a", "ratio": "5", "whole": "ceil", "of": "ranked"}]},
            "rules.out_of_range",
        ),
        ({"award": [{"tier": "a"}]}, "rules.tier_endless"),
        (
            {"award": [{"tier": "a", "apportion": 9, "equal": "larger", "of": "entered"}]},
            "rules.groups_without_per",
        ),
        (
            {"caps": [{"by": "unit", "most": 1, "tiers": ["z"], "over": "next"}]},
            "rules.tier_unknown",
        ),
        ({"gap": GAP}, "rules.gap_alone"),
        ({"composition": [{"attribute": "unit", "in": ["x"]}]}, "rules.bound_sides"),
    ],
)
def test_faulty_awards_are_refused(change, code):
    with pytest.raises(Refusal) as refused:
        given_by({"award": tiers(first=1)} | change)

    assert refused.value.code == code


def test_the_first_share_is_that_of_the_group_where_all_are_ranked_together():
    """各组前二分之一，取整：甲组 4 项取 2 项，乙组 3 项取 1 项，名次统一排列。"""
    tier = {"tier": "merit", "within": "50%", "whole": "floor", "of": "ranked"}
    scores = {entry: str(99 - place) for place, entry in enumerate("ABCDEFG")}
    groups = {entry: {"g": "x" if entry in "ABCD" else "y"} for entry in scores}

    done = given_by({"award": [tier], "per": "g"}, scores, attributes=groups)

    assert list(awards(done)) == ["A", "B", "E"]


def test_over_a_cap_a_place_can_stay_vacant():
    caps = [{"by": "unit", "most": 1, "over": "vacant"}]
    award = {"award": tiers(first=3, second=1), "caps": caps, "unused": "pass_down"}

    done = given_by(award, attributes=units(x="ABE", y="C", z="DF"))

    assert awards(done) == {"A": "first", "C": "first", "D": "second"}
    outcomes = [(t.tier, t.places, t.given, t.vacant) for t in done.evaluation.tiers]
    assert outcomes == [("first", 3, 2, 1), ("second", 1, 1, 0)]


def test_a_tier_without_a_number_of_places_has_no_vacancy():
    caps = [{"by": "unit", "most": 1, "over": "none"}]

    done = given_by(
        {"award": [{"tier": "merit", "line": "96"}], "caps": caps}, attributes=units(x="ABCDEF")
    )

    assert [(t.places, t.given, t.vacant) for t in done.evaluation.tiers] == [(None, 1, 0)]

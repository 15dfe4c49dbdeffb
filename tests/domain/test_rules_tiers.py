"""How many places a tier has, and who is good enough for them."""

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Decision, Entry, Facts
from tests.domain.panels import MEAN, RANK, TOTALS, awards, carried_out, one_sheet, rules

SCORES = {"A": "99", "B": "98", "C": "98", "D": "96", "E": "absent", "F": "94"}
GROUPS = {"A": "x", "B": "x", "C": "y", "D": "x", "E": "y", "F": "z"}


def given_by(tier: dict, *decisions: Decision, **award: object) -> Calculation:
    """One tier for six entries: B and C level, E without a score, F withdrawn."""
    entries = tuple(
        Entry(key, {"group": GROUPS[key]}, State.WITHDRAWN if key == "F" else State.SCORED)
        for key in SCORES
    )
    sheets = tuple(one_sheet(key, "J", text) for key, text in SCORES.items())
    step = {"award": [{"tier": "I"} | tier], "boundary": "shrink"} | award
    given = Facts(entries, sheets=sheets, decisions=decisions)
    ranking = RANK | {key: value for key, value in award.items() if key == "per"}
    return carried_out(rules(TOTALS, MEAN, ranking, step), given)


def quotas(done: Calculation) -> dict[str, int | None]:
    return {tier.group: tier.quota for tier in done.evaluation.tiers}


@pytest.mark.parametrize(("of", "count"), [("entered", 6), ("competing", 5), ("ranked", 4)])
def test_a_share_is_of_those_that_the_rules_count(of: str, count: int):
    share = {"ratio": "100%", "whole": "floor", "of": of}

    assert quotas(given_by(share)) == {"": count}


@pytest.mark.parametrize(
    ("ratio", "whole", "places"),
    [
        ("25%", "floor", 1),
        ("25%", "half_up", 2),
        ("25%", "ceil", 2),
        ("24%", "half_up", 1),
        ("50%", "ceil", 3),
        ("0%", "ceil", 0),
        ("100%", "half_up", 6),
    ],
)
def test_a_share_is_made_whole_in_the_way_named(ratio: str, whole: str, places: int):
    done = given_by({"ratio": ratio, "whole": whole, "of": "entered"})

    assert quotas(done) == {"": places}


@pytest.mark.parametrize(
    ("within", "whole", "given"),
    [
        ("50%", "floor", "ABC"),
        ("25%", "floor", "A"),
        ("75%", "floor", "ABC"),
        ("76%", "ceil", "ABCD"),
    ],
)
def test_within_a_share_of_the_places_all_have_the_tier(within: str, whole: str, given: str):
    done = given_by({"within": within, "whole": whole, "of": "ranked"})

    assert sorted(awards(done)) == list(given)
    assert quotas(done) == {"": None}


def test_within_a_share_is_counted_in_each_group():
    share = {"within": "50%", "whole": "ceil", "of": "entered"}

    done = given_by(share, per="group")

    assert sorted(awards(done)) == ["A", "B", "C"]


@pytest.mark.parametrize(("below", "places"), [(4, 3), (5, 1), (6, 1)])
def test_a_smaller_quota_holds_below_its_number_and_not_at_it(below: int, places: int):
    done = given_by({"quota": 3, "fewer": [{"below": below, "quota": 1}], "of": "ranked"})

    assert quotas(done) == {"": places}


def test_of_several_smaller_quotas_the_lowest_number_comes_first():
    fewer = [{"below": 9, "quota": 2}, {"below": 5, "quota": 1}]

    assert quotas(given_by({"quota": 3, "fewer": fewer, "of": "ranked"})) == {"": 1}
    assert quotas(given_by({"quota": 3, "fewer": fewer, "of": "entered"})) == {"": 2}


@pytest.mark.parametrize(
    ("seats", "shares"),
    [
        ({"apportion": 4, "equal": "larger"}, {"x": 2, "y": 1, "z": 1}),
        ({"apportion": 4, "equal": "larger", "by": "dhondt"}, {"x": 3, "y": 1, "z": 0}),
        ({"apportion": 4, "equal": "smaller", "by": "dhondt"}, {"x": 2, "y": 1, "z": 1}),
        ({"apportion": 3, "equal": "larger"}, {"x": 2, "y": 1, "z": 0}),
        ({"apportion": 3, "equal": "larger", "minimum": 1}, {"x": 1, "y": 1, "z": 1}),
    ],
)
def test_seats_are_shared_out_among_the_groups(seats: dict, shares: dict[str, int]):
    done = given_by(seats | {"of": "entered"}, per="group")

    assert quotas(done) == shares


@pytest.mark.parametrize(
    "limit",
    [
        {"ratio": "100%", "whole": "floor"},
        {"apportion": 4, "equal": "larger"},
        {"quota": 9, "fewer": [{"below": n + 1, "quota": n} for n in range(4)]},
    ],
)
def test_a_group_in_which_nobody_is_counted_has_no_places(limit: dict):
    done = given_by(limit | {"of": "ranked"}, per="group")

    assert quotas(done) == {"x": 3, "y": 1, "z": 0}


def test_within_a_share_of_a_group_in_which_nobody_is_counted_nobody_is():
    done = given_by({"within": "100%", "whole": "floor", "of": "ranked"}, per="group")

    assert sorted(awards(done)) == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("first", "second", "places"),
    [
        (
            {"ratio": "50%", "whole": "floor", "of": "entered"},
            {"ratio": "50%", "whole": "floor", "of": "ranked"},
            [1, 1, 1, 0, 0, 0],
        ),
        (
            {"apportion": 3, "equal": "larger", "of": "entered"},
            {"apportion": 6, "equal": "larger", "of": "entered"},
            [2, 3, 1, 2, 0, 1],
        ),
    ],
)
def test_each_tier_counts_for_itself(first: dict, second: dict, places: list[int]):
    tiers = [{"tier": "I"} | first, {"tier": "II"} | second]

    done = given_by({}, award=tiers, per="group")

    told = [(tier.group, tier.tier, tier.quota) for tier in done.evaluation.tiers]
    assert told == [
        (group, tier, number)
        for (group, tier), number in zip(
            [(group, tier) for group in "xyz" for tier in ("I", "II")], places, strict=True
        )
    ]


def test_an_equal_claim_says_which_groups_and_how_many_places():
    seats = {"apportion": 4, "equal": "decision", "by": "dhondt", "of": "entered"}

    waiting = given_by(seats, per="group")
    order = Decision("panel", "award", "order", ("z", "y", "x"), ("x", "y", "z"))
    decided = given_by(seats, order, per="group")

    missing, block = waiting.evaluation.blocks
    assert missing.code == "INSUFFICIENT_PANEL"
    assert (block.code, block.step, block.entries) == ("TIE_IN_QUOTA", "award", ())
    assert dict(block.values) == {"tier": "I", "groups": "x, y, z", "places": 1}
    assert quotas(waiting) == {"x": 2, "y": 1, "z": 0}
    assert quotas(decided) == {"x": 2, "y": 1, "z": 1}
    assert decided.evaluation.blocks == (missing,)


@pytest.mark.parametrize(
    ("tier", "code", "at", "values"),
    [
        (
            {"quota": 1, "ratio": "5%", "whole": "ceil", "of": "ranked"},
            "rules.tier_limits",
            "award[0]",
            {"tier": "I"},
        ),
        ({}, "rules.tier_endless", "award[0]", {"tier": "I"}),
        (
            {"ratio": "101%", "whole": "ceil", "of": "ranked"},
            "rules.out_of_range",
            "award[0].ratio",
            {"low": 0, "high": 1},
        ),
        (
            {"within": "-1%", "whole": "ceil", "of": "ranked"},
            "rules.out_of_range",
            "award[0].within",
            {"low": 0, "high": 1},
        ),
        (
            {"apportion": 1, "equal": "larger", "of": "entered"},
            "rules.groups_without_per",
            "award[0].apportion",
            {},
        ),
        (
            {"apportion": 0, "equal": "larger", "of": "entered"},
            "rules.out_of_range",
            "award[0].apportion",
            None,
        ),
        (
            {"quota": 1, "fewer": [{"below": 0, "quota": 1}], "of": "ranked"},
            "rules.out_of_range",
            "award[0].fewer[0].below",
            None,
        ),
        (
            {"quota": 1, "fewer": [{"below": 1, "quota": 1, "x": 1}], "of": "ranked"},
            "rules.key_unknown",
            "award[0].fewer[0].x",
            None,
        ),
        ({"quota": 1, "maximum": 2}, "rules.key_unknown", "award[0].maximum", None),
    ],
)
def test_a_tier_that_is_not_clear_is_refused(tier: dict, code: str, at: str, values: dict | None):
    per = {"per": "group"} if tier.get("apportion") == 0 else {}

    with pytest.raises(Refusal) as refused:
        given_by(tier, **per)

    told = dict(refused.value.values)
    assert (refused.value.code, str(told.pop("path")).partition("].")[2]) == (code, at)
    assert values is None or told == values


def test_a_tier_without_a_name_is_called_by_its_key():
    named = rules(TOTALS, MEAN, RANK, {"award": [{"tier": "I", "quota": 1}], "boundary": "shrink"})

    assert [(tier.key, tier.name) for tier in named.last.steps[-1].tiers] == [("I", "I")]
